"""Actions: agreed and progressed, moved, handed over, closed or dropped, reopened."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.directory.events import AgencyMerged, PersonLeft
from domain.kernel import streams
from domain.kernel.command import Command
from domain.recommendation.actions import (
    AgreeAction,
    CloseAction,
    DropAction,
    HandOverAction,
    ProgressAction,
    ReopenAction,
    RescheduleAction,
)
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionDropped,
    ActionHandedOver,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
)
from tests.domain.improvement import ACCEPTED, ACTING, R1, RECOMMENDED
from tests.domain.scene import changed
from tests.domain.spec import at, given

AGREE = AgreeAction(
    recommendation="R1",
    action="A1",
    text="Print a card.",
    agency="police",
    owner="sergeant",
    due=date(2026, 12, 1),
)
PROGRESS = ProgressAction(recommendation="R1", action="A1", note="Printed.")
RESCHEDULE = RescheduleAction(
    recommendation="R1", action="A1", due=date(2027, 1, 15), reason="The printer is ill."
)
CLOSE = CloseAction(
    recommendation="R1",
    action="A1",
    implemented_on=date(2026, 8, 20),
    evidence="Cards are in use.",
)
REOPEN = ReopenAction(recommendation="R1", action="A1", reason="The cards ran out.")
CLOSED_EVENT = ActionClosed(
    recommendation="R1",
    action="A1",
    implemented_on=date(2026, 8, 20),
    evidence="Cards are in use.",
)
CLOSED = (*ACTING, *at(R1, CLOSED_EVENT))
DROP = DropAction(
    recommendation="R1", action="A1", dropped_on=date(2026, 8, 21), reason="The post was cut."
)
DROPPED_EVENT = ActionDropped(
    recommendation="R1", action="A1", dropped_on=date(2026, 8, 21), reason="The post was cut."
)
DROPPED = (*ACTING, *at(R1, DROPPED_EVENT))
HAND_OVER = HandOverAction(
    recommendation="R1", action="A1", owner="pc", reason="The sergeant retires."
)


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


@pytest.mark.parametrize("actor", ["chair", "inspector-of-police"])
def test_an_action_is_agreed_by_saig_or_the_agencys_lead(actor: str) -> None:
    given(*ACCEPTED).when(AGREE, actor=actor).then(
        ActionAgreed(
            recommendation="R1",
            action="A1",
            text="Print a card.",
            agency="police",
            owner="sergeant",
            due=date(2026, 12, 1),
        )
    )


def test_an_action_may_be_called_something_in_few_words() -> None:
    event = ActionAgreed(
        recommendation="R1",
        action="A1",
        text="Print a card.",
        agency="police",
        owner="sergeant",
        due=date(2026, 12, 1),
        called="a printed card",
    )
    given(*ACCEPTED).when(_with(AGREE, called="a printed card"), actor="chair").then(event)
    with pytest.raises(ValidationError, match="at most 32"):
        _with(AGREE, called="a" * 33)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"agency": "navy"}, "unknown-agency"),
        ({"owner": "nobody"}, "unknown-person"),
        ({"due": date(2026, 6, 30)}, "date-too-early"),
    ],
)
def test_an_action_has_an_agency_an_owner_and_a_day(fields: dict[str, Any], code: str) -> None:
    given(*ACCEPTED).when(_with(AGREE, **fields), actor="chair").refused(code)


def test_an_agreed_action_is_not_agreed_otherwise() -> None:
    for fields in ({"text": "Print a poster."}, {"due": date(2026, 11, 1)}):
        given(*ACTING).when(_with(AGREE, **fields), actor="chair").refused("action-exists", "A1")


def test_the_same_action_is_already_agreed_even_after_rescheduling() -> None:
    later = ActionRescheduled(
        recommendation="R1",
        action="A1",
        from_due=date(2026, 12, 1),
        to_due=date(2027, 1, 15),
        reason="The printer is ill.",
    )
    given(*ACTING, *at(R1, later)).when(AGREE, actor="chair").then_nothing()


@pytest.mark.parametrize("actor", ["sergeant", "chair", "member"])
def test_progress_is_recorded_by_the_owner_or_saig(actor: str) -> None:
    given(*ACTING).when(PROGRESS, actor=actor).then(
        ActionProgressed(recommendation="R1", action="A1", note="Printed."),
        again_because="Each note is news of its own day; a retry is known by its command id.",
    )


def test_progress_is_not_recorded_by_others() -> None:
    given(*ACTING).when(PROGRESS, actor="pc").refused("not-the-owner", "sergeant")


def test_an_action_is_rescheduled_with_a_reason() -> None:
    given(*ACTING).when(RESCHEDULE, actor="chair").then(
        ActionRescheduled(
            recommendation="R1",
            action="A1",
            from_due=date(2026, 12, 1),
            to_due=date(2027, 1, 15),
            reason="The printer is ill.",
        )
    )
    early = _with(RESCHEDULE, due=date(2026, 6, 30))
    given(*ACTING).when(early, actor="chair").refused("date-too-early", "due")


def test_an_action_is_closed_with_evidence() -> None:
    given(*ACTING).when(CLOSE, actor="chair").then(
        ActionClosed(
            recommendation="R1",
            action="A1",
            implemented_on=date(2026, 8, 20),
            evidence="Cards are in use.",
        )
    )


def test_practice_changed_after_the_acceptance_and_not_in_the_future() -> None:
    for day, code in (
        (date(2026, 6, 30), "date-too-early"),
        (date(2026, 9, 2), "date-in-future"),
    ):
        close = _with(CLOSE, implemented_on=day)
        given(*ACTING).when(close, actor="chair").refused(code, "implemented_on")


def test_a_closed_action_is_reopened_with_a_reason() -> None:
    given(*CLOSED).when(REOPEN, actor="chair").then(
        ActionReopened(recommendation="R1", action="A1", reason="The cards ran out.")
    )


def test_an_open_action_is_already_reopened() -> None:
    given(*ACTING).when(REOPEN, actor="chair").then_nothing()


@pytest.mark.parametrize(
    "command",
    [PROGRESS, RESCHEDULE, HAND_OVER, _with(CLOSE, evidence="Other evidence.")],
    ids=["progress", "reschedule", "hand over", "close otherwise"],
)
def test_a_closed_action_is_reopened_before_anything_else(command: Command) -> None:
    given(*CLOSED).when(command, actor="member").refused("action-closed", "is closed")
    given(*DROPPED).when(command, actor="member").refused("action-closed", "is dropped")


@pytest.mark.parametrize(
    "command",
    [PROGRESS, RESCHEDULE, CLOSE, REOPEN, DROP, HAND_OVER],
    ids=lambda c: type(c).__name__,
)
def test_only_an_agreed_action_of_an_accepted_recommendation_moves(command: Command) -> None:
    given(*ACCEPTED).when(command, actor="member").refused("unknown-action", "A1")
    given(*RECOMMENDED).when(command, actor="member").refused("not-accepted", "R1")


def test_an_action_that_will_not_be_done_is_dropped_with_a_reason() -> None:
    given(*ACTING).when(DROP, actor="chair").then(
        ActionDropped(
            recommendation="R1",
            action="A1",
            dropped_on=date(2026, 8, 21),
            reason="The post was cut.",
        )
    )
    for day, code in (
        (date(2026, 6, 30), "date-too-early"),
        (date(2026, 9, 2), "date-in-future"),
    ):
        given(*ACTING).when(_with(DROP, dropped_on=day), actor="chair").refused(code)
    given(*CLOSED).when(DROP, actor="chair").refused("action-closed", "is closed")


def test_a_dropped_action_may_be_taken_up_again() -> None:
    given(*DROPPED).when(REOPEN, actor="chair").then(
        ActionReopened(recommendation="R1", action="A1", reason="The cards ran out.")
    )


def _handed(to_owner: str, agency: str = "police") -> ActionHandedOver:
    return ActionHandedOver(
        recommendation="R1",
        action="A1",
        from_owner="sergeant",
        to_owner=to_owner,
        agency=agency,
        reason="The sergeant retires.",
    )


@pytest.mark.parametrize("actor", ["chair", "inspector-of-police"])
def test_an_action_is_handed_over_by_saig_or_the_agencys_lead(actor: str) -> None:
    outcome = given(*ACTING).when(_with(HAND_OVER, agency="police"), actor=actor)
    outcome.then(
        ActionHandedOver(
            recommendation="R1",
            action="A1",
            from_owner="sergeant",
            to_owner="pc",
            agency="police",
            reason="The sergeant retires.",
        )
    )
    handed = (*ACTING, *at(R1, _handed("pc")))
    given(*handed).when(PROGRESS, actor="sergeant").refused("not-the-owner", "pc")
    given(*handed).when(PROGRESS, actor="pc").then(
        ActionProgressed(recommendation="R1", action="A1", note="Printed."),
        again_because="Each note is news of its own day; a retry is known by its command id.",
    )


def test_an_action_is_handed_to_somebody_who_is_here_by_whose_it_is() -> None:
    gone = at(
        streams.DIRECTORY, PersonLeft(person="pc", left_on=date(2026, 8, 1), reason="Retired.")
    )
    given(*ACTING, *gone).when(HAND_OVER, actor="chair").refused("person-left")
    given(*ACCEPTED, *gone).when(_with(AGREE, owner="pc"), actor="chair").refused("person-left")
    theirs = _with(HAND_OVER, owner="nurse", agency="health")
    given(*ACTING).when(theirs, actor="matron").refused("other-agencys-action", "police")


def test_the_agency_that_took_anothers_place_goes_on_with_its_actions() -> None:
    merged = at(
        streams.DIRECTORY,
        AgencyMerged(agency="police", into="health", merged_on=date(2026, 8, 1), reason="One."),
    )
    theirs = _with(HAND_OVER, owner="nurse", agency="health")
    given(*ACTING, *merged).when(theirs, actor="matron").then(_handed("nurse", "health"))
    left_out = _with(HAND_OVER, owner="nurse")
    given(*ACTING, *merged).when(left_out, actor="chair").then(_handed("nurse", "health"))
