"""The one door for recording. The only place with a clock, fresh ids and randomness.

A command is decided on its own stream and on every stream the decision looks at; the store
records the outcome only if none of them has moved meanwhile, so each decision is as if it had
the ledger to itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, cast
from zoneinfo import ZoneInfo

from domain import streams
from domain.access import Grant, Standing, may_record
from domain.deciders.base import Command, Context
from domain.deciders.directory import FormPartnership
from domain.deciders.table import decide
from domain.events.base import Event, Stamp
from domain.states.audit import Audit
from domain.states.directory import Directory
from domain.states.table import fold
from domain.vocabulary import Role, StreamId
from ledger.errors import ConflictError, NotPermittedError
from ledger.store.application import STORE_FAULTS, Store, require_ledger, unusable
from ledger.store.entry import Entry
from ledger.store.sqlite import CommandSeenError, StreamMovedError

ZONE = ZoneInfo("Europe/London")
TRIES_MAX = 10


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One entry of a receipt. `leaf`: its hash in the tree, in hexadecimal; "" in a dry run."""

    position: int
    stream: str
    version: int
    event: str
    leaf: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded. `repeated`: it already was, by the same command id.

    No lines: nothing needed recording, because it is already so.
    """

    command_id: str
    actor: str
    recorded_at: datetime
    lines: tuple[ReceiptLine, ...]
    repeated: bool = field(default=False, compare=False)
    dry_run: bool = False


@dataclass(slots=True)
class _Decision:
    """One try: every stream as it was read, and as the commands so far would leave it."""

    load: Callable[[StreamId], tuple[int, object]]
    read: dict[StreamId, int] = field(default_factory=dict)
    states: dict[StreamId, object] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def look(self, stream: StreamId) -> object:
        if stream not in self.states:
            self.read[stream], self.states[stream] = self.load(stream)
        return self.states[stream]

    def add(self, stream: StreamId, events: Sequence[Event], stamp: Stamp) -> None:
        written = sum(1 for entry in self.entries if entry.stream == stream)
        first = self.read[stream] + written + 1
        self.entries += [
            Entry(stream, version, event, stamp) for version, event in enumerate(events, first)
        ]
        self.states[stream] = fold(stream, events, self.states[stream])


class Ledger:
    """A ledger on disk, open for recording and for reading streams."""

    def __init__(self, store: Store, clock: Callable[[], datetime] = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[StreamId, tuple[int, object]] = {}

    @classmethod
    def open(cls, path: Path, clock: Callable[[], datetime] = utc_now) -> Self:
        """Opens an existing ledger. Raises UnusableError with the remedy."""
        require_ledger(path)
        return cls(Store(path), clock)

    @classmethod
    def create(cls, path: Path, clock: Callable[[], datetime] = utc_now) -> Self:
        """Makes a new, empty ledger; an existing one is opened as it is."""
        if path.exists() and path.stat().st_size > 0:
            return cls.open(path, clock)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            return cls(Store(path, create=True), clock)
        except (*STORE_FAULTS, OSError) as error:
            raise unusable(path, error) from error

    @property
    def path(self) -> Path:
        return self._store.path

    def close(self) -> None:
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def fresh_salt(self) -> str:
        """128 random bits in hexadecimal."""
        return secrets.token_hex(16)

    def today(self) -> datetime:
        """The service's clock in the partnership's time zone."""
        return self._clock().astimezone(ZONE)

    @contextmanager
    def _store_faults(self) -> Iterator[None]:
        try:
            yield
        except (StreamMovedError, CommandSeenError):
            raise
        except STORE_FAULTS as error:
            raise unusable(self.path, error) from error

    def size(self) -> int:
        """How many entries the ledger holds."""
        with self._store_faults():
            return self._store.recorder.size()

    def entries(self, stream: StreamId) -> tuple[Entry, ...]:
        """A stream's entries, in order. Not filtered: callers ask `ledger.history`."""
        with self._store_faults():
            return tuple(self._store.stream(stream))

    def entry(self, position: int) -> Entry | None:
        """The entry at a position, or None beyond the end."""
        with self._store_faults():
            return next(iter(self._store.between(position, position)), None)

    def state(self, stream: StreamId) -> object:
        """A stream's state now."""
        with self._store_faults():
            return self._load(stream)[1]

    def _load(self, stream: StreamId) -> tuple[int, object]:
        version, state = self._known.get(stream, (0, None))
        newer = list(self._store.stream(stream, after=version))
        if newer or state is None:
            state = fold(stream, [entry.event for entry in newer], state)
            self._known[stream] = (version + len(newer), state)
        return self._known[stream]

    def standing(self, person: str, audit: str | None = None) -> Standing:
        """What a person is now: roles held, and whether they lead `audit`.

        An unenrolled person has no standing at all.
        """
        with self._store_faults():
            return _standing(person, audit, lambda stream: self._load(stream)[1])

    def record(
        self,
        *commands: Command,
        actor: str,
        command_id: str | None = None,
        dry_run: bool = False,
    ) -> Receipt:
        """Records what the commands lead to, all of it or nothing.

        The same `command_id` twice is one record and the same receipt. Raises Refusal by a rule,
        NotPermittedError by the access table, ConflictError when somebody else was first, and
        UnusableError when the store cannot take it.
        """
        command_id = command_id or secrets.token_hex(16)
        for _ in range(TRIES_MAX):
            with self._store_faults():
                earlier = self._earlier_receipt(command_id, actor, commands)
                if earlier is not None:
                    return earlier
                decision, stamp = self._decide(commands, actor, command_id)
                if dry_run or not decision.entries:
                    return self._unkept(decision, stamp, dry_run=dry_run)
                try:
                    return self._keep(decision, stamp)
                except CommandSeenError:
                    continue
                except StreamMovedError as moved:
                    self._require_only_read(StreamId(moved.stream), decision)
        raise ConflictError(
            f"Others kept changing what this rests on, {TRIES_MAX} times over.",
            "Nothing was recorded. Try again.",
        )

    def _decide(
        self, commands: Sequence[Command], actor: str, command_id: str
    ) -> tuple[_Decision, Stamp]:
        decision = _Decision(self._load)
        now = self._clock()
        context = Context(actor, now.astimezone(ZONE).date(), decision.look)
        stamp = Stamp(recorded_at=now, actor=actor, role=Role.COORDINATOR, command_id=command_id)
        for command in commands:
            grant = _require_permission(command, actor, decision.look)
            stamp = Stamp(
                recorded_at=now,
                actor=actor,
                role=grant.role,
                agency=grant.agency,
                command_id=command_id,
            )
            events = decide(decision.look(command.stream), command, context)
            decision.add(command.stream, events, stamp)
        return decision, stamp

    def _keep(self, decision: _Decision, stamp: Stamp) -> Receipt:
        recordings = self._store.save(
            *decision.entries,
            command_id=stamp.command_id,
            read_versions=decision.read,
        )
        first, last = recordings[0].notification.id, recordings[-1].notification.id
        return self._receipt(decision.entries, first, last, stamp)

    def _receipt(
        self, entries: Sequence[Entry], first: int, last: int, stamp: Stamp, repeated: bool = False
    ) -> Receipt:
        leaves = self._store.recorder.leaf_hashes(first, last)
        lines = tuple(
            ReceiptLine(position, entry.stream, entry.version, _name(entry), leaf.hex())
            for position, entry, leaf in zip(range(first, last + 1), entries, leaves, strict=True)
        )
        return Receipt(stamp.command_id, stamp.actor, stamp.recorded_at, lines, repeated)

    def _unkept(self, decision: _Decision, stamp: Stamp, *, dry_run: bool) -> Receipt:
        lines = tuple(
            ReceiptLine(0, entry.stream, entry.version, _name(entry), "")
            for entry in decision.entries
        )
        return Receipt(stamp.command_id, stamp.actor, stamp.recorded_at, lines, dry_run=dry_run)

    def _earlier_receipt(
        self, command_id: str, actor: str, commands: Sequence[Command]
    ) -> Receipt | None:
        found = self._store.recorder.command_positions(command_id)
        if found is None:
            return None
        entries = list(self._store.between(*found))
        asked = {command.stream for command in commands}
        if entries[0].stamp.actor != actor or not {e.stream for e in entries} <= asked:
            raise ConflictError(
                f"Command id {command_id!r} was already used for something else.",
                "Nothing was recorded. Leave --command-id out, or use a new one.",
            )
        return self._receipt(entries, *found, entries[0].stamp, repeated=True)

    def _require_only_read(self, moved: StreamId, decision: _Decision) -> None:
        """Somebody else wrote to the very stream: they were first, and are named."""
        if all(entry.stream != moved for entry in decision.entries):
            return
        first = list(self._store.stream(moved, after=decision.read[moved]))[0]
        when = first.stamp.recorded_at.astimezone(ZONE)
        raise ConflictError(
            f"{first.stamp.actor} was first: {_name(first)} on {moved},"
            f" {when:%-d %B %Y at %H:%M:%S}, entry {first.position}.",
            "Nothing of yours was recorded. Look at what is there now, then try again.",
        )


