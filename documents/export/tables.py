"""Which tables an export has: facts and dimensions, each with its columns in a fixed order.

Names are snake case and stay as they are; a new column comes last. No table has a person in it,
and none a word about a case: cases are pseudonyms, agencies and audits their codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from projections.engine.session import Session
from projections.queries.audits import audits_overview, findings
from projections.queries.case_views import audit_views, case_views
from projections.queries.directory import agencies
from projections.queries.grades import (
    agency_grades,
    agency_mix,
    case_area_grades,
    grade_history,
    grade_mix,
    overall_grades,
)
from projections.queries.impact import impact_measures
from projections.queries.impact_counts import impact_counts
from projections.queries.recommendations import actions, recommendations
from projections.queries.returns import feedback, returns_matrix
from projections.queries.sample import audit_cases, sample_strata
from projections.queries.tools import scale_grades, tool_areas, tools

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`says`: what one row is; `columns`: of the rows that `rows` gives, in this order.

    `public`: those that the profile `public` shows, none if it has no such table. `small`: counts
    that may be suppressed there, and `totals` which of them are an area's own. `of_one_agency`: it
    has rows of single agencies, which are not shown there.
    """

    name: str
    says: str
    columns: tuple[str, ...]
    rows: Callable[[Session, date], Iterator[Row]]
    public: tuple[str, ...] = ()
    small: tuple[str, ...] = ()
    totals: tuple[str, str, str] | None = None
    of_one_agency: bool = False


def _plain(value: Any) -> Row:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _all(found: Callable[[Session], Any]) -> Callable[[Session, date], Iterator[Row]]:
    return lambda session, _: map(_plain, found(session))


def _of_audits(found: Callable[[Session, str], Any]) -> Callable[[Session, date], Iterator[Row]]:
    """Of each audit in turn, the earliest code first."""

    def rows(session: Session, _: date) -> Iterator[Row]:
        for audit in _audits(session):
            yield from map(_plain, found(session, audit))

    return rows


def _audits(session: Session) -> list[str]:
    return sorted(one.audit for one in audits_overview(session))


def _of_tools(found: Callable[[Session, str], Any]) -> Callable[[Session, date], Iterator[Row]]:
    def rows(session: Session, _: date) -> Iterator[Row]:
        for tool in sorted({one.tool for one in tools(session)}):
            yield from map(_plain, found(session, tool))

    return rows


def _returns(session: Session, today: date) -> Iterator[Row]:
    for audit in _audits(session):
        yield from map(_plain, returns_matrix(session, audit, today))


def _case_views(session: Session, _: date) -> Iterator[Row]:
    """`on` is a word of SQL, and no name for a column there."""
    for audit in _audits(session):
        for one in case_views(session, audit):
            yield {**_plain(one), "on_day": one.on}


def _actions(session: Session, today: date) -> Iterator[Row]:
    yield from map(_plain, actions(session, today))


def _measures(session: Session, today: date) -> Iterator[Row]:
    for measure in impact_measures(session, today):
        yield {
            "tool": measure.tool,
            "area": measure.area,
            "agency": measure.agency,
            "recommendations": tuple(one.recommendation for one in measure.shared_by),
            "is_closed": measure.closed,
            "verdict": str(measure.assessment.verdict),
            "baseline": measure.assessment.before.audit if measure.assessment.before else None,
            "re_audits": tuple(wave.audit for wave in measure.assessment.after),
        }


def _waves(session: Session, today: date) -> Iterator[Row]:
    seen = set()
    for measure in impact_measures(session, today):
        for wave in impact_counts(measure):
            key = (measure.tool, measure.area, measure.agency, wave["audit"])
            if key not in seen:
                seen.add(key)
                tool, area, agency, audit = key
                yield {
                    "tool": tool,
                    "area": area,
                    "agency": agency,
                    "audit": audit,
                    "cases": wave["cases"],
                    "cases_good": wave["good"],
                    "cases_worst": wave["worst_by_any_agency"],
                }


