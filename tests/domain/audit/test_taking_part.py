"""Who is heard in an audit, how it went, and the certificates of those who took part."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.audit.events import (
    FindingRecorded,
    GroupViewsRecorded,
    GroupViewsWithdrawn,
    LeadAuditorAppointed,
    ParticipationCertified,
    ToolFeedbackGiven,
    ToolFeedbackWithdrawn,
    ViewsDecided,
)
from domain.audit.taking_part import (
    CertifyParticipation,
    DecideViews,
    GiveToolFeedback,
    RecordGroupViews,
    WithdrawGroupViews,
    WithdrawToolFeedback,
)
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.processes import Process
from domain.kernel.vocabulary import FindingKind, ViewsMethod
from tests import world
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CLOSED,
    DECIDED,
    DRAFTED,
    DRAWN,
    HELD,
    LED,
    NOMINATED,
    OPENED,
    PUBLISHED,
    RETURNED,
    TOOL,
    VIEWS_DECIDED,
    changed,
)
from tests.domain.spec import Happened, at, given, under

_AUDIT = streams.audit(AUDIT)
DECIDE = DecideViews.model_validate(changed(VIEWS_DECIDED))
NO_VIEWS = DecideViews(audit=AUDIT, decided_on=date(2026, 3, 11), reason="Paper records only.")
BOARD = ViewsMethod.YOUNG_PEOPLES_BOARD
GROUP = RecordGroupViews(
    audit=AUDIT, method=BOARD, heard_on=date(2026, 4, 20), respondents=9, views="Ask us at home."
)
HEARD = GroupViewsRecorded.model_validate(changed(GROUP))
FEEDBACK = GiveToolFeedback(
    audit=AUDIT, agency="health", worked_well="The prompts.", worked_less_well="The dates."
)
FED_BACK = ToolFeedbackGiven(
    audit=AUDIT,
    agency="health",
    tool=TOOL,
    tool_version=1,
    worked_well="The prompts.",
    worked_less_well="The dates.",
)
_DAYS: dict[str, Any] = {"first_day": date(2026, 4, 1), "last_day": date(2026, 5, 20)}
CERTIFY = CertifyParticipation(audit=AUDIT, person="pc", **_DAYS, hours=21)
CERTIFIED = ParticipationCertified(
    audit=AUDIT, person="pc", capacity="Auditor for police", **_DAYS, hours=21, reason=None
)


def _resting(on: str) -> FindingRecorded:
    found = world.finding(AUDIT, FindingKind.STRENGTH, "They were heard.")
    return FindingRecorded.model_validate(changed(found, finding="F1", evidenced_by=(on,)))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


# What was recorded of another audit


def test_what_a_group_said_of_another_audit_is_taken_back() -> None:
    wrong = WithdrawGroupViews(audit=AUDIT, reason="Of 2025.")
    given(*DRAWN, *at(_AUDIT, HEARD)).when(wrong, actor="lead").then(
        GroupViewsWithdrawn(audit=AUDIT, number=1, reason="Of 2025.")
    )
    gone = GroupViewsWithdrawn(audit=AUDIT, number=1, reason="Of 2025.")
    given(*DRAWN, *at(_AUDIT, HEARD, gone)).when(wrong, actor="lead").then_nothing()
    given(*DRAWN, *at(_AUDIT, HEARD, gone)).when(GROUP, actor="lead").then(HEARD)
    rests = _resting("views")
    given(*HELD, *at(_AUDIT, HEARD, rests)).when(wrong, actor="lead").refused(
        "finding-rests-on-it", "F1"
    )


def test_feedback_on_another_audits_tool_is_taken_back() -> None:
    wrong = WithdrawToolFeedback(audit=AUDIT, agency="health", reason="Of 2025.")
    given(*HELD, *at(_AUDIT, FED_BACK)).when(wrong, actor="nurse").then(
        ToolFeedbackWithdrawn(audit=AUDIT, agency="health", number=1, reason="Of 2025.")
    )
    gone = ToolFeedbackWithdrawn(audit=AUDIT, agency="health", number=1, reason="Of 2025.")
    given(*HELD, *at(_AUDIT, FED_BACK, gone)).when(wrong, actor="nurse").then_nothing()
    given(*HELD, *at(_AUDIT, FED_BACK, gone)).when(FEEDBACK, actor="nurse").then(FED_BACK)
    police = _with(wrong, agency="police")
    given(*HELD, *at(_AUDIT, FED_BACK)).when(police, actor="pc").refused("not-theirs", "health")


# Whether and how views are sought


def test_it_is_decided_how_views_are_sought_and_by_whom() -> None:
    given(*LED).when(DECIDE, actor="lead").then(
        ViewsDecided(
            audit=AUDIT,
            decided_on=date(2026, 3, 10),
            methods=(ViewsMethod.CONVERSATION,),
            by_whom="Whoever knows the child best.",
            reason=None,
        )
    )
    anonymous = _with(DECIDE, by_whom=None)
    given(*LED).when(anonymous, actor="lead").refused("nobody-named", "--by")


def test_not_seeking_views_is_decided_with_a_reason() -> None:
    given(*LED).when(NO_VIEWS, actor="lead").then(
        ViewsDecided(
            audit=AUDIT,
            decided_on=date(2026, 3, 11),
            methods=(),
            by_whom=None,
            reason="Paper records only.",
        )
    )
    given(*LED).when(_with(NO_VIEWS, reason=None), actor="lead").refused("no-reason")


def test_the_decision_may_change_until_the_returns_are_open() -> None:
    for happened in (DECIDED, RETURNED):
        given(*happened).when(DECIDE, actor="lead").then_nothing()
        given(*happened).when(NO_VIEWS, actor="lead").then(
            ViewsDecided.model_validate(changed(NO_VIEWS))
        )
    given(*OPENED).when(NO_VIEWS, actor="lead").refused("returns-open", AUDIT)
    given(*OPENED).when(DECIDE, actor="lead").then_nothing()
    dip = under(Process.DIP_SAMPLE, DRAFTED)
    given(*dip).when(NO_VIEWS, actor="lead").refused("returns-open")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"decided_on": date(2026, 3, 1)}, "date-too-early"),
        ({"decided_on": date(2026, 9, 2)}, "date-in-future"),
        ({"methods": (BOARD, BOARD)}, "named-twice"),
    ],
)
def test_the_decision_is_dated_and_names_each_way_once(fields: dict[str, Any], code: str) -> None:
    given(*LED).when(_with(DECIDE, **fields), actor="lead").refused(code)


# What groups said


def test_what_a_group_said_is_recorded_once() -> None:
    given(*DRAWN).when(GROUP, actor="lead").then(
        GroupViewsRecorded(
            audit=AUDIT,
            method=BOARD,
            heard_on=date(2026, 4, 20),
            respondents=9,
            views="Ask us at home.",
        )
    )
    since = at(_AUDIT, HEARD, FED_BACK)
    given(*DRAWN, *since).when(GROUP, actor="lead").then_nothing()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"method": ViewsMethod.CONVERSATION}, "views-of-a-case"),
        ({"views": ""}, "left-empty"),
        ({"heard_on": date(2026, 3, 1)}, "date-too-early"),
        ({"heard_on": date(2026, 9, 2)}, "date-in-future"),
    ],
)
def test_a_group_says_something_within_the_audit(fields: dict[str, Any], code: str) -> None:
    given(*DRAWN).when(_with(GROUP, **fields), actor="lead").refused(code)


@pytest.mark.parametrize("command", [DECIDE, GROUP], ids=lambda c: type(c).__name__)
def test_views_belong_to_an_audit_that_goes_on(command: Command) -> None:
    given(*PUBLISHED).when(command, actor="lead").refused("no-plan")
    closed = _with(command, **({"reason": "x"} if command is DECIDE else {"respondents": 8}))
    given(*CLOSED).when(closed, actor="lead").refused("audit-closed")


# How the audit went


@pytest.mark.parametrize(
    ("happened", "actor"), [(BRIEFED, "nurse"), (HELD, "matron"), (CLOSED, "nurse")]
)
def test_an_agency_says_how_the_audit_went(happened: tuple[Happened, ...], actor: str) -> None:
    given(*happened).when(FEEDBACK, actor=actor).then(
        ToolFeedbackGiven(
            audit=AUDIT,
            agency="health",
            tool=TOOL,
            tool_version=1,
            worked_well="The prompts.",
            worked_less_well="The dates.",
        )
    )


def test_so_does_the_lead_auditor_for_no_agency() -> None:
    given(*HELD).when(_with(FEEDBACK, agency=None), actor="lead").then(
        ToolFeedbackGiven.model_validate(changed(FED_BACK, agency=None))
    )


def test_the_same_is_said_of_an_audit_once_and_not_before_it_began() -> None:
    given(*HELD, *at(_AUDIT, FED_BACK, HEARD)).when(FEEDBACK, actor="nurse").then_nothing()
    given(*NOMINATED).when(FEEDBACK, actor="nurse").refused("step-missing", "no briefing")
    given(*PUBLISHED).when(FEEDBACK, actor="nurse").refused("no-plan")
    housing = _with(FEEDBACK, agency="housing")
    given(*HELD).when(housing, actor="warden").refused("agency-not-involved")


# Certificates


@pytest.mark.parametrize(
    ("person", "capacity"),
    [
        ("pc", "Auditor for police"),
        ("nurse", "Auditor for health"),
        ("lead", "Lead auditor"),
        ("member", "Took part in the moderation day"),
    ],
)
def test_whoever_took_part_is_certified(person: str, capacity: str) -> None:
    for happened in (HELD, CLOSED):
        given(*happened).when(_with(CERTIFY, person=person), actor="lead").then(
            ParticipationCertified(
                audit=AUDIT, person=person, capacity=capacity, **_DAYS, hours=21, reason=None
            )
        )


def test_a_lead_auditor_who_handed_over_took_part() -> None:
    handed_over = at(_AUDIT, LeadAuditorAppointed(audit=AUDIT, person="other-lead"))
    given(*HELD, *handed_over).when(_with(CERTIFY, person="lead"), actor="other-lead").then(
        ParticipationCertified.model_validate(
            changed(CERTIFIED, person="lead", capacity="Lead auditor")
        )
    )


@pytest.mark.parametrize("person", ["sergeant", "warden", "witness"])
def test_whoever_took_no_part_is_not_certified(person: str) -> None:
    given(*HELD).when(_with(CERTIFY, person=person), actor="lead").refused("took-no-part")


def test_a_nominated_auditor_took_part_once_briefed() -> None:
    unbriefed = [(s, e) for s, e in HELD if (s, e) not in BRIEFED or (s, e) in NOMINATED]
    away = tuple((s, e) for s, e in unbriefed if type(e).__name__ != "ModerationHeld")
    dip = under(Process.DIP_SAMPLE, (*away, *at(_AUDIT, DRAFTED[-1][1])))
    given(*dip).when(CERTIFY, actor="lead").refused("took-no-part", "Pat Constable")


def test_certificates_follow_the_work() -> None:
    given(*OPENED).when(CERTIFY, actor="lead").refused("audit-not-done", AUDIT)
    given(*under(Process.DIP_SAMPLE, RETURNED)).when(CERTIFY, actor="lead").refused(
        "audit-not-done"
    )
    given(*under(Process.DIP_SAMPLE, DRAFTED)).when(CERTIFY, actor="lead").then(
        ParticipationCertified.model_validate(changed(CERTIFIED))
    )


def test_a_certificate_is_corrected_with_a_reason() -> None:
    done = (*HELD, *at(_AUDIT, CERTIFIED))
    given(*done).when(CERTIFY, actor="lead").then_nothing()
    given(*done).when(_with(CERTIFY, hours=14), actor="lead").refused("no-reason", "certified")
    corrected = _with(CERTIFY, hours=14, reason="Two days, not three.")
    given(*done).when(corrected, actor="lead").then(
        ParticipationCertified.model_validate(
            changed(CERTIFIED, hours=14, reason="Two days, not three.")
        )
    )


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"person": "nobody"}, "unknown-person"),
        ({"first_day": date(2026, 3, 1)}, "date-too-early"),
        ({"last_day": date(2026, 3, 31)}, "date-too-early"),
        ({"last_day": date(2026, 9, 2)}, "date-in-future"),
    ],
)
def test_a_certificate_names_somebody_and_days_of_the_audit(
    fields: dict[str, Any], code: str
) -> None:
    given(*HELD).when(_with(CERTIFY, **fields), actor="lead").refused(code)
    given(*PUBLISHED).when(CERTIFY, actor="lead").refused("no-plan")
