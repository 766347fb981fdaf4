"""What the ruler did: old cases graded again, cases graded twice, and how severe each agency is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from domain.agreement import Cell, severity
from domain.impact.ruler import Drift, GradedTwice, drift
from projections.engine.projector import Session
from projections.queries.rows import read, reads_settled_grades, whole_audits
from projections.queries.waves import WaveSettings

_AGAIN = """
SELECT regraded.audit, regraded.case_ref, regraded.agency, regraded.area, regraded.in_audit,
       scale.rank AS again, grades.rank_before AS first
FROM main.old_cases_regraded AS regraded
JOIN main.current_grades AS grades
    ON grades.audit = regraded.audit
    AND grades.case_ref = regraded.case_ref
    AND grades.agency = regraded.agency
    AND grades.area = regraded.area
JOIN main.audit_plans AS plans ON plans.audit = regraded.audit
JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = regraded.grade
WHERE grades.rank_before IS NOT NULL
ORDER BY regraded.in_audit, regraded.audit, regraded.case_ref, regraded.area, regraded.agency
"""
_ANY_AGAIN = "SELECT audit FROM main.old_cases_regraded LIMIT 1"
_TWICE = """
WITH gone AS (
    SELECT audit, case_ref, agency, position FROM main.second_judgement_withdrawn
    UNION ALL
    SELECT audit, case_ref, agency, position FROM main.return_withdrawn
),
second AS (
    SELECT again.audit, again.case_ref, again.agency, unnest(again.answers) AS answer
    FROM main.case_graded_again AS again
    ANTI JOIN gone
        ON gone.audit = again.audit
        AND gone.case_ref = again.case_ref
        AND gone.agency = again.agency
        AND gone.position > again.position
)
SELECT second.audit, second.agency, scale.rank AS again, grades.rank_before AS first
FROM second
JOIN main.current_grades AS grades
    ON grades.audit = second.audit
    AND grades.case_ref = second.case_ref
    AND grades.agency = second.agency
    AND grades.area = second.answer.area
JOIN main.audit_plans AS plans ON plans.audit = second.audit
JOIN main.scale_grades AS scale
    ON scale.tool = plans.tool
    AND scale.tool_version = plans.tool_version
    AND scale.code = second.answer.grade
WHERE grades.rank_before IS NOT NULL
ORDER BY second.audit, second.agency
"""
_CELLS = """
SELECT audit, case_ref, area, agencies, ranks
FROM main.case_grades
ORDER BY audit, case_ref, area
"""

Place = tuple[str, str, str | None]
"""The audit at which cases were graded again, the area, and the agency (None: all)."""


@dataclass(frozen=True, slots=True)
class RulerRow:
    """One agency in one audit: how it graded beside the others, and how it graded again.

    `below`, `level`, `above`: the median of the others, over the cells it shares with any.
    `old_better`, `old_worse`, `old_graded`: areas of old cases that it graded again here.
    `twice_within_one`, `twice_graded`: areas of this audit's cases that two auditors graded.
    """

    tool: str
    audit: str
    agency: str
    below: int
    level: int
    above: int
    old_better: int
    old_worse: int
    old_graded: int
    twice_within_one: int
    twice_graded: int


def drifts(session: Session) -> dict[Place, Drift]:
    """What became of old cases' grades, by re-audit, area and agency (None: all agencies)."""
    if not session.rows(_ANY_AGAIN):
        return {}  # most ledgers; the question itself goes through every grade
    cells: dict[tuple[Place, str, str], tuple[dict[str, int], dict[str, int]]] = {}
    for row in session.rows(_AGAIN):
        for agency in (None, row["agency"]):
            place = (row["in_audit"], row["area"], agency)
            first, again = cells.setdefault((place, row["audit"], row["case_ref"]), ({}, {}))
            first[row["agency"]], again[row["agency"]] = row["first"], row["again"]
    by_place: dict[Place, list[GradedTwice]] = {}
    for (place, _, _), (first, again) in cells.items():
        by_place.setdefault(place, []).append(GradedTwice(first, again))
    found = {place: drift(graded) for place, graded in by_place.items()}
    return {place: moved for place, moved in found.items() if moved is not None}


def ruler(session: Session) -> tuple[RulerRow, ...]:
    """Each agency by wave, for the lead auditor: never a ranking. The door asks who may know.

    Empty unless the viewer may read the grades of every settled audit.
    """
    if not reads_settled_grades(session):
        return ()
    tools = {
        one.audit: one.tool for one in read(session, WaveSettings, "wave_settings", order="audit")
    }
    readable = whole_audits(session)
    again = [row for row in session.rows(_AGAIN) if row["in_audit"] in readable]
    twice = [row for row in session.rows(_TWICE) if row["audit"] in readable]
    found = []
    for audit, cells in _cells_by_audit(session):
        if audit in tools:
            for one in severity(cells):
                old = [r for r in again if (r["in_audit"], r["agency"]) == (audit, one.agency)]
                own = [r for r in twice if (r["audit"], r["agency"]) == (audit, one.agency)]
                counted = _counted(old, own)
                found.append(
                    RulerRow(
                        tools[audit], audit, one.agency, one.below, one.level, one.above, *counted
                    )
                )
    return tuple(sorted(found, key=lambda row: (row.tool, row.agency, row.audit)))


def _cells_by_audit(session: Session) -> Iterator[tuple[str, list[Cell]]]:
    by_audit: dict[str, list[Cell]] = {}
    for row in session.rows(_CELLS):
        grades = dict(zip(row["agencies"], row["ranks"], strict=True))
        by_audit.setdefault(row["audit"], []).append(Cell(row["case_ref"], row["area"], grades, {}))
    yield from by_audit.items()


def _counted(
    old: list[dict[str, Any]], twice: list[dict[str, Any]]
) -> tuple[int, int, int, int, int]:
    gaps = [row["again"] - row["first"] for row in old]
    return (
        sum(gap > 0 for gap in gaps),
        sum(gap < 0 for gap in gaps),
        len(gaps),
        sum(abs(row["again"] - row["first"]) <= 1 for row in twice),
        len(twice),
    )
