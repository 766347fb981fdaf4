"""Findings, the overview report and the closing of an audit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain import streams
from domain.deciders.audit import AuditCommand
from domain.deciders.report import (
    AgreeReport,
    CirculateReport,
    CloseAudit,
    CommentOnReport,
    ConsiderReport,
    DraftReport,
    RecordFinding,
)
from domain.events.audit import (
    AuditClosed,
    FindingRecorded,
    LeadAuditorAppointed,
    Plan,
    PlanAgreed,
    ReportAgreed,
    ReportCirculated,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
    Timescale,
)
from domain.processes import Process
from domain.vocabulary import FindingKind
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CIRCULATED,
    CLOSED,
    CONSIDERED,
    DRAFTED,
    FINDING,
    FOUND,
    HELD,
    OPENED,
    PLAN,
    PUBLISHED,
    REPORT_AGREED,
    RETURNED,
    changed,
)
from tests.domain.spec import Happened, at, given

FIND = RecordFinding(
    audit=AUDIT,
    finding="F1",
    kind=FindingKind.STRENGTH,
    area="voice",
    text="Officers wrote down what children said.",
    evidenced_by=("C01/police",),
)
DRAFT = DraftReport(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength.")
CIRCULATE = CirculateReport(audit=AUDIT, circulated_on=date(2026, 6, 5))
COMMENT = CommentOnReport(audit=AUDIT, agency="police", comment="Page 3 mixes two cases.")
AGREE = AgreeReport(audit=AUDIT, agreed_on=date(2026, 6, 20))
CONSIDER = ConsiderReport(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Accepted.")
CLOSE = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 2))


def _as(process: Process, happened: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """The same history under another process, without a moderation day."""
    times = Timescale.model_validate(changed(PLAN.timescale, moderation_on=None))
    plan = Plan.model_validate(changed(PLAN, process=process, timescale=times))
    agreed = PlanAgreed(audit=AUDIT, agreed_on=date(2026, 3, 2), tool_version=1, plan=plan)
    return tuple((s, agreed if isinstance(e, PlanAgreed) else e) for s, e in happened)


def _find(**fields: Any) -> RecordFinding:
    return RecordFinding.model_validate(changed(FIND, **fields))


def test_a_finding_rests_on_returns() -> None:
    given(*HELD).when(FIND, actor="lead").then(
        FindingRecorded(
            audit=AUDIT,
            finding="F1",
            kind=FindingKind.STRENGTH,
            area="voice",
            text="Officers wrote down what children said.",
            evidenced_by=("C01/police",),
        )
    )


@pytest.mark.parametrize(
    "evidence", ["C02/health", "C01/housing", "C03/police", "C01", "C01/police/x"]
)
def test_a_finding_rests_on_returns_that_grade_its_area(evidence: str) -> None:
    given(*HELD).when(_find(evidenced_by=("C01/police", evidence)), actor="lead").refused(
        "no-such-evidence", evidence
    )


def test_a_finding_does_not_rest_on_an_area_that_did_not_apply() -> None:
    health = _find(area="planning", evidenced_by=("C01/health",))
    given(*HELD).when(health, actor="lead").refused("no-such-evidence", "C01/health")


def test_a_finding_is_about_an_area_of_the_tool() -> None:
    given(*HELD).when(_find(area="housing"), actor="lead").refused("unknown-area", "planning")


def test_a_finding_is_recorded_once() -> None:
    given(*FOUND).when(_find(text="Other."), actor="lead").refused("finding-exists", "F1")


def test_findings_follow_the_moderation_day_where_there_is_one() -> None:
    given(*OPENED).when(FIND, actor="lead").refused("step-missing", "moderation day")
    given(*_as(Process.DIP_SAMPLE, RETURNED)).when(FIND, actor="lead").then(FINDING)


def test_a_report_is_drafted_and_drafted_again_until_it_is_agreed() -> None:
    given(*FOUND).when(DRAFT, actor="lead").then(
        ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength.")
    )
    again = DraftReport(audit=AUDIT, drafted_on=date(2026, 6, 9), summary="Mixed cases put right.")
    given(*CIRCULATED).when(again, actor="lead").then(
        ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 9), summary="Mixed cases put right.")
    )
    given(*REPORT_AGREED).when(again, actor="lead").refused("report-agreed", AUDIT)


def test_a_report_follows_the_moderation_day() -> None:
    given(*OPENED).when(DRAFT, actor="lead").refused("step-missing", "moderation day")


def test_a_dip_sample_is_reported_when_every_return_has_come() -> None:
    dip = _as(Process.DIP_SAMPLE, RETURNED)
    given(*dip).when(DRAFT, actor="lead").then(
        ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength.")
    )
    some = [(stream, event) for stream, event in dip if "C02/health" not in stream]
    given(*some).when(DRAFT, actor="lead").refused("returns-missing", "C02/health")
    undrawn = _as(Process.DIP_SAMPLE, BRIEFED)
    given(*undrawn).when(DRAFT, actor="lead").refused("returns-missing", "no sample drawn")


def test_a_report_is_circulated_to_every_agency_of_the_audit() -> None:
    given(*DRAFTED).when(CIRCULATE, actor="lead").then(
        ReportCirculated(audit=AUDIT, circulated_on=date(2026, 6, 5), agencies=("police", "health"))
    )


def test_an_agency_comments_on_a_report_circulated_to_it() -> None:
    given(*CIRCULATED).when(COMMENT, actor="pc").then(
        ReportCommented(audit=AUDIT, agency="police", comment="Page 3 mixes two cases.")
    )
    given(*DRAFTED).when(COMMENT, actor="pc").refused("not-circulated", "police")
    housing = CommentOnReport(audit=AUDIT, agency="housing", comment="We have a view.")
    given(*CIRCULATED).when(housing, actor="warden").refused("not-circulated", "housing")


def test_a_report_is_agreed_after_it_was_circulated() -> None:
    given(*CIRCULATED).when(AGREE, actor="lead").then(
        ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 20))
    )


def test_saig_considers_an_agreed_report() -> None:
    given(*REPORT_AGREED).when(CONSIDER, actor="chair").then(
        ReportConsidered(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Accepted.")
    )


def test_an_audit_is_closed_after_saig_considered_it() -> None:
    given(*CONSIDERED).when(CLOSE, actor="lead").then(
        AuditClosed(audit=AUDIT, closed_on=date(2026, 7, 2))
    )


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (CIRCULATE, FOUND),
        (AGREE, DRAFTED),
        (CONSIDER, CIRCULATED),
        (CLOSE, REPORT_AGREED),
    ],
)
def test_each_step_needs_the_one_before(
    command: AuditCommand, before: tuple[Happened, ...]
) -> None:
    given(*before).when(command, actor="lead").refused("step-missing", AUDIT)


@pytest.mark.parametrize(
    ("happened", "field", "command", "first"),
    [
        (FOUND, "drafted_on", DRAFT, date(2026, 3, 2)),
        (DRAFTED, "circulated_on", CIRCULATE, date(2026, 6, 1)),
        (CIRCULATED, "agreed_on", AGREE, date(2026, 6, 5)),
        (REPORT_AGREED, "considered_on", CONSIDER, date(2026, 6, 20)),
        (CONSIDERED, "closed_on", CLOSE, date(2026, 7, 1)),
    ],
    ids=["draft", "circulate", "agree", "consider", "close"],
)
def test_each_step_is_dated_from_the_one_before_until_today(
    happened: tuple[Happened, ...], field: str, command: AuditCommand, first: date
) -> None:
    def on(day: date) -> AuditCommand:
        return type(command).model_validate(changed(command, **{field: day}))

    early = first - timedelta(days=1)
    given(*happened).when(on(early), actor="lead").refused("date-too-early", field, str(first))
    tomorrow = date(2026, 9, 2)
    given(*happened).when(on(tomorrow), actor="lead").refused("date-in-future", field)


@pytest.mark.parametrize(
    ("happened", "command"),
    [
        (REPORT_AGREED, AgreeReport(audit=AUDIT, agreed_on=date(2026, 6, 21))),
        (
            CONSIDERED,
            ConsiderReport(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Other."),
        ),
    ],
)
def test_what_was_agreed_or_considered_is_not_recorded_otherwise(
    happened: tuple[Happened, ...], command: AuditCommand
) -> None:
    given(*happened).when(command, actor="chair").refused("step-taken")


def test_a_closed_audit_takes_nothing_more() -> None:
    other = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 3))
    for command in (other, DRAFT, FIND):
        given(*CLOSED).when(command, actor="lead").refused("audit-closed", AUDIT)


def test_a_single_agency_audit_closes_without_a_report() -> None:
    planned = tuple((s, e) for s, e in RETURNED if s == streams.audit(AUDIT) or (s, e) in PUBLISHED)
    single = _as(Process.SINGLE_AGENCY, planned)
    assert at(streams.audit(AUDIT), LeadAuditorAppointed(audit=AUDIT, person="lead"))[0] in single
    given(*single).when(DRAFT, actor="lead").refused("no-report-step", "single-agency")
    given(*single).when(CLOSE, actor="lead").then(
        AuditClosed(audit=AUDIT, closed_on=date(2026, 7, 2))
    )
