"""Writes a sheet as a workbook: a tab for each table, with lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from pydantic import TypeAdapter

from documents.sheets import places
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from documents.workbooks import pen
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell
from documents.workbooks.reader_process import letters
from documents.workbooks.writer_process import Where
from domain.kernel.vocabulary import TEXT_LENGTH_MAX

_MARK_WIDTH = 20
_NEEDED = " *"


def write_described(described: str) -> Callable[..., bytes]:
    """As `write`, of a sheet as JSON."""
    return partial(write, TypeAdapter(Sheet).validate_json(described))


def write(
    sheet: Sheet, cells: Mapping[Where, Cell] | None = None, faults: Sequence[Fault] = ()
) -> bytes:
    """The workbook. `cells`: what somebody wrote into its tables; `faults` are marked and listed.

    Without `cells` it has the sheet's own rows.
    """
    book = pen.new_book(sheet.title)
    front: Any = book.active
    front.title = places.README
    if faults:
        titles = {table.title for table in sheet.tables}
        to_correct = book.create_sheet(places.TO_CORRECT, 0)
        pen.write_to_correct(to_correct, faults, lambda tab, cell: bool(cell) and tab in titles)
    lists = _Lists(sheet)
    for table in sheet.tables:
        tab = book.create_sheet(table.title)
        marked = {fault.cell: fault.words for fault in faults if fault.sheet == table.title}
        _write_table(tab, table, lists, cells, marked)
        tab.sheet_properties.tabColor = pen.WRONG if marked else None
    lists.write(book.create_sheet(places.LISTS))
    _write_binding(book.create_sheet(places.FORM), sheet)
    _write_readme(front, sheet)
    return pen.saved(book)


class _Lists:
    """The tab `Lists`: every list to choose from, once, a column for each."""

    def __init__(self, sheet: Sheet) -> None:
        columns = (column for table in sheet.tables for column in table.columns)
        chosen = dict.fromkeys(column.choices for column in columns if column.choices)
        self._at = {choices: at for at, choices in enumerate(chosen, 1)}

    def formula(self, choices: tuple[str, ...]) -> str:
        column = letters(self._at[choices])
        return f"{places.LISTS}!${column}$3:${column}${len(choices) + 2}"

    def write(self, tab: Worksheet) -> None:
        pen.put(tab, "A1", "What can be chosen", pen.font(bold=True, size=16, color=pen.INK))
        tab["A1"].alignment = Alignment()
        for choices, at in self._at.items():
            tab.column_dimensions[letters(at)].width = 32
            for row, choice in enumerate(choices, 3):
                pen.put(tab, f"{letters(at)}{row}", choice)
        pen.print_as(tab, landscape=False)
        pen.protect(tab)


def _write_table(
    tab: Worksheet,
    table: Table,
    lists: _Lists,
    cells: Mapping[Where, Cell] | None,
    marked: Mapping[str, str],
) -> None:
    for at, column in enumerate(table.columns, 1):
        tab.column_dimensions[letters(at)].width = column.width
    tab.column_dimensions[letters(len(table.columns) + 1)].width = _MARK_WIDTH
    pen.put(tab, "A1", table.title, pen.font(bold=True, size=16, color=pen.INK))
    pen.put(tab, "A2", table.words)
    tab["A1"].alignment = tab["A2"].alignment = Alignment()
    pen.head(tab, places.HEAD_ROW, [*map(head_of, table.columns), places.MARK_HEAD])
    own = _own(table) if cells is None else _theirs(table, cells)
    last = max((row for row, _ in own), default=places.FIRST_ROW - 1) + table.spare
    for row in range(places.FIRST_ROW, last + 1):
        for at, column in enumerate(table.columns, 1):
            cell = f"{letters(at)}{row}"
            _write_cell(tab, cell, column, own.get((row, at)), marked.get(cell))
        mark = own.get((row, len(table.columns) + 1))
        if mark is not None:
            cell = f"{letters(len(table.columns) + 1)}{row}"
            target = pen.put(tab, cell, str(mark.value), pen.font(color="8899AA", size=8))
            target.alignment = Alignment(vertical="top")
    _offer(tab, table, lists, last)
    tab.freeze_panes = f"{_first_asked(table)}{places.FIRST_ROW}"
    heads = f"{places.HEAD_ROW}:{places.HEAD_ROW}"
    pen.print_as(tab, landscape=True, heads=heads)
    pen.protect(tab)
    tab.protection.sort = tab.protection.autoFilter = False


def head_of(column: Column) -> str:
    """A column's heading, with a star where each row needs it."""
    return column.head + (_NEEDED if column.is_needed else "")


