"""Writes a return's workbook: blank, or as it was filled in with each fault marked.

Every text is written as text, whoever wrote it, so none can become a formula. The same form gives
the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import TypeAdapter

from documents.returns import layout
from documents.returns.guidance import Line, readme, tool_rows, tool_scales
from documents.returns.layout import Form, Kind, Where
from documents.workbooks import pen
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell
from domain.kernel.vocabulary import TEXT_LENGTH_MAX

_WIDTHS = {"A": 19, "B": 40, "C": 18, "D": 44, "E": 30, "F": 30, "G": 64}


def write_described(described: str) -> Callable[..., bytes]:
    """As `write`, of a form as JSON."""
    return partial(write, TypeAdapter(Form).validate_json(described))


def write(
    form: Form,
    answers: Mapping[Where, Cell] | None = None,
    faults: Sequence[Fault] = (),
) -> bytes:
    """The workbook. `answers` fill it in, right or wrong; `faults` are marked and listed."""
    book = pen.new_book(f"Return of {form.agency_title}: {form.title}")
    front: Any = book.active
    front.title = layout.README
    if faults:
        pen.write_to_correct(
            book.create_sheet(layout.TO_CORRECT, 0),
            faults,
            lambda _, cell: layout.is_within(form, cell),
        )
    for case in form.cases:
        marked = {fault.cell: fault.words for fault in faults if fault.sheet == case and fault.cell}
        sheet = book.create_sheet(case)
        _write_case(sheet, form, case, answers or {}, marked)
        sheet.sheet_properties.tabColor = pen.WRONG if marked else None
    _write_tool(book.create_sheet(layout.TOOL), form)
    _write_binding(book.create_sheet(layout.FORM), form)
    _write_readme(front, form)
    return pen.saved(book)


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
        pen.put(sheet, cell, text, pen.font(bold=cell.startswith("A")))
    for row in (layout.INVOLVED_ROW, layout.INDEPENDENT_ROW, *form.rows.values()):
        for column in _WIDTHS:
            sheet[f"{column}{row}"].border = pen.BOX
            sheet[f"{column}{row}"].fill = pen.fill(pen.PALE)
    pen.head(sheet, layout.HEAD_ROW, layout.HEADS)
    for cell in ("B1", "B2"):
        sheet[cell].alignment = Alignment(vertical="center")
    sheet["A1"].font = pen.font(bold=True, size=16, color=pen.INK)
    sheet["B1"].font = pen.font(bold=True, size=12, color=pen.INK)
    sheet["A2"].font = sheet["B2"].font = pen.font(bold=True, color="9C1C1C")
    for cell, _ in layout.asked(form):
        pen.write_answer(sheet, cell, answers.get((case, cell)), marked.get(cell))
    asked = {cell for cell, _ in layout.asked(form)}
    within = {cell: fault for cell, fault in marked.items() if layout.is_within(form, cell)}
    for cell, fault in within.items():
        if cell in asked:
            continue
        if (case, cell) in answers:
            pen.write_answer(sheet, cell, answers[case, cell], fault)
        else:
            pen.mark(sheet[cell], fault)
    _say_left_out(sheet, [cell for cell in marked if cell not in within])
    _offer_lists(sheet, form)
    sheet.freeze_panes = f"B{layout.HEAD_ROW + 1}"
    sheet.print_area = f"A1:F{layout.FIRST_AREA_ROW + len(form.rows) - 1}"
    pen.print_as(sheet, landscape=True, heads=f"1:{layout.HEAD_ROW}")
    pen.protect(sheet)


def _say_left_out(sheet: Worksheet, cells: Sequence[str]) -> None:
    """Names what the copy leaves out, in a cell that has to be emptied before it is accepted."""
    if cells:
        said = f"Not in this copy: {', '.join(cells)}."
        fault = "says what this copy leaves out. Move that into cells for answers; then empty this."
        pen.write_answer(sheet, layout.LEFT_OUT_CELL, Cell("s", said), fault)


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
    pen.put(
        sheet, "A1", f"{recorded.title}, version {recorded.tool_version}"
    ).alignment = Alignment()
    sheet["A1"].font = pen.font(bold=True, size=16, color=pen.INK)
    pen.put(sheet, "A2", f"Draws on: {'; '.join(recorded.draws_on)}").alignment = Alignment()
    pen.head(sheet, layout.SCALE_ROW - 1, ("Grade", "What it means"))
    rows_of, row = _scale_rows(form), layout.SCALE_ROW
    for title, scale, grades in tool_scales(form):
        first, _ = rows_of[scale]
        if title:
            pen.head(sheet, first - 1, (title, "What it means"))
        for row, (label, words) in enumerate(grades, first):
            pen.put(sheet, f"A{row}", label, pen.font(bold=True)).border = pen.BOX
            pen.put(sheet, f"B{row}", words).border = pen.BOX
    heads, rows = tool_rows(form)
    pen.head(sheet, row + 2, heads)
    for at, values in enumerate(rows, row + 3):
        for column, value in zip("ABCDEFGHIJKLMN", values, strict=False):
            pen.put(sheet, f"{column}{at}", value, pen.font(bold=column == "A")).border = pen.BOX
    pen.print_as(sheet, landscape=True)
    pen.protect(sheet)


def _write_binding(sheet: Worksheet, form: Form) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 80
    pen.put(sheet, "A1", "What this form belongs to", pen.font(bold=True, size=16, color=pen.INK))
    sheet["A1"].alignment = Alignment()
    pen.put(sheet, "A2", "It is checked when the form comes back. Leave it as it is.")
    sheet["A2"].alignment = Alignment()
    values = zip(layout.BINDING, form.binding(), strict=True)
    for row, (name, value) in enumerate(values, layout.BINDING_ROW):
        pen.put(sheet, f"A{row}", name, pen.font(bold=True)).border = pen.BOX
        pen.put(sheet, f"B{row}", value).border = pen.BOX
    pen.print_as(sheet, landscape=False)
    pen.protect(sheet)


def _write_readme(sheet: Worksheet, form: Form) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 88
    row = 0
    for row, line in enumerate(readme(form), 1):
        _write_line(sheet, row, line)
    row += 2
    pen.head(sheet, row, ("Case", "Filled in"))
    for at, case in enumerate(form.cases, row + 1):
        target = pen.put(sheet, f"A{at}", case, pen.link())
        target.hyperlink = pen.to(case, layout.INVOLVED_CELL)
        target.border = sheet[f"B{at}"].border = pen.BOX
        sheet[f"B{at}"] = _progress(form, case)
        sheet[f"B{at}"].font = pen.font()
    sheet.sheet_view.showGridLines = False
    pen.print_as(sheet, landscape=False)
    pen.protect(sheet)


def _progress(form: Form, case: str) -> str:
    """A formula that says how far a case is."""
    first, last = layout.FIRST_AREA_ROW, layout.FIRST_AREA_ROW + len(form.rows) - 1
    graded = f"COUNTA('{case}'!C{first}:C{last})"
    return (
        f'=IF(\'{case}\'!{layout.INVOLVED_CELL}="{layout.NOT_INVOLVED}","{layout.NOT_INVOLVED}",'
        f'{graded}&" of {len(form.rows)} areas")'
    )


def _write_line(sheet: Worksheet, row: int, line: Line) -> None:
    target = pen.put(sheet, f"A{row}", line.head, pen.font(bold=True, color=pen.INK))
    if line.is_title:
        target.font, target.alignment = pen.font(bold=True, size=16, color=pen.INK), Alignment()
    if line.words:
        words = pen.put(sheet, f"B{row}", line.words)
        if line.is_warning:
            words.fill = pen.fill("FDE9E4")
            words.border = pen.BOX
