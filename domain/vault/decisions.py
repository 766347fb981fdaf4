"""Erasing one subject's confidential text: legal holds, the start, the completion.

A person with authority makes the decision, and the tool records it. One person asks for it, and
another does it when the days have passed: `domain.request`. A legal hold blocks an erasure that
has not begun. The entry that begins it comes before the key is touched, so a hold and an
erasure meet in the ledger and one of them is refused. The record of what was graded, when and by
whom stays, and so does every proof of it.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.audit.requirements import audit_state
from domain.audit.state import Audit
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.vocabulary import Line, StreamId, Text
from domain.request.events import Act
from domain.request.requirements import require_second_person
from domain.vault.events import (
    Checks,
    ErasureBegun,
    ErasureCompleted,
    GlassBroken,
    LegalHoldPlaced,
    LegalHoldReleased,
    Subject,
)
from domain.vault.requirements import authorities, require_erasable, require_text_recorded
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


class BeginErasure(_VaultCommand):
    """Recorded by the erasure itself, before it touches the key."""

    records: ClassVar[tuple[type[Event], ...]] = (ErasureBegun,)
    although_open: Text | None = None


class CompleteErasure(_VaultCommand):
    """Recorded by the erasure itself, after the key's absence is checked."""

    records: ClassVar[tuple[type[Event], ...]] = (ErasureCompleted,)
    checks: Checks


Commands = BreakGlass | PlaceLegalHold | ReleaseLegalHold | BeginErasure | CompleteErasure


def decide(state: KeyState, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case BreakGlass():
            require_text_recorded(state, command.subject)
            _require_not_begun(state, command)
            return (GlassBroken(**fields(command)),)
        case PlaceLegalHold():
            return _place(state, command)
        case ReleaseLegalHold():
            return _release(state, command)
        case BeginErasure():
            return _begin(state, command, context)
        case CompleteErasure():
            return _complete(state, command)
        case _:
            assert_never(command)


def _place(state: KeyState, command: PlaceLegalHold) -> tuple[Event, ...]:
    if any(hold.authority == command.authority for hold in state.holds):
        return ()
    require_text_recorded(state, command.subject)
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
        f"Legal holds on it: {authorities(state) or 'none'}.",
    )


def _begin(state: KeyState, command: BeginErasure, context: Context) -> tuple[Event, ...]:
    if state.closed:
        return ()
    request = require_second_person(context, Act.ERASE, command.subject)
    require_erasable(context, command.subject)
    why = _although_open(command, context)
    return (
        ErasureBegun(
            subject=command.subject,
            request=request.number,
            authority=request.asked.authority,
            although_open=why,
        ),
    )


def _although_open(command: BeginErasure, context: Context) -> str | None:
    """Why it cannot wait until the audit is closed. None: it is closed."""
    audit = command.subject.partition("/")[0]
    state = audit_state(context, audit)
    if isinstance(state, Audit) and state.closed is not None:
        return None
    if command.although_open is None:
        raise Refusal(
            "audit-open",
            f"The audit {audit} is not closed: people still work with what was said.",
            "Close it first. If it cannot wait, you, who did not ask for it, say why:"
            " --although-open.",
        )
    return command.although_open


def _complete(state: KeyState, command: CompleteErasure) -> tuple[Event, ...]:
    if state.erased is not None:
        return ()
    if state.begun is None or state.authority is None:
        raise Refusal(
            "not-begun",
            f"The erasure of the text about {command.subject} has not begun.",
            "It completes by itself once it has run: `assure vault erase`.",
        )
    return (
        ErasureCompleted(
            subject=command.subject,
            kid=None if state.key is None else state.key.kid,
            authority=state.authority,
            checks=command.checks,
        ),
    )
