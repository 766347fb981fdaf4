"""What became of the grades that recommendations were to change: one verdict for each measure.

A measure is an area of a tool in a scope (all agencies, or the one that a recommendation names).
The verdict comes from `domain.impact`; nothing here compares grades.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from domain.impact.assess import (
    Assessment,
    Level,
    Verdict,
    Wave,
    assess,
    same_measure,
)
from domain.impact.background import Background, background
from domain.impact.sentence import MeasureNames, sentence
from domain.kernel.processes import Process
from projections.engine.projector import Session
from projections.queries.directory import agencies
from projections.queries.rows import read, reads_settled_grades
from projections.queries.tools import ScaleGrade, ToolArea
from projections.queries.waves import AnyWave, Series, domain_wave, series, windows

_RECOMMENDED = """
SELECT desired_impact.tool AS tool, unnest(desired_impact.areas) AS area
FROM main.recommendation_accepted
WHERE desired_impact.tool IS NOT NULL
UNION
SELECT plans.tool, unnest(made.areas)
FROM main.recommendation_made AS made
JOIN main.audit_plans AS plans ON plans.audit = made.audit
"""
JUDGED = (Verdict.IMPROVED, Verdict.NO_CHANGE, Verdict.WORSENED)
"""The verdicts that two comparable waves can give."""


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A recommendation and an area it is to change; `carried_by` delivers it."""

    recommendation: str
    carried_by: str
    tool: str
    area: str
    agency: str | None
    desired_impact: str
    direction: str
    target_of_ten: int | None
    reaudit_by: date
    made_on: date
    delivery: str
    closed_on: date | None
    implemented_on: date | None


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
    """One measure between one baseline and one re-audit, and all who share it.

    `agency` None: all agencies. `waves`: those assessed, earliest casework first; `when`: each
    audit's casework window in words. `labels`: the grades, worst first; `good_from`: index of the
    first counted good. `recommendations`: how many carry it, merged ones counted once.
    `background`: the other areas between the same two audits, None when nothing was compared.
    """

    tool: str
    area: str
    area_title: str
    agency: str | None
    shared_by: tuple[Sharer, ...]
    recommendations: int
    waves: tuple[Wave, ...]
    when: tuple[tuple[str, str], ...]
    labels: tuple[str, ...]
    good_from: int
    assessment: Assessment
    background: Background | None
    sentence: str


@dataclass(frozen=True, slots=True)
class _Found:
    """A measure's recommendation with the waves it was assessed on, and its own assessment."""

    measure: MeasureRow
    rows: tuple[AnyWave, ...]
    assessment: Assessment

    @property
    def compared(self) -> tuple[object, ...]:
        """What recommendations must have in common to be one row: measure, waves and verdict."""
        measure, bare = self.measure, replace(self.assessment, level=None, credited=False)
        audits = tuple(row.audit for row in self.rows)
        return (measure.tool, measure.area, measure.agency, audits, bare)


@dataclass(frozen=True, slots=True)
class _Known:
    """One reading of the views. `scales`: by tool and version, worst grade first.

    `areas`: of every version, by tool and area. `titles`: of agencies. `recommended`: the (tool,
    area) with any recommendation.
    """

    series: Series
    scales: dict[tuple[str, int], list[ScaleGrade]]
    areas: dict[tuple[str, str], list[ToolArea]]
    titles: dict[str, str]
    recommended: frozenset[tuple[str, str]]

    def scale(self, measure: MeasureRow, rows: Iterable[AnyWave]) -> list[ScaleGrade]:
        """The scale of the latest wave or, without one, of the newest version with the area."""
        versions = [row.tool_version for row in rows]
        versions = versions or [a.tool_version for a in self.areas[measure.tool, measure.area]]
        return self.scales[measure.tool, versions[-1]]


VIEWS = ("audits", "measures", "agency_waves", "waves", "agencies")
"""The views that this question needs."""


def impact_measures(session: Session, today: date) -> tuple[ImpactMeasure, ...]:
    """Every measure of every accepted recommendation, by tool, area and agency.

    Empty for a viewer who may not read the grades of every settled audit.
    """
    if not reads_settled_grades(session):
        return ()
    rows = read(session, MeasureRow, "measures", order="made_on, recommendation, area")
    known = _known(session, by_agency=any(row.agency is not None for row in rows))
    shared: dict[tuple[object, ...], list[_Found]] = {}
    for row in rows:
        found = _like_with_like(row, known)
        shared.setdefault(found.compared, []).append(found)
    measures = [_measure(group, known, today) for group in shared.values()]
    return tuple(sorted(measures, key=lambda m: (m.tool, m.area, m.agency or "")))


