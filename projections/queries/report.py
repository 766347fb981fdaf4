"""What fills the overview report's eight headings (framework section 5), and comments on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.audits import AuditOverview, Finding, audits_overview
from projections.queries.audits import findings as findings_of
from projections.queries.case_views import AuditViews, audit_views
from projections.queries.grades import (
    AgencyMix,
    MixedGrade,
    NotApplicableArea,
    OverallGrade,
    agency_mix,
    areas_found_not_applicable,
    grade_mix,
    overall_grades,
)
from projections.queries.recommendations import Action, Recommendation, actions, recommendations
from projections.queries.rows import read
from projections.queries.sample import (
    AuditCase,
    SecondMargin,
    Stratum,
    audit_cases,
    sample_strata,
    second_margin,
)
from projections.queries.tools import ScaleGrade, scale_grades, tools


@dataclass(frozen=True, slots=True)
class ReportComment:
    """`report_changed` is None while the comment waits for an answer."""

    audit: str
    number: int
    agency: str
    commented_at: datetime
    position: int
    answered_at: datetime | None
    answer_position: int | None
    report_changed: bool | None


@dataclass(frozen=True, slots=True)
class AuditTerms:
    """An audit's terms of reference. `summary_position`: the entry of the newest draft.

    `informed_by`: what put the audit into the programme; `conclusion`: SAIG's.
    """

    audit: str
    purpose: str
    issues: tuple[str, ...]
    outcomes: tuple[str, ...]
    methodology: str
    informed_by: str | None
    summary_position: int | None
    conclusion: str | None


@dataclass(frozen=True, slots=True)
class OverviewReport:
    """One audit under its headings; what the viewer may not read is empty or None.

    `terms`: executive summary (by position), context, objectives, methodology and conclusion;
    `overview`, `strata`, `second_margin`, `not_gradable`, `views`: how it was done; `mix`,
    `by_agency`, `not_applicable`, `overall`, `findings`: what was found;
    `recommendations`, `next_steps`: what follows.
    """

    terms: AuditTerms
    overview: AuditOverview
    strata: tuple[Stratum, ...]
    second_margin: tuple[SecondMargin, ...]
    not_gradable: tuple[AuditCase, ...]
    views: AuditViews | None
    mix: tuple[MixedGrade, ...]
    by_agency: tuple[AgencyMix, ...]
    scale: tuple[ScaleGrade, ...]
    not_applicable: tuple[NotApplicableArea, ...]
    overall: tuple[OverallGrade, ...]
    findings: tuple[Finding, ...]
    recommendations: tuple[Recommendation, ...]
    next_steps: tuple[Action, ...]


def overview_report(session: Session, audit: str, today: date) -> OverviewReport | None:
    """None for an audit without an agreed plan."""
    terms = read(
        session, AuditTerms, "audit_terms", where="audit = ?", order="audit", parameters=[audit]
    )
    overview = [one for one in audits_overview(session) if one.audit == audit]
    if not (terms and overview):
        return None
    tool, version = overview[0].tool, overview[0].tool_version
    made = tuple(one for one in recommendations(session) if one.audit == audit)
    refs = {one.recommendation for one in made}
    return OverviewReport(
        terms[0],
        overview[0],
        sample_strata(session, audit),
        second_margin(session, audit),
        tuple(one for one in audit_cases(session, audit) if one.not_gradable_position),
        next((one for one in audit_views(session) if one.audit == audit), None),
        grade_mix(session, audit=audit),
        agency_mix(session, audit),
        _overall_scale(session, tool, version),
        areas_found_not_applicable(session, audit),
        overall_grades(session, audit),
        findings_of(session, audit),
        made,
        tuple(one for one in actions(session, today) if one.recommendation in refs),
    )


def _overall_scale(session: Session, tool: str, version: int | None) -> tuple[ScaleGrade, ...]:
    """What a case's overall grade is on, worst grade first."""
    known = next((v for v in tools(session) if (v.tool, v.tool_version) == (tool, version)), None)
    named = "" if known is None else known.overall_scale or ""
    return tuple(
        grade
        for grade in scale_grades(session, tool)
        if (grade.tool_version, grade.scale) == (version, named)
    )


@dataclass(frozen=True, slots=True)
class FrozenReport:
    """The PDF of an agreed report. `document`, `digest`: SHA-256 of the Word file and of the PDF.

    `size`: entries under the checkpoint in its foot. `is_newest`: no later one was frozen.
    """

    audit: str
    frozen_on: date
    document: str
    digest: str
    size: int
    actor: str
    recorded_at: datetime
    position: int
    is_newest: bool


def frozen_reports(session: Session, digest: str) -> tuple[FrozenReport, ...]:
    """Those that are this file, or were made of it, the newest last."""
    return read(
        session,
        FrozenReport,
        "reports_frozen",
        where="digest = $1 OR document = $1",
        order="position",
        parameters=[digest],
    )


def report_comments(session: Session, audit: str) -> tuple[ReportComment, ...]:
    """The agencies' comments on an audit's report, each with its answer if there is one."""
    return read(
        session,
        ReportComment,
        "report_comments",
        where="audit = ?",
        order="number",
        parameters=[audit],
    )
