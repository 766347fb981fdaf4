"""What the moderation day should ask, as far as one reader may see (framework section 5).

A command and a page show the same agenda.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from application.reading import directory_of
from domain.agreement import (
    Agenda,
    Cell,
    Flag,
    Grade,
    Move,
    Severity,
    agenda,
    moved,
    outside_own_areas,
    severity,
)
from domain.audit.requirements import asked_tool, audit_tool, require_audit
from domain.audit.state import Audit
from domain.case.events import GradeModerated
from domain.case.state import Case
from domain.concern.state import Concern
from domain.impact.waves import middle
from domain.kernel import streams
from domain.kernel.command import Context
from domain.kernel.numbered import numbered
from domain.kernel.registry import fold
from domain.kernel.vocabulary import StreamId
from domain.returns.events import GradeGiven
from domain.returns.state import NoReturn, Returned, State
from domain.sample.requirements import sample_state
from domain.sample.state import gradable_cases, not_gradable_cases, seed_of
from domain.tool.state import ToolVersion
from domain.two_auditors import Pair, PlainAgreement, graded_apart, plain_agreement
from ledger.reader import LedgerReader
from ledger.service import Ledger
from ledger.store.entry import Entry

QUERY = "query"
"""The letter of a flag that stands for a query without an answer."""
_NOT_SEEN = "not seen by this reader: "
"""Stands for evidence that cannot be read here, so that it is neither blank nor like another."""
Ranks = Mapping[str, int]
"""Grades as numbers, 1 the worst."""


@dataclass(frozen=True, slots=True)
class Review:
    """`cells`: every case and area, without the evidence; `ranks`: the tool's grades.

    `whole`: this reader may read the evidence too, so that F5 and F8 could be looked for.
    `after_the_day`: what moderation agreed that should be looked at again (F6, F9). `severity`:
    how each agency graded beside the others (F10); None for all but the lead auditor.
    `not_gradable`: cases that nobody can grade; they are on no agenda. `not_applicable`: (case,
    area, agency) that moderation found not to apply, the agency None for the case. `graded_twice`:
    how alike two auditors of an agency graded the same cases.
    """

    audit: str
    agenda: Agenda
    cells: tuple[Cell, ...]
    ranks: Ranks
    whole: bool
    after_the_day: tuple[Flag, ...]
    severity: tuple[Severity, ...] | None
    not_gradable: tuple[str, ...]
    not_applicable: tuple[tuple[str, str, str | None], ...]
    graded_twice: tuple[PlainAgreement, ...]


@dataclass(slots=True)
class _Returns:
    """The contents of the returns of the audit's cases, while they are being read."""

    cells: list[Cell] = field(default_factory=list)
    unanswered: list[Flag] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    whole: bool = True


def review(reader: LedgerReader, audit: str) -> Review:
    """What to ask on the day, concerns that are not resolved first.

    Raises Refusal for an audit without a plan; NotPermittedError for somebody who may not read
    every agency's grades now, whether or not there are any.
    """
    context = Context(reader.person, reader.ledger.today(), reader.state)
    known = require_audit(context, audit)
    tool = audit_tool(context, known)
    for agency in known.plan.agencies:
        reader.require_return(audit, agency)
    ranks = tool.ranks
    sample = sample_state(context, audit)
    seed = seed_of(sample)
    cases = sorted(gradable_cases(sample), key=numbered)
    asked = {one: asked_tool(context, known, one).areas for one in known.plan.agencies}
    found = _returns(reader, known, cases, tuple(tool.areas), asked, ranks)
    raised = (concern.raised.case for concern in _unresolved(reader, audit))
    concerns = {case for case in raised if case is not None}
    ranked = agenda(
        found.cells,
        concerns,
        good_from={area: ranks[tool.good_from_of(area)] for area in tool.areas},
        top={area: len(tool.grades_of(area)) for area in tool.areas},
        scales={area: tool.named(area) for area in tool.areas},
        seed="" if seed is None else seed.seed,
    )
    before = (*found.unanswered, *ranked.before_the_day, *graded_apart(found.pairs))
    return Review(
        audit=audit,
        agenda=replace(ranked, before_the_day=before),
        cells=tuple(replace(cell, evidence={}) for cell in found.cells),
        ranks=ranks,
        whole=found.whole,
        after_the_day=_after_the_day(reader, audit, found.cells, tool),
        severity=severity(found.cells) if reader.leads(audit) else None,
        not_gradable=tuple(sorted(not_gradable_cases(sample), key=numbered)),
        not_applicable=tuple(_not_applicable(reader, audit, cases)),
        graded_twice=plain_agreement(found.pairs),
    )