def recommended_areas(session: Session) -> frozenset[tuple[str, str]]:
    """The (tool, area) with any recommendation.

    Rejected ones too: these areas were chosen because they looked worst.
    """
    return frozenset((row["tool"], row["area"]) for row in session.rows(_RECOMMENDED))


def _known(session: Session, *, by_agency: bool) -> _Known:
    scales: dict[tuple[str, int], list[ScaleGrade]] = {}
    for grade in read(session, ScaleGrade, "scale_grades", order="tool, tool_version, rank"):
        scales.setdefault((grade.tool, grade.tool_version), []).append(grade)
    areas: dict[tuple[str, str], list[ToolArea]] = {}
    for area in read(session, ToolArea, "tool_areas", order="tool, area, tool_version"):
        areas.setdefault((area.tool, area.area), []).append(area)
    return _Known(
        series=series(session, by_agency=by_agency),
        scales=scales,
        areas=areas,
        titles={agency.agency: agency.title for agency in agencies(session)},
        recommended=recommended_areas(session),
    )


def _like_with_like(measure: MeasureRow, known: _Known) -> _Found:
    """Assess the first process whose own waves can be judged, otherwise all waves together.

    Themed grades and a dip sample's are never one series: over both, the domain says what differs.
    """
    rows = known.series.get((measure.tool, measure.area, measure.agency), [])
    for process in Process:
        alone = [row for row in rows if row.process == process]
        if alone and len(alone) < len(rows):
            found = _assess(measure, alone, known)
            if found.assessment.verdict in JUDGED:
                return found
    return _assess(measure, rows, known)


def _assess(measure: MeasureRow, rows: list[AnyWave], known: _Known) -> _Found:
    target = measure.target_of_ten
    assessment = assess(
        map(domain_wave, rows),
        made_on=measure.made_on,
        good_from=_good_from(known.scale(measure, rows)),
        action_implemented_on=measure.implemented_on,
        target=None if target is None else Fraction(target, 10),
    )
    return _Found(measure, tuple(rows), assessment)


def _good_from(scale: list[ScaleGrade]) -> int:
    """Index of the first grade counted "Good or better"."""
    return next(grade.rank for grade in scale if grade.is_good) - 1


def _measure(group: list[_Found], known: _Known, today: date) -> ImpactMeasure:
    """One row for all recommendations that share a measure and its two waves."""
    measure, rows = group[0].measure, group[0].rows
    levels = [found.assessment.level for found in group if found.assessment.level]
    assessment = replace(
        group[0].assessment,
        level=max(levels, key=lambda level: level.needed, default=None),
        credited=any(found.assessment.credited for found in group),
    )
    scale = known.scale(measure, rows)
    names = MeasureNames(
        area=rows[-1].area_title if rows else known.areas[measure.tool, measure.area][-1].title,
        scope="all agencies" if measure.agency is None else known.titles[measure.agency],
        labels=tuple(grade.label for grade in scale),
        good_from=_good_from(scale),
        when=windows(rows),
    )
    carriers = len({found.measure.carried_by for found in group})
    moved = _background(measure, assessment, names.good_from, known)
    return ImpactMeasure(
        tool=measure.tool,
        area=measure.area,
        area_title=names.area,
        agency=measure.agency,
        shared_by=tuple(_sharer(found, today) for found in group),
        recommendations=carriers,
        waves=tuple(map(domain_wave, rows)),
        when=tuple(names.when.items()),
        labels=tuple(names.labels),
        good_from=names.good_from,
        assessment=assessment,
        background=moved,
        sentence=sentence(assessment, names, carriers, moved),
    )


def _sharer(found: _Found, today: date) -> Sharer:
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
        reaudit_overdue=assessment.after is None and measure.reaudit_by < today,
    )


def _background(
    measure: MeasureRow, assessment: Assessment, good_from: int, known: _Known
) -> Background | None:
    """The tool's areas without a recommendation, in the same scope and between the same audits."""
    if assessment.comparison is None or assessment.after is None:
        return None
    first, last = assessment.before[-1].audit, assessment.after.audit
    changes = []
    for (tool, area, agency), rows in known.series.items():
        if (tool, agency) != (measure.tool, measure.agency) or (tool, area) in known.recommended:
            continue
        by_audit = {row.audit: row for row in rows}
        if {first, last} <= by_audit.keys():
            before, after = by_audit[first], by_audit[last]
            if same_measure(domain_wave(before), domain_wave(after)):
                changes.append((before.counts, after.counts))
    return background(changes, good_from)
