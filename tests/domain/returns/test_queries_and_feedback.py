"""The lead auditor's queries on returns, and individual audits passed to those concerned."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import AuditorNominated, ModerationOpened, ReportAgreed
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Recipient
from domain.returns.events import (
    FeedbackAcknowledged,
    FeedbackDelivered,
    FeedbackWithdrawn,
    OldCaseRegraded,
    QueryAnswered,
    QueryRaised,
    RegradeWithdrawn,
    ReturnWithdrawn,
)
from domain.returns.queries_and_feedback import (
    AcknowledgeFeedback,
    AnswerQuery,
    DeliverFeedback,
    RaiseQuery,
    RegradeOldCase,
    WithdrawFeedback,
    WithdrawRegrade,
)
from tests.domain.audit.test_comparing import AGAIN as OLD_CASES
from tests.domain.earlier import EARLIER, as_earlier
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CLOSED,
    DRAFTED,
    DRAWN,
    HELD,
    OPENED,
    POLICE_RETURN,
    PUBLISHED,
    RETURNED,
    changed,
    return_of,
)
from tests.domain.spec import Happened, at, given, under

_POLICE: dict[str, Any] = {"audit": AUDIT, "case": "C01", "agency": "police"}
_QUESTION, _ANSWER = "Who told the school?", "The sergeant did."
ASK = RaiseQuery(**_POLICE, area="voice", question=_QUESTION)
ANSWER = AnswerQuery(**_POLICE, number=1, answer=_ANSWER)
DELIVER = DeliverFeedback(
    **_POLICE, recipient=Recipient.PRACTITIONER, delivered_on=date(2026, 5, 27)
)
ACKNOWLEDGE = AcknowledgeFeedback(
    **_POLICE,
    recipient=Recipient.PRACTITIONER,
    acknowledged_on=date(2026, 6, 1),
    response="Thank you.",
)
ASKED = QueryRaised(**_POLICE, number=1, area="voice", question=_QUESTION)
ANSWERED = QueryAnswered(**_POLICE, number=1, answer=_ANSWER)
DELIVERED = FeedbackDelivered.model_validate(changed(DELIVER))
ACKNOWLEDGED = FeedbackAcknowledged.model_validate(changed(ACKNOWLEDGE))


def after(*events: Event, before: tuple[Happened, ...] = RETURNED) -> tuple[Happened, ...]:
    """What then happened to the police's return on C01."""
    return (*before, *at(return_of("C01", "police"), *events))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


# Queries


@pytest.mark.parametrize("happened", [DRAWN, RETURNED, OPENED])
def test_the_lead_auditor_asks_about_a_return_or_one_that_has_not_come(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened).when(ASK, actor="lead").then(
        QueryRaised(**_POLICE, number=1, area="voice", question=_QUESTION)
    )


def test_a_query_may_be_about_the_return_as_a_whole() -> None:
    given(*after(ASKED)).when(_with(ASK, area=None), actor="lead").then(
        QueryRaised(**_POLICE, number=2, area=None, question=_QUESTION)
    )


def test_a_query_that_waits_is_not_asked_again_and_an_answered_one_may_be() -> None:
    given(*after(ASKED)).when(ASK, actor="lead").then_nothing()
    given(*after(ASKED, ANSWERED)).when(ASK, actor="lead").then(
        QueryRaised(**_POLICE, number=2, area="voice", question=_QUESTION)
    )


def test_queries_are_asked_until_the_moderation_day_is_over() -> None:
    given(*HELD).when(ASK, actor="lead").refused("moderation-closed", AUDIT)
    given(*CLOSED).when(ASK, actor="lead").refused("audit-closed")
    given(*under(Process.DIP_SAMPLE, RETURNED)).when(ASK, actor="lead").then(
        QueryRaised.model_validate(changed(ASKED))
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"question": " "}, "left-empty"),
        ({"area": "housing"}, "unknown-area"),
        ({"case": "C09"}, "case-not-sampled"),
        ({"agency": "housing"}, "agency-not-involved"),
    ],
)
def test_a_query_asks_something_about_a_return_of_the_audit(
    fields: dict[str, Any], code: str
) -> None:
    given(*RETURNED).when(_with(ASK, **fields), actor="lead").refused(code)
    given(*PUBLISHED).when(ASK, actor="lead").refused("no-plan")


def test_an_auditor_of_the_agency_answers() -> None:
    for happened in (after(ASKED), after(ASKED, before=HELD)):
        given(*happened).when(ANSWER, actor="pc").then(
            QueryAnswered(**_POLICE, number=1, answer=_ANSWER)
        )


@pytest.mark.parametrize(
    ("fields", "actor", "code"),
    [
        ({}, "sergeant", "not-nominated"),
        ({"number": 2}, "pc", "no-such-query"),
        ({"answer": ""}, "pc", "left-empty"),
    ],
)
def test_an_answer_is_to_a_query_and_by_a_nominated_auditor(
    fields: dict[str, Any], actor: str, code: str
) -> None:
    given(*after(ASKED)).when(_with(ANSWER, **fields), actor=actor).refused(code)


