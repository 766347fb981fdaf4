"""Impact by area of work: every audit of it, every remedy, and what it is listed under.

An area of work is an area of a tool in a scope: all agencies, or the one that a recommendation
names. Each has one row, however many recommendations it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain.impact.agenda import Item, Tried, listed_under
from domain.impact.waves import Wave
from domain.recommendation.few_words import few_words
from projections.engine.projector import Session
from projections.queries.impact import ImpactMeasure, Sharer, recommended_areas
from projections.queries.recommendations import Action, Recommendation, actions, recommendations
from projections.queries.rows import reads_settled_grades
from projections.queries.tools import Scales
from projections.queries.waves import WaveRow, series, windows

Key = tuple[str, str, str | None]
"""Tool, area and agency (None: all agencies)."""


@dataclass(frozen=True, slots=True)
class InPlace:
    """An action from the day on which practice was different. `called`: in about three words."""

    recommendation: str
    action: str
    day: date
    called: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """A recommendation that is carried on, with its actions, and what was seen of it in an area.

    `in_place`: the actions done, earliest first; `open`, `overdue`: those still to be done.
    `measure`: the comparison; `sharers`: the recommendations it carries there.
    """

    recommendation: Recommendation
    measure: ImpactMeasure
    sharers: tuple[Sharer, ...]
    in_place: tuple[InPlace, ...]
    open: int
    overdue: int

    @property
    def ref(self) -> str:
        return self.recommendation.recommendation

    @property
    def tried(self) -> Tried:
        done = any(s.closed_on is not None or s.implemented_on is not None for s in self.sharers)
        return Tried(self.measure.assessment, done)

    @property
    def reaudit_by(self) -> date:
        return min(sharer.reaudit_by for sharer in self.sharers)


@dataclass(frozen=True, slots=True)
class AreaImpact:
    """An area of work. `remedies`: in the order in which they were in place, open ones last.

    `waves`: every audit of it, earliest casework first; `when`: its casework in words. `labels`:
    the grades, worst first; `good_from`: rank of the first counted good.
    """

    tool: str
    area: str
    agency: str | None
    title: str
    item: Item
    waves: tuple[Wave, ...]
    when: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    good_from: int
    remedies: tuple[Remedy, ...]

    @property
    def key(self) -> Key:
        return (self.tool, self.area, self.agency)

    @property
    def measures(self) -> tuple[ImpactMeasure, ...]:
        """Each comparison once, in the order of the remedies."""
        return tuple({id(one.measure): one.measure for one in self.remedies}.values())


def area_impacts(
    session: Session, today: date, measures: Sequence[ImpactMeasure]
) -> tuple[AreaImpact, ...] | None:
    """Every area that has been audited or recommended on, by the agenda, then tool and title.

    `measures`: what `impact_measures` returned for this session. None for a viewer who may not
    read the grades of every settled audit.
    """
    if not reads_settled_grades(session):
        return None
    remedies = _remedies(session, today, measures)
    rows = series(session, by_agency=False)
    recommended, scales = recommended_areas(session), Scales.of(session)
    found = [_acted_on(key, of_area) for key, of_area in remedies.items()]
    acted = {(tool, area) for tool, area, _ in remedies}
    for (tool, area, _), of_area in rows.items():
        if (tool, area) not in acted:
            item = Item.NOTHING_AGREED if (tool, area) in recommended else Item.BACKGROUND
            found.append(_audited(of_area, item, scales))
    order = list(Item)
    return tuple(
        sorted(found, key=lambda a: (order.index(a.item), a.tool, a.title, a.agency or ""))
    )


def _acted_on(key: Key, remedies: Sequence[Remedy]) -> AreaImpact:
    tool, area, agency = key
    known = max((one.measure for one in remedies), key=lambda measure: len(measure.waves))
    return AreaImpact(
        tool=tool,
        area=area,
        agency=agency,
        title=known.area_title,
        item=listed_under(one.tried for one in remedies),
        waves=known.waves,
        when=known.when,
        labels=known.labels,
        good_from=known.good_from,
        remedies=tuple(remedies),
    )


def _audited(rows: Sequence[WaveRow], item: Item, scales: Scales) -> AreaImpact:
    latest = rows[-1].settings
    scale = scales.of_area(latest.tool, latest.area, latest.tool_version)
    return AreaImpact(
        tool=latest.tool,
        area=latest.area,
        agency=None,
        title=latest.area_title,
        item=item,
        waves=tuple(row.wave for row in rows),
        when=tuple(windows(rows).items()),
        labels=tuple(grade.label for grade in scale),
        good_from=next(grade.rank for grade in scale if grade.is_good),
        remedies=(),
    )


def _remedies(
    session: Session, today: date, measures: Iterable[ImpactMeasure]
) -> dict[Key, list[Remedy]]:
    """By area: each recommendation that is carried on, once for each comparison of it."""
    known = {one.recommendation: one for one in recommendations(session)}
    of_carrier: dict[str, list[Action]] = {}
    for action in actions(session, today):
        of_carrier.setdefault(_carrier(action.recommendation, known), []).append(action)
    found: dict[Key, list[Remedy]] = {}
    for measure in measures:
        carriers = dict.fromkeys(sharer.carried_by for sharer in measure.shared_by)
        for carrier in carriers:
            sharers = tuple(s for s in measure.shared_by if s.carried_by == carrier)
            remedy = _remedy(known[carrier], measure, sharers, of_carrier.get(carrier, []))
            found.setdefault((measure.tool, measure.area, measure.agency), []).append(remedy)
    return {key: sorted(of_area, key=_in_order) for key, of_area in found.items()}


def _carrier(recommendation: str, known: Mapping[str, Recommendation]) -> str:
    """The recommendation under which the work goes on."""
    while (into := known[recommendation].merged_into) is not None:
        recommendation = into
    return recommendation


def _remedy(
    recommendation: Recommendation,
    measure: ImpactMeasure,
    sharers: tuple[Sharer, ...],
    own: Sequence[Action],
) -> Remedy:
    in_place = [
        InPlace(one.recommendation, one.action, one.implemented_on, _called(one))
        for one in own
        if one.implemented_on is not None
    ]
    return Remedy(
        recommendation=recommendation,
        measure=measure,
        sharers=sharers,
        in_place=tuple(sorted(in_place, key=lambda one: (one.day, one.action))),
        open=sum(one.is_live for one in own),
        overdue=sum(one.overdue for one in own),
    )


def _called(action: Action) -> str:
    return action.called or few_words(action.text)


def _in_order(remedy: Remedy) -> tuple[date, str]:
    """By the day on which it was in place; what is not yet, after all that is, as it was made."""
    last = max((one.day for one in remedy.in_place), default=date.max)
    if remedy.open or not remedy.in_place:
        last = date.max
    return last, f"{remedy.recommendation.made_on} {remedy.ref}"
