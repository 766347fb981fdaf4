"""What became of the grades that recommendations were to change: one verdict for each measure.

A measure is an area of a tool in a scope (all agencies, or the one that a recommendation names).
The verdict comes from `domain.impact`; nothing here compares grades.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from domain.impact.assess import Assessment, Chosen, Done, Level, Wanted, assess
from domain.impact.background import Background, background
from domain.impact.ruler import Drift
from domain.impact.sentence import Beside, detail, in_one, paragraphs
from domain.impact.verdicts import JUDGED
from domain.impact.waves import Alike, Wave, alike
from domain.impact.waves_in_words import MeasureNames
from domain.kernel.vocabulary import Direction
from projections.engine.projector import Session
from projections.queries.agency_moves import AgencyMove, agency_moves
from projections.queries.directory import agencies
from projections.queries.measure_rows import Found, MeasureRow, meanwhile
from projections.queries.regraded import drifts
from projections.queries.rows import read, reads_settled_grades
from projections.queries.tools import ScaleGrade, Scales
from projections.queries.waves import Series, WaveRow, series, windows

_RECOMMENDED = """
SELECT desired.tool AS tool, unnest(desired.areas) AS area
FROM main.recommendations_accepted
WHERE desired.tool IS NOT NULL
UNION
SELECT plans.tool, unnest(made.areas)
FROM main.recommendations_made AS made
JOIN (
    SELECT audit, tool FROM main.audit_plans
    UNION ALL
    SELECT audit, tool FROM main.entered_audits
) AS plans ON plans.audit = made.audit
"""


@dataclass(frozen=True, slots=True)
class Sharer:
    """A recommendation that shares a measure.

    `carried_by`: the one its work goes on under, itself unless merged; `delivery`, `closed_on`
    and `implemented_on` are that one's. `credited`: it was implemented before the re-audit's
    casework. `reaudit_overdue`: no re-audit by the day written down at acceptance.
    """

    recommendation: str
    carried_by: str
    delivery: str
    made_on: date
    closed_on: date | None
    implemented_on: date | None
    reaudit_by: date
    target_of_ten: int | None
    direction: str
    desired_impact: str
    level: Level | None
    credited: bool
    reaudit_overdue: bool


@dataclass(frozen=True, slots=True)
class ImpactMeasure:
    """One measure between one baseline and one re-audit, and all in one state who share it.

    This is the one thing that is counted: a row of the table, an entry of the board. `closed`: all
    recommendations in `shared_by` are, otherwise none is. `agency` None: all agencies. `waves`:
    those assessed, earliest casework first; `when`: each audit's casework window in words.
    `labels`: the grades, worst first; `good_from`: rank of the first counted good.
    `recommendations`: how many carry it, closed or open, merged ones counted once. `hold`: it is to
    be held, not to become better. `background`: the other areas between the same two audits, None
    when nothing was compared. `drift`: old cases graded again. `paragraphs`: what was seen,
    what the comparison says, what is to be known beside it. `detail`: the size of a change.
    """

    tool: str
    area: str
    area_title: str
    agency: str | None
    hold: bool
    shared_by: tuple[Sharer, ...]
    recommendations: int
    waves: tuple[Wave, ...]
    when: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    good_from: int
    assessment: Assessment
    background: Background | None
    drift: Drift | None
    by_agency: tuple[AgencyMove, ...]
    paragraphs: tuple[str, str, str]
    detail: str

    @property
    def sentence(self) -> str:
        return in_one(self.paragraphs)

    @property
    def closed(self) -> bool:
        return all(sharer.delivery == "closed" for sharer in self.shared_by)


@dataclass(frozen=True, slots=True)
class _Known:
    """One reading of the views. `titles`: of agencies; `gone`: those that left without a successor.

    `recommended`: the (tool, area) with any recommendation. `drifts`: by re-audit, area and agency.
    """

    series: Series
    scales: Scales
    titles: dict[str, str]
    gone: frozenset[str]
    recommended: frozenset[tuple[str, str]]
    drifts: dict[tuple[str, str, str | None], Drift]

    def rows(self, measure: MeasureRow) -> list[WaveRow]:
        return self.series.get(place_of(measure), [])

    def scale(self, measure: MeasureRow, rows: Sequence[WaveRow]) -> Sequence[ScaleGrade]:
        """The area's scale at the latest wave or, without one, in the newest version with it."""
        newest = rows[-1].settings.tool_version if rows else None
        return self.scales.of_area(measure.tool, measure.area, newest)


