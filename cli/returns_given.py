"""A return as a file gives it, YAML, JSON or workbook: summed up, looked through, recorded."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import typer

from cli import files, returns_book, returns_form
from cli.door import Recording
from cli.errors import ExitCode
from cli.output import say
from cli.sheets import CaseSheet, ReturnSheet
from domain import streams
from domain.confidential import texts
from domain.deciders.base import Refusal
from domain.identifiers import Identifier, found
from domain.states.audit import Audit
from domain.states.tool import Tool
from ledger.decision import Receipt


@dataclass(frozen=True, slots=True)
class Given:
    """A return, and the workbook that it stood in, if it did."""

    returned: ReturnSheet
    book: returns_book.Book | None = None

    def where(self, case: str, area: str, field: str) -> str:
        """Where a field stands: the cell, or the case, area and name."""
        if self.book is not None:
            return self.book.where(case, area, field)
        return ", ".join(part for part in (f"case {case}", area and f"area {area}", field) if part)


def read(door: Recording, file: str) -> Given:
    """A filled-in return. Raises InputError with every fault."""
    if returns_book.is_book(file):
        return Given(*returns_book.read(door, file))
    return Given(returns_form.read(files.read_sheet(file), files.name_of(file)))


def record(door: Recording, given: Given, command_id: str) -> Receipt:
    """Records it whole. A rule's refusal of single cases is marked in their sheets."""
    commands = returns_form.commands(given.returned)
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


def require_nobody_named(door: Recording, given: Given, *, confirmed: bool) -> None:
    """Warns of words that seem to identify somebody, and records them only if confirmed.

    The words are not shown: a terminal's log would keep them.
    """
    suspected = [
        f"{where} seems to hold {' and '.join(kinds)}."
        for case in given.returned.cases
        for where, kinds in _suspected(given, case)
    ]
    if not suspected:
        return
    say("Does it name somebody? A child, family or staff are not to be recognised in a return.")
    say(*(f"  {line}" for line in suspected))
    if door.dry_run or confirmed:
        return
    if _is_terminal():
        if typer.confirm("Is it no such thing, and to be recorded as it is?", err=True):
            return
    else:
        say("Take it out; or, if it is no such thing, say so: --confirm-identifiers.")
    say("Nothing was recorded.", "[identifiers]")
    raise typer.Exit(ExitCode.REFUSED)


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _suspected(given: Given, case: CaseSheet) -> list[tuple[str, tuple[Identifier, ...]]]:
    suspected = []
    for path, text in texts(case):
        if kinds := found(text):
            listed = getattr(case, str(path[0]))
            area = listed[path[1]].area if len(path) > 1 and isinstance(path[1], int) else ""
            suspected.append((given.where(case.case, area, str(path[-1])), kinds))
    return suspected
