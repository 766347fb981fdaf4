"""Held, requested, begun, completed: what may follow what."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from domain.audit.events import AuditClosed
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.kernel.event import Event
from domain.request.decisions import RequestErasure
from domain.request.events import Act
from domain.vault.decisions import (
    BeginErasure,
    BreakGlass,
    CompleteErasure,
    PlaceLegalHold,
    ReleaseLegalHold,
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
from tests.domain.asking import asked
from tests.domain.concern.test_decisions import ACKNOWLEDGED, RAISED, RESOLVED, TAKEN_UP
from tests.domain.scene import AGREED, JOINED
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
URGENT = "The court has ordered it."
BEGUN = ErasureBegun(subject=SUBJECT, request=1, authority="Dana Officer", although_open=URGENT)
CHECKS = ("The key was searched for and not found.",)
COMPLETED = ErasureCompleted(subject=SUBJECT, kid=KID, authority="Dana Officer", checks=CHECKS)
ERASED = (ISSUED, BEGUN, COMPLETED)
ALONE = ErasureBegun(subject=SUBJECT, request=None, authority=None, although_open=None)
"""As it stands in a ledger from the time when one person did it."""
REQUEST = asked(Act.ERASE, SUBJECT, authority="Dana Officer")


def after(*events: Event) -> History:
    return given(*JOINED, *at(STREAM, *events))


def asked_for(*events: Event) -> History:
    """The same, with a request by another person for its erasure."""
    return given(*after(*events).happened, *REQUEST)


def _words(*events: Event) -> KeyState:
    state = after(*events).look(STREAM)
    assert isinstance(state, KeyState)
    return state


def place(authority: str = COURT, reason: str = "Proceedings.") -> PlaceLegalHold:
    return PlaceLegalHold(subject=SUBJECT, authority=authority, reason=reason)


def release(authority: str = COURT) -> ReleaseLegalHold:
    return ReleaseLegalHold(subject=SUBJECT, authority=authority, reason="It ended.")


def request(subject: str = SUBJECT) -> RequestErasure:
    return RequestErasure(
        subject=subject, asked_on=TODAY, authority="Dana Officer", reason="Article 17."
    )


BEGIN = BeginErasure(subject=SUBJECT, although_open=URGENT)
COMPLETE = CompleteErasure(subject=SUBJECT, checks=CHECKS)


def test_a_hold_is_placed() -> None:
    after(ISSUED).when(place(), actor=KEEPER).then(
        LegalHoldPlaced(subject=SUBJECT, authority=COURT, reason="Proceedings.")
    )


def test_a_hold_stops_an_erasure_that_is_requested() -> None:
    asked_for(ISSUED).when(place(), actor=KEEPER).then(HELD)
    asked_for(ISSUED, HELD).when(BEGIN, actor=KEEPER).refused("legal-hold", COURT)


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
    after(ISSUED, BEGUN).when(place(), actor=KEEPER).refused("erasure-begun", SUBJECT)


@pytest.mark.parametrize("command", [place(), request()], ids=["hold", "request"])
def test_only_words_that_are_there_are_held_or_erased(
    command: PlaceLegalHold | RequestErasure,
) -> None:
    after().when(command, actor=KEEPER).refused("no-words", SUBJECT)
    after(*ERASED).when(command, actor=KEEPER).refused("already-erased", "Dana Officer")


def test_a_request_under_a_hold_is_refused() -> None:
    after(ISSUED, HELD).when(request(), actor=KEEPER).refused("legal-hold", COURT, SUBJECT)
    after(ISSUED, HELD, RELEASED).decide(request(), KEEPER, TODAY)


def test_an_inspector_opens_words_for_once_and_says_why() -> None:
    asked = BreakGlass(subject=SUBJECT, reason="Case tracking.")
    broken = GlassBroken(subject=SUBJECT, reason="Case tracking.")
    each = "each reading is recorded"
    after(ISSUED).when(asked, actor="ina").then(
        GlassBroken(subject=SUBJECT, reason="Case tracking."), again_because=each
    )
    held = asked_for(ISSUED, broken, HELD)
    held.when(asked, actor="ina").then(broken, again_because=each)
    after().when(asked, actor="ina").refused("no-words", SUBJECT)
    after(*ERASED[:2]).when(asked, actor="ina").refused("erasure-begun", SUBJECT)
    after(*ERASED).when(asked, actor="ina").refused("already-erased", SUBJECT)


def test_an_erasure_begins_once_another_person_asked_for_it() -> None:
    after(ISSUED).when(BEGIN, actor=KEEPER).refused("no-request", SUBJECT)
    asked_for(ISSUED).when(BEGIN, actor=KEEPER).then(
        ErasureBegun(subject=SUBJECT, request=1, authority="Dana Officer", although_open=URGENT)
    )
    asked_for(ISSUED, BEGUN).when(BEGIN, actor=KEEPER).then_nothing()
    asked_for(*ERASED).when(BEGIN, actor=KEEPER).then_nothing()


def test_what_one_person_asked_for_in_an_older_ledger_is_asked_for_anew() -> None:
    after(ISSUED, REQUESTED).when(BEGIN, actor=KEEPER).refused("no-request", SUBJECT)
    begun = after(ISSUED, REQUESTED, ALONE)
    begun.when(BEGIN, actor=KEEPER).then_nothing()
    begun.when(COMPLETE, actor=KEEPER).then(COMPLETED)


def test_while_the_audit_is_open_the_second_person_says_why() -> None:
    """Else they could erase what moderation is about to look at."""
    plain = BeginErasure(subject=SUBJECT)
    asked_for(ISSUED).when(plain, actor=KEEPER).refused("audit-open", "2026-neglect")
    closed = at(streams.audit("2026-neglect"), AuditClosed(audit="2026-neglect", closed_on=TODAY))
    for command in (plain, BEGIN):
        given(*AGREED, *at(STREAM, ISSUED), *REQUEST, *closed).when(command, actor=KEEPER).then(
            ErasureBegun(subject=SUBJECT, request=1, authority="Dana Officer", although_open=None)
        )


def test_an_erasure_completes_once_it_has_begun() -> None:
    for history in (after(ISSUED), asked_for(ISSUED), after(ISSUED, REQUESTED)):
        history.when(COMPLETE, actor=KEEPER).refused("not-begun", SUBJECT)
    asked_for(ISSUED, BEGUN).when(COMPLETE, actor=KEEPER).then(
        ErasureCompleted(subject=SUBJECT, kid=KID, authority="Dana Officer", checks=CHECKS)
    )
    asked_for(*ERASED).when(COMPLETE, actor=KEEPER).then_nothing()


def test_a_completion_says_what_was_looked_at() -> None:
    with pytest.raises(ValidationError, match="at least 1 item"):
        CompleteErasure(subject=SUBJECT, checks=())


def test_new_words_are_refused_from_the_beginning_of_the_erasure() -> None:
    open_still: tuple[tuple[Event, ...], ...] = ((ISSUED,), (ISSUED, REQUESTED), (ISSUED, HELD))
    for events in open_still:
        require_writable(_words(*events), SUBJECT)
    for events in (ERASED[:2], ERASED):
        with pytest.raises(Refusal, match=f"{SUBJECT} was erased.*Leave the text empty") as caught:
            require_writable(_words(*events), SUBJECT)
        assert caught.value.code == "words-erased"


def test_the_state_tells_the_oldest_hold_and_what_is_closed() -> None:
    assert _words(ISSUED, HELD, ALSO_HELD).held == HELD
    assert _words(ISSUED, HELD, ALSO_HELD, RELEASED).held == ALSO_HELD
    assert _words(ISSUED, HELD, RELEASED).held is None
    assert [_words(*ERASED[:n]).closed for n in range(4)] == [False, False, True, True]
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
    begin = BeginErasure(subject=subject, although_open=URGENT)
    wanted = asked(Act.ERASE, subject, authority="Dana Officer")
    given(*JOINED, *at(streams.vault(subject), issued), *wanted).when(begin, actor=KEEPER).then(
        ErasureBegun(subject=subject, request=1, authority="Dana Officer", although_open=URGENT)
    )
    given(*JOINED).when(request(subject), actor=KEEPER).refused(
        "no-words", subject, "/report", "/concern-1"
    )


def test_a_concern_is_forgotten_when_it_is_resolved_and_not_before() -> None:
    """Without its words nobody could resolve it, and its audit could never be closed."""
    subject = "2026-neglect/concern-1"
    issued = KeyIssued(subject=subject, kid=KID, commitment="a" * 64)
    steps = (RAISED, TAKEN_UP, ACKNOWLEDGED, RESOLVED)
    wanted = asked(Act.ERASE, subject, authority="Dana Officer")
    begin = BeginErasure(subject=subject, although_open=URGENT)
    for taken in range(1, 5):
        concern = at(streams.concern("2026-neglect", 1), *steps[:taken])
        happened = given(*JOINED, *at(streams.vault(subject), issued), *concern)
        asking, doing = (
            happened.when(request(subject), actor=KEEPER),
            given(*happened.happened, *wanted).when(begin, actor=KEEPER),
        )
        if taken < 4:
            asking.refused("concern-unresolved", subject)
            doing.refused("concern-unresolved", subject)
        else:
            doing.then(
                ErasureBegun(
                    subject=subject, request=1, authority="Dana Officer", although_open=URGENT
                )
            )
