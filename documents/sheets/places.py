"""Where everything stands in a sheet's workbook. Writer and reader both follow it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.sheets.sheet import LAYOUT, Sheet, Table
from documents.workbooks.reader_process import ROWS_MAX, letters

README, LISTS, FORM, TO_CORRECT = "Read me", "Lists", "Form", "To correct"
HEAD_ROW, FIRST_ROW = 3, 4
MARK_HEAD = "As written"
BINDING = ("Layout", "Sheet", "Audit", "Entry")
"""What the tab `Form` says, from its row 3 on: the name in column A, the value in B."""
BINDING_ROW = 3
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


def binding(sheet: Sheet) -> Iterator[tuple[str, str]]:
    values = (str(LAYOUT), sheet.kind, sheet.about or "-", str(sheet.written_at))
    return zip(BINDING, values, strict=True)


def row_and_column(cell: str) -> tuple[int, int] | None:
    """`D6` as (6, 4)."""
    place = _CELL.fullmatch(cell)
    if place is None:
        return None
    column = 0
    for letter in place[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(place[2]), column


def is_within(table: Table, row: int, column: int) -> bool:
    """Whether a cell lies where a table has its rows, or their marks."""
    return FIRST_ROW <= row <= ROWS_MAX and column <= len(table.columns) + 1


def cell(row: int, column: int) -> str:
    return f"{letters(column)}{row}"
