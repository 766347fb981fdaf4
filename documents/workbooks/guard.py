"""Refuses unsafe workbooks before unpacking: bombs, macros, and parts that no return has.

Only the zip's own directory is read. It costs nothing, however large the contents claim to be.
"""

from __future__ import annotations

import io
import re
import zipfile

from documents.files.zipped import PROTECTED, is_oddly_packed, unpacks_to_too_much
from domain.kernel.quoting import quoted

BYTES_MAX = 10_000_000
_ZIP = b"PK"
_UNWANTED = (
    (re.compile(r"vbaProject|/macrosheets/", re.I), "It holds macros. Save it as .xlsx without."),
    (
        re.compile(r"^xl/externalLinks/", re.I),
        "It takes values from other workbooks. In Excel break the links (Data, Edit Links), or"
        " paste text only into a fresh form.",
    ),
    (
        re.compile(r"^xl/(media|embeddings|activeX|ctrlProps|diagrams|charts)/", re.I),
        "It holds a picture or another object, and only text is recorded. Take it out and say"
        " in words what it shows.",
    ),
)


class UnreadableError(Exception):
    """A workbook that is refused whole: what is wrong and what to do, with no path in it."""


def is_workbook(data: bytes) -> bool:
    """Whether a file is an Office document rather than text, whatever its name."""
    return data.startswith((_ZIP, PROTECTED))


def require_safe(data: bytes) -> None:
    """Raises UnreadableError for anything but a plain .xlsx of a sane size."""
    if len(data) > BYTES_MAX:
        raise UnreadableError(f"It is larger than {BYTES_MAX // 1_000_000} MB. Is it the form?")
    if data.startswith(PROTECTED):
        raise UnreadableError(
            "It is protected by a password or a sensitivity label, or is of an old kind (.xls)."
            " Save an unprotected copy as .xlsx."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError) as error:
        raise UnreadableError(
            "It is not an Excel workbook, or it is damaged. Open it in Excel and save it as .xlsx."
        ) from error
    _require_small(members)
    _require_plain(members)


def _require_small(members: list[zipfile.ZipInfo]) -> None:
    if unpacks_to_too_much(members):
        largest = max(members, key=lambda member: member.file_size)
        raise UnreadableError(
            "It unpacks to far more than a return can hold, most of it in its part"
            f" {quoted(largest.filename.rpartition('/')[2])}. Copy your answers into a fresh form."
        )


def _require_plain(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if is_oddly_packed(members):
        raise UnreadableError(
            "It is not packed as Excel packs a workbook. Copy your answers into a fresh form."
        )
    for pattern, remedy in _UNWANTED:
        if any(pattern.search(name) for name in names):
            raise UnreadableError(remedy)
    if "xl/workbook.xml" not in names:
        raise UnreadableError(
            "It is not an .xlsx workbook. Open it in Excel or LibreOffice and save it as .xlsx."
        )