def test_an_answer_stands() -> None:
    answered = after(ASKED, ANSWERED)
    given(*answered).when(ANSWER, actor="pc").then_nothing()
    given(*answered).when(_with(ANSWER, answer="I did."), actor="pc").refused("query-answered")


def test_a_query_is_answered_even_after_its_audit_is_closed() -> None:
    given(*after(ASKED, before=CLOSED)).when(ANSWER, actor="pc").then(
        QueryAnswered(**_POLICE, number=1, answer=_ANSWER)
    )


def test_queries_outlive_the_return_they_are_about() -> None:
    """A return that is withdrawn because of a query, and appended anew, keeps both."""
    withdrawn = ReturnWithdrawn(**_POLICE, reason="Read again.")
    for since in ((), POLICE_RETURN):
        given(*after(ASKED, withdrawn, *since)).when(ANSWER, actor="pc").then(
            QueryAnswered(**_POLICE, number=1, answer=_ANSWER)
        )
        given(*after(ASKED, ANSWERED, withdrawn, *since)).when(ANSWER, actor="pc").then_nothing()


# Feedback


@pytest.mark.parametrize("actor", ["pc", "inspector-of-police", "lead"])
def test_an_individual_audit_is_passed_to_the_practitioner_and_to_the_manager(actor: str) -> None:
    for happened in (HELD, CLOSED):
        given(*happened).when(DELIVER, actor=actor).then(
            FeedbackDelivered(
                **_POLICE, recipient=Recipient.PRACTITIONER, delivered_on=date(2026, 5, 27)
            )
        )
    manager = _with(DELIVER, recipient=Recipient.MANAGER)
    given(*after(DELIVERED, before=HELD)).when(manager, actor=actor).then(
        FeedbackDelivered(**_POLICE, recipient=Recipient.MANAGER, delivered_on=date(2026, 5, 27))
    )


def test_a_practitioner_hears_what_was_agreed() -> None:
    for happened in (RETURNED, OPENED):
        given(*happened).when(DELIVER, actor="pc").refused("feedback-too-early", AUDIT)
    early = _with(DELIVER, delivered_on=date(2026, 5, 19))
    given(*HELD).when(early, actor="pc").refused("date-too-early", "2026-05-20")
    given(*HELD).when(_with(DELIVER, delivered_on=date(2026, 9, 2)), actor="pc").refused(
        "date-in-future"
    )


def test_without_a_moderation_day_feedback_follows_the_draft_of_the_report() -> None:
    given(*under(Process.DIP_SAMPLE, RETURNED)).when(DELIVER, actor="pc").refused(
        "feedback-too-early", "draft"
    )
    dip = [(s, e) for s, e in DRAFTED if type(e).__name__ != "ModerationHeld"]
    given(*under(Process.DIP_SAMPLE, tuple(dip))).when(DELIVER, actor="pc").then(
        FeedbackDelivered.model_validate(changed(DELIVERED))
    )


def test_there_is_feedback_on_a_return_only() -> None:
    not_involved = _with(DELIVER, case="C02", agency="health")
    given(*HELD).when(not_involved, actor="nurse").refused("no-return", "C02")


def test_what_was_passed_on_is_recorded_once() -> None:
    passed = after(DELIVERED, before=HELD)
    given(*passed).when(DELIVER, actor="pc").then_nothing()
    later = _with(DELIVER, delivered_on=date(2026, 6, 2))
    given(*passed).when(later, actor="pc").refused("step-taken", "2026-05-27")


def test_it_is_acknowledged_in_words_or_without() -> None:
    passed = after(DELIVERED, before=HELD)
    for response in ("Thank you.", ""):
        given(*passed).when(_with(ACKNOWLEDGE, response=response), actor="pc").then(
            FeedbackAcknowledged(
                **_POLICE,
                recipient=Recipient.PRACTITIONER,
                acknowledged_on=date(2026, 6, 1),
                response=response,
            )
        )


def test_only_what_was_passed_on_is_acknowledged_and_once() -> None:
    given(*HELD).when(ACKNOWLEDGE, actor="pc").refused("not-delivered", "practitioner")
    given(*DRAWN).when(ACKNOWLEDGE, actor="pc").refused("not-delivered")
    passed = after(DELIVERED, before=HELD)
    manager = _with(ACKNOWLEDGE, recipient=Recipient.MANAGER)
    given(*passed).when(manager, actor="pc").refused("not-delivered", "manager")
    for day, code in (
        (date(2026, 5, 26), "date-too-early"),
        (date(2026, 9, 2), "date-in-future"),
    ):
        given(*passed).when(_with(ACKNOWLEDGE, acknowledged_on=day), actor="pc").refused(code)
    known = after(DELIVERED, ACKNOWLEDGED, before=HELD)
    given(*known).when(ACKNOWLEDGE, actor="pc").then_nothing()
    given(*known).when(_with(ACKNOWLEDGE, response=""), actor="pc").refused("step-taken")