_AUDIT = ("audit", "title", "process", "stage", "tool", "tool_version")
_AUDIT_DAYS = (
    *("casework_start", "casework_end", "agreed_on", "returns_by", "moderation_held_on"),
    *("report_agreed_on", "report_considered_on", "closed_on", "abandoned_on"),
)
_RECOMMENDATION = (
    *("recommendation", "source", "audit", "review", "made_on", "text", "areas", "agencies"),
    *("delivery", "considered_on", "theme", "merged_into", "implemented_on", "desired_impact"),
    *("tool", "desired_areas", "direction", "target_of_ten", "reaudit_by", "judgement"),
    *("assessed_on", "closed_on"),
)
TABLES: tuple[Table, ...] = (
    Table(
        "dim_agency",
        "An agency of the partnership.",
        ("agency", "title", "sector", "takes_part", "merged_into", "merged_on"),
        _all(agencies),
        public=("agency", "title", "sector", "takes_part"),
    ),
    Table(
        "dim_audit",
        "An audit with an agreed plan.",
        (
            *_AUDIT,
            *_AUDIT_DAYS,
            *("agencies", "sample_size", "cases", "cases_replaced", "cases_not_gradable"),
            *("is_settled", "returns_due", "returns_received", "returns_not_involved"),
            *("returns_missing", "strengths_found", "concerns_found"),
        ),
        _all(audits_overview),
        public=(*_AUDIT, *_AUDIT_DAYS, "agencies", "is_settled"),
    ),
    Table(
        "dim_area",
        "An area of work in a version of a tool.",
        ("tool", "tool_version", "area", "title", "standard", "comparable_as", "place", "scale"),
        _of_tools(tool_areas),
        public=("tool", "tool_version", "area", "title", "place"),
    ),
    Table(
        "dim_grade",
        "A grade of a scale of a version of a tool.",
        ("tool", "tool_version", "scale", "code", "label", "letter", "rank", "is_good"),
        _of_tools(scale_grades),
        public=("tool", "tool_version", "scale", "code", "label", "rank", "is_good"),
    ),
    Table(
        "dim_case",
        "A case of the draw that stands; its name is a pseudonym inside its audit.",
        ("audit", "case_ref", "family", "sampled_at", "was_replaced", "replaced_by"),
        _of_audits(audit_cases),
    ),
    Table(
        "fact_grade",
        "One agency's grade of one area of one case, or why there is none.",
        (
            *("audit", "case_ref", "agency", "area", "standing", "given_grade", "grade", "rank"),
            *("was_moderated", "position"),
        ),
        _of_audits(agency_grades),
    ),
    Table(
        "fact_grade_entry",
        "One entry about a grade: given, revised, moderated, agreed or found not applicable.",
        (
            *("audit", "case_ref", "agency", "area", "kind", "from_grade", "to_grade"),
            *("recorded_at", "position", "superseded_by"),
        ),
        _of_audits(grade_history),
    ),
    Table(
        "fact_case_area_grade",
        "The grade that counts for one area of one case, all agencies together.",
        (
            *("audit", "case_ref", "area", "level", "low_grade", "high_grade", "is_good"),
            *("source", "agency_count", "worst_agencies"),
        ),
        _of_audits(case_area_grades),
    ),
    Table(
        "fact_overall_grade",
        "The overall grade agreed for one case.",
        ("audit", "case_ref", "grade", "rank", "is_good", "agreed_at", "position"),
        _of_audits(overall_grades),
    ),
    Table(
        "fact_return",
        "One agency's return on one case, due or not.",
        (
            *("audit", "case_ref", "agency", "state", "returns_by", "received_at"),
            *("independent", "overdue", "position"),
        ),
        _returns,
    ),
    Table(
        "fact_finding",
        "A strength or a concern that was found, without its words.",
        ("audit", "finding", "kind", "area", "evidenced_by", "recorded_at", "position"),
        _of_audits(findings),
    ),
    Table(
        "fact_case_views",
        "Whether the views of one case's child and family were heard.",
        ("audit", "case_ref", "state", "method", "agency", "on_day", "position"),
        _case_views,
    ),
    Table(
        "fact_recommendation",
        "A recommendation, with how far it is and what SAIG judged.",
        (*_RECOMMENDATION, "actions_agreed", "actions_closed", "actions_dropped", "position"),
        _all(recommendations),
        public=tuple(name for name in _RECOMMENDATION if name != "review"),
    ),
    Table(
        "fact_action",
        "An action agreed on a recommendation, without its owner.",
        (
            *("recommendation", "action", "text", "agency", "first_due", "due", "state"),
            *("implemented_on", "times_rescheduled", "times_reopened", "overdue", "position"),
        ),
        _actions,
        public=("recommendation", "action", "text", "due", "state", "implemented_on"),
    ),
    Table(
        "fact_impact",
        "A measure of recommendations, with the verdict of the audits before and after.",
        (
            *("tool", "area", "agency", "recommendations", "is_closed", "verdict", "baseline"),
            "re_audits",
        ),
        _measures,
        public=("tool", "area", "recommendations", "is_closed", "verdict", "baseline", "re_audits"),
        of_one_agency=True,
    ),
    Table(
        "fact_impact_wave",
        "One audit's counts for a measure, as impact counts them.",
        ("tool", "area", "agency", "audit", "cases", "cases_good", "cases_worst"),
        _waves,
        public=("tool", "area", "agency", "audit", "cases", "cases_good", "cases_worst"),
        small=("cases", "cases_good", "cases_worst"),
        totals=("cases", "cases_good", "cases_worst"),
        of_one_agency=True,
    ),
    Table(
        "view_sample_stratum",
        "A stratum of an audit's sample: on the case list, expected and drawn.",
        ("audit", "stratum", "place", "size", "quota", "expected", "drawn"),
        _of_audits(sample_strata),
    ),
    Table(
        "view_audit_views",
        "Whether an audit sought the views of children and families, and what came.",
        (
            *("audit", "decided_on", "is_sought", "methods", "cases", "cases_heard"),
            *("cases_asked", "cases_not_sought", "cases_silent", "group_views", "respondents"),
        ),
        _all(audit_views),
    ),
    Table(
        "view_feedback",
        "How many of an agency's returns were passed on and acknowledged.",
        (
            *("audit", "agency", "returns", "practitioner_delivered"),
            *("practitioner_acknowledged", "manager_delivered", "manager_acknowledged"),
        ),
        _all(feedback),
    ),
    Table(
        "view_grade_mix",
        "Cases at one level of one area, all agencies together; half steps between grades too.",
        (
            *("audit", "area", "area_title", "place", "level", "label", "is_whole", "cases"),
            *("cases_good", "cases_graded", "cases_worst"),
        ),
        lambda session, _: map(_plain, grade_mix(session)),
        public=(
            *("audit", "area", "area_title", "level", "label", "is_whole", "cases"),
            *("cases_good", "cases_graded", "cases_worst"),
        ),
        small=("cases", "cases_good", "cases_graded", "cases_worst"),
    ),
    Table(
        "view_agency_mix",
        "One agency's own grades in one area, worst first.",
        ("audit", "area", "agency", "counts", "cases_graded", "cases_good", "cases_worst"),
        _of_audits(agency_mix),
    ),
)