VIEWS = (
    *("audits", "measures", "case_grades", "wave_settings", "agencies", "successions"),
    *(
        "entered_case_grades",
        "recommendations_made",
        "recommendations_accepted",
        "frames_compared",
        "area_versions_compared",
        "old_cases_regraded",
    ),
)
"""The views that this question needs."""


def impact_measures(
    session: Session, today: date, since: date | None = None
) -> tuple[ImpactMeasure, ...]:
    """Every measure of every accepted recommendation, by tool, area and agency.

    `since`: only of those made from that day on; each is judged by every wave there is.

    Empty for a viewer who may not read the grades of every settled audit.
    """
    if not reads_settled_grades(session):
        return ()
    rows = read(session, MeasureRow, "measures", order="made_on, numbered(recommendation), area")
    rows = tuple(row for row in rows if since is None or row.made_on >= since)
    known = _known(session, by_agency=any(row.agency is not None for row in rows))
    shared: dict[tuple[object, ...], list[Found]] = {}
    for row in rows:
        found = assessed(row, known.series)
        shared.setdefault(found.compared, []).append(found)
    compared = _pairings((one[0].measure, one[0].assessment) for one in shared.values())
    every = [found for sharing in shared.values() for found in sharing]
    measures = [
        _measure(group, sharing, every, known, today, compared)
        for sharing in shared.values()
        for closed in (True, False)
        if (group := [found for found in sharing if found.closed is closed])
    ]
    return tuple(sorted(measures, key=_place))


def comparisons(measures: Iterable[ImpactMeasure]) -> int:
    """How many times waves were compared for a verdict: the same waves of a measure once."""
    return _pairings((measure, measure.assessment) for measure in measures)


def _pairings(assessed: Iterable[tuple[MeasureRow | ImpactMeasure, Assessment]]) -> int:
    return len(
        {
            (
                one.tool,
                one.area,
                one.agency,
                told.before and told.before.audit,
                tuple(w.audit for w in told.after),
            )
            for one, told in assessed
            if told.verdict in JUDGED
        }
    )


def _place(measure: ImpactMeasure) -> tuple[object, ...]:
    first = measure.shared_by[0].recommendation
    return (measure.tool, measure.area, measure.agency or "", measure.hold, measure.closed, first)


def recommended_areas(session: Session) -> frozenset[tuple[str, str]]:
    """The (tool, area) with any recommendation.

    Rejected ones too: these areas were chosen because they looked worst.
    """
    return frozenset((row["tool"], row["area"]) for row in session.rows(_RECOMMENDED))


def _known(session: Session, *, by_agency: bool) -> _Known:
    return _Known(
        series=series(session, by_agency=by_agency),
        scales=Scales.of(session),
        titles=_titles(session),
        gone=frozenset(
            one.agency
            for one in agencies(session)
            if not one.takes_part and one.merged_into is None
        ),
        recommended=recommended_areas(session),
        drifts=drifts(session),
    )


def _titles(session: Session) -> dict[str, str]:
    """Agencies' titles; of one that takes part no longer, with what became of it."""
    known = {agency.agency: agency for agency in agencies(session)}
    titles = {}
    for name, agency in known.items():
        titles[name] = agency.title
        if agency.merged_into is not None:
            titles[name] += f", now {known[agency.merged_into].title}"
        elif not agency.takes_part:
            titles[name] += ", which left the partnership"
    return titles


def place_of(measure: MeasureRow) -> tuple[str, str, str | None]:
    """Where its waves are among the series."""
    return measure.tool, measure.area, measure.agency


def assessed(measure: MeasureRow, series: Series) -> Found:
    """A recommendation and an area of it, judged from the waves that there are."""
    rows, target = series.get(place_of(measure), []), measure.target_of_ten
    all_closed = measure.implemented_on is not None or not measure.in_place
    assessment = assess(
        [row.wave for row in rows],
        Done(measure.made_on, measure.in_place, all=all_closed),
        Wanted(
            None if target is None else Fraction(target, 10),
            hold=measure.direction == Direction.HOLD,
        ),
        chosen := _chosen(measure, series),
    )
    return Found(measure, tuple(rows), assessment, chosen)


