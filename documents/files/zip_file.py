"""Several files as one: the same files are the same zip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_WHEN = (2020, 1, 1, 0, 0, 0)
"""Of each file: nothing tells when it was packed."""
_UNIX = 3


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            member = zipfile.ZipInfo(name, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = _UNIX
            archive.writestr(member, data)
    return packed.getvalue()
