"""A sheet as data: its tables, what each column takes, and the rows that are filled in already.

Every kind of sheet is one of these, so one writer and one reader serve them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

LAYOUT = 1
"""Raise it when a cell moves: older workbooks are then refused."""
AS_WRITTEN = "as_written"
"""The last column of each table: by it a row that nobody touched is known."""
_MARK_CHARACTERS = 10


class Takes(StrEnum):
    """What a cell of a column takes."""

    LINE = "a line of text"
    TEXT = "text"
    DAY = "a day"
    NUMBER = "a whole number"
    CHOICE = "one of a list"


class Part(StrEnum):
    """What a column is for: it names the row, it is there to be read, or it is asked."""

    KEY = "key"
    SHOWN = "shown"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Column:
    """`name`: in CSV and YAML; `head`: in a workbook. `also`: other ways of writing a choice.

    `help`: what to write, in words.
    """

    name: str
    head: str
    takes: Takes = Takes.LINE
    part: Part = Part.ASKED
    is_needed: bool = False
    choices: tuple[str, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    help: str = ""
    width: int = 18


@dataclass(frozen=True)  # without slots: what its rows are found by is made once
class Table:
    """`name`: in CSV and YAML; `title`: of its tab. `words`: what to do there. `rows`: as they are
    on the record, by column. `spare`: empty rows for what is new; without any, no row is added.
    """

    name: str
    title: str
    words: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    spare: int = 0

    def named(self, part: Part) -> tuple[str, ...]:
        """The names of the columns of one part."""
        return tuple(column.name for column in self.columns if column.part is part)

    def key(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """What names a row."""
        return tuple(values.get(name, "") for name in self.named(Part.KEY))

    @cached_property
    def by_key(self) -> Mapping[tuple[str, ...], Mapping[str, str]]:
        """Its rows by what names each; empty where rows have no names."""
        rows = map(self.by_name, self.rows) if self.named(Part.KEY) else iter(())
        return {self.key(row): row for row in rows}

    def known(self, values: Mapping[str, str]) -> Mapping[str, str] | None:
        """The row on the record that has the same name; None where rows have none."""
        return self.by_key.get(self.key(values))

    def by_name(self, row: Iterable[str]) -> dict[str, str]:
        names = (column.name for column in self.columns)
        return dict(zip(names, row, strict=True))

    def mark(self, values: Mapping[str, str]) -> str:
        """Stands for what a row says: first what is ours in it, then what people may change."""
        ours = [values.get(name, "") for name in (*self.named(Part.KEY), *self.named(Part.SHOWN))]
        theirs = [values.get(name, "") for name in self.named(Part.ASKED)]
        return f"{_digest(ours)}-{_digest([*self.key(values), *theirs])}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """`about`: the audit that it is about, or nothing. `steps`: what to do with it.

    `written_at`: the last entry of the record when it was written.
    """

    kind: str
    title: str
    about: str
    tables: tuple[Table, ...]
    steps: tuple[str, ...] = ()
    written_at: int = 0

    def without_rows(self) -> Sheet:
        """The same sheet with nothing filled in, for what somebody else filled in."""
        return replace(self, tables=tuple(replace(table, rows=()) for table in self.tables))


def _digest(values: Iterable[str]) -> str:
    text = "\x1f".join(value.replace("\r\n", "\n").strip() for value in values)
    return sha256(text.encode()).hexdigest()[:_MARK_CHARACTERS]
