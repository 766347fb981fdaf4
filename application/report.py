"""An audit's overview report: what fills its headings, its comments and its findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from application.reading import Reader, directory_of
from documents.report.content import headings
from domain.audit.events import ReportAgreed
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.how_known import how_known

if TYPE_CHECKING:
    from documents.files.input_file import GivenFile
    from documents.report.material import Material, Names
    from projections.engine.session import Session
    from projections.queries.audits import Finding
    from projections.queries.impact import ImpactMeasure
    from projections.queries.report import OverviewReport, ReportComment
    from projections.queries.tools import ScaleGrade

Text = dict[str, str] | None
"""Confidential text by field; None when it is not for this reader."""


def contents(reader: Reader, audit: str) -> dict[str, Any]:
    """Heading to what the record says under it. What the reader may not read is left out."""
    from projections.queries.report import overview_report

    with reader.facts() as facts:
        report = overview_report(facts.session, audit, reader.today)
    if report is None:
        raise _no_plan(audit)
    return headings(report, reader.text_at, agreed_by(reader, audit))


def agreed_by(reader: Reader, audit: str, up_to: int | None = None) -> str:
    """Who agreed the report and how that was known; empty while nobody did.

    `up_to`: a position, at which the name is taken too, so that what is said of it stays the same.
    """
    end = up_to or reader.as_at
    agreed = [
        entry
        for entry in reader.entries(streams.audit(audit))
        if isinstance(entry.event, ReportAgreed) and (end is None or (entry.position or 0) <= end)
    ]
    if not agreed:
        return ""
    stamp = agreed[-1].stamp
    person = directory_of(reader.ledger, up_to).people.get(stamp.actor)
    return f"{stamp.actor if person is None else person.full_name}, {how_known(stamp)}"


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


def material(reader: Reader, audit: str) -> Material:
    """All that an audit's overview report is filled with, as this reader may read it.

    Raises Refusal for an audit without a plan.
    """
    from documents.report.material import Material
    from projections.queries.audits import learning
    from projections.queries.case_views import group_views
    from projections.queries.grades import agency_grades, own_words
    from projections.queries.report import overview_report
    from projections.queries.tools import tool_areas

    with reader.facts() as facts:
        session = facts.session
        report = overview_report(session, audit, reader.today)
        if report is None:
            raise _no_plan(audit)
        overview = report.overview
        learnt = learning(session, audit)
        heard = group_views(session, audit)
        grades = agency_grades(session, audit)
        own = own_words(session, audit)
        areas = tuple(
            area
            for area in tool_areas(session, overview.tool)
            if area.tool_version == overview.tool_version
        )
        scales = _scales(session, report)
        earlier = _earlier(session, reader, audit)
        position = session.as_at
    found = Material(
        *(report, names_of(reader), position, reader.today, {}, areas, scales, grades, own),
        *(learnt, heard, earlier, agreed_by(reader, audit)),
    )
    return replace(found, words={at: reader.text_at(at) for at in set(_positions(found))})


def word_report(reader: Reader, audit: str, template: GivenFile | None = None) -> bytes:
    """The overview report as a Word document, filled from the record.

    Raises Refusal for an audit without a plan, InputError for a template with a fault.
    """
    from documents.report import word_report as paper

    return paper.word_report(material(reader, audit), template)


def _no_plan(audit: str) -> Refusal:
    return Refusal("no-plan", f"No plan is agreed for {audit!r}.", "See `assure audit list`.")


def names_of(reader: Reader) -> Names:
    """What the partnership, its agencies and its people are called now."""
    from documents.report.material import Names

    directory = reader.directory
    return Names(
        directory.name or "",
        {code: agency.title for code, agency in directory.agencies.items()},
        {code: person.full_name for code, person in directory.people.items()},
    )


def _scales(session: Session, report: OverviewReport) -> dict[str, tuple[ScaleGrade, ...]]:
    """By name, worst grade first: of the version of the tool that the audit uses."""
    from projections.queries.tools import scale_grades

    found: dict[str, tuple[ScaleGrade, ...]] = {}
    for grade in scale_grades(session, report.overview.tool):
        if grade.tool_version == report.overview.tool_version:
            found[grade.scale] = (*found.get(grade.scale, ()), grade)
    return found


def _earlier(session: Session, reader: Reader, audit: str) -> tuple[ImpactMeasure, ...] | None:
    """What became of recommendations of earlier audits, as far as this audit shows it."""
    from projections.queries.impact import impact_measures
    from projections.queries.rows import reads_settled_grades

    if not reads_settled_grades(session):
        return None
    return tuple(
        measure
        for measure in impact_measures(session, reader.today)
        if any(wave.audit == audit for wave in measure.assessment.after)
    )


def _positions(found: Material) -> Iterator[int]:
    """The entries whose words the report may quote."""
    report = found.report
    evidence = {(ref, finding.area) for finding in report.findings for ref in finding.evidenced_by}
    quoted = (
        position
        for (case, agency, area), position in found.own_words.items()
        if (f"{case}/{agency}", area) in evidence
    )
    at = (
        report.terms.summary_position,
        *(finding.position for finding in report.findings),
        *(case.not_gradable_position for case in report.not_gradable),
        *(heard.position for heard in found.group_views),
        *(learnt.position for learnt in found.learning),
        *quoted,
    )
    return (position for position in at if position is not None)
