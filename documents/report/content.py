"""The overview report's eight headings, filled from the record (framework section 5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from domain.sampling import replacement_warning

if TYPE_CHECKING:
    from projections.queries.report import OverviewReport

TextAt = Callable[[int | None], dict[str, str] | None]
"""The confidential text of the entry at a position; None when it is not for this reader."""


def headings(report: OverviewReport, text_at: TextAt, agreed_by: str) -> dict[str, Any]:
    """Heading to what the record says under it, in the framework's order.

    `agreed_by`: who agreed the report and how that was known; empty while nobody did.
    """
    terms, audit = report.terms, report.overview
    return {
        "executive summary": (text_at(terms.summary_position) or {}).get("summary"),
        "context": {"informed by": terms.informed_by, "issues": terms.issues},
        "objectives of the audit": {"purpose": terms.purpose, "outcomes": terms.outcomes},
        "methodology": {
            "methodology": terms.methodology,
            "casework": f"{audit.casework_start} to {audit.casework_end}",
            "agencies": audit.agencies,
            "cases": audit.cases,
            "drawn of": [
                f"{stratum.stratum}: {stratum.drawn} of {stratum.size},"
                f" {stratum.expected:.1f} expected"
                for stratum in report.strata
            ],
            **second_margin(report),
            **replaced(report),
            **_not_gradable(report, text_at),
            "returns": returns(report),
            "views": views(report),
            **({"report agreed by": agreed_by} if agreed_by else {}),
        },
        "key findings of the audit": _findings(report, text_at),
        "conclusion": terms.conclusion,
        "recommendations": [
            {
                "reference": made.recommendation,
                "text": made.text,
                "agencies": made.agencies,
                "stands": made.delivery,
            }
            for made in report.recommendations
        ],
        "next steps": [
            {
                "action": f"{action.recommendation} {action.action}",
                "text": action.text,
                "agency": action.agency,
                "owner": action.owner,
                "due": action.due,
                "state": "overdue" if action.overdue else action.state,
            }
            for action in report.next_steps
        ],
    }


def second_margin(report: OverviewReport) -> dict[str, Any]:
    if not report.second_margin:
        return {}
    margin = report.second_margin[0].margin or "second margin"
    counts = [
        f"{value.value}: {value.drawn} of {value.size}, {value.expected:.1f} expected"
        for value in report.second_margin
    ]
    return {f"{margin}, as it was drawn": counts}


def replaced(report: OverviewReport) -> dict[str, Any]:
    audit = report.overview
    if not audit.cases_replaced:
        return {}
    drawn = sum(stratum.drawn for stratum in report.strata)
    short = audit.cases_without_a_successor
    said = [
        f"{audit.cases_replaced} of {drawn}"
        + (f", {short} of them by none: their stratum was used up" if short else "")
    ]
    warning = replacement_warning(drawn, audit.cases_replaced) if drawn else None
    return {"cases replaced": [*said, *([warning] if warning else [])]}


def _not_gradable(report: OverviewReport, text_at: TextAt) -> dict[str, Any]:
    """Cases that nobody could grade: they count neither as graded nor as missing."""
    if not report.not_gradable:
        return {}
    return {
        "cases not gradable": [
            {"case": case.case_ref, **(text_at(case.not_gradable_position) or {})}
            for case in report.not_gradable
        ]
    }


def not_applicable(report: OverviewReport) -> dict[str, Any]:
    """Areas that moderation found not to apply: shown, and in none of the counts."""
    if not report.not_applicable:
        return {}
    return {
        "found not applicable": [
            " ".join(filter(None, (one.case_ref, one.area, one.agency)))
            for one in report.not_applicable
        ]
    }


def returns(report: OverviewReport) -> str | None:
    audit = report.overview
    if audit.returns_received is None:
        return None
    return (
        f"{audit.returns_received} received, {audit.returns_not_involved} times not involved,"
        f" {audit.returns_missing} missing"
    )


def views(report: OverviewReport) -> str | None:
    views = report.views
    if views is None or views.is_sought is None:
        return None
    if not views.is_sought:
        return f"not sought: {views.reason}"
    group = f"; {views.respondents} people heard as a group" if views.group_views else ""
    return (
        f"{', '.join(views.methods)}: {views.cases_heard} of {views.cases} families heard,"
        f" {views.cases_asked} asked and not heard,"
        f" {views.cases_not_sought} not asked for a reason{group}"
    )


def put_right(report: OverviewReport) -> dict[str, Any]:
    """Cases whose overall grade was agreed anew after the moderation day."""
    cases = [case.case_ref for case in report.overall if case.was_put_right]
    return {"overall grade put right after the day": cases} if cases else {}


def _findings(report: OverviewReport, text_at: TextAt) -> dict[str, Any]:
    overall = Counter(case.grade for case in report.overall)
    in_order = dict.fromkeys((*(grade.code for grade in report.scale), *overall))
    return {
        "cases by grade": _together(report),
        "cases by grade, by agency": _by_agency(report),
        **not_applicable(report),
        "overall grades": {grade: overall[grade] for grade in in_order if overall},
        **put_right(report),
        "findings": [
            {
                "reference": finding.finding,
                "kind": finding.kind,
                "area": finding.area,
                "evidence": finding.evidenced_by,
                **(text_at(finding.position) or {}),
            }
            for finding in report.findings
        ],
    }


def _together(report: OverviewReport) -> dict[str, str]:
    """Area to its cases, each counted once, and those in which any agency gave the worst grade."""
    areas: dict[str, list[str]] = {}
    beside: dict[str, str] = {}
    for mixed in report.mix:
        if mixed.is_whole or mixed.cases:
            areas.setdefault(mixed.area, []).append(f"{mixed.cases} {mixed.label}")
        worst = f"an agency graded {_labels(report)[mixed.area][0]}"
        beside[mixed.area] = f"{worst} in {mixed.cases_worst} of {mixed.cases_graded}"
        if mixed.families_graded is not None:
            beside[mixed.area] += f"; the cases are of {mixed.families_graded} families"
    return {area: "; ".join((", ".join(areas[area]), beside[area])) for area in areas}


def _by_agency(report: OverviewReport) -> dict[str, dict[str, str]]:
    """Area, then agency, to that agency's own grades: on a single-agency basis."""
    found: dict[str, dict[str, str]] = {}
    labels = _labels(report)
    for mixed in report.by_agency:
        if mixed.cases_graded:
            counted = zip(mixed.counts, labels[mixed.area], strict=True)
            words = ", ".join(f"{cases} {label}" for cases, label in counted if cases)
            found.setdefault(mixed.area, {})[mixed.agency] = words
    return found


def _labels(report: OverviewReport) -> dict[str, list[str]]:
    """Area to the labels of its own scale, worst first."""
    labels: dict[str, list[str]] = {}
    for mixed in report.mix:
        if mixed.is_whole:
            labels.setdefault(mixed.area, []).append(mixed.label)
    return labels
