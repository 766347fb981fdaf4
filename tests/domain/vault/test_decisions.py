"""Held, requested, begun, completed: what may follow what."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from pydantic import ValidationError

from domain.audit.events import AuditClosed
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.vault.decisions import (
    BeginErasure,
    BreakGlass,
    CompleteErasure,
    PlaceLegalHold,
    ReleaseLegalHold,
    RequestErasure,
)
from domain.vault.events import (
    ErasureBegun,
    ErasureCompleted,
    ErasureRequested,
    GlassBroken,
    KeyIssued,
    LegalHoldPlaced,
    LegalHoldReleased,
)
from domain.vault.requirements import require_writable
from domain.vault.state import INITIAL, KeyState, evolve
from tests.domain.concern.test_decisions import ACKNOWLEDGED, RAISED, RESOLVED, TAKEN_UP
from tests.domain.scene import JOINED
from tests.domain.spec import TODAY, History, at, given

SUBJECT = "2026-neglect/C07"
KID = "0" * 32
KEEPER = "keeper"
STREAM = streams.vault(SUBJECT)
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


def after(*events: Event) -> History:
    return given(*JOINED, *at(STREAM, *events))


def _words(*events: Event) -> KeyState:
    state = after(*events).look(STREAM)
    assert isinstance(state, KeyState)
    return state


def place(authority: str = COURT, reason: str = "Proceedings.") -> PlaceLegalHold:
    return PlaceLegalHold(subject=SUBJECT, authority=authority, reason=reason)


def release(authority: str = COURT) -> ReleaseLegalHold:
    return ReleaseLegalHold(subject=SUBJECT, authority=authority, reason="It ended.")


def request(day: date = TODAY) -> RequestErasure:
    return RequestErasure(
        subject=SUBJECT, requested_on=day, authority="Dana Officer", reason="Article 17."
    )


BEGIN = BeginErasure(subject=SUBJECT)
COMPLETE = CompleteErasure(subject=SUBJECT, checks=CHECKS)


def test_a_hold_is_placed() -> None:
    after(ISSUED).when(place(), actor=KEEPER).then(
        LegalHoldPlaced(subject=SUBJECT, authority=COURT, reason="Proceedings.")
    )


def test_a_hold_stops_an_erasure_that_is_requested() -> None:
    after(ISSUED, REQUESTED).when(place(), actor=KEEPER).then(HELD)
    after(ISSUED, REQUESTED, HELD).when(BEGIN, actor=KEEPER).refused("legal-hold", COURT)


def test_each_authority_has_a_hold_of_its_own() -> None:
    """A release of one must not let go of what another still needs."""
    after(ISSUED, HELD).when(place(reason="Again."), actor=KEEPER).then_nothing()
    after(ISSUED, HELD).when(place(INQUIRY, "Evidence."), actor=KEEPER).then(ALSO_HELD)
    after(ISSUED, HELD, ALSO_HELD).when(release(), actor=KEEPER).then(
        LegalHoldReleased(subject=SUBJECT, authority=COURT, reason="It ended.")
    )
    still = after(ISSUED, HELD, ALSO_HELD, RELEASED)
    still.when(request(), actor=KEEPER).refused("legal-hold", INQUIRY)
    still.when(release(), actor=KEEPER).then_nothing()


def test_a_hold_may_be_placed_again() -> None:
    after(ISSUED, HELD, RELEASED).when(place(), actor=KEEPER).then(HELD)
    after(ISSUED, HELD, RELEASED, HELD).when(release(), actor=KEEPER).then(RELEASED)


def test_a_hold_that_nobody_placed_is_not_released() -> None:
    after(ISSUED).when(release(), actor=KEEPER).refused("no-such-hold", COURT, "none")
    after(ISSUED, HELD).when(release("The Court"), actor=KEEPER).refused("no-such-hold", COURT)


def test_a_hold_after_the_erasure_has_begun_comes_too_late_and_is_told_so() -> None:
    after(ISSUED, REQUESTED, BEGUN).when(place(), actor=KEEPER).refused("erasure-begun", SUBJECT)


@pytest.mark.parametrize("command", [place(), request()], ids=["hold", "request"])
def test_only_words_that_are_there_are_held_or_erased(
    command: PlaceLegalHold | RequestErasure,
) -> None:
    after().when(command, actor=KEEPER).refused("no-words", SUBJECT)
    after(*ERASED).when(command, actor=KEEPER).refused("already-erased", "Dana Officer")


def test_an_erasure_is_requested() -> None:
    after(ISSUED).when(request(), actor=KEEPER).then(
        ErasureRequested(
            subject=SUBJECT, requested_on=TODAY, authority="Dana Officer", reason="Article 17."
        )
    )
    after(ISSUED, HELD, RELEASED).when(request(), actor=KEEPER).then(REQUESTED)
    after(ISSUED, REQUESTED).when(request(), actor=KEEPER).then_nothing()


def test_a_request_under_a_hold_is_refused() -> None:
    after(ISSUED, HELD).when(request(), actor=KEEPER).refused("legal-hold", COURT, SUBJECT)


def test_a_request_is_not_dated_in_the_future() -> None:
    tomorrow = TODAY + timedelta(days=1)
    after(ISSUED).when(request(tomorrow), actor=KEEPER).refused("date-in-future", "requested_on")


def test_an_inspector_opens_words_for_once_and_says_why() -> None:
    asked = BreakGlass(subject=SUBJECT, reason="Case tracking.")
    broken = GlassBroken(subject=SUBJECT, reason="Case tracking.")
    each = "each reading is recorded"
    after(ISSUED).when(asked, actor="ina").then(
        GlassBroken(subject=SUBJECT, reason="Case tracking."), again_because=each
    )
    held = after(ISSUED, broken, HELD, REQUESTED)
    held.when(asked, actor="ina").then(broken, again_because=each)
    after().when(asked, actor="ina").refused("no-words", SUBJECT)
    after(*ERASED[:3]).when(asked, actor="ina").refused("erasure-begun", SUBJECT)
    after(*ERASED).when(asked, actor="ina").refused("already-erased", SUBJECT)


def test_an_erasure_begins_once_it_is_requested() -> None:
    after(ISSUED).when(BEGIN, actor=KEEPER).refused("no-request", SUBJECT)
    after(ISSUED, REQUESTED).when(BEGIN, actor=KEEPER).then(ErasureBegun(subject=SUBJECT))
    after(ISSUED, REQUESTED, BEGUN).when(BEGIN, actor=KEEPER).then_nothing()
    after(*ERASED).when(BEGIN, actor=KEEPER).then_nothing()


def test_an_erasure_completes_once_it_has_begun() -> None:
    after(ISSUED).when(COMPLETE, actor=KEEPER).refused("no-request", SUBJECT)
    after(ISSUED, REQUESTED).when(COMPLETE, actor=KEEPER).refused("not-begun", SUBJECT)
    after(ISSUED, REQUESTED, BEGUN).when(COMPLETE, actor=KEEPER).then(
        ErasureCompleted(subject=SUBJECT, kid=KID, authority="Dana Officer", checks=CHECKS)
    )
    after(*ERASED).when(COMPLETE, actor=KEEPER).then_nothing()


def test_a_completion_says_what_was_looked_at() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        CompleteErasure(subject=SUBJECT, checks=())


def test_new_words_are_refused_from_the_beginning_of_the_erasure() -> None:
    open_still: tuple[tuple[Event, ...], ...] = ((ISSUED,), (ISSUED, REQUESTED), (ISSUED, HELD))
    for events in open_still:
        require_writable(_words(*events), SUBJECT)
    for events in (ERASED[:3], ERASED):
        with pytest.raises(Refusal, match=f"{SUBJECT} was erased.*Leave the text empty") as caught:
            require_writable(_words(*events), SUBJECT)
        assert caught.value.code == "words-erased"


def test_the_state_tells_the_oldest_hold_and_what_is_closed() -> None:
    assert _words(ISSUED, HELD, ALSO_HELD).held == HELD
    assert _words(ISSUED, HELD, ALSO_HELD, RELEASED).held == ALSO_HELD
    assert _words(ISSUED, HELD, RELEASED).held is None
    assert [_words(*ERASED[:n]).closed for n in range(5)] == [False, False, False, True, True]
    assert _words(*ERASED).erased == COMPLETED


def test_an_event_of_another_noun_does_not_belong_here() -> None:
    with pytest.raises(TypeError, match="AuditClosed does not belong to a vault"):
        evolve(INITIAL, AuditClosed(audit="2026-neglect", closed_on=TODAY))


@pytest.mark.parametrize("name", ["C07", "2026-neglect/", "2026/neglect/C07", "a/b\n", "../C07"])
def test_a_subject_is_named_as_audit_and_case(name: str) -> None:
    with pytest.raises(ValidationError, match="subject"):
        BeginErasure(subject=name)


# Subjects that are no case


@pytest.mark.parametrize("subject", ["2026-neglect/report", "2026-neglect/concern-12"])
def test_a_report_and_a_concern_are_forgotten_as_a_case_is(subject: str) -> None:
    issued = KeyIssued(subject=subject, kid=KID, commitment="a" * 64)
    asked = RequestErasure(
        subject=subject, requested_on=TODAY, authority="Dana Officer", reason="Article 17."
    )
    given(*JOINED, *at(streams.vault(subject), issued)).when(asked, actor=KEEPER).then(
        ErasureRequested(
            subject=subject, requested_on=TODAY, authority="Dana Officer", reason="Article 17."
        )
    )
    given(*JOINED).when(asked, actor=KEEPER).refused("no-words", subject, "/report", "/concern-1")


def test_a_concern_is_forgotten_when_it_is_resolved_and_not_before() -> None:
    """Without its words nobody could resolve it, and its audit could never be closed."""
    subject = "2026-neglect/concern-1"
    issued = KeyIssued(subject=subject, kid=KID, commitment="a" * 64)
    steps = (RAISED, TAKEN_UP, ACKNOWLEDGED, RESOLVED)
    asked = RequestErasure(
        subject=subject, requested_on=TODAY, authority="Dana Officer", reason="Article 17."
    )
    for taken in range(1, 5):
        concern = at(streams.concern("2026-neglect", 1), *steps[:taken])
        outcome = given(*JOINED, *at(streams.vault(subject), issued), *concern).when(
            asked, actor=KEEPER
        )
        if taken < 4:
            outcome.refused("concern-unresolved", subject)
        else:
            outcome.then(
                ErasureRequested(
                    subject=subject,
                    requested_on=TODAY,
                    authority="Dana Officer",
                    reason="Article 17.",
                )
            )
