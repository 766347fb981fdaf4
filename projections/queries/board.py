"""Delivery beside impact, for SAIG: the board, the headline and the funnel of assurance.

Each is None for a viewer who may not read the grades of every settled audit, because a number
over some of them would be wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.impact.background import FalseAlarms, false_alarms
from domain.impact.verdicts import JUDGED, Verdict
from domain.kernel.numbered import numbered
from projections.engine.projector import Session
from projections.queries.impact import ImpactMeasure, Sharer, comparisons, impact_measures
from projections.queries.programme import a_year_before
from projections.queries.recommendations import Recommendation, recommendations
from projections.queries.rows import reads_settled_grades


class Delivery(StrEnum):
    """The board's rows. Open is everything accepted that is not closed."""

    CLOSED = "closed"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class BoardEntry:
    """A measure, and the recommendations in one state that carry it, merged ones once."""

    recommendations: tuple[str, ...]
    tool: str
    area: str
    agency: str | None


@dataclass(frozen=True, slots=True)
class BoardCell:
    delivery: Delivery
    verdict: Verdict
    entries: tuple[BoardEntry, ...]


@dataclass(frozen=True, slots=True)
class ImpactBoard:
    """Every cell, empty ones included: each measure is an entry of one.

    `comparisons`: of waves, for a verdict; a measure that a closed and an open recommendation share
    is compared once. `false_alarms`: about how many of them would show a change by chance.
    """

    cells: tuple[BoardCell, ...]
    measures: int
    comparisons: int
    false_alarms: FalseAlarms