def _not_applicable(
    reader: LedgerReader, audit: str, cases: Iterable[str]
) -> Iterator[tuple[str, str, str | None]]:
    for case in cases:
        state = reader.state(streams.case(audit, case))
        if isinstance(state, Case):
            found = sorted(state.not_applicable, key=lambda one: (one[1], one[0] or ""))
            yield from ((case, area, agency) for agency, area in found)


def as_seen(ledger: Ledger, audit: str, case: str) -> dict[StreamId, int]:
    """How long the record of a case is now: for whoever looks at it before they record."""
    stream = streams.case(audit, case)
    return {stream: len(ledger.entries(stream))}


def attendance(
    ledger: Ledger, people: Iterable[str], *, undertaking: bool
) -> list[dict[str, object]]:
    """Who came to the day, each with their agency, as `HoldModeration` takes them."""
    known = directory_of(ledger).people
    return [
        {
            "person": person,
            "agency": known[person].agency if person in known else None,
            "undertaking": undertaking,
        }
        for person in people
    ]


def _returns(
    reader: LedgerReader,
    known: Audit,
    cases: list[str],
    areas: tuple[str, ...],
    asked: Mapping[str, Collection[str]],
    ranks: Ranks,
) -> _Returns:
    """`asked`: by agency, the areas that it is asked."""
    audit, found = known.plan.audit, _Returns()
    for case in cases:
        of_case = [Cell(case, area, {}, {}) for area in areas]
        for agency in known.plan.agencies:
            entries = reader.entries(streams.agency_return(audit, case, agency))
            state = _folded(audit, case, agency, entries)
            evidence = _evidence(reader, entries)
            found.whole = found.whole and None not in evidence.values()
            of_case = [
                _with(cell, agency, state if cell.area in asked[agency] else None, evidence, ranks)
                for cell in of_case
            ]
            found.unanswered += _unanswered(state)
            found.pairs += _pairs(case, agency, state, ranks)
        found.cells += of_case
    return found


def _folded(audit: str, case: str, agency: str, entries: tuple[Entry, ...]) -> State:
    stream = streams.agency_return(audit, case, agency)
    state = fold(stream, [entry.event for entry in entries])
    if not isinstance(state, State):
        raise TypeError(f"{stream} is no return")
    return state


def _evidence(reader: LedgerReader, entries: tuple[Entry, ...]) -> dict[str, str | None]:
    """The evidence for each area that stands; None where it is not for this reader.

    Evidence that is erased, or whose key is not here, was written: it is not taken for blank.
    """
    found: dict[str, str | None] = {}
    for entry in entries:
        if isinstance(entry.event, GradeGiven):
            text = reader.text(entry)
            evidence = None if text is None else text.get("evidence", "")
            is_closed = evidence is not None and "evidence" in entry.closed
            found[entry.event.area] = _NOT_SEEN + entry.event.agency if is_closed else evidence
    return found


def _with(
    cell: Cell,
    agency: str,
    state: State | None,
    evidence: Mapping[str, str | None],
    ranks: Ranks,
) -> Cell:
    """The cell with one more agency's grade and evidence; `state` None: it is not asked."""
    written = evidence.get(cell.area, "")
    return replace(
        cell,
        grades={**cell.grades, agency: _grade(state, cell.area, ranks)},
        evidence={**cell.evidence, agency: _NOT_SEEN + agency if written is None else written},
    )


