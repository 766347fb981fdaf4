"""A sheet's file, whatever its kind: an Excel workbook, CSV or YAML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from pydantic import TypeAdapter

from documents.files.errors import InputError, refuse
from documents.files.input_file import GivenFile
from documents.sheets import text_forms
from documents.sheets.filled import Filled, Row
from documents.sheets.sheet import Sheet
from documents.workbooks import guard
from documents.workbooks.answers import Fault
from documents.workbooks.refused import is_workbook, refusal

SUFFIXES = (".xlsx", ".csv", ".yaml", ".yml")
BYTES_MAX = guard.BYTES_MAX

Blank = Callable[[str, str], Sheet]
"""The sheet of a kind about an audit, as it would be written now."""


@dataclass(frozen=True, slots=True)
class GivenSheet:
    """A sheet that came back. `sheet`: as it would be written now. `document`: what it was entered
    from, where it is about one.
    """

    file: GivenFile
    sheet: Sheet
    filled: Filled
    document: GivenFile | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return sha256(self.file.data).hexdigest()

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self.filled.rows)

    def place(self, row: Row, column: str) -> str:
        """Where a value stands, as the file has it: `People!C7`, or `row 7, title`."""
        where = row.where(column)
        return self.filled.said.get(where, "!".join(where))

    def row_place(self, row: Row) -> str:
        """Where a row stands, as the file has it: `People!A7`, or `row 7`."""
        place = self.place(row, "")
        return place.rpartition(", ")[0] or place

    def refusal(self) -> InputError:
        """The error that refuses it with all its faults, with a copy that has them marked."""
        blank = self.sheet.without_rows()
        described = TypeAdapter(Sheet).dump_json(blank)
        return refusal(
            self.file.name,
            "sheet",
            described,
            self.filled.cells,
            self.filled.faults,
            is_moved=self.filled.is_moved,
            lines=self.filled.lines(),
        )

    def require_faultless(self) -> None:
        if self.filled.faults:
            raise self.refusal()

    def fault(self, row: Row, column: str, words: str) -> None:
        """Notes a fault of a value, for `require_faultless`; one for each cell."""
        if any(fault[:2] == row.where(column) for fault in self.filled.faults):
            return
        self.filled.faults.append(Fault(*row.where(column), words))


def read(file: GivenFile, blank: Blank) -> GivenSheet:
    """A sheet that came back, with every fault of it noted.

    Raises InputError for what is no sheet, and what `blank` raises for a kind that it does not
    know.
    """
    if is_workbook(file):
        from documents.sheets import read_book

        tabs, kind, about = read_book.unpack(file)
        sheet = blank(kind, about)
        return GivenSheet(file, sheet, read_book.read(tabs, sheet))
    file.require_size(BYTES_MAX)
    said = text_forms.parse(file)
    sheet = blank(said[0], said[1])
    return GivenSheet(file, sheet, text_forms.read(file.name, said, sheet))


def written(sheet: Sheet, suffix: str, table: str | None = None) -> bytes:
    """A sheet as a file of a kind. `table`: which one a CSV file has, where there are several."""
    if suffix == ".xlsx":
        from documents.sheets.write_book import write

        return write(sheet)
    if suffix != ".csv":
        return text_forms.write_yaml(sheet)
    named = [one for one in sheet.tables if table in (None, one.name)]
    if len(named) != 1:
        names = ", ".join(one.name for one in sheet.tables)
        refuse(sheet.kind, f"A CSV file has one table. Say which with --table: {names}.")
    return text_forms.write_csv(sheet, named[0])
