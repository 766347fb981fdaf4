"""What a zip's own directory says of it: read before anything of it is unpacked.

It costs nothing, however large the contents claim to be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

UNPACKED_BYTES_MAX = 50_000_000
RATIO_MAX = 100
RATIO_FROM_BYTES = 1_000_000
"""Below this a high ratio is harmless, and a form full of empty cells has one."""
MEMBERS_MAX = 1_000
PROTECTED = bytes.fromhex("d0cf11e0a1b11ae1")
"""How the container of old, encrypted and labelled Office files begins."""
_PLAIN = re.compile(r"[^/\\:\x00]+(/[^/\\:\x00]+)*")
_ARCHIVE = re.compile(r"\.(zip|xls[xmb]?|doc[xm]?|jar|7z|rar|gz)$")
_KINDS = {ZIP_STORED, ZIP_DEFLATED}


def unpacks_to_too_much(members: Sequence[ZipInfo]) -> bool:
    """Whether it holds more, or far more for its size, than a document of ours can."""
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    bomb = unpacked > RATIO_FROM_BYTES and unpacked > RATIO_MAX * packed
    return len(members) > MEMBERS_MAX or unpacked > UNPACKED_BYTES_MAX or bomb


def is_oddly_packed(members: Sequence[ZipInfo]) -> bool:
    """Whether it is not as an office program packs: paths that lead out, archives, locked parts."""
    names = [member.filename for member in members]
    odd = any(
        not _PLAIN.fullmatch(name.removesuffix("/"))
        or ".." in name.split("/")
        or _ARCHIVE.search(name.lower())
        for name in names
    )
    locked = any(member.flag_bits & 0x1 or member.compress_type not in _KINDS for member in members)
    return odd or locked or len({name.lower() for name in names}) < len(names)