def _own(table: Table) -> dict[tuple[int, int], Cell]:
    """The sheet's own rows, each with its mark, by row and column."""
    found: dict[tuple[int, int], Cell] = {}
    for row, values in enumerate(table.rows, places.FIRST_ROW):
        marked = (*values, table.mark(table.by_name(values)))
        found |= {(row, at): Cell("s", text) for at, text in enumerate(marked, 1) if text}
    return found


def _theirs(table: Table, cells: Mapping[Where, Cell]) -> dict[tuple[int, int], Cell]:
    """What somebody wrote into a table, by row and column."""
    found: dict[tuple[int, int], Cell] = {}
    for (tab, cell), content in cells.items():
        place = places.row_and_column(cell)
        if tab == table.title and place is not None and places.is_within(table, *place):
            found[place] = content
    return found


def _write_cell(
    tab: Worksheet, cell: str, column: Column, content: Cell | None, fault: str | None
) -> None:
    if column.part is Part.ASKED:
        pen.write_answer(tab, cell, content, fault)
        return
    target = pen.put(tab, cell, "" if content is None else str(content.value))
    is_key = column.part is Part.KEY
    pen.dress(
        target,
        "key" if is_key else "shown",
        border=pen.BOX,
        fill=lambda: pen.fill(pen.PALE),
        font=lambda: pen.font(bold=is_key),
        alignment=pen.WRAPPED,
    )
    if fault is not None:
        pen.mark(target, fault)


def _first_asked(table: Table) -> str:
    """The first column that is asked: those before it stay in view."""
    keys = len(table.named(Part.KEY))
    return letters(keys + 1) if keys < len(table.columns) else "A"


def _offer(tab: Worksheet, table: Table, lists: _Lists, last: int) -> None:
    """Lists to choose from, a limit on the length of texts, and what each column is for."""
    for at, column in enumerate(table.columns, 1):
        if column.part is not Part.ASKED or last < places.FIRST_ROW:
            continue
        offered = _validation(column, lists)
        offered.showErrorMessage = offered.showInputMessage = True
        if column.help:
            offered.promptTitle, offered.prompt = column.head[:32], column.help[:255]
        tab.add_data_validation(offered)
        offered.add(f"{letters(at)}{places.FIRST_ROW}:{letters(at)}{last}")


def _validation(column: Column, lists: _Lists) -> DataValidation:
    if column.takes is Takes.CHOICE:
        offered = DataValidation(type="list", formula1=lists.formula(column.choices))
        offered.error, offered.errorTitle = "Choose one of the list.", "Not in the list"
        return offered
    most = str(TEXT_LENGTH_MAX)
    offered = DataValidation(type="textLength", operator="lessThanOrEqual", formula1=most)
    offered.error, offered.errorTitle = f"Shorten it to {TEXT_LENGTH_MAX:,} characters.", "Too long"
    return offered


def _write_binding(tab: Worksheet, sheet: Sheet) -> None:
    tab.column_dimensions["A"].width, tab.column_dimensions["B"].width = 18, 80
    pen.put(tab, "A1", "What this sheet is", pen.font(bold=True, size=16, color=pen.INK))
    pen.put(tab, "A2", "It is checked when the sheet comes back. Leave it as it is.")
    tab["A1"].alignment = tab["A2"].alignment = Alignment()
    for row, (name, value) in enumerate(places.binding(sheet), places.BINDING_ROW):
        pen.put(tab, f"A{row}", name, pen.font(bold=True)).border = pen.BOX
        pen.put(tab, f"B{row}", value).border = pen.BOX
    pen.print_as(tab, landscape=False)
    pen.protect(tab)


def _write_readme(tab: Worksheet, sheet: Sheet) -> None:
    tab.column_dimensions["A"].width, tab.column_dimensions["B"].width = 24, 96
    title = pen.put(tab, "A1", sheet.title, pen.font(bold=True, size=16, color=pen.INK))
    title.alignment = Alignment()
    row = 2
    for number, step in enumerate(sheet.steps, 1):
        pen.put(tab, f"A{row}", f"Step {number}", pen.font(bold=True, color=pen.INK))
        pen.put(tab, f"B{row}", step)
        row += 1
    for table in sheet.tables:
        row += 2
        place = pen.put(tab, f"A{row}", table.title, pen.link())
        place.hyperlink = pen.to(table.title, "A1")
        pen.put(tab, f"B{row}", table.words)
        for column in table.columns:
            if column.part is Part.ASKED and column.help:
                row += 1
                pen.put(tab, f"A{row}", head_of(column), pen.font(bold=True))
                pen.put(tab, f"B{row}", column.help)
    tab.sheet_view.showGridLines = False
    pen.print_as(tab, landscape=False)
    pen.protect(tab)
