"""Naming the ledger, and recording the proofs and packs that were given out."""

from __future__ import annotations

from typing import Annotated, ClassVar, assert_never

from domain.custody.events import (
    CheckpointPublished,
    CheckpointTimed,
    EntryNumber,
    Evidence,
    LedgerBackedUp,
    LedgerContinued,
    LedgerNamed,
    LoginsAllowed,
    LogKeyRotated,
    Moment,
    Origin,
    PackExported,
    ReceiptIssued,
    ServerLogin,
    Size,
    VerifierKey,
)
from domain.custody.requirements import require_fresh_name, require_named
from domain.custody.state import Custody
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.days import day_of
from domain.kernel.event import Event
from domain.kernel.field_help import Shown, argument
from domain.kernel.vocabulary import Digest, Line, Name, StreamId, Text
from domain.request.events import Act
from domain.request.requirements import SIGNING_KEY, require_second_person


class _CustodyCommand(Command):
    @property
    def stream(self) -> StreamId:
        return streams.CUSTODY


class NameLedger(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (LedgerNamed,)
    origin: Origin
    key: VerifierKey


class RotateLogKey(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (LogKeyRotated,)
    new_key: VerifierKey


class PublishCheckpoint(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (CheckpointPublished,)
    size: Size
    root: Digest
    note_sha256: Digest
    to_whom: Name


class TimeCheckpoint(_CustodyCommand):
    """`evidence_sha256`: of a witness's signature line or of a time-stamp, already verified."""

    records: ClassVar[tuple[type[Event], ...]] = (CheckpointTimed,)
    size: Size
    root: Digest
    by: Name
    seen_at: Moment
    evidence: Evidence
    evidence_sha256: Digest


class IssueReceipt(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ReceiptIssued,)
    entry: EntryNumber
    size: Size
    to_whom: Name


class ExportPack(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (PackExported,)
    scope: Line
    digest: Digest
    to_whom: Name
    sealed_text_opened: bool
    reason: Text


class ContinueLedger(_CustodyCommand):
    records: ClassVar[tuple[type[Event], ...]] = (LedgerContinued,)
    new_origin: Origin
    new_key: VerifierKey
    last_outside_size: Size
    last_outside_root: Digest
    restored_size: Size
    reason: Text


class RecordBackup(_CustodyCommand):
    """Recorded once the copy is made and verified."""

    records: ClassVar[tuple[type[Event], ...]] = (LedgerBackedUp,)
    size: Size
    root: Digest
    digest: Digest
    kept: Line | None = None


class AllowLogins(_CustodyCommand):
    """Say which logins of the server may write this ledger's entries, from the next entry on.

    They replace those that were said before. `assure ledger verify` compares the login that the
    server stamped on each entry with those that were allowed then. Nothing is opened by it: the
    server's administrator lets logins in.

    After a copy into a server every entry up to its end bears the login of whoever copied: say so
    with --copied-by and --copied-up-to.

    Example: `assure ledger allow-logins desk_one desk_two --reason "Our two recording desks"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (LoginsAllowed,)
    logins: Annotated[
        tuple[ServerLogin, ...], argument("LOGIN", "As the server names it", "desk_one")
    ]
    reason: common_fields.Reason
    copied_by: Annotated[
        ServerLogin | None, Shown("The login that copied the ledger into the server", "LOGIN")
    ] = None
    copied_up_to: Annotated[
        EntryNumber | None, Shown("The last entry that was copied", "ENTRY")
    ] = None


Commands = (
    NameLedger
    | RotateLogKey
    | PublishCheckpoint
    | TimeCheckpoint
    | IssueReceipt
    | ExportPack
    | ContinueLedger
    | RecordBackup
    | AllowLogins
)


def decide(state: Custody, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, NameLedger):
        return _name(state, command)
    if isinstance(command, RecordBackup):
        return (LedgerBackedUp(**fields(command)),)
    if isinstance(command, AllowLogins):
        return _allow(state, command)
    origin, key = require_named(state)
    match command:
        case RotateLogKey():
            if command.new_key == key:
                return ()
            request = require_second_person(context, Act.ROTATE_KEY, SIGNING_KEY)
            return (LogKeyRotated(old_key=key, new_key=command.new_key, request=request.number),)
        case PublishCheckpoint():
            event = CheckpointPublished(**fields(command))
            return () if event in state.published else (event,)
        case TimeCheckpoint():
            return _time(state, command, context)
        case IssueReceipt():
            return (ReceiptIssued(**fields(command)),)
        case ExportPack():
            return (PackExported(**fields(command)),)
        case ContinueLedger():
            return _continue(state, origin, command, context)
        case _:
            assert_never(command)


def _name(state: Custody, command: NameLedger) -> tuple[Event, ...]:
    if state.origin is None:
        return (LedgerNamed(origin=command.origin, key=command.key),)
    if (state.origin, state.key) == (command.origin, command.key):
        return ()
    raise Refusal(
        "ledger-named",
        f"This ledger's public name is {state.origin}.",
        "A name is never changed; a restored copy goes on with `assure ledger continue`.",
    )


def _allow(state: Custody, command: AllowLogins) -> tuple[Event, ...]:
    if not command.logins:
        raise Refusal(
            "no-login",
            "No login is named, so nobody could record anything that is allowed.",
            "Name each login that records.",
        )
    if (command.copied_by is None) != (command.copied_up_to is None):
        raise Refusal(
            "half-a-copy",
            "Of a copy it takes both: who copied, and up to which entry.",
            "Give --copied-by and --copied-up-to, or neither.",
        )
    event = LoginsAllowed(**{**fields(command), "logins": tuple(sorted(set(command.logins)))})
    return () if event == state.allowed else (event,)


def _time(state: Custody, command: TimeCheckpoint, context: Context) -> tuple[Event, ...]:
    if day_of(command.seen_at) > context.today:
        raise Refusal(
            "time-ahead",
            f"{command.by} says {command.seen_at:%Y-%m-%d %H:%M} UTC, which is still to come.",
            "One of the two clocks is wrong: set it, and ask for a new confirmation.",
        )
    event = CheckpointTimed(**fields(command))
    return () if event in state.timed else (event,)


def _continue(
    state: Custody, origin: str, command: ContinueLedger, context: Context
) -> tuple[Event, ...]:
    latest = state.continued
    if latest is not None:
        again = LedgerContinued(
            old_origin=latest.old_origin, request=latest.request, **fields(command)
        )
        if again == latest:
            return ()
    require_fresh_name(state, command.new_origin)
    request = require_second_person(context, Act.CONTINUE, command.new_origin)
    return (LedgerContinued(old_origin=origin, request=request.number, **fields(command)),)
