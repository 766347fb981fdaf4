"""What one person did alone before it took two, in ledgers from that time: decided again.

No command leads to it any more. It counts only where nobody had ever asked for anything yet: the
first request shows that the ledger is kept by whoever knows that it takes two.
"""

from __future__ import annotations

from typing import ClassVar, assert_never, cast

from domain.custody.events import LedgerContinued, LogKeyRotated
from domain.custody.requirements import custody_state, require_fresh_name, require_named
from domain.directory.events import RoleGranted
from domain.directory.state import Directory
from domain.kernel import streams
from domain.kernel.command import Command, Context, Refusal
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role, StreamId
from domain.request.requirements import requests_state
from domain.vault.events import ErasureBegun, ErasureRequested
from domain.vault.requirements import keys_state, require_erasable

Done = ErasureRequested | ErasureBegun | LogKeyRotated | LedgerContinued | RoleGranted


class DoneAlone(Command):
    """What one person asked for, as its event holds it."""

    event: Event

    @property
    def stream(self) -> StreamId:
        match self.event:
            case ErasureRequested() | ErasureBegun():
                return streams.vault(self.event.subject)
            case RoleGranted():
                return streams.DIRECTORY
            case _:
                return streams.CUSTODY


class AskAlone(DoneAlone):
    records: ClassVar[tuple[type[Event], ...]] = (ErasureRequested,)


class BeginAlone(DoneAlone):
    records: ClassVar[tuple[type[Event], ...]] = (ErasureBegun,)


class RotateAlone(DoneAlone):
    records: ClassVar[tuple[type[Event], ...]] = (LogKeyRotated,)


class ContinueAlone(DoneAlone):
    records: ClassVar[tuple[type[Event], ...]] = (LedgerContinued,)


class GrantAlone(DoneAlone):
    records: ClassVar[tuple[type[Event], ...]] = (RoleGranted,)


_BY_EVENT: dict[str, type[DoneAlone]] = {
    command.records[0].__name__: command
    for command in (AskAlone, BeginAlone, RotateAlone, ContinueAlone, GrantAlone)
}


def alone(event: Event) -> DoneAlone | None:
    """The command of an event that names no request although it takes two people today."""
    if isinstance(event, RoleGranted) and event.role is not Role.KEEPER:
        return None
    command = _BY_EVENT.get(type(event).__name__)
    return None if command is None or getattr(event, "request", None) else command(event=event)


def decide(state: object, command: DoneAlone, context: Context) -> tuple[Event, ...]:
    event = cast(Done, command.event)
    if isinstance(event, RoleGranted):
        return _granted(cast(Directory, state), event, context)
    _require_early(context)
    match event:
        case ErasureRequested():
            if keys_state(context, event.subject).requested is not None:
                return ()
            require_erasable(context, event.subject)
        case ErasureBegun():
            if keys_state(context, event.subject).requested is None:
                raise Refusal(
                    "no-request", f"Nobody asked to erase {event.subject}.", "Ask for it first."
                )
            require_erasable(context, event.subject)
        case LogKeyRotated():
            _, key = require_named(custody_state(context))
            if key != event.old_key:
                raise Refusal("other-key", "The key was another one.", "Name the present one.")
        case LedgerContinued():
            state_now = custody_state(context)
            origin, _ = require_named(state_now)
            require_fresh_name(state_now, event.new_origin)
            if origin != event.old_origin:
                raise Refusal("other-name", "The name was another one.", "Name the present one.")
        case _:
            assert_never(event)
    return (event,)


def _granted(state: Directory, event: RoleGranted, context: Context) -> tuple[Event, ...]:
    """A keeper: the first is made by one person today too."""
    from domain.directory.decisions import GrantRole, is_to_grant

    if state.had_keeper:
        _require_early(context)
    command = GrantRole(person=event.person, role=event.role, agency=event.agency)
    return (event,) if is_to_grant(command, context) else ()


def _require_early(context: Context) -> None:
    if requests_state(context).all:
        raise Refusal(
            "takes-two",
            "By then it took two people, and it names nobody's request.",
            "Find out who did it alone.",
        )