@dataclass(frozen=True, slots=True)
class Headline:
    """Recommendations closed a year ago or more, by reference.

    `reaudited`: every measure has been; `partly_reaudited`: some; `judged`: every measure has a
    verdict. `verdicts` counts the measures that any of them carries, one verdict each.
    """

    closed: tuple[str, ...]
    reaudited: tuple[str, ...]
    partly_reaudited: tuple[str, ...]
    not_reaudited: tuple[str, ...]
    judged: tuple[str, ...]
    verdicts: tuple[tuple[Verdict, int], ...]


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A step of assurance and the recommendations that reached it."""

    step: str
    recommendations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Carried:
    """One of the measures that a recommendation carries."""

    measure: ImpactMeasure
    sharer: Sharer

    @property
    def verdict(self) -> Verdict:
        return self.measure.assessment.verdict

    @property
    def reaudited(self) -> bool:
        return bool(self.measure.assessment.after)


Measures = tuple[ImpactMeasure, ...]


def _carried(session: Session, today: date, measures: Measures | None) -> list[_Carried] | None:
    if not reads_settled_grades(session):
        return None
    if measures is None:
        measures = impact_measures(session, today)
    return [_Carried(measure, sharer) for measure in measures for sharer in measure.shared_by]


def impact_board(
    session: Session, today: date, measures: Measures | None = None
) -> ImpactBoard | None:
    """Measures by delivery and verdict, each once.

    `measures`: what `impact_measures` returned for this session, if it was asked already.
    """
    if not reads_settled_grades(session):
        return None
    if measures is None:
        measures = impact_measures(session, today)
    cells: dict[tuple[Delivery, Verdict], list[BoardEntry]] = {
        (delivery, verdict): [] for delivery in Delivery for verdict in Verdict
    }
    for measure in measures:
        delivery = Delivery.CLOSED if measure.closed else Delivery.OPEN
        cells[delivery, measure.assessment.verdict].append(_entry(measure))
    compared = comparisons(measures)
    return ImpactBoard(
        cells=tuple(
            BoardCell(delivery, verdict, tuple(sorted(entries, key=_place)))
            for (delivery, verdict), entries in cells.items()
        ),
        measures=len(measures),
        comparisons=compared,
        false_alarms=false_alarms(compared),
    )


def _entry(measure: ImpactMeasure) -> BoardEntry:
    carried_by = sorted({sharer.carried_by for sharer in measure.shared_by})
    return BoardEntry(tuple(carried_by), measure.tool, measure.area, measure.agency)


def _place(entry: BoardEntry) -> tuple[object, ...]:
    refs = tuple(map(numbered, entry.recommendations))
    return (refs, entry.tool, entry.area, entry.agency or "")


def headline(session: Session, today: date, measures: Measures | None = None) -> Headline | None:
    """Of the recommendations closed a year ago or more: how many re-audited, with what verdict."""
    carried = _carried(session, today, measures)
    if carried is None:
        return None
    since = a_year_before(today)
    by_ref: dict[str, list[_Carried]] = {}
    for one in carried:
        if one.sharer.closed_on is not None and one.sharer.closed_on <= since:
            by_ref.setdefault(one.sharer.carried_by, []).append(one)
    refs = sorted(by_ref, key=numbered)
    every = {ref: all(one.reaudited for one in by_ref[ref]) for ref in refs}
    some = {ref: any(one.reaudited for one in by_ref[ref]) for ref in refs}
    theirs = {id(one.measure): one.verdict for group in by_ref.values() for one in group}
    verdicts = list(theirs.values())
    return Headline(
        closed=tuple(refs),
        reaudited=tuple(ref for ref in refs if every[ref]),
        partly_reaudited=tuple(ref for ref in refs if some[ref] and not every[ref]),
        not_reaudited=tuple(ref for ref in refs if not some[ref]),
        judged=tuple(ref for ref in refs if _judged(by_ref[ref])),
        verdicts=tuple((verdict, verdicts.count(verdict)) for verdict in Verdict),
    )


def _judged(carried: Iterable[_Carried]) -> bool:
    return all(one.verdict in JUDGED for one in carried)


def assurance_funnel(
    session: Session, today: date, measures: Measures | None = None
) -> tuple[FunnelStep, ...] | None:
    """From recommendations made to a verdict, each step a part of the one before.

    Re-audited means casework after every action, in every measure. The last steps share out those
    judged: any measure worsened, all improved or held, some improved or mixed, or none changed.
    """
    every = _carried(session, today, measures)
    if every is None:
        return None
    carried: dict[str, list[_Carried]] = {}
    for one in every:
        carried.setdefault(one.sharer.carried_by, []).append(one)
    made = recommendations(session)
    accepted = [one for one in made if one.desired_impact is not None and not one.merged_into]
    agreed = [one for one in accepted if one.actions_agreed]
    closed = [one for one in agreed if one.closed_on is not None]
    proved = [one for one in closed if _since_action(carried.get(one.recommendation, []))]
    judged = [one for one in proved if _judged(carried[one.recommendation])]
    outcomes = {one.recommendation: _outcome(carried[one.recommendation]) for one in judged}
    steps: list[tuple[str, list[Recommendation]]] = [
        ("made", list(made)),
        ("accepted", accepted),
        ("actions agreed", agreed),
        ("closed", closed),
        ("re-audited since the action", proved),
        ("judged", judged),
    ]
    for outcome in _OUTCOMES:
        reached = [one for one in judged if outcomes[one.recommendation] == outcome]
        steps.append((outcome, reached))
    return tuple(
        FunnelStep(step, tuple(one.recommendation for one in refs)) for step, refs in steps
    )


_OUTCOMES = ("as wanted", "as wanted in some areas", "no change detectable", "worsened in any area")
_AS_WANTED = {Verdict.IMPROVED, Verdict.HELD}


def _since_action(carried: list[_Carried]) -> bool:
    return bool(carried) and all(one.reaudited and one.sharer.credited for one in carried)


def _outcome(carried: list[_Carried]) -> str:
    verdicts = {one.verdict for one in carried}
    if Verdict.WORSENED in verdicts:
        return "worsened in any area"
    if verdicts <= _AS_WANTED:
        return "as wanted"
    if verdicts & (_AS_WANTED | {Verdict.MIXED}):
        return "as wanted in some areas"
    return "no change detectable"