def _name(entry: Entry) -> str:
    return type(entry.event).__name__


def _standing(person: str, audit: str | None, look: Callable[[StreamId], object]) -> Standing:
    directory = cast(Directory, look(streams.DIRECTORY))
    enrolled = directory.people.get(person)
    if enrolled is None:
        return Standing(person)
    leads: frozenset[str] = frozenset()
    if audit is not None:
        state = look(streams.audit(audit))
        if isinstance(state, Audit) and state.lead == person:
            leads = frozenset({audit})
    return Standing(person, enrolled.grants, leads)


def _require_permission(command: Command, actor: str, look: Callable[[StreamId], object]) -> Grant:
    if isinstance(command, FormPartnership):
        return Grant(Role.COORDINATOR)
    standing = _standing(actor, command.subject.audit, look)
    grants = [may_record(standing, event.__name__, command.subject) for event in command.records]
    if grants and all(grants):
        return cast(Grant, grants[0])
    held = sorted({f"{g.role}{f' of {g.agency}' if g.agency else ''}" for g in standing.grants})
    raise NotPermittedError(
        f"{actor} may not {_words(type(command).__name__)}: they hold"
        f" {', '.join(held) or 'no role'}.",
        "See who may with `assure access show`; the coordinator grants roles.",
    )


def _words(name: str) -> str:
    """A command's name in words: `AppendReturn` is `append return`."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
