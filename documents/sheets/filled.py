"""What people filled in: each row's values as its columns take them, each fault with its cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from documents.sheets import places
from documents.sheets.sheet import Column, Part, Table, Takes
from documents.workbooks.answers import NOT_TEXT, Fault, text_of
from documents.workbooks.cells import Cell
from documents.workbooks.writer_process import Where
from domain.kernel.days import day_given
from domain.kernel.quoting import quoted
from domain.tool.spelling import as_compared

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T00:00:00)?")
_INTEGER = re.compile(r"[0-9]{1,9}")
NUMBERS_END = 10**9
"""No column counts as far: what a program writes for an error is no number of hours."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that somebody filled in. `number`: its row in the workbook; `values`: by column, those
    that are not empty. `was_written`: it was on the record; `is_touched`: it says something else
    now than it did then.
    """

    table: Table
    number: int
    values: Mapping[str, str]
    was_written: bool
    is_touched: bool

    def said(self, column: str) -> str:
        """What stands in a column; empty for nothing."""
        return self.values.get(column, "")

    def where(self, column: str) -> Where:
        """The cell of a column; of the first column for a name that is none."""
        names = [known.name for known in self.table.columns]
        at = names.index(column) + 1 if column in names else 1
        return self.table.title, places.cell(self.number, at)


@dataclass
class Filled:
    """A sheet as it came back. `rows`: those without a fault; `faulty`: the others. `cells`: what
    stands in its tables; `said`: how a cell is called where the file is no workbook. `is_moved`:
    cells are not where the sheet had them.
    """

    rows: list[Row] = field(default_factory=list)
    faulty: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    cells: dict[Where, Cell] = field(default_factory=dict)
    said: dict[Where, str] = field(default_factory=dict)
    is_moved: bool = False
    _seen: dict[tuple[str, ...], Row] = field(default_factory=dict)

    def fault(self, where: Where, words: str) -> None:
        self.faults.append(Fault(*where, words))

    def lines(self) -> list[str]:
        """A line for each fault, with its place as the file has it."""
        return [line(fault, self.said) for fault in self.faults]

    def add(self, table: Table, number: int, cells: Mapping[str, Cell], mark: str | None) -> None:
        """Takes a row: its values, and what is wrong with them. An empty one is none."""
        written = {name: cell for name, cell in cells.items() if str(cell.value).strip()}
        asked = set(table.named(Part.ASKED))
        if not written or (table.named(Part.KEY) and not asked & written.keys()):
            return
        values: dict[str, str] = {}
        faults = len(self.faults)
        row = Row(table, number, values, was_written=mark is not None, is_touched=True)
        for column in table.columns:
            if column.name in written:
                value, found = taken(column, written[column.name])
                values[column.name] = value
                for words in found:
                    self.fault(row.where(column.name), words)
            elif column.is_needed:
                self.fault(row.where(column.name), f"is empty. {_wanted(column)}")
        self._refuse_second(row)
        if len(self.faults) == faults:
            self._known(row, mark)
        else:
            self.faulty.append(row)

    def _refuse_second(self, row: Row) -> None:
        """Notes a row whose name another has already: which of them counts, nobody could say."""
        key = row.table.key(row.values)
        first = self._seen.setdefault((row.table.name, *key), row) if key else row
        if first is not row:
            where = self.said.get(first.where(""), "!".join(first.where("")))
            name = " and ".join(map(quoted, key))
            self.fault(
                row.where(""), f"is a second row for {name}; {where} is the first. Leave one."
            )

    def _known(self, row: Row, mark: str | None) -> None:
        """Keeps a row without a fault, if its key is one and nothing of ours was written over."""
        table = row.table
        touched = mark is None or table.mark(row.values) != mark
        if touched and not table.spare and table.key(row.values) not in table.by_key:
            keys = " and ".join(table.named(Part.KEY))
            self.fault(row.where(""), f"is no row of this sheet by its {keys}. Take it out.")
            return
        if mark is not None:
            ours, _, _ = table.mark(row.values).partition("-")
            if table.named(Part.SHOWN) and ours != mark.partition("-")[0]:
                words = "is in a row where what is only to be read was written over. Undo that."
                self.fault(row.where(""), words)
                return
        self.rows.append(replace(row, is_touched=touched))


def line(fault: Fault, said: Mapping[Where, str]) -> str:
    """A fault in a line, with its place as the file has it."""
    where = said.get((fault.sheet, fault.cell))
    return str(fault) if where is None else f"{where}: {fault.words}"


def taken(column: Column, cell: Cell) -> tuple[str, list[str]]:
    """A cell's value as its column takes it, as text, and what is wrong with it."""
    if column.part is not Part.ASKED:
        return str(cell.value).strip(), []
    return _TAKEN[column.takes](column, cell)


def _line(column: Column, cell: Cell) -> tuple[str, list[str]]:
    if cell.type == "n" and float(cell.value).is_integer() and abs(cell.value) < 1e15:
        return str(int(cell.value)), []
    return _text(column, cell)


def _text(column: Column, cell: Cell) -> tuple[str, list[str]]:
    text, faults = text_of(cell)
    return text.strip(), list(faults)


def _day(column: Column, cell: Cell) -> tuple[str, list[str]]:
    if cell.type == "d":
        found = _DAY.fullmatch(str(cell.value))
        if found is not None:
            return found[1], []
    elif cell.type == "s":
        try:
            return day_given(str(cell.value).strip()).isoformat(), []
        except ValueError:
            return "", ["is not a date. Write it as 31/03/2026 or 2026-03-31."]
    return "", [_not(cell, "Write a day, as 31/03/2026 or 2026-03-31.")]


def _number(column: Column, cell: Cell) -> tuple[str, list[str]]:
    if cell.type == "n" and float(cell.value).is_integer() and 0 <= cell.value < NUMBERS_END:
        return str(int(cell.value)), []
    if cell.type == "s" and _INTEGER.fullmatch(str(cell.value).strip()):
        return str(int(cell.value)), []
    return "", ["is not a whole number. Write one, such as 18."]


def _choice(column: Column, cell: Cell) -> tuple[str, list[str]]:
    """What was chosen. Other text is never shown: it may be confidential."""
    if cell.type != "s":
        return "", [_not(cell, "Choose from the list.")]
    chosen = _spellings(column).get(as_compared(str(cell.value)))
    if chosen is None:
        listed = ", ".join(column.choices)
        return "", [f"is none of the choices. Choose from the list: {listed}."]
    return chosen, []


@cache
def _spellings(column: Column) -> Mapping[str, str]:
    also = {as_compared(written): choice for written, choice in column.also}
    return also | {as_compared(choice): choice for choice in column.choices}


def _not(cell: Cell, remedy: str) -> str:
    return f"{NOT_TEXT.get(cell.type, 'is something else.')} {remedy}"


def _wanted(column: Column) -> str:
    match column.takes:
        case Takes.CHOICE:
            return "Choose from the list."
        case Takes.DAY:
            return "Write the day, as 31/03/2026 or 2026-03-31."
        case _:
            return "Give it."


_TAKEN: Mapping[Takes, Callable[[Column, Cell], tuple[str, list[str]]]] = {
    Takes.LINE: _line,
    Takes.TEXT: _text,
    Takes.DAY: _day,
    Takes.NUMBER: _number,
    Takes.CHOICE: _choice,
}


def as_day(text: str) -> date:
    """A day that a column took."""
    return date.fromisoformat(text)