def _measure(
    group: list[Found],
    sharing: list[Found],
    every: list[Found],
    known: _Known,
    today: date,
    compared: int,
) -> ImpactMeasure:
    """One row for all recommendations in one state that share a measure and its waves."""
    measure, rows = group[0].measure, group[0].rows
    levels = [found.assessment for found in group if found.assessment.level]
    strictest = max(levels, key=_needed, default=group[0].assessment)
    assessment = replace(
        group[0].assessment,
        level=strictest.level,
        level_before=strictest.level_before,
        credited=any(found.assessment.credited for found in group),
    )
    names = _names(measure, rows, known)
    moved = _background(measure, assessment, known)
    latest = assessment.latest
    drift = known.drifts.get((latest.audit, measure.area, measure.agency)) if latest else None
    carriers = len({found.measure.carried_by for found in sharing})
    others = meanwhile(group, sharing, every)
    beside = Beside(carriers, others, moved, group[0].chosen, compared, drift)
    return ImpactMeasure(
        tool=measure.tool,
        area=measure.area,
        area_title=names.area,
        agency=measure.agency,
        hold=measure.direction == Direction.HOLD,
        shared_by=tuple(_sharer(found, today) for found in group),
        recommendations=carriers,
        waves=tuple(row.wave for row in rows),
        when=tuple(names.when.items()),
        labels=tuple(names.labels),
        good_from=names.good_from,
        assessment=assessment,
        background=moved,
        drift=drift,
        by_agency=agency_moves(assessment),
        paragraphs=paragraphs(assessment, names, beside),
        detail=detail(assessment),
    )


def _needed(assessment: Assessment) -> int:
    return assessment.level.needed if assessment.level else 0


def _names(measure: MeasureRow, rows: tuple[WaveRow, ...], known: _Known) -> MeasureNames:
    scale = known.scale(measure, rows)
    known_area = known.scales.areas[measure.tool, measure.area][-1].title
    return MeasureNames(
        area=rows[-1].settings.area_title if rows else known_area,
        scope="all agencies" if measure.agency is None else known.titles[measure.agency],
        labels=tuple(grade.label for grade in scale),
        good_from=next(grade.rank for grade in scale if grade.is_good),
        when=windows(rows),
        agencies=known.titles,
        is_gone=measure.agency in known.gone,
    )


def _sharer(found: Found, today: date) -> Sharer:
    measure, assessment = found.measure, found.assessment
    return Sharer(
        recommendation=measure.recommendation,
        carried_by=measure.carried_by,
        delivery=measure.delivery,
        made_on=measure.made_on,
        closed_on=measure.closed_on,
        implemented_on=measure.implemented_on,
        reaudit_by=measure.reaudit_by,
        target_of_ten=measure.target_of_ten,
        direction=measure.direction,
        desired_impact=measure.desired_impact,
        level=assessment.level,
        credited=assessment.credited,
        reaudit_overdue=not assessment.after and measure.reaudit_by < today,
    )


def _background(measure: MeasureRow, assessment: Assessment, known: _Known) -> Background | None:
    """The tool's areas without a recommendation, in the same scope and between the same audits."""
    if assessment.alike is None or assessment.before is None or assessment.latest is None:
        return None
    first, last = assessment.before.audit, assessment.latest.audit
    changes = []
    for (tool, area, agency), rows in known.series.items():
        if (tool, agency) != (measure.tool, measure.agency) or (tool, area) in known.recommended:
            continue
        by_audit = {row.audit: row.wave for row in rows}
        if {first, last} <= by_audit.keys():
            counted = alike((by_audit[first], by_audit[last]))
            if isinstance(counted, Alike):
                changes.append((counted.counts[0], counted.counts[1]))
    return background(changes)


def _chosen(measure: MeasureRow, series: Series) -> Chosen | None:
    """Where it stood in the audit that it was recommended from, by cases good or better."""
    if measure.audit is None:
        return None
    shares: dict[str, Fraction] = {}
    for (tool, area, agency), rows in series.items():
        if (tool, agency) == (measure.tool, measure.agency):
            for row in rows:
                if row.audit == measure.audit and row.wave.counts.cases:
                    counts = row.wave.counts
                    shares[area] = Fraction(counts.good, counts.cases)
    own = shares.get(measure.area)
    if own is None or len(shares) < 2:
        return None
    place = 1 + sum(share < own for share in shares.values())
    joint = sum(share == own for share in shares.values()) > 1
    return Chosen(measure.audit, place, len(shares), joint)
