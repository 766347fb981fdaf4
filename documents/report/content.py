"""The overview report's eight headings, filled from the record (framework section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from projections.queries.report import OverviewReport

WordsAt = Callable[[int | None], dict[str, str] | None]
"""The words of the entry at a position; None when they are not for this reader."""


def headings(report: OverviewReport, words_at: WordsAt) -> dict[str, Any]:
    """Heading to what the record says under it, in the framework's order."""
    terms, audit = report.terms, report.overview
    return {
        "executive summary": (words_at(terms.summary_position) or {}).get("summary"),
        "context": {"informed by": terms.informed_by, "issues": terms.issues},
        "objectives of the audit": {"purpose": terms.purpose, "outcomes": terms.outcomes},
        "methodology": {
            "methodology": terms.methodology,
            "casework": f"{audit.casework_start} to {audit.casework_end}",
            "agencies": audit.agencies,
            "cases": audit.cases,
            "drawn of": [
                f"{one.stratum}: {one.drawn} of {one.size}, {one.expected:.1f} expected"
                for one in report.strata
            ],
            "returns": _returns(report),
            "views": _views(report),
        },
        "key findings of the audit": _findings(report, words_at),
        "conclusion": terms.conclusion,
        "recommendations": [
            {
                "reference": one.recommendation,
                "text": one.text,
                "agencies": one.agencies,
                "stands": one.delivery,
            }
            for one in report.recommendations
        ],
        "next steps": [
            {
                "action": f"{one.recommendation} {one.action}",
                "text": one.text,
                "agency": one.agency,
                "owner": one.owner,
                "due": one.due,
                "state": "overdue" if one.overdue else one.state,
            }
            for one in report.next_steps
        ],
    }


def _returns(report: OverviewReport) -> str | None:
    audit = report.overview
    if audit.returns_received is None:
        return None
    return (
        f"{audit.returns_received} received, {audit.returns_not_involved} times not involved,"
        f" {audit.returns_missing} missing"
    )


def _views(report: OverviewReport) -> str | None:
    views = report.views
    if views is None or views.sought is None:
        return None
    if not views.sought:
        return f"not sought: {views.reason}"
    group = f"; {views.respondents} people heard as a group" if views.group_views else ""
    return (
        f"{', '.join(views.methods)}: {views.cases_heard} of {views.cases} families heard,"
        f" {views.cases_asked} asked, {views.cases_not_sought} not asked for a reason{group}"
    )


def _findings(report: OverviewReport, words_at: WordsAt) -> dict[str, Any]:
    areas: dict[str, list[str]] = {}
    for one in report.mix:
        areas.setdefault(one.area, []).append(f"{one.cases} {one.grade}")
    overall = Counter(one.grade for one in report.overall)
    in_order = dict.fromkeys((*(one.grade for one in report.mix), *overall))
    return {
        "cases by grade": {area: ", ".join(counts) for area, counts in areas.items()},
        "overall grades": {grade: overall[grade] for grade in in_order if overall},
        "findings": [
            {
                "reference": one.finding,
                "kind": one.kind,
                "area": one.area,
                "evidence": one.evidenced_by,
                **(words_at(one.position) or {}),
            }
            for one in report.findings
        ],
    }
