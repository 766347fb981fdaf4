"""Writes a return's workbook: blank, or as it was filled in with each fault marked.

Every text is written as text, whoever wrote it, so none can become a formula. The same form gives
the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from textwrap import wrap
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from documents.returns import layout
from documents.returns.cells import Cell
from documents.returns.guidance import Line, readme, tool_rows, tool_scales
from documents.returns.layout import Form, Kind, Where
from documents.returns.read import Fault
from documents.returns.reader_process import MARKED_BY
from domain.kernel.vocabulary import TEXT_LENGTH_MAX

_WHEN = (1980, 1, 1, 0, 0, 0)
_MADE = datetime(1980, 1, 1)  # noqa: DTZ001 - Office keeps no zone; it is no time at all
_WIDTHS = {"A": 19, "B": 40, "C": 18, "D": 44, "E": 30, "F": 30, "G": 64}
_TEXT_FORMAT = "@"
"""A cell of this format keeps what is typed: `=1`, `-`, `3/4` stay words."""
_FONT, _SIZE = "Arial", 10
_POINTS_MIN, _POINTS_A_LINE, _POINTS_MAX = 15.0, 13.0, 400.0
_NUMBER_MAX = 1e300
_EXCEL_CHARACTERS_MAX = 32_767
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T|$)")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

_INK, _PALE, _ANSWER, _WRONG = "1F3244", "EEF2F6", "FFFBE6", "F4B6A6"
_THIN = Side(style="thin", color="B8C2CC")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write(
    form: Form,
    answers: Mapping[Where, Cell] | None = None,
    faults: Sequence[Fault] = (),
) -> bytes:
    """The workbook. `answers` fill it in, right or wrong; `faults` are marked and listed."""
    book = Workbook()
    book.security = WorkbookProtection(lockStructure=True)
    book.properties = DocumentProperties(creator="assure", created=_MADE, modified=_MADE)
    book.properties.title = f"Return of {form.agency_title}: {form.title}"
    front: Any = book.active
    front.title = layout.README
    if faults:
        _write_to_correct(book.create_sheet(layout.TO_CORRECT, 0), form, faults)
    for case in form.cases:
        marked = {fault.cell: fault.words for fault in faults if fault.sheet == case and fault.cell}
        sheet = book.create_sheet(case)
        _write_case(sheet, form, case, answers or {}, marked)
        sheet.sheet_properties.tabColor = _WRONG if marked else None
    _write_tool(book.create_sheet(layout.TOOL), form)
    _write_binding(book.create_sheet(layout.FORM), form)
    _write_readme(front, form)
    for sheet in book.worksheets:
        _size_rows(sheet)
    file = io.BytesIO()
    book.save(file)
    return _finished(file.getvalue())


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
            if cell.font.size > _SIZE:
                points = max(points, cell.font.size * 1.4)
        sheet.row_dimensions[row[0].row].height = min(points, _POINTS_MAX)


def _finished(data: bytes) -> bytes:
    """The same zip without the time of writing, and with rows that grow as people type."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(file, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "docProps/core.xml":
                stamp = rb"(<dcterms:modified[^>]*>)[^<]*"
                content = re.sub(stamp, rb"\g<1>1980-01-01T00:00:00Z", content)
            elif name.startswith("xl/worksheets/sheet"):
                content = re.sub(rb'(<row [^>]*?) customHeight="1"', rb"\1", content)
            member = zipfile.ZipInfo(name, _WHEN)
            member.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(member, content)
    return file.getvalue()


def _put(sheet: Worksheet, cell: str, text: str, font: Font | None = None) -> Any:
    """Writes text as text, even if it begins with = + - or @."""
    target: Any = sheet[cell]
    safe = text.replace("\r\n", "\n").replace("\r", "\n")
    safe = _ESCAPE_LIKE.sub("_x005F_", _CONTROL.sub("\ufffd", safe))
    target.value = safe[:_EXCEL_CHARACTERS_MAX]
    target.data_type = "s"
    target.alignment = _WRAPPED
    target.font = font or _font()
    return target


def _font(*, bold: bool = False, size: int = _SIZE, color: str = "000000") -> Font:
    return Font(name=_FONT, size=size, bold=bold, color=color)


def _link() -> Font:
    return Font(name=_FONT, size=_SIZE, underline="single", color="1F5FA8")


def _to(sheet: str, cell: str) -> Hyperlink:
    """A link inside the workbook."""
    return Hyperlink(ref=cell, location=f"'{sheet}'!{cell}")


def _fill(colour: str) -> PatternFill:
    return PatternFill("solid", start_color=colour, end_color=colour)


def _head(sheet: Worksheet, row: int, heads: Sequence[str]) -> None:
    for at, head in enumerate(heads):
        target = _put(sheet, f"{'ABCDEFGHIJKLMN'[at]}{row}", head, _font(bold=True, color="FFFFFF"))
        target.fill, target.border = _fill(_INK), _BOX


