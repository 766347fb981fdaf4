"""What one person did alone before it took two, in ledgers from that time: decided again.

No command leads to it any more. It counts only where nobody had ever asked for anything yet: the
first request shows that the ledger is kept by whoever knows that it takes two. So does the first
event in a version that can name a request (`KNOWS_REQUESTS`), which whoever decides it again looks
for: a role granted by today's software, for instance, and so every ledger that it began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, assert_never, cast

from domain.custody.events import LedgerContinued, LogKeyRotated
from domain.custody.requirements import custody_state, require_fresh_name, require_named
from domain.directory.events import RoleGranted
from domain.directory.requirements import directory_state
from domain.kernel import streams
from domain.kernel.command import Command, Context, Refusal
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role, StreamId
from domain.request.requirements import requests_state
from domain.vault.events import ErasureBegun, ErasureRequested
from domain.vault.requirements import keys_state, require_erasable

if TYPE_CHECKING:
    from domain.directory.decisions import GrantRole

KNOWS_REQUESTS = {"RoleGranted": 2, "ErasureBegun": 2, "LogKeyRotated": 2, "LedgerContinued": 2}
"""Events, and the version from which on each can name the request that it carries out."""

Done = ErasureRequested | ErasureBegun | LogKeyRotated | LedgerContinued


class DoneAlone(Command):
    """What one person asked for, as its event holds it."""

    event: Event

    @property
    def stream(self) -> StreamId:
        match self.event:
            case ErasureRequested() | ErasureBegun():
                return streams.vault(self.event.subject)
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


_BY_EVENT: dict[str, type[DoneAlone]] = {
    command.records[0].__name__: command
    for command in (AskAlone, BeginAlone, RotateAlone, ContinueAlone)
}


def alone(event: Event) -> DoneAlone | None:
    """The command of an event that names no request although it takes two people today."""
    command = _BY_EVENT.get(type(event).__name__)
    return None if command is None or getattr(event, "request", None) else command(event=event)


def decide(command: DoneAlone, context: Context) -> tuple[Event, ...]:
    event = cast(Done, command.event)
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


def granted(command: GrantRole, context: Context) -> tuple[Event, ...]:
    """A role without a request. Of keepers, only the first is made so once anybody had asked."""
    from domain.directory.decisions import is_to_grant

    if command.role is Role.KEEPER and directory_state(context).had_keeper:
        _require_early(context)
    if not is_to_grant(command, context):
        return ()
    return (RoleGranted(person=command.person, role=command.role, agency=command.agency),)


def was_done_alone(event: Event, context: Context) -> bool:
    """Whether one person did by this, naming no request, what takes two people today."""
    if isinstance(event, RoleGranted):
        is_first = not directory_state(context).had_keeper
        return event.role is Role.KEEPER and event.request is None and not is_first
    return alone(event) is not None


def _require_early(context: Context) -> None:
    if requests_state(context).all:
        raise took_two()


def took_two() -> Refusal:
    """What to say of an act that one person did alone when it took two."""
    return Refusal(
        "takes-two",
        "By then it took two people, and it names nobody's request.",
        "Find out who did it alone.",
    )
