"""Writes workbooks' cells: every text as text, whoever wrote it, so that none becomes a formula.

The same cells give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime
from textwrap import wrap
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell
from documents.workbooks.reader_process import MARKED_BY, letters

_WHEN = (1980, 1, 1, 0, 0, 0)
MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - Office keeps no zone; it is no time at all
TEXT_FORMAT = "@"
"""A cell of this format keeps what is typed: `=1`, `-`, `3/4` stay words."""
DAY_FORMAT = "yyyy-mm-dd"
_LOOKS: WeakKeyDictionary[Workbook, dict[str, Any]] = WeakKeyDictionary()
_FONT, SIZE = "Arial", 10
_POINTS_MIN, _POINTS_A_LINE, _POINTS_MAX = 15.0, 13.0, 400.0
_NUMBER_MAX = 1e300
_EXCEL_CHARACTERS_MAX = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

INK, PALE, ANSWER, WRONG = "1F3244", "EEF2F6", "FFFBE6", "F4B6A6"
_THIN = Side(style="thin", color="B8C2CC")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
WRAPPED = Alignment(wrap_text=True, vertical="top")


def _size_rows(sheet: Worksheet) -> None:
    """Gives each row the height that its text needs: not every program does so by itself."""
    rows: Any = sheet.iter_rows()
    for row in rows:
        points = _POINTS_MIN
        for cell in row:
            width = int(sheet.column_dimensions[cell.column_letter].width)
            if isinstance(cell.value, str) and cell.alignment.wrap_text:
                paragraphs = [wrap(part, width) or [""] for part in cell.value.split("\n")]
                points = max(points, _POINTS_A_LINE * sum(map(len, paragraphs)) + 4)
            if cell.font.size > SIZE:
                points = max(points, cell.font.size * 1.4)
        sheet.row_dimensions[row[0].row].height = min(points, _POINTS_MAX)


def _finished(data: bytes) -> bytes:
    """The same zip without the time of writing, and with rows that grow as people type."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(file, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb'(<row [^>]*?) customHeight="1"', rb"\1", content)
            member = zipfile.ZipInfo(name, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(member, content)
    return file.getvalue()


def put(sheet: Worksheet, cell: str, text: str, in_font: Font | None = None) -> Any:
    """Writes text as text, even if it begins with = + - or @."""
    target: Any = sheet[cell]
    safe = text.replace("\r\n", "\n").replace("\r", "\n")
    safe = _ESCAPE_LIKE.sub("_x005F_", _CONTROL.sub("\ufffd", safe))
    target.value = safe[:_EXCEL_CHARACTERS_MAX]
    target.data_type = "s"
    if in_font is None:
        dress(target, "text", alignment=WRAPPED, font=font)
    else:
        target.alignment, target.font = WRAPPED, in_font
    return target


def dress(target: Any, look: str, **styles: Any) -> None:
    """Gives a cell its styles. `look`: their name, for cells that have nothing but these.

    openpyxl compares each style of each cell with all that there are; cells of one look in one
    workbook share what it found. A style that is a function is made when it is needed.
    """
    known = _LOOKS.setdefault(target.parent.parent, {})
    if look in known:
        target._style = copy(known[look])
        return
    for name, style in styles.items():
        setattr(target, name, style() if callable(style) else style)
    known[look] = copy(target._style)


def font(*, bold: bool = False, size: int = SIZE, color: str = "000000") -> Font:
    return Font(name=_FONT, size=size, bold=bold, color=color)


def link() -> Font:
    return Font(name=_FONT, size=SIZE, underline="single", color="1F5FA8")


def to(sheet: str, cell: str) -> Hyperlink:
    """A link inside the workbook."""
    return Hyperlink(ref=cell, location=f"'{sheet}'!{cell}")


def fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def head(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    for at, words in enumerate(heads, 1):
        target = put(sheet, f"{letters(at)}{row}", words, font(bold=True, color="FFFFFF"))
        target.fill, target.border = fill(INK), BOX


def protect(sheet: Worksheet) -> None:
    """Protects a sheet from slips, not from people: it has no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def print_as(sheet: Worksheet, *, landscape: bool, heads: str = "") -> None:
    setup = sheet.page_setup
    setup.orientation = "landscape" if landscape else "portrait"
    setup.paperSize = 9  # A4
    setup.fitToWidth, setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
    if heads:
        sheet.print_title_rows = heads
    footer: Any = sheet.oddFooter
    footer.left.text, footer.center.text, footer.right.text = "&A", "Confidential", "&P of &N"


def put_as_it_was(sheet: Worksheet, cell: str, answer: Cell) -> None:
    """Keeps numbers, dates and errors as they are: as text, a refused copy would be accepted.

    A formula becomes text that begins with =, which is refused too.
    """
    target: Any = sheet[cell]
    match answer.type:
        case "n" | "b" if abs(answer.value) < _NUMBER_MAX:
            target.value = answer.value
        case "e" if answer.value in ERROR_CODES:
            target.value, target.data_type = answer.value, "e"
        case "d" if _DAY.match(answer.value):
            target.value = datetime.fromisoformat(answer.value)
            target.number_format = DAY_FORMAT
        case _:
            put(sheet, cell, str(answer.value))


def mark(cell: Any, fault: str) -> None:
    cell.fill = fill(WRONG)
    cell.comment = Comment(f"This cell {fault}", MARKED_BY, height=110, width=300)


def write_answer(sheet: Worksheet, cell: str, answer: Cell | None, fault: str | None) -> None:
    target: Any = sheet[cell]
    if answer is not None:
        put_as_it_was(sheet, cell, answer)
    number_format = DAY_FORMAT if target.number_format == DAY_FORMAT else TEXT_FORMAT
    dress(
        target,
        f"answer {number_format}",
        number_format=number_format,
        font=font,
        alignment=WRAPPED,
        protection=lambda: Protection(locked=False),
        border=BOX,
        fill=lambda: fill(ANSWER),
    )
    if fault is not None:
        mark(target, fault)


def write_to_correct(
    sheet: Worksheet, faults: Sequence[Fault], is_there: Callable[[str, str], bool]
) -> None:
    """The list of what is wrong. `is_there`: whether a sheet of this book has a cell to go to."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 96
    put(sheet, "A1", "To correct", font(bold=True, size=16, color=INK)).alignment = Alignment()
    put(sheet, "A2", "Nothing was recorded. Correct these cells in this copy and append it.")
    sheet["A2"].alignment = Alignment()
    head(sheet, 3, ("Where", "What is wrong, and what to do"))
    for row, fault in enumerate(faults, 4):
        where = f"{fault.sheet}!{fault.cell}" if fault.cell else fault.sheet
        target = put(sheet, f"A{row}", where, link())
        target.hyperlink = to(fault.sheet, fault.cell if is_there(*fault[:2]) else "A1")
        target.border = BOX
        put(sheet, f"B{row}", f"It {fault.words}").border = BOX
    print_as(sheet, landscape=False, heads="3:3")
    protect(sheet)


def new_book(title: str) -> Workbook:
    """A workbook whose sheets stay where they are."""
    book = Workbook()
    book.security = WorkbookProtection(lockStructure=True)
    book.properties = DocumentProperties(creator="assure", created=MADE, modified=MADE)
    book.properties.title = title
    return book


def saved(book: Workbook) -> bytes:
    """The file of a workbook: the same for the same cells, whenever it is written."""
    for sheet in book.worksheets:
        _size_rows(sheet)
    file = io.BytesIO()
    book.properties.modified = MADE
    writer = _InMemory(book, zipfile.ZipFile(file, "w"))
    writer.save()
    return _finished(file.getvalue())


class _InMemory(ExcelWriter):
    """openpyxl's own puts each sheet down in a file first, where a kill leaves its words."""

    _archive: zipfile.ZipFile

    def write_worksheet(self, ws: Any) -> None:
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts, ws._drawing.images = ws._charts, ws._images
        content = io.BytesIO()
        writer: Any = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)
