"""How assurance grew: what the record said of its recommendations at one position after another.

Nothing is looked up in what was recorded later. A question is asked again only where an entry that
it rests on was recorded since it was asked last, so that many months cost little more than one.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import TypeVar

from domain.impact.agenda import BETTER, Item, Tried
from domain.impact.assess import Assessment
from projections.engine.session import Session
from projections.queries.changes import Changes
from projections.queries.impact import ImpactMeasure, assessed
from projections.queries.measure_rows import MeasureRow
from projections.queries.recommendations import Recommendation, recommendations
from projections.queries.rows import read, reads_settled_grades
from projections.queries.waves import SETTLED, Built, Series

_AS_WANTED = (*BETTER, Item.HELD)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many recommendations had come how far, each a part of the one before.

    `made`: all. `delivered`: every action in place, or closed. `reaudited`: since then, in every
    area. `effective`: with the effect that was wanted, in every area. A merged one counts as made,
    and then under the one that carries it.
    """

    made: int
    delivered: int
    reaudited: int
    effective: int


class Stage(IntEnum):
    """How far a recommendation has come; each includes those before it."""

    MADE = 0
    DELIVERED = 1
    REAUDITED = 2
    EFFECTIVE = 3


Stages = tuple[tuple[date, Stage], ...]
"""The day on which each recommendation was made, and how far it has come."""


def reached(stages: Stages, since: date | None = None) -> Reached:
    """How many have come how far; `since`: of those made from that day on."""
    come = [stage for made_on, stage in stages if since is None or made_on >= since]
    return Reached(*(sum(stage >= least for stage in come) for least in Stage))


Made = TypeVar("Made", MeasureRow, Recommendation)
Since = Mapping[str | None, int]
"""How many of an audit's entries there are up to a position."""


class Growth:
    """Answers for sessions of one viewer, at one position after another. Not for two threads."""

    def __init__(self, newest: Session) -> None:
        """`newest`: a session at the last of the positions, or later."""
        self._changes = Changes.of(newest)
        self._assessed: dict[MeasureRow, tuple[object, Assessment]] = {}
        self._recommended: tuple[int, tuple[Recommendation, ...], tuple[MeasureRow, ...]] | None = (
            None
        )
        self._settled: tuple[int, frozenset[str]] | None = None
        self._waves: tuple[tuple[Since, bool], Series] | None = None
        self._built = Built.of(newest)
        if reads_settled_grades(newest):
            # Most audits stand at each position as they stand now, so that this reads them all.
            audits = [row["audit"] for row in newest.rows(SETTLED)]
            self._built.read_cases(newest, self._stands(newest, audits))

    def _stands(self, session: Session, audits: Iterable[str]) -> Mapping[str, object]:
        return self._changes.stands(audits, session.as_at)

    def at(self, session: Session, since: date | None = None) -> Stages:
        """What the record said at the session's position.

        `since`: of the recommendations made from that day on.
        """
        every, every_row = self._of_recommendations(session)
        made, rows = made_since(every, since), made_since(every_row, since)
        waves = self._of_audits(session, by_agency=any(row.agency is not None for row in rows))
        by_carrier: dict[str, list[tuple[bool, bool]]] = {}
        for row in rows:
            judged = self._judged(row, waves)
            found = (bool(judged.after) and judged.credited, _as_wanted(judged))
            by_carrier.setdefault(row.carried_by, []).append(found)
        return _stages(made, by_carrier)

    def _judged(self, row: MeasureRow, waves: Series) -> Assessment:
        """Judged again where the waves of its tool are others."""
        own = [
            wave for place, wave in waves.items() if (place[0], place[2]) == (row.tool, row.agency)
        ]
        known = self._assessed.get(row)
        if known is None or known[0] != own:
            known = self._assessed[row] = (own, assessed(row, waves).assessment)
        return known[1]

    def _of_recommendations(
        self, session: Session
    ) -> tuple[tuple[Recommendation, ...], tuple[MeasureRow, ...]]:
        since = bisect(self._changes.recommended, session.as_at)
        kept = self._recommended
        if kept is None or kept[0] != since:
            rows = read(session, MeasureRow, "measures", order="recommendation, area")
            kept = self._recommended = (
                since,
                recommendations(session),
                rows,
            )
        return kept[1], kept[2]

    def _of_audits(self, session: Session, *, by_agency: bool) -> Series:
        changed = bisect(self._changes.settled, session.as_at)
        settled = self._settled
        if settled is None or settled[0] != changed:
            names = frozenset(row["audit"] for row in session.rows(SETTLED))
            settled = self._settled = (changed, names)
        since = self._changes.of_audits(session.as_at)
        known = (*settled[1], None)
        matter = {a: since[a] for a in known if a in since}
        waves = self._waves
        if waves is None or waves[0] != (matter, by_agency):
            found = self._built.series(session, self._stands, by_agency=by_agency)
            waves = self._waves = ((matter, by_agency), found)
        return waves[1]


def made_since(every: Iterable[Made], since: date | None) -> tuple[Made, ...]:
    """Those made from a day on; all of them without one."""
    return tuple(one for one in every if since is None or one.made_on >= since)


def stages(made: Iterable[Recommendation], measures: Iterable[ImpactMeasure]) -> Stages:
    """The same of one day, from what is known of that day already."""
    by_carrier: dict[str, list[tuple[bool, bool]]] = {}
    for measure in measures:
        told = measure.assessment
        for sharer in measure.shared_by:
            found = (bool(told.after) and sharer.credited, _as_wanted(told))
            by_carrier.setdefault(sharer.carried_by, []).append(found)
    return _stages(made, by_carrier)


def _stages(
    made: Iterable[Recommendation], by_carrier: Mapping[str, Sequence[tuple[bool, bool]]]
) -> Stages:
    """`by_carrier`: whether each area was re-audited since, and with the effect wanted."""
    return tuple((one.made_on, _stage(one, by_carrier.get(one.recommendation, ()))) for one in made)


def _stage(recommendation: Recommendation, found: Sequence[tuple[bool, bool]]) -> Stage:
    if not _is_delivered(recommendation):
        return Stage.MADE
    if not found or not all(seen for seen, _ in found):
        return Stage.DELIVERED
    return Stage.EFFECTIVE if all(wanted for _, wanted in found) else Stage.REAUDITED


def _is_delivered(recommendation: Recommendation) -> bool:
    if recommendation.delivery in ("merged", "rejected"):
        return False
    return recommendation.delivery == "closed" or recommendation.implemented_on is not None


def _as_wanted(assessment: Assessment) -> bool:
    return Tried(assessment, done=True).item in _AS_WANTED
