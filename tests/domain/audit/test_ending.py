"""How an audit ends: closed, or called off."""

from __future__ import annotations

from datetime import date

import pytest

from domain.audit.ending import AbandonAudit, CloseAudit, ResumeAudit
from domain.audit.events import (
    AuditAbandoned,
    AuditClosed,
    AuditResumed,
    LeadAuditorAppointed,
    ParticipationCertified,
    ViewsDecided,
)
from domain.audit.plan import AgreePlan
from domain.audit.state import Audit
from domain.case.events import ViewsNotSought, ViewsRecorded, ViewsSought
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Recipient, ViewsMethod
from domain.rebuilt import next_command
from domain.returns.events import FeedbackDelivered, QueryAnswered, QueryRaised
from domain.vault.events import ErasureBegun
from tests.domain.audit.test_findings import FIND
from tests.domain.audit.test_report import DRAFT
from tests.domain.concern.test_decisions import ACKNOWLEDGED, RAISED, RESOLVED, TAKEN_UP
from tests.domain.scene import (
    AGREED,
    AUDIT,
    BRIEFED,
    CLOSED,
    CONSIDERED,
    DRAWN,
    LED,
    PUBLISHED,
    REPORT_AGREED,
    RETURNED,
    changed,
    return_of,
)
from tests.domain.spec import Happened, at, given, under

LATER = "The hospital passes its audits on when its lead is back."
CLOSE = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 2), reason=LATER)
CLOSED_SO = AuditClosed(
    audit=AUDIT,
    closed_on=date(2026, 7, 2),
    undelivered=(
        "C01/police practitioner",
        "C01/police manager",
        "C01/health practitioner",
        "C01/health manager",
        "C02/police practitioner",
        "C02/police manager",
    ),
    uncertified=("nurse", "pc"),
    reason=LATER,
)
ABANDON = AbandonAudit(
    audit=AUDIT, abandoned_on=date(2026, 5, 4), reason="An inspection takes up every auditor."
)
ABANDONED = AuditAbandoned(
    audit=AUDIT, abandoned_on=date(2026, 5, 4), reason="An inspection takes up every auditor."
)
RESUME = ResumeAudit(audit=AUDIT, resumed_on=date(2026, 6, 1), reason="The inspection is over.")
RESUMED = AuditResumed(audit=AUDIT, resumed_on=date(2026, 6, 1), reason="The inspection is over.")
_AUDIT = streams.audit(AUDIT)


def _without(happened: tuple[Happened, ...], *kinds: type[Event]) -> tuple[Happened, ...]:
    return tuple((s, e) for s, e in happened if not isinstance(e, kinds))


def test_an_audit_is_closed_after_saig_considered_it() -> None:
    given(*CONSIDERED).when(CLOSE, actor="lead").then(CLOSED_SO)


def test_an_audit_is_closed_when_each_case_says_whether_its_family_was_asked() -> None:
    silent = _without(CONSIDERED, ViewsSought, ViewsRecorded)
    given(*silent).when(CLOSE, actor="lead").refused("views-open", "C01")
    given(*_without(silent, ViewsNotSought)).when(CLOSE, actor="lead").refused(
        "views-open", "C01, C02"
    )
    not_asked = ViewsDecided(
        audit=AUDIT,
        decided_on=date(2026, 3, 11),
        methods=(ViewsMethod.QUESTIONNAIRE,),
        by_whom="The board's office.",
        reason=None,
    )
    given(*silent, *at(streams.audit(AUDIT), not_asked)).when(CLOSE, actor="lead").then(CLOSED_SO)


def test_a_case_whose_words_are_erased_does_not_keep_its_audit_open() -> None:
    """Nothing can be said of it any more, not even why nobody was asked."""
    silent = _without(CONSIDERED, ViewsSought, ViewsRecorded)
    subject = f"{AUDIT}/C01"
    erased = at(
        streams.vault(subject),
        ErasureBegun(subject=subject, request=1, authority="Dana Officer", although_open=None),
    )
    given(*silent, *erased).when(CLOSE, actor="lead").then(CLOSED_SO)


def test_no_audit_is_closed_without_the_decision_on_views() -> None:
    undecided = _without(CONSIDERED, ViewsDecided)
    given(*undecided).when(CLOSE, actor="lead").refused("step-missing", "views of children")
    single = under(Process.SINGLE_AGENCY, _without(BRIEFED, ViewsDecided))
    given(*single).when(CLOSE, actor="lead").refused("step-missing", "views of children")


