"""What the moderation day should ask, from what one reader may see (framework section 5).

Both doors call `review`: the agenda printed and the agenda shown are one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from domain.agreement import Agenda, Cell, Flag, Grade, Item, agenda
from domain.audit.state import Audit
from domain.concern.state import Concern
from domain.kernel import streams
from domain.kernel.access import Subject, may_read
from domain.kernel.command import Context, audit_tool, require_audit
from domain.kernel.folds import fold
from domain.kernel.vocabulary import StreamId
from domain.returns.events import GradeGiven
from domain.returns.state import NoReturn, Returned, State
from domain.sample.state import current_cases
from ledger.errors import NotPermittedError
from ledger.history import readable, words
from ledger.service import Ledger
from ledger.store.entry import Entry

QUERY = "query"
"""The letter of a flag that stands for a query without an answer."""
_NOT_OPEN = "closed to this reader"
"""Stands for evidence that the reader may not read, so that it is not taken for blank."""


@dataclass(frozen=True, slots=True)
class Review:
    """`cells`: every case and area, without the evidence. `ranks`: grades as numbers, 1 the worst.

    `whole`: this reader may read the evidence too, so that F5 (no evidence) could be looked for.
    """

    audit: str
    agenda: Agenda
    cells: tuple[Cell, ...]
    ranks: Mapping[str, int]
    whole: bool


@dataclass(frozen=True, slots=True)
class _Reader:
    """The ledger as one person may read it, up to a position."""

    ledger: Ledger
    viewer: str
    as_at: int | None

    def entries(self, stream: StreamId) -> tuple[Entry, ...]:
        return tuple(readable(self.ledger, self.viewer, self.ledger.entries(stream), self.as_at))

    def state(self, stream: StreamId) -> object:
        return fold(stream, [entry.event for entry in self.entries(stream)])


def review(ledger: Ledger, viewer: str, audit: str, as_at: int | None = None) -> Review:
    """What to ask on the day, concerns that are not resolved first.

    Raises Refusal for an audit without a plan; NotPermittedError for somebody who may not read
    every agency's grades now, whether or not there are any.
    """
    reader = _Reader(ledger, viewer, as_at)
    context = Context(viewer, ledger.today(), reader.state)
    known = require_audit(context, audit)
    tool = audit_tool(context, known)
    _require_reader(ledger, viewer, known)
    ranks = {code: at for at, code in enumerate(tool.grades, start=1)}
    cells: list[Cell] = []
    waiting: list[Flag] = []
    whole = True
    for case in sorted(current_cases(context.sample(audit))):
        of_case = [Cell(case, area, {}, {}) for area in tool.areas]
        for agency in known.plan.agencies:
            entries = reader.entries(streams.agency_return(audit, case, agency))
            state: State = _folded(audit, case, agency, entries)
            evidence = _evidence(reader, entries)
            whole = whole and None not in evidence.values()
            of_case = [_with(cell, agency, state, evidence, ranks) for cell in of_case]
            waiting += _unanswered(state)
        cells += of_case
    raised = (one.raised.case for one in _unresolved(reader, audit))
    concerns = {case for case in raised if case is not None}
    found = agenda(cells, concerns, good_from=ranks[tool.recorded.good_from], top=len(ranks))
    return Review(
        audit=audit,
        agenda=Agenda(found.items, (*waiting, *found.before_the_day)),
        cells=tuple(replace(cell, evidence={}) for cell in cells),
        ranks=ranks,
        whole=whole,
    )


def flagged(agenda: Agenda) -> dict[tuple[str, str], Item]:
    """The items of the agenda by case and area; a concern, by case and no area."""
    return {(item.case, item.area): item for item in agenda.items}


def _require_reader(ledger: Ledger, viewer: str, audit: Audit) -> None:
    code, involved = audit.plan.audit, frozenset(audit.plan.agencies)
    now = ledger.state(streams.audit(code))
    is_open = isinstance(now, Audit) and now.returns_open
    standing = ledger.standing(viewer, code)
    for agency in audit.plan.agencies:
        subject = Subject(code, agency, involved)
        if not may_read(standing, GradeGiven.__name__, subject, is_open=is_open):
            raise NotPermittedError(
                f"{viewer} may not read {agency}'s returns for {code} now.",
                "Before returns are opened, one is for its own agency and the lead auditor only.",
            )


def _folded(audit: str, case: str, agency: str, entries: tuple[Entry, ...]) -> State:
    stream = streams.agency_return(audit, case, agency)
    state = fold(stream, [entry.event for entry in entries])
    assert isinstance(state, State)
    return state


def _evidence(reader: _Reader, entries: tuple[Entry, ...]) -> dict[str, str | None]:
    """The evidence for each area that stands; None where it is not for this reader."""
    found: dict[str, str | None] = {}
    for entry in entries:
        if isinstance(entry.event, GradeGiven):
            told = words(reader.ledger, reader.viewer, entry)
            found[entry.event.area] = None if told is None else told.get("evidence", "")
    return found


def _with(
    cell: Cell,
    agency: str,
    state: State,
    evidence: Mapping[str, str | None],
    ranks: Mapping[str, int],
) -> Cell:
    """The cell with one more agency's grade and evidence."""
    told = evidence.get(cell.area, "")
    return replace(
        cell,
        grades={**cell.grades, agency: _grade(state, cell.area, ranks)},
        evidence={**cell.evidence, agency: _NOT_OPEN + agency if told is None else told},
    )


def _grade(state: State, area: str, ranks: Mapping[str, int]) -> Grade:
    match state:
        case Returned() if area in state.grades:
            return ranks[state.grades[area]]
        case NoReturn():
            return None
        case _:
            return "n/a"


def _unanswered(state: State) -> Iterator[Flag]:
    """The lead auditor's queries that still wait for the agency's answer."""
    for asked in state.queries:
        if asked.number not in state.answers:
            said = f"query {asked.number} to {asked.agency} waits for an answer"
            yield Flag(QUERY, (asked.agency,), said, asked.case, asked.area or "")


def _unresolved(reader: _Reader, audit: str) -> Iterator[Concern]:
    """The safeguarding concerns not resolved that this reader may read; numbers are dense."""
    number = 1
    while reader.ledger.entries(streams.concern(audit, number)):
        concern = reader.state(streams.concern(audit, number))
        if isinstance(concern, Concern) and concern.resolved is None:
            yield concern
        number += 1
