"""Held, requested, begun, completed: what may follow what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.deciders.base import Refusal
from domain.deciders.vault import (
    BeginErasure,
    CompleteErasure,
    PlaceLegalHold,
    ReleaseLegalHold,
    RequestErasure,
    require_writable,
)
from domain.events.audit import AuditClosed
from domain.events.base import Event
from domain.events.vault import (
    ErasureBegun,
    ErasureCompleted,
    ErasureRequested,
    KeyIssued,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from domain.states.vault import INITIAL, evolve
from tests.ledger.vault.spec import TODAY, given

SUBJECT = "2026-neglect/C07"
KID = "0" * 32
KEEPER = "kim-keeper"
COURT, INQUIRY = "The family court", "The inquiry"

ISSUED = KeyIssued(subject=SUBJECT, kid=KID, commitment="a" * 64)
HELD = LegalHoldPlaced(subject=SUBJECT, authority=COURT, reason="Proceedings.")
ALSO_HELD = LegalHoldPlaced(subject=SUBJECT, authority=INQUIRY, reason="Evidence.")
RELEASED = LegalHoldReleased(subject=SUBJECT, authority=COURT, reason="It ended.")
REQUESTED = ErasureRequested(
    subject=SUBJECT, requested_on=TODAY, authority="Dana Officer", reason="Article 17."
)
BEGUN = ErasureBegun(subject=SUBJECT)
CHECKS = ("The key was searched for and not found.",)
COMPLETED = ErasureCompleted(subject=SUBJECT, kid=KID, authority="Dana Officer", checks=CHECKS)
ERASED = (ISSUED, REQUESTED, BEGUN, COMPLETED)


def _place(authority: str = COURT, reason: str = "Proceedings.") -> PlaceLegalHold:
    return PlaceLegalHold(words_of=SUBJECT, authority=authority, reason=reason)


def _release(authority: str = COURT) -> ReleaseLegalHold:
    return ReleaseLegalHold(words_of=SUBJECT, authority=authority, reason="It ended.")


def _request(day: date = TODAY) -> RequestErasure:
    return RequestErasure(
        words_of=SUBJECT, requested_on=day, authority="Dana Officer", reason="Article 17."
    )


BEGIN = BeginErasure(words_of=SUBJECT)
COMPLETE = CompleteErasure(words_of=SUBJECT, checks=CHECKS)


def test_a_hold_is_placed() -> None:
    given(ISSUED).when(_place(), actor=KEEPER).then(HELD)


def test_a_hold_stops_an_erasure_that_is_requested() -> None:
    given(ISSUED, REQUESTED).when(_place(), actor=KEEPER).then(HELD)
    given(ISSUED, REQUESTED, HELD).when(BEGIN, actor=KEEPER).refused("legal-hold", COURT)


def test_each_authority_has_a_hold_of_its_own() -> None:
    """A release of one must not let go of what another still needs."""
    given(ISSUED, HELD).when(_place(reason="Again."), actor=KEEPER).then_nothing()
    given(ISSUED, HELD).when(_place(INQUIRY, "Evidence."), actor=KEEPER).then(ALSO_HELD)
    given(ISSUED, HELD, ALSO_HELD).when(_release(), actor=KEEPER).then(RELEASED)
    still = given(ISSUED, HELD, ALSO_HELD, RELEASED)
    still.when(_request(), actor=KEEPER).refused("legal-hold", INQUIRY)
    still.when(_release(), actor=KEEPER).then_nothing()


def test_a_hold_may_be_placed_again() -> None:
    given(ISSUED, HELD, RELEASED).when(_place(), actor=KEEPER).then(HELD)
    given(ISSUED, HELD, RELEASED, HELD).when(_release(), actor=KEEPER).then(RELEASED)


def test_a_hold_that_nobody_placed_is_not_released() -> None:
    given(ISSUED).when(_release(), actor=KEEPER).refused("no-such-hold", COURT, "none")
    given(ISSUED, HELD).when(_release("The Court"), actor=KEEPER).refused("no-such-hold", COURT)


def test_a_hold_after_the_erasure_has_begun_comes_too_late_and_is_told_so() -> None:
    given(ISSUED, REQUESTED, BEGUN).when(_place(), actor=KEEPER).refused("erasure-begun", SUBJECT)


@pytest.mark.parametrize("command", [_place(), _request()], ids=["hold", "request"])
def test_only_words_that_are_there_are_held_or_erased(
    command: PlaceLegalHold | RequestErasure,
) -> None:
    given().when(command, actor=KEEPER).refused("no-words", SUBJECT)
    given(*ERASED).when(command, actor=KEEPER).refused("already-erased", "Dana Officer")


def test_an_erasure_is_requested() -> None:
    given(ISSUED).when(_request(), actor=KEEPER).then(REQUESTED)
    given(ISSUED, HELD, RELEASED).when(_request(), actor=KEEPER).then(REQUESTED)
    given(ISSUED, REQUESTED).when(_request(), actor=KEEPER).then_nothing()


def test_a_request_under_a_hold_is_refused() -> None:
    given(ISSUED, HELD).when(_request(), actor=KEEPER).refused("legal-hold", COURT, SUBJECT)


def test_a_request_is_not_dated_in_the_future() -> None:
    tomorrow = TODAY + timedelta(days=1)
    given(ISSUED).when(_request(tomorrow), actor=KEEPER).refused("date-in-future", "requested_on")


def test_an_erasure_begins_once_it_is_requested() -> None:
    given(ISSUED).when(BEGIN, actor=KEEPER).refused("no-request", SUBJECT)
    given(ISSUED, REQUESTED).when(BEGIN, actor=KEEPER).then(BEGUN)
    given(ISSUED, REQUESTED, BEGUN).when(BEGIN, actor=KEEPER).then_nothing()
    given(*ERASED).when(BEGIN, actor=KEEPER).then_nothing()


def test_an_erasure_completes_once_it_has_begun() -> None:
    given(ISSUED).when(COMPLETE, actor=KEEPER).refused("no-request", SUBJECT)
    given(ISSUED, REQUESTED).when(COMPLETE, actor=KEEPER).refused("not-begun", SUBJECT)
    given(ISSUED, REQUESTED, BEGUN).when(COMPLETE, actor=KEEPER).then(COMPLETED)
    given(*ERASED).when(COMPLETE, actor=KEEPER).then_nothing()


def test_a_completion_says_what_was_looked_at() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        CompleteErasure(words_of=SUBJECT, checks=())


def test_new_words_are_refused_from_the_beginning_of_the_erasure() -> None:
    open_still: tuple[tuple[Event, ...], ...] = ((ISSUED,), (ISSUED, REQUESTED), (ISSUED, HELD))
    for events in open_still:
        require_writable(given(*events).state, SUBJECT)
    for events in (ERASED[:3], ERASED):
        with pytest.raises(Refusal, match=f"{SUBJECT} were erased.*Leave the text empty") as caught:
            require_writable(given(*events).state, SUBJECT)
        assert caught.value.code == "words-erased"


def test_the_state_tells_the_oldest_hold_and_what_is_closed() -> None:
    assert given(ISSUED, HELD, ALSO_HELD).state.held == HELD
    assert given(ISSUED, HELD, ALSO_HELD, RELEASED).state.held == ALSO_HELD
    assert given(ISSUED, HELD, RELEASED).state.held is None
    assert [given(*ERASED[:n]).state.closed for n in range(5)] == [False, False, False, True, True]
    assert given(*ERASED).state.erased == COMPLETED


def test_an_event_of_another_noun_does_not_belong_here() -> None:
    with pytest.raises(TypeError, match="AuditClosed does not belong to a vault"):
        evolve(INITIAL, AuditClosed(audit="2026-neglect", closed_on=TODAY))


@pytest.mark.parametrize("name", ["C07", "2026-neglect/", "2026/neglect/C07", "a/b\n", "../C07"])
def test_a_subject_is_named_as_audit_and_case(name: str) -> None:
    with pytest.raises(ValidationError, match="words_of"):
        BeginErasure(words_of=name)