def test_an_unresolved_concern_keeps_an_audit_open() -> None:
    steps = (RAISED, TAKEN_UP, ACKNOWLEDGED, RESOLVED)
    second = [type(step).model_validate(changed(step, concern=2)) for step in steps]
    first = (*CONSIDERED, *at(streams.concern(AUDIT, 1), *steps))
    for taken in (1, 2, 3):
        some = at(streams.concern(AUDIT, 2), *second[:taken])
        given(*first, *some).when(CLOSE, actor="lead").refused("concern-unresolved", "resolved: 2")
    given(*first, *at(streams.concern(AUDIT, 2), *second)).when(CLOSE, actor="lead").then(CLOSED_SO)


def test_a_closed_audit_takes_nothing_more() -> None:
    other = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 3), reason=LATER)
    for command in (other, DRAFT, FIND):
        given(*CLOSED).when(command, actor="lead").refused("audit-closed", AUDIT)


def test_a_single_agency_audit_closes_without_a_report() -> None:
    planned = tuple((s, e) for s, e in RETURNED if s == streams.audit(AUDIT) or (s, e) in PUBLISHED)
    single = under(Process.SINGLE_AGENCY, planned)
    assert at(streams.audit(AUDIT), LeadAuditorAppointed(audit=AUDIT, person="lead"))[0] in single
    given(*single).when(CLOSE, actor="lead").then(
        AuditClosed(
            audit=AUDIT, closed_on=date(2026, 7, 2), uncertified=("nurse", "pc"), reason=LATER
        )
    )


# What is left undone


def test_an_audit_is_closed_over_what_is_left_undone_only_with_a_reason() -> None:
    bare = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 2))
    asked = QueryRaised(
        audit=AUDIT, case="C02", agency="health", number=1, area=None, question="Why?"
    )
    happened = (*CONSIDERED, *at(return_of("C02", "health"), asked))
    given(*happened).when(bare, actor="lead").refused(
        "left-undone", "C02/health 1", "C01/police manager", "nurse, pc", "--reason"
    )
    answered = QueryAnswered(audit=AUDIT, case="C02", agency="health", number=1, answer="Moved.")
    given(*happened, *at(return_of("C02", "health"), answered)).when(CLOSE, actor="lead").then(
        CLOSED_SO
    )


def test_an_audit_is_closed_without_a_reason_when_all_is_done() -> None:
    passed_on = [
        (return_of(case, agency), event)
        for case, agency in (("C01", "police"), ("C01", "health"), ("C02", "police"))
        for event in (
            FeedbackDelivered(
                audit=AUDIT,
                case=case,
                agency=agency,
                recipient=recipient,
                delivered_on=date(2026, 6, 1),
            )
            for recipient in Recipient
        )
    ]
    certified = [
        ParticipationCertified(
            audit=AUDIT,
            person=person,
            capacity="Auditor",
            first_day=date(2026, 4, 1),
            last_day=date(2026, 5, 20),
            hours=9,
            reason=None,
        )
        for person in ("nurse", "pc")
    ]
    done = (*CONSIDERED, *passed_on, *at(_AUDIT, *certified))
    bare = CloseAudit(audit=AUDIT, closed_on=date(2026, 7, 2))
    given(*done).when(bare, actor="lead").then(AuditClosed(audit=AUDIT, closed_on=date(2026, 7, 2)))


def test_a_closing_from_before_anybody_was_asked_keeps_the_rules() -> None:
    old = AuditClosed(
        audit=AUDIT,
        closed_on=date(2026, 7, 2),
        unanswered=None,
        undelivered=None,
        uncertified=None,
    )
    history = given(*CONSIDERED)
    rebuilt = next_command((old,))
    assert rebuilt.decide(history.look(_AUDIT), history.context("lead")) == (old,)
    early = given(*REPORT_AGREED)
    with pytest.raises(Refusal):
        rebuilt.decide(early.look(_AUDIT), early.context("lead"))


# Called off