def test_what_was_never_passed_on_is_taken_back_and_due_again() -> None:
    known = after(DELIVERED, ACKNOWLEDGED, before=HELD)
    mistaken = WithdrawFeedback(
        **_POLICE, recipient=Recipient.PRACTITIONER, reason="It was another case's."
    )
    gone = FeedbackWithdrawn.model_validate(changed(mistaken))
    given(*known).when(mistaken, actor="pc").then(
        FeedbackWithdrawn.model_validate(changed(mistaken))
    )
    given(*known).when(_with(mistaken, reason=" "), actor="pc").refused("no-reason")
    given(*HELD).when(mistaken, actor="pc").then_nothing()
    due = after(DELIVERED, ACKNOWLEDGED, gone, before=HELD)
    given(*due).when(ACKNOWLEDGE, actor="pc").refused("not-delivered")
    given(*due).when(DELIVER, actor="pc").then(DELIVERED)


@pytest.mark.parametrize("command", [DELIVER, ACKNOWLEDGE], ids=lambda c: type(c).__name__)
def test_feedback_is_about_a_return_of_the_audit(command: Command) -> None:
    given(*BRIEFED).when(command, actor="pc").refused("case-not-sampled")
    given(*HELD).when(_with(command, agency="housing"), actor="warden").refused(
        "agency-not-involved"
    )


# The ruler

REGRADE = RegradeOldCase(
    audit=EARLIER, case="C01", agency="police", area="voice", in_audit=AUDIT, grade="inadequate"
)
REGRADED = OldCaseRegraded.model_validate(changed(REGRADE))
SERGEANT = at(
    streams.audit(AUDIT), AuditorNominated(audit=AUDIT, agency="police", person="sergeant")
)
TO_REGRADE = (*DRAWN, *as_earlier(OPENED), *at(streams.audit(AUDIT), OLD_CASES), *SERGEANT)


def test_another_auditor_grades_an_old_case_again_and_the_first_grade_stands() -> None:
    given(*TO_REGRADE).when(REGRADE, actor="sergeant").then(
        OldCaseRegraded.model_validate(changed(REGRADE))
    )
    stream = streams.agency_return(EARLIER, "C01", "police")
    once = (*TO_REGRADE, *at(stream, REGRADED))
    given(*once).when(REGRADE, actor="sergeant").then_nothing()
    otherwise = _with(REGRADE, grade="good")
    given(*once).when(otherwise, actor="sergeant").refused("graded-again-already")


def test_whoever_graded_first_is_not_blind() -> None:
    given(*TO_REGRADE).when(REGRADE, actor="pc").refused("not-blind")


def test_only_drawn_cases_and_areas_graded_before_are_graded_again() -> None:
    undrawn = (*DRAWN, *as_earlier(OPENED), *SERGEANT)
    given(*undrawn).when(REGRADE, actor="sergeant").refused("not-drawn-again")
    absent = _with(REGRADE, case="C02", agency="health")
    given(*TO_REGRADE).when(absent, actor="nurse").refused("not-graded-before")


def test_cases_are_graded_again_before_the_returns_open() -> None:
    late = (*OPENED, *as_earlier(OPENED), *at(streams.audit(AUDIT), OLD_CASES), *SERGEANT)
    given(*late).when(REGRADE, actor="sergeant").refused("returns-open")


TAKE_BACK = WithdrawRegrade(
    **{name: getattr(REGRADE, name) for name in ("audit", "case", "agency", "area", "in_audit")},
    reason="The brother's grade.",
)
AGAIN = (*TO_REGRADE, *at(streams.agency_return(EARLIER, "C01", "police"), REGRADED))
OPEN_THERE = (
    ModerationOpened(audit=AUDIT, missing=(), reason=None),
    ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 1)),
)


def test_a_second_grade_that_was_entered_wrongly_is_taken_back_and_given_anew() -> None:
    gone = RegradeWithdrawn.model_validate(changed(TAKE_BACK))
    given(*AGAIN).when(TAKE_BACK, actor="sergeant").then(
        RegradeWithdrawn.model_validate(changed(TAKE_BACK))
    )
    after_it = (*AGAIN, *at(streams.agency_return(EARLIER, "C01", "police"), gone))
    given(*after_it).when(TAKE_BACK, actor="sergeant").then_nothing()
    right = _with(REGRADE, grade="good")
    given(*after_it).when(right, actor="sergeant").then(
        OldCaseRegraded.model_validate(changed(right))
    )


def test_a_second_grade_is_taken_back_with_a_reason_by_its_agencys_auditors() -> None:
    given(*AGAIN).when(_with(TAKE_BACK, reason=" "), actor="sergeant").refused("no-reason")
    given(*AGAIN).when(TAKE_BACK, actor="nurse").refused("not-nominated")
    given(*TO_REGRADE).when(TAKE_BACK, actor="sergeant").then_nothing()


def test_what_an_agreed_report_rests_on_is_not_taken_back() -> None:
    told = (*AGAIN, *at(streams.audit(AUDIT), *OPEN_THERE))
    given(*told).when(TAKE_BACK, actor="sergeant").refused("report-agreed")
