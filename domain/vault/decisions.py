"""Erasing one subject's confidential text: legal holds, the request, the start, the completion.

A person with authority makes the decision, and the tool records it. A legal hold blocks an erasure
that has not begun. The entry that begins it comes before the key is touched, so a hold and an
erasure meet in the ledger and one of them is refused. The record of what was graded, when and by
whom stays, and so does every proof of it.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from domain.concern.requirements import concern_state
from domain.concern.state import Concern
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.confidential import concern_named
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import Line, StreamId, Text
from domain.vault.events import (
    Checks,
    ErasureBegun,
    ErasureCompleted,
    ErasureRequested,
    GlassBroken,
    LegalHoldPlaced,
    LegalHoldReleased,
    Subject,
)
from domain.vault.state import KeyState

_TheSubject = Annotated[Subject, argument("SUBJECT", "Whose words: a case", "2026-neglect/C07")]
_Authority = Annotated[Line, Shown("Who decided it, such as the officer", "NAME")]


class _VaultCommand(Command):
    subject: _TheSubject

    @property
    def stream(self) -> StreamId:
        return streams.vault(self.subject)


class BreakGlass(_VaultCommand):
    """For an inspector to read the text once. Each opening is recorded, with its own reason."""

    records: ClassVar[tuple[type[Event], ...]] = (GlassBroken,)
    reason: Text


class PlaceLegalHold(_VaultCommand):
    """Place a legal hold: nothing of this subject may be erased until it is released.

    Example: `assure vault hold 2026-neglect/C07 --authority "Family Court" --reason "Proceedings"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (LegalHoldPlaced,)
    authority: _Authority
    reason: common_fields.Reason


class ReleaseLegalHold(_VaultCommand):
    """Release the legal hold of one authority. Another authority's goes on."""

    records: ClassVar[tuple[type[Event], ...]] = (LegalHoldReleased,)
    authority: _Authority
    reason: common_fields.Reason


class RequestErasure(_VaultCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ErasureRequested,)
    requested_on: date
    authority: Line
    reason: Text


class BeginErasure(_VaultCommand):
    """Recorded by the erasure itself, before it touches the key."""

    records: ClassVar[tuple[type[Event], ...]] = (ErasureBegun,)


class CompleteErasure(_VaultCommand):
    """Recorded by the erasure itself, after the key's absence is checked."""

    records: ClassVar[tuple[type[Event], ...]] = (ErasureCompleted,)
    checks: Checks


Commands = (
    BreakGlass | PlaceLegalHold | ReleaseLegalHold | RequestErasure | BeginErasure | CompleteErasure
)


def decide(state: KeyState, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case BreakGlass():
            _require_text_recorded(state, command)
            _require_not_begun(state, command)
            return (GlassBroken(**fields(command)),)
        case PlaceLegalHold():
            return _place(state, command)
        case ReleaseLegalHold():
            return _release(state, command)
        case RequestErasure():
            return _request(state, command, context)
        case BeginErasure():
            return _begin(state, command)
        case CompleteErasure():
            return _complete(state, command)
        case _:
            assert_never(command)


def _require_text_recorded(state: KeyState, command: _VaultCommand) -> None:
    if state.key is None:
        raise Refusal(
            "no-words",
            f"Nothing confidential was ever recorded about {command.subject}.",
            "Name a case as audit/case, such as 2026-neglect/C07; a report as 2026-neglect/report;"
            " a concern as 2026-neglect/concern-1.",
        )
    if state.erased is not None:
        raise Refusal(
            "already-erased",
            f"The confidential text about {command.subject} was erased by authority of"
            f" {state.erased.authority}.",
            "There is nothing left to hold or to erase.",
        )


def _place(state: KeyState, command: PlaceLegalHold) -> tuple[Event, ...]:
    if any(hold.authority == command.authority for hold in state.holds):
        return ()
    _require_text_recorded(state, command)
    _require_not_begun(state, command)
    return (LegalHoldPlaced(**fields(command)),)


def _require_not_begun(state: KeyState, command: _VaultCommand) -> None:
    if state.begun is not None:
        raise Refusal(
            "erasure-begun",
            f"The erasure of the text about {command.subject} has begun; its key may be gone.",
            "It is too late. Tell who asked; the request to erase and its reason are recorded.",
        )


def _release(state: KeyState, command: ReleaseLegalHold) -> tuple[Event, ...]:
    if any(hold.authority == command.authority for hold in state.holds):
        return (LegalHoldReleased(**fields(command)),)
    if command.authority in state.released:
        return ()
    raise Refusal(
        "no-such-hold",
        f"{command.authority} has no legal hold on {command.subject}.",
        f"Legal holds on it: {_authorities(state) or 'none'}.",
    )


def _authorities(state: KeyState) -> str:
    return ", ".join(hold.authority for hold in state.holds)


def _require_not_held(state: KeyState, command: _VaultCommand) -> None:
    if state.holds:
        raise Refusal(
            "legal-hold",
            f"A legal hold protects {command.subject}, placed by authority of"
            f" {_authorities(state)}.",
            "It must be released first: `assure vault release`.",
        )


def _request(state: KeyState, command: RequestErasure, context: Context) -> tuple[Event, ...]:
    _require_text_recorded(state, command)
    if state.requested is not None:
        return ()
    _require_not_held(state, command)
    _require_no_open_concern(command, context)
    require_day("requested_on", command.requested_on, context)
    return (ErasureRequested(**fields(command)),)


def _require_no_open_concern(command: RequestErasure, context: Context) -> None:
    """Without text a concern cannot be resolved: the child stays at risk, the audit stays open."""
    named = concern_named(command.subject)
    concern = None if named is None else concern_state(context, *named)
    if isinstance(concern, Concern) and concern.resolved is None:
        raise Refusal(
            "concern-unresolved",
            f"The concern that {command.subject} is about is not resolved.",
            "Resolve it first: `assure concern resolve`.",
        )


def _begin(state: KeyState, command: BeginErasure) -> tuple[Event, ...]:
    if state.closed:
        return ()
    _require_requested(state, command)
    _require_not_held(state, command)
    return (ErasureBegun(subject=command.subject),)


def _require_requested(state: KeyState, command: _VaultCommand) -> ErasureRequested:
    if state.requested is None:
        raise Refusal(
            "no-request",
            f"Nobody has asked to erase the text about {command.subject}.",
            "Record the decision first: `assure vault erase`.",
        )
    return state.requested


def _complete(state: KeyState, command: CompleteErasure) -> tuple[Event, ...]:
    if state.erased is not None:
        return ()
    requested = _require_requested(state, command)
    if state.begun is None:
        raise Refusal(
            "not-begun",
            f"The erasure of the text about {command.subject} has not begun.",
            "It completes by itself once it has run: `assure vault erase`.",
        )
    return (
        ErasureCompleted(
            subject=command.subject,
            kid=None if state.key is None else state.key.kid,
            authority=requested.authority,
            checks=command.checks,
        ),
    )
