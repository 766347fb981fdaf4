"""A return as a file gives it, YAML, JSON or workbook: summed up and recorded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from application.screening import area_of_item
from cli import files, returns_book, returns_form
from cli.door import Recording
from cli.output import say
from cli.sheets import ReturnSheet
from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from domain.kernel.confidential import Path
from domain.returns.decisions import DeclareNoInvolvement
from domain.tool.state import Tool
from ledger.decision import Receipt


@dataclass(frozen=True, slots=True)
class Given:
    """A return, and the workbook that it stood in, if it did."""

    returned: ReturnSheet
    book: returns_book.Book | None = None

    def place(self, command: Command, path: Path) -> str:
        """Where a text stands: its cell, or its case, area and field, as the file has it."""
        case, area = str(getattr(command, "case", "")), area_of_item(command, path) or ""
        is_declared = isinstance(command, DeclareNoInvolvement)
        name = "no_involvement" if is_declared else str(path[-1])
        if self.book is not None:
            return self.book.where(case, area, name)
        return ", ".join(part for part in (f"case {case}", area and f"area {area}", name) if part)


def read(door: Recording, file: str) -> Given:
    """A filled-in return. Raises InputError with every fault."""
    if returns_book.is_book(file):
        return Given(*returns_book.read(door, file))
    return Given(returns_form.read(files.read_sheet(file), files.name_of(file)))


def record(door: Recording, given: Given, command_id: str) -> Receipt:
    """Records it whole. A rule's refusal of single cases is marked in their sheets."""
    commands = returns_form.commands(given.returned)
    door.screening.where = given.place
    try:
        return door.record(*commands, command_id=command_id)
    except Refusal:
        faults = returns_book.located(door, given.book, commands) if given.book else []
        if given.book and faults:
            given.book.refuse(faults)
        raise


def say_summary(door: Recording, given: Given) -> None:
    """Says what is about to be recorded: cases, grades by grade, not involved, not applicable."""
    returned = given.returned
    graded = [one for one in returned.cases if not one.no_involvement]
    grades = Counter(answer.grade for one in graded for answer in one.answers)
    labels = _labels(door, returned.audit)
    codes = dict.fromkeys([*labels, *grades])
    counts = [(labels.get(code, code), grades[code]) for code in codes]
    counts.append(("not applicable", sum(len(one.not_applicable) for one in graded)))
    bare = sum(not answer.evidence for one in graded for answer in one.answers)
    uninvolved = len(returned.cases) - len(graded)
    later = given.book.later if given.book else ()
    say(
        f"{returned.agency}'s return for {returned.audit}: {_cases(len(graded))} with answers"
        + (f", {_cases(uninvolved)} not involved" if uninvolved else "")
        + (f"; left for later: {', '.join(later)}" if later else "")
        + "."
    )
    if graded:
        say(f"Grades: {', '.join(f'{name} {count}' for name, count in counts if count)}.")
    if bare:
        say(f"Without evidence: {bare}. The lead auditor will ask about those.")


def _cases(count: int) -> str:
    return f"{count} {'case' if count == 1 else 'cases'}"


def _labels(door: Recording, audit: str) -> Mapping[str, str]:
    """Grade code to label, best first; nothing for an audit that does not exist."""
    state = door.ledger.state(streams.audit(audit))
    if not isinstance(state, Audit):
        return {}
    tool = door.ledger.state(streams.tool(state.plan.tool))
    assert isinstance(tool, Tool)
    scale = tool.versions[state.agreed.tool_version].scale
    return {grade.code: grade.label for grade in reversed(scale)}