def _grade(state: State | None, area: str, ranks: Ranks) -> Grade:
    match state:
        case Returned() if area in state.grades:
            return ranks[state.grades[area]]
        case NoReturn():
            return None
        case _:
            return "n/a"


def _pairs(case: str, agency: str, state: State, ranks: Ranks) -> Iterator[Pair]:
    """What two auditors of the agency each gave, where the second graded the case as well."""
    if not isinstance(state, Returned) or state.again is None:
        return
    for answer in state.again.answers:
        first = state.given.get(answer.area)
        if first is not None:
            yield Pair(case, answer.area, agency, ranks[first.grade], ranks[answer.grade])


def _unanswered(state: State) -> Iterator[Flag]:
    """The lead auditor's queries that still wait for the agency's answer."""
    for asked in state.queries:
        if asked.number not in state.answers:
            waits = f"query {asked.number} to {asked.agency} waits for an answer"
            yield Flag(QUERY, (asked.agency,), waits, asked.case, asked.area or "")


def _unresolved(reader: LedgerReader, audit: str) -> Iterator[Concern]:
    """The safeguarding concerns not resolved that this reader may read; numbers are dense."""
    number = 1
    while reader.ledger.entries(streams.concern(audit, number)):
        concern = reader.state(streams.concern(audit, number))
        if isinstance(concern, Concern) and concern.resolved is None:
            yield concern
        number += 1


def _after_the_day(
    reader: LedgerReader, audit: str, cells: list[Cell], tool: ToolVersion
) -> tuple[Flag, ...]:
    """F6 and F9 of every case, by case and area.

    An overall grade is held against the areas that are graded on its own scale.
    """
    flagged: list[Flag] = []
    ranks = tool.ranks
    for case in dict.fromkeys(cell.case for cell in cells):
        state = reader.state(streams.case(audit, case))
        if isinstance(state, Case):
            own = [cell for cell in cells if cell.case == case]
            alike = [cell for cell in own if tool.named(cell.area) == tool.named(None)]
            flagged += _outside(state, alike, ranks)
            flagged += moved(_moves(reader, audit, case, ranks))
    return tuple(sorted(flagged, key=lambda flag: (numbered(flag.case), flag.area, flag.letter)))


def _outside(state: Case, cells: list[Cell], ranks: Ranks) -> Iterator[Flag]:
    """F6, against the grade that counts for each area: the agreed one, else the two middle ones."""
    if state.overall is None or not cells:
        return
    areas: list[tuple[int, int]] = []
    for cell in cells:
        if (None, cell.area) in state.not_applicable:
            continue
        if cell.area in state.areas:
            areas.append(middle((), ranks[state.areas[cell.area].grade]))
            continue
        moderated = {
            agency: ranks[state.moderated[agency, cell.area]]
            for agency in cell.grades
            if (agency, cell.area) in state.moderated
        }
        given = [
            grade
            for agency, grade in {**cell.grades, **moderated}.items()
            if isinstance(grade, int) and (agency, cell.area) not in state.not_applicable
        ]
        if given:
            areas.append(middle(sorted(given)))
    flag = outside_own_areas(cells[0].case, ranks[state.overall.grade], areas)
    if flag is not None:
        yield flag


def _moves(reader: LedgerReader, audit: str, case: str, ranks: Ranks) -> Iterator[Move]:
    """What moderation made of each agency's grade, from the first change to the last.

    The reason is the last one that is blank, else the last; one that this reader may not read is
    not taken for blank.
    """
    steps: dict[tuple[str, str], list[Move]] = {}
    for entry in reader.entries(streams.case(audit, case)):
        event = entry.event
        if isinstance(event, GradeModerated):
            text = reader.text(entry)
            reason = _NOT_SEEN if text is None else text.get("reason", "")
            before, after = ranks[event.from_grade], ranks[event.to_grade]
            step = Move(case, event.area, event.agency, before, after, reason)
            steps.setdefault((event.agency, event.area), []).append(step)
    for made in steps.values():
        blank = [step for step in made if not step.reason.strip()]
        yield replace(made[0], after=made[-1].after, reason=(blank or made)[-1].reason)
