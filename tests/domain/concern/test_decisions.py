"""A safeguarding concern from being seen to being resolved, at any point of an audit."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from domain.concern.decisions import (
    AcknowledgeConcern,
    RaiseConcern,
    ResolveConcern,
    TakeUpConcern,
    raised_in,
    unresolved,
)
from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Event
from domain.kernel.vocabulary import ReplacementReason
from domain.sample.events import CaseReplaced, CaseSampled, SampleRedrawn
from tests.domain.scene import (
    AUDIT,
    BRIEFED,
    CLOSED,
    CONSIDERED,
    DRAWN,
    FRAMED,
    LED,
    OPENED,
    PUBLISHED,
    RETURNED,
    SEEDED,
    changed,
)
from tests.domain.spec import TODAY, Happened, at, given

_FIRST = streams.concern(AUDIT, 1)
_POLICE: dict[str, Any] = {"audit": AUDIT, "concern": 1, "agency": "police"}
SEEN, TAKEN, KNOWN, DONE = (date(2026, 4, day) for day in (14, 15, 16, 20))

RAISE = RaiseConcern(**_POLICE, case="C01", seen_on=SEEN, words="Nobody has seen the sister.")
TAKE_UP = TakeUpConcern(audit=AUDIT, concern=1, taken_up_on=TAKEN, manager="The duty manager.")
ACKNOWLEDGE = AcknowledgeConcern(
    audit=AUDIT, concern=1, acknowledged_on=KNOWN, response="A visit today."
)
RESOLVE = ResolveConcern(audit=AUDIT, concern=1, resolved_on=DONE, outcome="She was seen, safe.")

RAISED = ConcernRaised(**_POLICE, case="C01", seen_on=SEEN, words="Nobody has seen the sister.")
TAKEN_UP = ConcernTakenUp(**_POLICE, taken_up_on=TAKEN, manager="The duty manager.")
ACKNOWLEDGED = ConcernAcknowledged(**_POLICE, acknowledged_on=KNOWN, response="A visit today.")
RESOLVED = ConcernResolved(**_POLICE, resolved_on=DONE, outcome="She was seen, safe.")


def after(*events: Event, before: tuple[Happened, ...] = DRAWN) -> tuple[Happened, ...]:
    """The first concern as far as these events take it."""
    return (*before, *at(_FIRST, *events))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


# Raised


@pytest.mark.parametrize("happened", [DRAWN, RETURNED, OPENED, CONSIDERED])
def test_an_auditor_raises_a_concern_in_one_command_at_any_point(
    happened: tuple[Happened, ...],
) -> None:
    given(*happened).when(RAISE, actor="pc").then(
        ConcernRaised(**_POLICE, case="C01", seen_on=SEEN, words="Nobody has seen the sister.")
    )


def test_the_lead_auditor_raises_one_for_no_agency() -> None:
    given(*DRAWN).when(_with(RAISE, agency=None), actor="lead").then(
        ConcernRaised.model_validate(changed(RAISED, agency=None))
    )


@pytest.mark.parametrize("happened", [BRIEFED, FRAMED, SEEDED])
def test_a_concern_needs_no_drawn_case(happened: tuple[Happened, ...]) -> None:
    """It may be met while the list is made, or in an audit that draws no sample."""
    given(*happened).when(_with(RAISE, case=None), actor="pc").then(
        ConcernRaised.model_validate(changed(RAISED, case=None))
    )
    given(*happened).when(RAISE, actor="pc").refused("case-never-drawn", "C01", AUDIT)


def test_a_child_in_a_case_that_is_audited_no_more_may_still_be_at_risk() -> None:
    sample = streams.sample(AUDIT)
    replaced = at(
        sample,
        CaseReplaced(audit=AUDIT, case="C01", replaced_by="C03", reason=ReplacementReason.COURT),
        CaseSampled(audit=AUDIT, case="C03", place=2, frame_ref="k2", stratum="north"),
    )
    redrawn = at(sample, SampleRedrawn(audit=AUDIT, reason="The list was old."))
    for since in (replaced, redrawn, replaced + redrawn):
        given(*DRAWN, *since).when(RAISE, actor="pc").then(
            ConcernRaised(**_POLICE, case="C01", seen_on=SEEN, words="Nobody has seen the sister.")
        )
    given(*DRAWN, *redrawn).when(_with(RAISE, case="C09"), actor="pc").refused("case-never-drawn")


def test_concerns_are_numbered_without_a_gap() -> None:
    second = _with(RAISE, concern=2)
    given(*DRAWN).when(second, actor="pc").refused("number-skipped", "no concern 1")
    given(*after(RAISED)).when(second, actor="pc").then(
        ConcernRaised.model_validate(changed(RAISED, concern=2))
    )


def test_a_number_is_one_concern() -> None:
    other = _with(RAISE, words="Another child.")
    given(*after(RAISED)).when(other, actor="pc").refused("concern-exists", "Concern 1")
    given(*after(RAISED, TAKEN_UP)).when(RAISE, actor="pc").then_nothing()


@pytest.mark.parametrize(
    ("fields", "actor", "code"),
    [
        ({"agency": "housing"}, "warden", "agency-not-involved"),
        ({}, "sergeant", "not-nominated"),
        ({}, "lead", "not-nominated"),
        ({"words": " "}, "pc", "left-empty"),
        ({"seen_on": date(2026, 3, 1)}, "pc", "date-too-early"),
        ({"seen_on": date(2026, 9, 2)}, "pc", "date-in-future"),
    ],
)
def test_a_concern_is_seen_by_an_auditor_of_the_audit(
    fields: dict[str, Any], actor: str, code: str
) -> None:
    given(*DRAWN).when(_with(RAISE, **fields), actor=actor).refused(code)


def test_a_concern_belongs_to_an_audit_that_goes_on() -> None:
    given(*PUBLISHED).when(RAISE, actor="pc").refused("no-plan")
    given(*CLOSED).when(RAISE, actor="pc").refused("audit-closed")
    unled = _with(RAISE, agency=None, case=None)
    given(*LED).when(unled, actor="lead").then(
        ConcernRaised.model_validate(changed(RAISED, agency=None, case=None))
    )


# Taken up, acknowledged, resolved


def test_the_lead_auditor_takes_it_up_with_the_manager() -> None:
    given(*after(RAISED)).when(TAKE_UP, actor="lead").then(
        ConcernTakenUp(**_POLICE, taken_up_on=TAKEN, manager="The duty manager.")
    )


def test_the_manager_acknowledges_it() -> None:
    given(*after(RAISED, TAKEN_UP)).when(ACKNOWLEDGE, actor="lead").then(
        ConcernAcknowledged(**_POLICE, acknowledged_on=KNOWN, response="A visit today.")
    )


def test_it_is_resolved() -> None:
    given(*after(RAISED, TAKEN_UP, ACKNOWLEDGED)).when(RESOLVE, actor="lead").then(
        ConcernResolved(**_POLICE, resolved_on=DONE, outcome="She was seen, safe.")
    )


@pytest.mark.parametrize(
    ("command", "before"),
    [(ACKNOWLEDGE, (RAISED,)), (RESOLVE, (RAISED,)), (RESOLVE, (RAISED, TAKEN_UP))],
)
def test_each_step_needs_the_one_before(command: Command, before: tuple[Event, ...]) -> None:
    given(*after(*before)).when(command, actor="lead").refused("step-missing", "Concern 1")


STEPS: tuple[tuple[Command, tuple[Event, ...], str, str, date], ...] = (
    (TAKE_UP, (RAISED,), "taken_up_on", "manager", SEEN),
    (ACKNOWLEDGE, (RAISED, TAKEN_UP), "acknowledged_on", "response", TAKEN),
    (RESOLVE, (RAISED, TAKEN_UP, ACKNOWLEDGED), "resolved_on", "outcome", KNOWN),
)


@pytest.mark.parametrize(("command", "before", "day", "words", "first"), STEPS)
def test_each_step_is_dated_from_the_one_before_until_today_and_says_something(
    command: Command, before: tuple[Event, ...], day: str, words: str, first: date
) -> None:
    for fields, code in (
        ({day: first - timedelta(days=1)}, "date-too-early"),
        ({day: TODAY + timedelta(days=1)}, "date-in-future"),
        ({words: ""}, "left-empty"),
    ):
        given(*after(*before)).when(_with(command, **fields), actor="lead").refused(code)


@pytest.mark.parametrize(("command", "before", "day", "words", "first"), STEPS)
def test_what_is_recorded_of_a_concern_stands(
    command: Command, before: tuple[Event, ...], day: str, words: str, first: date
) -> None:
    done = after(RAISED, TAKEN_UP, ACKNOWLEDGED, RESOLVED)
    given(*done).when(command, actor="lead").then_nothing()
    given(*done).when(_with(command, **{words: "Other."}), actor="lead").refused("step-taken")
    given(*DRAWN).when(command, actor="lead").refused("unknown-concern", "no concern 1")


def test_the_concerns_of_an_audit_and_which_of_them_are_open() -> None:
    second = ConcernRaised.model_validate(changed(RAISED, concern=2))
    history = given(
        *after(RAISED, TAKEN_UP, ACKNOWLEDGED, RESOLVED), *at(streams.concern(AUDIT, 2), second)
    )
    context = history.context("lead")
    assert [one.raised.concern for one in raised_in(context, AUDIT)] == [1, 2]
    assert unresolved(context, AUDIT) == (2,)
    assert unresolved(context, "2026-other") == ()
