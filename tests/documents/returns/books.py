"""Workbooks of returns to test with: a small form, filled in as a person would, or with malice."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from string import ascii_uppercase
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from documents.returns.layout import Form
from documents.returns.read import Filled, fill
from documents.returns.write import write
from documents.workbooks import cells, reader_process
from domain.tool.state import ToolVersion
from tests.domain.scene import PLANNING, TOOL_PUBLISHED, VOICE, graded

NEEDS_OFFICE = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed here"
)
Edit = Callable[[bytes], bytes]


def form(**changed: Any) -> Form:
    """A form of two cases and two areas."""
    tool = ToolVersion(TOOL_PUBLISHED, {area.id: graded(area) for area in (VOICE, PLANNING)})
    given: dict[str, Any] = {
        "audit": "2026-neglect",
        "title": "Neglect",
        "agency": "police",
        "agency_title": "Police",
        "tool": tool,
        "cases": ("C01", "C02"),
        "returns_by": date(2026, 2, 15),
        "window": (date(2025, 7, 1), date(2025, 12, 31)),
        "lead": "L. Mori",
    }
    return Form(**{**given, **changed})


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(data: bytes, values: Mapping[str, Any]) -> bytes:
    """The workbook with values in cells named as `C01!D6`; None empties one."""
    book = opened(data)
    for place, value in values.items():
        sheet, cell = place.split("!")
        book[sheet][cell] = value
    return saved(book)


def case(ref: str, grade: str = "Good", evidence: str = "Seen.", areas: int = 2) -> dict[str, Any]:
    """The cells of a case with the same grade and evidence in each area."""
    values = {"C4": "Involved", "D4": "Lead agency.", "C5": "Yes"}
    for row in range(6, 6 + areas):
        values |= {f"C{row}": grade, f"D{row}": evidence}
    return {f"{ref}!{cell}": value for cell, value in values.items()}


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(contents: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return file.getvalue()


def far_cell(*places: str, value: str = "far") -> bytes:
    """The end of a sheet's XML, with a text in more cells."""
    texts = [
        f'<row r="{place.lstrip(ascii_uppercase)}"><c r="{place}" t="inlineStr"><is>'
        f"<t>{value}</t></is></c></row>"
        for place in places
    ]
    return f"{''.join(texts)}</sheetData>".encode()


def with_member(name: str, content: bytes = b"<x/>") -> Edit:
    """Adds a member to the zip, or replaces it."""

    def edit(data: bytes) -> bytes:
        return packed({**members(data), name: content})

    return edit


def replaced(name: str, old: bytes, new: bytes) -> Edit:
    """Replaces bytes in a member, which have to be there."""

    def edit(data: bytes) -> bytes:
        contents = members(data)
        assert old in contents[name], (name, old)
        return packed({**contents, name: contents[name].replace(old, new, 1)})

    return edit


_INLINE = re.compile(rb't="inlineStr"><is>(.*?)</is></c>', re.DOTALL)
_MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRINGS = "xl/sharedStrings.xml"
_STRINGS_TYPE = (
    b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
    b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
)


def as_excel_saves(data: bytes) -> bytes:
    """The workbook with its texts in one table, as Excel writes them."""
    contents = members(data)
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[1])
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    for name in [name for name in contents if name.startswith("xl/worksheets/sheet")]:
        contents[name] = _INLINE.sub(share, contents[name])
    table = b"".join(b"<si>%s</si>" % text for text in texts)
    contents[_STRINGS] = b'<sst xmlns="%s">%s</sst>' % (_MAIN, table)
    types = "[Content_Types].xml"
    contents[types] = contents[types].replace(b"</Types>", _STRINGS_TYPE + b"</Types>")
    return packed(contents)


@cache
def blank() -> bytes:
    return write(form())


def sheets(data: bytes) -> tuple[cells.Sheet, ...]:
    """The sheets of a harmless workbook, read without a process of their own."""
    return tuple(cells._sheet(one) for one in reader_process.cells(data)["sheets"])


def read(data: bytes, asked: Form | None = None) -> Filled:
    """What a workbook answers, where every case of the form is in the sample."""
    wanted = asked or form()
    return fill(sheets(data), wanted, wanted.cases)


def faults(data: bytes) -> dict[str, str]:
    """Cell to what is wrong with it."""
    return {f"{one.sheet}!{one.cell}": one.words for one in read(data).faults}
