"""Findings, the overview report and the closing of an audit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.audit.events import (
    FindingRevised,
    FindingWithdrawn,
    ReportAgreed,
    ReportCirculated,
    ReportCommentAnswered,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
    ReportFrozen,
    ViewsDecided,
)
from domain.audit.plan import AuditCommand
from domain.audit.report import (
    AgreeReport,
    AnswerComment,
    CirculateReport,
    CommentOnReport,
    ConsiderReport,
    DraftReport,
    FreezeReport,
)
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import FindingKind
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CIRCULATED,
    CONSIDERED,
    DRAFTED,
    FOUND,
    OPENED,
    REPORT_AGREED,
    RETURNED,
    changed,
)
from tests.domain.spec import Happened, at, given, under

DRAFT = DraftReport(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength.")
CIRCULATE = CirculateReport(audit=AUDIT, circulated_on=date(2026, 6, 5))
COMMENT = CommentOnReport(audit=AUDIT, agency="police", comment="Page 3 mixes two cases.")
COMMENTED = ReportCommented(
    audit=AUDIT, agency="police", number=1, comment="Page 3 mixes two cases."
)
ANSWER = AnswerComment(audit=AUDIT, number=1, answer="It does; now put right.", report_changed=True)
ANSWERED = ReportCommentAnswered(
    audit=AUDIT, agency="police", number=1, answer="It does; now put right.", report_changed=True
)
ANSWERED_UNCHANGED = ReportCommentAnswered(
    audit=AUDIT, agency="police", number=1, answer="Thank you.", report_changed=False
)
AGREE = AgreeReport(audit=AUDIT, agreed_on=date(2026, 6, 20))
CONSIDER = ConsiderReport(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Accepted.")


def _without(happened: tuple[Happened, ...], *kinds: type[Event]) -> tuple[Happened, ...]:
    return tuple((s, e) for s, e in happened if not isinstance(e, kinds))


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
    dip = under(Process.DIP_SAMPLE, RETURNED)
    given(*dip).when(DRAFT, actor="lead").then(
        ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength.")
    )
    some = [(stream, event) for stream, event in dip if "C02/health" not in stream]
    given(*some).when(DRAFT, actor="lead").refused("returns-missing", "C02/health")
    undrawn = under(Process.DIP_SAMPLE, BRIEFED)
    given(*undrawn).when(DRAFT, actor="lead").refused("returns-missing", "no sample drawn")


def test_what_has_no_moderation_day_is_drafted_after_the_decision_on_views() -> None:
    """The draft opens the returns, as the moderation day does elsewhere."""
    undecided = under(Process.DIP_SAMPLE, _without(RETURNED, ViewsDecided))
    given(*undecided).when(DRAFT, actor="lead").refused("step-missing", "views of children")


def test_a_report_is_circulated_to_every_agency_of_the_audit() -> None:
    given(*DRAFTED).when(CIRCULATE, actor="lead").then(
        ReportCirculated(audit=AUDIT, circulated_on=date(2026, 6, 5), agencies=("police", "health"))
    )


def test_an_agency_comments_on_a_report_circulated_to_it() -> None:
    given(*CIRCULATED).when(COMMENT, actor="pc").then(
        ReportCommented(audit=AUDIT, agency="police", number=1, comment="Page 3 mixes two cases.")
    )
    given(*DRAFTED).when(COMMENT, actor="pc").refused("not-circulated", "police")
    housing = CommentOnReport(audit=AUDIT, agency="housing", comment="We have a view.")
    given(*CIRCULATED).when(housing, actor="warden").refused("not-circulated", "housing")


def test_a_comment_is_made_once_on_each_draft_until_the_report_is_agreed() -> None:
    stream = streams.audit(AUDIT)
    given(*CIRCULATED, *at(stream, COMMENTED)).when(COMMENT, actor="pc").then_nothing()
    redrafted = at(stream, COMMENTED, *(e for _, e in (DRAFTED[-1], CIRCULATED[-1])))
    given(*CIRCULATED, *redrafted).when(COMMENT, actor="pc").then(
        ReportCommented.model_validate(changed(COMMENTED, number=2))
    )
    given(*REPORT_AGREED).when(COMMENT, actor="pc").refused("report-agreed", "too late")
    blank = CommentOnReport(audit=AUDIT, agency="police", comment=" ")
    given(*CIRCULATED).when(blank, actor="pc").refused("left-empty")


def test_comments_are_answered_one_by_one() -> None:
    commented = (*CIRCULATED, *at(streams.audit(AUDIT), COMMENTED))
    given(*commented).when(ANSWER, actor="lead").then(
        ReportCommentAnswered(
            audit=AUDIT,
            agency="police",
            number=1,
            answer="It does; now put right.",
            report_changed=True,
        )
    )
    answered = (*commented, *at(streams.audit(AUDIT), ANSWERED))
    given(*answered).when(ANSWER, actor="lead").then_nothing()
    other = AnswerComment.model_validate(changed(ANSWER, report_changed=False))
    given(*answered).when(other, actor="lead").refused("comment-answered", "Comment 1")
    second = AnswerComment.model_validate(changed(ANSWER, number=2))
    given(*answered).when(second, actor="lead").refused("no-such-comment", "It has 1")
    blank = AnswerComment.model_validate(changed(ANSWER, answer=""))
    given(*commented).when(blank, actor="lead").refused("left-empty")


def test_a_report_is_agreed_when_every_comment_is_answered() -> None:
    stream = streams.audit(AUDIT)
    health = ReportCommented(audit=AUDIT, agency="health", number=2, comment="Thank you.")
    some = (*CIRCULATED, *at(stream, COMMENTED, health, ANSWERED_UNCHANGED))
    given(*some).when(AGREE, actor="lead").refused("comments-unanswered", "Comments 2")
    thanked = ReportCommentAnswered(
        audit=AUDIT, agency="health", number=2, answer="Gladly.", report_changed=False
    )
    given(*some, *at(stream, thanked)).when(AGREE, actor="lead").then(
        ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 20))
    )


def test_a_report_is_agreed_after_it_was_circulated() -> None:
    given(*CIRCULATED).when(AGREE, actor="lead").then(
        ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 20))
    )


def test_saig_considers_an_agreed_report() -> None:
    given(*REPORT_AGREED).when(CONSIDER, actor="chair").then(
        ReportConsidered(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Accepted.")
    )


@pytest.mark.parametrize(
    ("command", "before"),
    [
        (CIRCULATE, FOUND),
        (AGREE, DRAFTED),
        (CONSIDER, CIRCULATED),
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
    ],
    ids=["draft", "circulate", "agree", "consider"],
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


def test_a_single_agency_audit_has_no_report() -> None:
    single = under(Process.SINGLE_AGENCY, BRIEFED)
    given(*single).when(DRAFT, actor="lead").refused("no-report-step", "single-agency")


_CHANGES = (
    ReportCommentAnswered(
        audit=AUDIT, agency="police", number=1, answer="Put right.", report_changed=True
    ),
    FindingRevised(
        audit=AUDIT,
        finding="F1",
        kind=FindingKind.STRENGTH,
        area="voice",
        text="Most of them did.",
        evidenced_by=("C01/police",),
        reason="Two said nothing.",
    ),
    FindingWithdrawn(audit=AUDIT, finding="F1", reason="It rests on one case."),
    ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 10), summary="Anew."),
)


@pytest.mark.parametrize("change", _CHANGES, ids=lambda e: type(e).__name__)
def test_a_changed_report_is_circulated_again_before_it_is_agreed(change: Event) -> None:
    stream = streams.audit(AUDIT)
    changed_since = (*CIRCULATED, *at(stream, COMMENTED, ANSWERED_UNCHANGED, change))
    given(*changed_since).when(AGREE, actor="lead").refused("report-changed", "5 June 2026")
    again = CirculateReport(audit=AUDIT, circulated_on=date(2026, 6, 12))
    given(*changed_since).when(again, actor="lead").then(
        ReportCirculated(
            audit=AUDIT, circulated_on=date(2026, 6, 12), agencies=("police", "health")
        )
    )
    circulated = ReportCirculated(
        audit=AUDIT, circulated_on=date(2026, 6, 12), agencies=("police", "health")
    )
    given(*changed_since, *at(stream, circulated)).when(AGREE, actor="lead").then(
        ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 20))
    )


def test_a_report_is_not_circulated_once_it_is_agreed() -> None:
    again = CirculateReport(audit=AUDIT, circulated_on=date(2026, 6, 21))
    given(*REPORT_AGREED).when(again, actor="lead").refused("report-agreed")


FREEZE = FreezeReport(
    audit=AUDIT,
    frozen_on=date(2026, 6, 22),
    document="1" * 64,
    digest="2" * 64,
    size=812,
    root="3" * 64,
)
FROZEN = ReportFrozen(
    audit=AUDIT,
    frozen_on=date(2026, 6, 22),
    document="1" * 64,
    digest="2" * 64,
    size=812,
    root="3" * 64,
)


def test_an_agreed_report_is_frozen_and_again_with_another_text() -> None:
    given(*REPORT_AGREED).when(FREEZE, actor="lead").then(FROZEN)
    frozen = (*REPORT_AGREED, *at(streams.audit(AUDIT), FROZEN))
    given(*frozen).when(FREEZE, actor="lead").then()
    other = FreezeReport.model_validate(changed(FREEZE, document="4" * 64, digest="5" * 64))
    given(*frozen).when(other, actor="lead").then(
        ReportFrozen.model_validate(changed(FROZEN, document="4" * 64, digest="5" * 64))
    )


def test_nothing_is_frozen_that_is_not_agreed_or_before_it_was() -> None:
    given(*CIRCULATED).when(FREEZE, actor="lead").refused("step-missing", "not agreed")
    early = FreezeReport.model_validate(changed(FREEZE, frozen_on=date(2026, 6, 19)))
    given(*REPORT_AGREED).when(early, actor="lead").refused("date-too-early", "frozen_on")
