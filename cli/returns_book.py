"""An agency's return as an Excel workbook: the form, what was filled in, and its marked copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from cli import files
from cli.errors import InputError
from cli.inputs import sheet
from cli.sheets import ReturnSheet
from domain.audit.requirements import audit_tool, require_audit, require_involved
from domain.directory.requirements import directory_state
from domain.kernel.command import Command, Context, Refusal
from domain.sample.requirements import sample_state
from domain.sample.state import current_cases

if TYPE_CHECKING:
    from cli.door import Door, Recording
    from documents.returns.cells import Cell
    from documents.returns.layout import Form, Where
    from documents.returns.read import Fault

SUFFIX = ".xlsx"
_MARKED = re.compile(r"-marked(-\d+)?$")
_COPIES_MAX = 99
_OF_ONE_CASE = frozenset({"return-exists", "no-involvement-declared", "case-not-sampled"})
"""Refusals that concern one case, whose sheet can be marked."""


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read: its form, what people wrote in it, and the cases left empty."""

    path: str
    form: Form
    written: dict[Where, Cell]
    later: tuple[str, ...]

    def where(self, case: str, area: str, field: str) -> str:
        """The cell of a return's field, as `C01!D6`."""
        from documents.returns import layout

        return "!".join(layout.fields(self.form, case)[case, area, field])

    def refuse(self, faults: Sequence[Fault], *, marked: bool = True) -> NoReturn:
        """Refuses the workbook with every fault; a copy beside it has them marked."""
        copy = _write_marked(self, faults) if marked else _NO_COPY
        raise InputError(files.name_of(self.path), [str(one) for one in faults], copy)


_NO_COPY = (
    "No marked copy was written: cells are not where the form had them, so it could put an answer"
    " in the wrong place."
)


def form_for(door: Door, audit: str, agency: str, cases: Sequence[str] | None = None) -> Form:
    """The form of an agency for an audit. `cases`: those of a form already given out."""
    from documents.returns import layout

    context = Context(door.actor, door.today(), door.ledger.state)
    known = require_audit(context, audit)
    require_involved(known, agency)
    drawn = in_order(door, audit) if cases is None else tuple(cases)
    if not drawn:
        raise Refusal(
            "no-sample", f"No sample is drawn for {audit}.", "Draw it first: `assure sample draw`."
        )
    if len(drawn) > layout.CASES_MAX:
        raise Refusal(
            "too-many-cases",
            f"{audit} has {len(drawn)} cases; a workbook takes {layout.CASES_MAX}.",
            "Leave out --out, and return them in YAML.",
        )
    people = directory_state(context)
    lead = people.people.get(known.lead or "")
    window = known.plan.casework_window
    return layout.Form(
        audit=audit,
        title=known.plan.title,
        agency=agency,
        agency_title=people.agencies[agency].title,
        tool=audit_tool(context, known),
        cases=drawn,
        returns_by=known.plan.timescale.returns_by,
        window=(window.start, window.end),
        lead=lead.full_name if lead else "",
    )


def in_order(door: Door, audit: str) -> tuple[str, ...]:
    """The cases to be audited now, by number."""
    context = Context(door.actor, door.today(), door.ledger.state)
    return tuple(
        sorted(current_cases(sample_state(context, audit)), key=lambda ref: (len(ref), ref))
    )


def write_form(form: Form, out: str) -> None:
    """Writes the workbook to a new file."""
    from documents.returns.write import write

    files.require_new(out)
    files.write_new(out, write(form))


def is_book(path: str) -> bool:
    """Whether a file is a workbook: by its name, or by how it begins."""
    if path == files.STDIN:
        return False
    if Path(path).suffix.lower() in {SUFFIX, ".xlsm", ".xls", ".xlsb", ".xltx", ".ods"}:
        return True
    from documents.returns.guard import is_workbook

    try:
        with Path(path).open("rb") as file:
            return is_workbook(file.read(8))
    except (OSError, ValueError):
        return False


def read(door: Door, path: str) -> tuple[ReturnSheet, Book]:
    """A filled-in workbook as a return. Raises InputError with every fault, each with its cell."""
    from documents.returns import cells, guard
    from documents.returns import read as reading

    data = files.read_bytes(path, guard.BYTES_MAX)
    try:
        sheets = cells.read(data)
        bound = reading.binding(sheets)
        form = form_for(door, bound.audit, bound.agency, bound.cases)
        reading.require_bound(bound, form)
    except guard.UnreadableError as error:
        raise InputError(files.name_of(path), [str(error)]) from error
    filled = reading.fill(sheets, form, in_order(door, form.audit))
    written = reading.written(sheets, form)
    book = Book(path, form, written, tuple(filled.later))
    if filled.faults:
        book.refuse(filled.faults, marked=not filled.moved)
    if not filled.cases:
        files.refuse(files.name_of(path), "No case is filled in. Fill in one case at least.")
    document = {"audit": form.audit, "agency": form.agency, "cases": filled.cases}
    return sheet(ReturnSheet, document, files.name_of(path)).in_order(), book


def located(door: Recording, book: Book, commands: Sequence[Command]) -> list[Fault]:
    """The faults of a refused workbook that concern single cases, one for each such case."""
    from documents.returns.read import Fault

    faults = []
    for command in commands:
        try:
            door.rehearse(command)
        except Refusal as refusal:
            case = str(getattr(command, "case", ""))
            if refusal.code in _OF_ONE_CASE and case in book.form.cases:
                words = f"is refused: {refusal.message} {refusal.remedy}"
                faults.append(Fault(case, "A1", words))
    return faults


def _write_marked(book: Book, faults: Sequence[Fault]) -> str:
    """Writes the copy to a new file beside the workbook; what to say of it."""
    from documents.returns.write import write

    copy = _free_name(Path(book.path))
    if copy is None:
        return "No marked copy was written: there are many already. Delete those you need no more."
    try:
        files.write_new(copy, write(book.form, book.written, faults))
    except InputError as error:
        return f"No marked copy was written. {' '.join(error.lines)}"
    return (
        f"These cells are marked in {copy}: put them right there, and append that file."
        " Its sheet 'To correct' lists them."
    )


def _free_name(path: Path) -> str | None:
    """`police-marked.xlsx` beside `police.xlsx`, or with a number where that is taken."""
    stem = _MARKED.sub("", path.stem)
    for number in range(1, _COPIES_MAX + 1):
        tail = "-marked" if number == 1 else f"-marked-{number}"
        copy = path.with_name(f"{stem}{tail}{SUFFIX}")
        if not copy.exists() and not copy.is_symlink():
            return str(copy)
    return None
