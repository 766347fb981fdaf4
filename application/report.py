"""An audit's overview report: what fills its headings, its comments and its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.reading import Reader
from documents.report.content import headings
from domain.kernel.command import Refusal

if TYPE_CHECKING:
    from projections.queries.audits import Finding
    from projections.queries.report import ReportComment

Text = dict[str, str] | None
"""Confidential text by field; None when it is not for this reader."""


def contents(reader: Reader, audit: str) -> dict[str, Any]:
    """Heading to what the record says under it. What the reader may not read is left out."""
    from projections.queries.report import overview_report

    with reader.facts() as facts:
        report = overview_report(facts.session, audit, reader.today)
    if report is None:
        raise Refusal("no-plan", f"No plan is agreed for {audit!r}.", "See `assure audit list`.")
    return headings(report, reader.text_at)


def comments(reader: Reader, audit: str) -> list[tuple[ReportComment, Text]]:
    """The comments on the report, each with its text and that of its answer."""
    from projections.queries.report import report_comments

    with reader.facts() as facts:
        rows = report_comments(facts.session, audit)
    return [(row, reader.text_at(row.position, row.answer_position)) for row in rows]


def findings(reader: Reader, audit: str) -> list[tuple[Finding, Text]]:
    """The audit's findings, each with its text."""
    from projections.queries.audits import findings as recorded_findings

    with reader.facts() as facts:
        rows = recorded_findings(facts.session, audit)
    return [(row, reader.text_at(row.position)) for row in rows]
