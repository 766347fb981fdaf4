"""Reads a sheet's workbook: every answer from the cell that asked for it, nothing dropped."""

from __future__ import annotations

from collections.abc import Sequence

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.sheets import places
from documents.sheets.filled import Filled
from documents.sheets.sheet import LAYOUT, Sheet, Table
from documents.sheets.write_book import head_of
from documents.workbooks import cells, guard
from documents.workbooks.answers import Fault, beside_the_words, out_of_sight
from documents.workbooks.cells import Cell
from documents.workbooks.cells import Sheet as Tab
from domain.kernel.loosely import loosely

_FRESH = "Write a fresh one: `assure sheet write`."
_STRAYS_MAX = 20


def unpack(file: GivenFile) -> tuple[tuple[Tab, ...], str, str]:
    """A workbook's tabs, the kind of sheet that it claims to be and the audit that it is about.

    Raises InputError for what is no sheet.
    """
    try:
        tabs = cells.read(file.data)
    except guard.UnreadableError as error:
        refuse(file.name, str(error))
    form = next((tab for tab in tabs if tab.name == places.FORM), None)
    values: dict[str, str] = {}
    for row, name in enumerate(places.BINDING, places.BINDING_ROW):
        head, value = (None, None) if form is None else _pair(form, row)
        if head is None or value is None or head.value != name or value.type not in "sn":
            refuse(file.name, f"It is no sheet of assure: its tab Form is changed. {_FRESH}")
        values[name] = str(value.value).strip()
    if values["Layout"] != str(LAYOUT):
        refuse(file.name, f"It was written by another version of assure. {_FRESH}")
    audit = values["Audit"]
    return tabs, values["Sheet"], "" if audit == "-" else audit


def _pair(form: Tab, row: int) -> tuple[Cell | None, Cell | None]:
    return form.cells.get(f"A{row}"), form.cells.get(f"B{row}")


def read(tabs: Sequence[Tab], sheet: Sheet) -> Filled:
    """What a workbook says, of a sheet as it would be written now."""
    filled = Filled()
    by_name = {tab.name: tab for tab in tabs}
    titles = {table.title for table in sheet.tables}
    ours = {places.README, places.LISTS, places.FORM, places.TO_CORRECT}
    for tab in tabs:
        if tab.name not in titles | ours:
            words = "is no tab of the sheet. Take it out, or undo its renaming."
            filled.faults.append(Fault(tab.name[:31], "", words))
            filled.is_moved = True
        elif tab.name in titles:
            filled.faults += beside_the_words(tab)
    for table in sheet.tables:
        if table.title not in by_name:
            words = f"is missing. A table that says nothing keeps its tab. {_FRESH}"
            filled.faults.append(Fault(table.title, "", words))
            filled.is_moved = True
            continue
        _read_table(by_name[table.title], table, filled)
    return filled


def _read_table(tab: Tab, table: Table, filled: Filled) -> None:
    heads = [*map(head_of, table.columns), places.MARK_HEAD]
    for at, words in enumerate(heads, 1):
        cell = places.cell(places.HEAD_ROW, at)
        heading = tab.cells.get(cell)
        if heading is None or loosely(str(heading.value)) != loosely(words):
            filled.fault(
                (table.title, cell),
                f"is not {words!r}, as the sheet would have it now: columns were moved, or what is"
                f" asked has changed. {_FRESH}",
            )
            filled.is_moved = True
            return
    by_row: dict[int, dict[str, Cell]] = {}
    strays = list[str]()
    names = [*(column.name for column in table.columns), ""]
    for name, content in tab.cells.items():
        place = places.row_and_column(name)
        if place is None or not places.is_within(table, *place):
            if name not in {"A1", "A2"} and not _is_head(place, len(names)):
                strays.append(name)
            continue
        row, column = place
        filled.cells[table.title, name] = content
        by_row.setdefault(row, {})[names[column - 1]] = content
    _refuse_strays(strays, table, filled)
    last = max(by_row, default=places.FIRST_ROW)
    for cell, words in out_of_sight(tab, last + 1, len(names)):
        filled.fault((table.title, cell), words)
    for row, contents in sorted(by_row.items()):
        mark = contents.pop("", None)
        filled.add(table, row, contents, None if mark is None else str(mark.value))


def _is_head(place: tuple[int, int] | None, columns: int) -> bool:
    return place is not None and place[0] == places.HEAD_ROW and place[1] <= columns


def _refuse_strays(strays: Sequence[str], table: Table, filled: Filled) -> None:
    """Reports text in cells that are not for answers, so that none is dropped silently."""
    for cell in strays[:_STRAYS_MAX]:
        words = "is not a cell for answers. Move what it says into one, or empty it."
        filled.fault((table.title, cell), words)
    if len(strays) > _STRAYS_MAX:
        words = f"has {len(strays)} filled cells that are not for answers. {_FRESH}"
        filled.fault((table.title, ""), words)
        filled.is_moved = True
