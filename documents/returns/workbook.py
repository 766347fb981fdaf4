"""A return's workbook as it came back: read whole, or refused with a copy that marks each fault."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from documents.files.errors import InputError, refuse
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.returns import layout, read
from documents.returns.filled_return import ReturnSheet
from documents.returns.layout import Form, Where
from documents.returns.read import Binding
from documents.workbooks import cells, guard, refused
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell, Sheet
from documents.workbooks.refused import FaultyWorkbookError

BYTES_MAX = guard.BYTES_MAX


@dataclass(frozen=True, slots=True)
class ReturnedWorkbook:
    """A workbook that was read: its form, what people wrote in it, and the cases left empty."""

    name: str
    form: Form
    written: dict[Where, Cell]
    later: tuple[str, ...]

    def cell(self, case: str, area: str, field: str) -> str:
        """The cell of a return's field, as `C01!D6`."""
        return "!".join(layout.fields(self.form, case)[case, area, field])

    def refusal(self, faults: Sequence[Fault], *, is_moved: bool = False) -> FaultyWorkbookError:
        """The error that refuses this workbook, with its marked copy unless cells were moved."""
        described = TypeAdapter(Form).dump_json(self.form)
        return refused.refusal(
            self.name, "form", described, self.written, faults, is_moved=is_moved
        )


def unpack(file: GivenFile) -> tuple[tuple[Sheet, ...], Binding]:
    """A workbook's sheets, and the form it claims to be. Raises InputError if it is no form."""
    try:
        sheets = cells.read(file.data)
        return sheets, read.binding(sheets)
    except guard.UnreadableError as error:
        raise InputError(file.name, [str(error)]) from error


def read_workbook(
    name: str, sheets: Sequence[Sheet], bound: Binding, form: Form, sampled: Iterable[str]
) -> tuple[ReturnSheet, ReturnedWorkbook]:
    """A filled-in workbook as a return. Raises InputError with every fault, each with its cell.

    `form`: the form that it claims to be, as it would be written now for its own cases.
    `sampled`: the cases to be audited now.
    """
    try:
        read.require_bound(bound, form)
    except guard.UnreadableError as error:
        raise InputError(name, [str(error)]) from error
    filled = read.fill(sheets, form, sampled)
    book = ReturnedWorkbook(name, form, read.written(sheets, form), tuple(filled.later))
    if filled.faults:
        raise book.refusal(filled.faults, is_moved=filled.moved)
    if not filled.cases:
        refuse(name, "No case is filled in. Fill in one case at least.")
    document = {"audit": form.audit, "agency": form.agency, "cases": filled.cases}
    return sheet(ReturnSheet, document, name).in_order(), book