@pytest.mark.parametrize("actor", ["lead", "chair"])
def test_an_audit_is_called_off_with_a_reason(actor: str) -> None:
    given(*LED).when(ABANDON, actor=actor).then(
        AuditAbandoned(
            audit=AUDIT,
            abandoned_on=date(2026, 5, 4),
            reason="An inspection takes up every auditor.",
        )
    )


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 3, 1), "date-too-early"), (date(2026, 9, 2), "date-in-future")],
)
def test_it_is_called_off_between_its_plan_and_today(day: date, code: str) -> None:
    abandon = AbandonAudit(audit=AUDIT, abandoned_on=day, reason="Ill.")
    given(*AGREED).when(abandon, actor="chair").refused(code)


def test_a_closed_audit_is_not_called_off() -> None:
    given(*CLOSED).when(ABANDON, actor="chair").refused("audit-closed", AUDIT)


def test_a_called_off_audit_may_go_on_after_all() -> None:
    abandoned = (*DRAWN, *at(_AUDIT, ABANDONED))
    given(*abandoned).when(RESUME, actor="chair").then(
        AuditResumed(audit=AUDIT, resumed_on=date(2026, 6, 1), reason="The inspection is over.")
    )
    given(*abandoned, *at(_AUDIT, RESUMED)).when(ABANDON, actor="chair").then(ABANDONED)
    given(*DRAWN).when(RESUME, actor="chair").refused("not-ended", AUDIT)
    early = ResumeAudit(audit=AUDIT, resumed_on=date(2026, 5, 3), reason="Over.")
    given(*abandoned).when(early, actor="chair").refused("date-too-early")


def test_an_audit_that_was_closed_by_mistake_goes_on_and_is_closed_again() -> None:
    resume = ResumeAudit(audit=AUDIT, resumed_on=date(2026, 7, 3), reason="The other was meant.")
    resumed = AuditResumed.model_validate(changed(resume))
    given(*CLOSED).when(resume, actor="chair").then(resumed)
    early = ResumeAudit(audit=AUDIT, resumed_on=date(2026, 7, 1), reason="The other was meant.")
    given(*CLOSED).when(early, actor="chair").refused("date-too-early")
    going_on = (*CLOSED, *at(_AUDIT, resumed))
    given(*going_on).when(resume, actor="chair").then_nothing()
    given(*going_on).when(CLOSE, actor="chair").then(CLOSED_SO)
    given(*CLOSED).when(ABANDON, actor="chair").refused("audit-closed", "assure audit resume")


def test_what_an_audit_opened_when_it_was_closed_stays_open_when_it_goes_on() -> None:
    """A single agency's feedback is open to the others from its closing."""
    alone = under(Process.SINGLE_AGENCY, CLOSED)
    resumed = AuditResumed(audit=AUDIT, resumed_on=date(2026, 7, 3), reason="Too early.")
    state = given(*alone, *at(_AUDIT, resumed)).look(_AUDIT)
    assert isinstance(state, Audit)
    assert (state.closed, state.returns_open) == (None, True)


def _about_the_audit() -> list[tuple[str, Command]]:
    """Every command of the whole story that is about the one audit, but for its concerns."""
    from tests.domain import story

    kinds = ("audit", "sample", "return", "case")
    return [
        (actor, command)
        for actor, command in (*story.STORY, *story.ALSO)
        if streams.kind(command.stream) in kinds
        and not isinstance(command, (AgreePlan, AbandonAudit, ResumeAudit))
    ]


def test_nothing_more_is_recorded_on_a_called_off_audit_and_the_refusal_says_why() -> None:
    asked = _about_the_audit()
    assert len({type(command) for _, command in asked}) > 35
    for happened in (LED, DRAWN, RETURNED, CONSIDERED):
        abandoned = (*happened, *at(_AUDIT, ABANDONED))
        for actor, command in asked:
            given(*abandoned).when(command, actor=actor).refused("audit-abandoned", "inspection")


def test_a_concern_about_a_child_is_seen_through_though_the_audit_is_called_off() -> None:
    from tests.domain.concern.test_decisions import ACKNOWLEDGE, RAISE, RESOLVE, TAKE_UP

    happened: tuple[Happened, ...] = (*RETURNED, *at(_AUDIT, ABANDONED))
    for actor, command, event in (
        ("pc", RAISE, RAISED),
        ("lead", TAKE_UP, TAKEN_UP),
        ("lead", ACKNOWLEDGE, ACKNOWLEDGED),
        ("lead", RESOLVE, RESOLVED),
    ):
        given(*happened).when(command, actor=actor).then(event)
        happened = (*happened, *at(streams.concern(AUDIT, 1), event))