def _protect(sheet: Worksheet) -> None:
    """Protects a sheet from slips, not from people: it has no password."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False


def _print_as(sheet: Worksheet, *, landscape: bool, heads: str = "") -> None:
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


def _write_case(
    sheet: Worksheet,
    form: Form,
    case: str,
    answers: Mapping[Where, Cell],
    marked: Mapping[str, str],
) -> None:
    for column, width in _WIDTHS.items():
        sheet.column_dimensions[column].width = width
    texts = {**layout.landmarks(form, case), **layout.said(form)}
    for cell, text in texts.items():
        _put(sheet, cell, text, _font(bold=cell.startswith("A")))
    for row in (layout.INVOLVED_ROW, layout.INDEPENDENT_ROW, *form.rows.values()):
        for column in _WIDTHS:
            sheet[f"{column}{row}"].border = _BOX
            sheet[f"{column}{row}"].fill = _fill(_PALE)
    _head(sheet, layout.HEAD_ROW, layout.HEADS)
    for cell in ("B1", "B2"):
        sheet[cell].alignment = Alignment(vertical="center")
    sheet["A1"].font = _font(bold=True, size=16, color=_INK)
    sheet["B1"].font = _font(bold=True, size=12, color=_INK)
    sheet["A2"].font = sheet["B2"].font = _font(bold=True, color="9C1C1C")
    for cell, _ in layout.asked(form):
        _write_answer(sheet, cell, answers.get((case, cell)), marked.get(cell))
    asked = {cell for cell, _ in layout.asked(form)}
    within = {cell: fault for cell, fault in marked.items() if layout.is_within(form, cell)}
    for cell, fault in within.items():
        if cell in asked:
            continue
        if (case, cell) in answers:
            _write_answer(sheet, cell, answers[case, cell], fault)
        else:
            _mark(sheet[cell], fault)
    _say_left_out(sheet, [cell for cell in marked if cell not in within])
    _offer_lists(sheet, form)
    sheet.freeze_panes = f"B{layout.HEAD_ROW + 1}"
    sheet.print_area = f"A1:F{layout.FIRST_AREA_ROW + len(form.rows) - 1}"
    _print_as(sheet, landscape=True, heads=f"1:{layout.HEAD_ROW}")
    _protect(sheet)


def _write_answer(sheet: Worksheet, cell: str, answer: Cell | None, fault: str | None) -> None:
    target: Any = sheet[cell]
    target.number_format, target.font = _TEXT_FORMAT, _font()
    if answer is not None:
        _put_as_it_was(sheet, cell, answer)
    target.alignment = _WRAPPED
    target.protection = Protection(locked=False)
    target.border, target.fill = _BOX, _fill(_ANSWER)
    if fault is not None:
        _mark(target, fault)


def _say_left_out(sheet: Worksheet, cells: Sequence[str]) -> None:
    """Names what the copy leaves out, in a cell that has to be emptied before it is accepted."""
    if cells:
        said = f"Not in this copy: {', '.join(cells)}."
        fault = "says what this copy leaves out. Move that into cells for answers; then empty this."
        _write_answer(sheet, layout.LEFT_OUT_CELL, Cell("s", said), fault)


def _put_as_it_was(sheet: Worksheet, cell: str, answer: Cell) -> None:
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
            target.number_format = "yyyy-mm-dd"
        case _:
            _put(sheet, cell, str(answer.value))


def _mark(cell: Any, fault: str) -> None:
    cell.fill = _fill(_WRONG)
    cell.comment = Comment(f"This cell {fault}", MARKED_BY, height=110, width=300)


def _offer_lists(sheet: Worksheet, form: Form) -> None:
    """Drop-down lists, and a limit on the length of texts."""
    sources = {
        Kind.INVOLVED: f'"{layout.INVOLVED},{layout.NOT_INVOLVED}"',
        Kind.YES_NO: f'"{layout.YES},{layout.NO}"',
    }
    lists: dict[object, DataValidation] = {
        kind: DataValidation(type="list", formula1=text) for kind, text in sources.items()
    }
    for scale, (first, last) in _scale_rows(form).items():
        listed = DataValidation(
            type="list", formula1=f"{layout.TOOL}!$A${first}:$A${last}", promptTitle="Grade"
        )
        listed.prompt = (
            f"Choose from the list. What each grade looks like here: column G, or the sheet"
            f" {layout.TOOL}. {layout.NOT_APPLICABLE}: say why under Evidence."
        )
        lists[scale] = listed
    for choices in lists.values():
        choices.error, choices.errorTitle = "Choose one of the list.", "Not in the list"
    lists[Kind.TEXT] = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(TEXT_LENGTH_MAX)
    )
    lists[Kind.TEXT].error = f"Shorten it to {TEXT_LENGTH_MAX:,} characters."
    lists[Kind.TEXT].errorTitle = "Too long"
    for validation in lists.values():
        validation.showErrorMessage = validation.showInputMessage = True
        sheet.add_data_validation(validation)
    scales = {f"C{row}": form.tool.named(area) for area, row in form.rows.items()}
    for cell, kind in layout.asked(form):
        lists[scales[cell] if kind is Kind.GRADE else kind].add(cell)


def _scale_rows(form: Form) -> dict[str | None, tuple[int, int]]:
    """The first and last row of each scale's list on the sheet `Tool`, by the scale's id."""
    rows, row = dict[str | None, tuple[int, int]](), layout.SCALE_ROW
    for _, scale, grades in tool_scales(form):
        rows[scale] = (row, row + len(grades) - 1)
        row += len(grades) + 2
    return rows


def _write_tool(sheet: Worksheet, form: Form) -> None:
    for column, width in zip("ABCDEFGHIJKLM", (24, 46, 46, *[34] * 10), strict=True):
        sheet.column_dimensions[column].width = width
    recorded = form.tool.recorded
    _put(sheet, "A1", f"{recorded.title}, version {recorded.tool_version}").alignment = Alignment()
    sheet["A1"].font = _font(bold=True, size=16, color=_INK)
    _put(sheet, "A2", f"Draws on: {'; '.join(recorded.draws_on)}").alignment = Alignment()
    _head(sheet, layout.SCALE_ROW - 1, ("Grade", "What it means"))
    rows_of, row = _scale_rows(form), layout.SCALE_ROW
    for title, scale, grades in tool_scales(form):
        first, _ = rows_of[scale]
        if title:
            _head(sheet, first - 1, (title, "What it means"))
        for row, (label, words) in enumerate(grades, first):
            _put(sheet, f"A{row}", label, _font(bold=True)).border = _BOX
            _put(sheet, f"B{row}", words).border = _BOX
    heads, rows = tool_rows(form)
    _head(sheet, row + 2, heads)
    for at, values in enumerate(rows, row + 3):
        for column, value in zip("ABCDEFGHIJKLMN", values, strict=False):
            _put(sheet, f"{column}{at}", value, _font(bold=column == "A")).border = _BOX
    _print_as(sheet, landscape=True)
    _protect(sheet)


def _write_binding(sheet: Worksheet, form: Form) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 80
    _put(sheet, "A1", "What this form belongs to", _font(bold=True, size=16, color=_INK))
    sheet["A1"].alignment = Alignment()
    _put(sheet, "A2", "It is checked when the form comes back. Leave it as it is.")
    sheet["A2"].alignment = Alignment()
    values = zip(layout.BINDING, form.binding(), strict=True)
    for row, (name, value) in enumerate(values, layout.BINDING_ROW):
        _put(sheet, f"A{row}", name, _font(bold=True)).border = _BOX
        _put(sheet, f"B{row}", value).border = _BOX
    _print_as(sheet, landscape=False)
    _protect(sheet)


def _write_readme(sheet: Worksheet, form: Form) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 88
    row = 0
    for row, line in enumerate(readme(form), 1):
        _write_line(sheet, row, line)
    row += 2
    _head(sheet, row, ("Case", "Filled in"))
    for at, case in enumerate(form.cases, row + 1):
        target = _put(sheet, f"A{at}", case, _link())
        target.hyperlink = _to(case, layout.INVOLVED_CELL)
        target.border = sheet[f"B{at}"].border = _BOX
        sheet[f"B{at}"] = _progress(form, case)
        sheet[f"B{at}"].font = _font()
    sheet.sheet_view.showGridLines = False
    _print_as(sheet, landscape=False)
    _protect(sheet)


def _progress(form: Form, case: str) -> str:
    """A formula that says how far a case is."""
    first, last = layout.FIRST_AREA_ROW, layout.FIRST_AREA_ROW + len(form.rows) - 1
    graded = f"COUNTA('{case}'!C{first}:C{last})"
    return (
        f'=IF(\'{case}\'!{layout.INVOLVED_CELL}="{layout.NOT_INVOLVED}","{layout.NOT_INVOLVED}",'
        f'{graded}&" of {len(form.rows)} areas")'
    )


def _write_line(sheet: Worksheet, row: int, line: Line) -> None:
    target = _put(sheet, f"A{row}", line.head, _font(bold=True, color=_INK))
    if line.is_title:
        target.font, target.alignment = _font(bold=True, size=16, color=_INK), Alignment()
    if line.words:
        words = _put(sheet, f"B{row}", line.words)
        if line.is_warning:
            words.fill = _fill("FDE9E4")
            words.border = _BOX


def _write_to_correct(sheet: Worksheet, form: Form, faults: Sequence[Fault]) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 96
    _put(sheet, "A1", "To correct", _font(bold=True, size=16, color=_INK)).alignment = Alignment()
    _put(sheet, "A2", "Nothing was recorded. Correct these cells in this copy and append it.")
    sheet["A2"].alignment = Alignment()
    _head(sheet, 3, ("Where", "What is wrong, and what to do"))
    for row, fault in enumerate(faults, 4):
        where = f"{fault.sheet}!{fault.cell}" if fault.cell else fault.sheet
        target = _put(sheet, f"A{row}", where, _link())
        there = fault.cell if layout.is_within(form, fault.cell) else "A1"
        target.hyperlink = _to(fault.sheet, there)
        target.border = _BOX
        _put(sheet, f"B{row}", f"It {fault.words}").border = _BOX
    _print_as(sheet, landscape=False, heads="3:3")
    _protect(sheet)
