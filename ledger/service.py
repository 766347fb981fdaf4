"""The one door for recording. The only place with a clock, fresh ids and randomness.

A command is decided on its own stream and on every stream the decision looks at; the store
records the outcome only if none of them has moved meanwhile, so each decision is as if it had
the ledger to itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from domain.kernel import streams
from domain.kernel.access import Standing
from domain.kernel.command import Command, Measure, Refusal, cannot_measure
from domain.kernel.days import day_of
from domain.kernel.event import Stamp
from domain.kernel.vocabulary import StreamId
from ledger import deciding, permission, two_at_once
from ledger.deciding import Answer, Deciding, ForWhom, own_act
from ledger.decision import Decision, Outcome, Receipt, folded, leads_to, receipt_of, unkept
from ledger.errors import ConflictError, LedgerError, NotPermittedError
from ledger.identity import Identity
from ledger.interrupts import held, note_recorded
from ledger.issuing import issue_keys
from ledger.keys.keystore import ErasedError
from ledger.keys.vault import Vault
from ledger.location import Location
from ledger.proof.tiles import Sealed, Tree
from ledger.recorded import outcome_of, recorded
from ledger.screening import NOTHING_CONFIRMED, Confirmation, require_screened
from ledger.store.engines import engine_of
from ledger.store.entry import Entry, Row
from ledger.store.protocol import CommandSeenError, Engine, Store, StreamMovedError
from ledger.the_end import ClockBehind, TheEnd

if TYPE_CHECKING:
    from domain.vault.state import KeyState
    from ledger.custodian import Custodian

_ERASURE_BEGUN = "ErasureBegun"
SIZE_MAX = (1 << 63) - 1


def utc_now() -> datetime:
    return datetime.now(UTC)


class Ledger:
    """A ledger on disk, open for recording and for reading streams.

    `refused`: why nothing may be recorded; None: it may. `unremembered`: what is said after each
    recording where no custodian is to remember it. `warn`: told each such sentence, and each of
    the custodian's. `end`: what is known of the last entries. `tell_of_clock`: called before
    something is recorded while the clock is behind the last entry; it may raise.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime] = utc_now, vault: Vault | None = None
    ) -> None:
        self._store = store
        self._clock = clock
        self._known: dict[StreamId, tuple[int, object]] = {}
        self._known_to = 0
        self._known_lock = RLock()
        self.refused: LedgerError | None = None
        self.unremembered: str | None = None
        self.warn: Callable[[str], object] = lambda _: None
        self.end = TheEnd()
        self.tell_of_clock: Callable[[ClockBehind], None] | None = None
        store.mapper.key_state = self._key_state
        self.use(vault)

    @classmethod
    def open(
        cls, path: Location, clock: Callable[[], datetime] = utc_now, vault: Vault | None = None
    ) -> Self:
        """Opens an existing ledger. Raises UnusableError with the remedy.

        Without a vault its facts can be read, but no confidential text read or recorded.
        """
        return cls.of(engine_of(path), clock, vault)

    @classmethod
    def of(
        cls, engine: Engine, clock: Callable[[], datetime] = utc_now, vault: Vault | None = None
    ) -> Self:
        """As `open`, whatever engine keeps the ledger."""
        engine.require_ledger()
        return cls(engine.open(), clock, vault)

    @classmethod
    def to_read(cls, engine: Engine) -> Self:
        """A ledger in which nothing is recorded, and of which nothing is changed."""
        engine.require_ledger()
        return cls(engine.open_to_read())

    @classmethod
    def create(
        cls, path: Location, clock: Callable[[], datetime] = utc_now, vault: Vault | None = None
    ) -> Self:
        """Makes a new, empty ledger; an existing one is opened as it is."""
        engine = engine_of(path)
        if engine.is_blank():
            engine.create()
        return cls.of(engine, clock, vault)

    def use(self, vault: Vault | None, custodian: Custodian | None = None) -> None:
        """Takes the keys of this ledger and who looks after it, or goes on without."""
        self._vault = self._store.mapper.vault = vault
        self.custodian = custodian

    @property
    def engine(self) -> Engine:
        """Where the ledger is, and what keeps it there."""
        return self._store.engine

    def close(self) -> None:
        if self.custodian is not None:
            self.custodian.settle()
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

    def today(self) -> date:
        """The day by the service's clock, in the partnership's time zone."""
        return day_of(self._clock())

    @contextmanager
    def _store_faults(self) -> Iterator[None]:
        try:
            with self.engine.explained():
                yield
        except UnicodeEncodeError as error:
            raise Refusal(
                "unreadable-text", "The value is not readable text.", "Type it again."
            ) from error

    def size(self) -> int:
        """How many entries the ledger holds."""
        with self._store_faults():
            return self._store.size()

    def sealed(self) -> Sealed:
        """The ledger's size and frontier, as sealed."""
        with self._store_faults():
            return self._store.sealed()

    def head(self) -> tuple[int, bytes]:
        """The ledger's size and root, as sealed."""
        sealed = self.sealed()
        return sealed.size, sealed.root

    def leaves(self, first: int, last: int) -> list[bytes]:
        """The sealed leaf hashes of the positions from `first` to `last`."""
        with self._store_faults():
            return self._store.leaves(first, last)

    def tree(self) -> Tree:
        """The sealed tree, for proofs."""
        return Tree(self.size(), lambda a, b: self.leaves(a + 1, b), self._store.tiles)

    def row(self, position: int) -> Row | None:
        """An entry as it stands in the store, sealed; None beyond the end."""
        with self._store_faults():
            return next(iter(self._store.rows(position, position)), None)

    def erased_since(self, position: int) -> list[str]:
        """The subjects whose erasure has begun after an entry."""
        with self._store_faults():
            rows = self._store.rows(position + 1, SIZE_MAX, topics=[_ERASURE_BEGUN])
        return [str(row.originator_id).partition("/")[2] for row in rows]

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        """The streams whose names begin with `kind` and a slash, in order: `audit/...`."""
        with self._store_faults():
            return self._store.streams(kind)

    def entries(self, stream: StreamId) -> tuple[Entry, ...]:
        """A stream's entries, in order. Not filtered: see `ledger.reader`."""
        with self._store_faults():
            return tuple(self._store.stream(stream))

    def entry(self, position: int) -> Entry | None:
        """The entry at a position, or None beyond the end."""
        with self._store_faults():
            return next(iter(self._store.between(position, position)), None)

    def state(self, stream: StreamId) -> object:
        """A stream's state now."""
        with self._store_faults():
            self._forget_erased()
            return self._load(stream)[1]

    def _forget_erased(self) -> None:
        """Drops the states kept here once any process has begun an erasure: they hold text."""
        with self._known_lock:
            size = self._store.size()
            if self._known and size > self._known_to and self.erased_since(self._known_to):
                self._known.clear()
            self._known_to = size

    def _load(self, stream: StreamId) -> tuple[int, object]:
        # Under the lock, so that no state read before an erasure is kept after it.
        with self._known_lock:
            self._known_to = self._known_to if self._known else self._store.size()
            version, state = self._known.get(stream, (0, None))
            newer = list(self._store.stream(stream, after=version))
            if newer or state is None:
                self._known[stream] = (version + len(newer), folded(stream, newer, version, state))
            return self._known[stream]

    def _key_state(self, subject: str) -> KeyState:
        return cast("KeyState", self._load(streams.vault(subject))[1])

    def _load_before(self, stream: StreamId, position: int) -> tuple[int, object]:
        """A stream's version and state as they were when `position` was recorded."""
        entries = [e for e in self._store.stream(stream) if cast(int, e.position) < position]
        return len(entries), folded(stream, entries)

    def standing(self, person: str, audit: str | None = None) -> Standing:
        """What a person is now: roles held, and whether they lead `audit`.

        An unenrolled person has no standing at all.
        """
        with self._store_faults():
            return permission.standing_of(person, audit, lambda stream: self._load(stream)[1])

    def record(
        self,
        *commands: Command,
        actor: Identity,
        command_id: str | None = None,
        dry_run: bool = False,
        confirmed: Confirmation = NOTHING_CONFIRMED,
        measure: Measure = cannot_measure,
        whose: ForWhom = own_act,
        seen: Mapping[StreamId, int] = two_at_once.NOTHING_SEEN,
    ) -> Outcome:
        """Records what the commands lead to, all of it or nothing.

        The same `command_id` twice is one record and the same receipt. A dry run is the same
        decision, and is not recorded. `measure`: the application's, for a judgement of impact.
        `whose`: for whom each is entered. `seen`: how long each stream was that they looked at.
        Raises Suspected for a text that seems to name somebody unless `confirmed` covers it,
        Refusal by a rule, NotPermittedError by the access table, ConflictError when somebody else
        was first, UnusableError when the store cannot take it, and IntegrityFailureError.
        """
        command_id = command_id or secrets.token_hex(16)
        permission.require_names(actor.person, command_id)
        permitted = partial(self.require_permitted, commands, actor, whose)
        require_screened(commands, confirmed, permitted)
        for tries in range(two_at_once.TRIES_MAX):
            with self._store_faults():
                self._require_sound_end(dry_run=dry_run)
                earlier = self._earlier_outcome(command_id, actor, commands, whose)
                if earlier is not None:
                    return earlier
                try:
                    decision, stamp = self._decide(commands, actor, command_id, measure, whose)
                    two_at_once.require_seen(seen, decision, self._store)
                    if decision.entries and self.refused is not None:
                        raise self.refused
                    with held():
                        issue_keys(decision, stamp, self._vault, dry_run=dry_run)
                        if decision.entries and not dry_run:
                            actor.sign(decision, self._store.mapper.as_stored)
                            return Outcome.of(self._keep(decision, stamp), decision.entries)
                except (CommandSeenError, ErasedError):
                    continue
                except StreamMovedError as moved:
                    two_at_once.require_only_read(StreamId(moved.stream), decision, self._store)
                    two_at_once.pause(tries)
                    continue
                except (Refusal, NotPermittedError, ConflictError):
                    if self.is_recorded(command_id):
                        continue
                    raise
                if not self.is_recorded(command_id):
                    receipt = unkept(decision, stamp, dry_run=dry_run)
                    return Outcome.of(receipt, decision.entries)
        raise two_at_once.kept_changing()

    def _require_sound_end(self, *, dry_run: bool) -> None:
        """Refuses to record after an entry that none may follow, and tells of a wrong clock."""
        size = self.end.require_sound(self._store, self._vault, self.custodian)
        if self.tell_of_clock is not None and not dry_run:
            behind = ClockBehind.found(self._clock(), self._store, size)
            if behind is not None:
                self.tell_of_clock(behind)

    def require_permitted(
        self, commands: Sequence[Command], actor: Identity, whose: ForWhom = own_act
    ) -> None:
        """Refuses whoever may not give the commands, before anything is said of them."""
        with self._store_faults():
            pairs = ((command, whose(command)) for command in commands)
            permission.require_all_permitted(pairs, actor.person, lambda s: self._load(s)[1])

    def tried(
        self, commands: Sequence[Command], actor: Identity, whose: ForWhom = own_act
    ) -> list[Answer]:
        """What each command would lead to after those before it, or why it is refused."""
        with self._store_faults():
            self._require_sound_end(dry_run=True)
            self._forget_erased()
            attempt = Deciding(actor, "tried", self._clock(), self._load, cannot_measure)
            return list(deciding.each(attempt, commands, whose))

    def is_recorded(self, command_id: str) -> bool:
        """Whether another process recorded this very command meanwhile: it is then already so."""
        return self._store.command_positions(command_id) is not None

    def _decide(
        self,
        commands: Sequence[Command],
        actor: Identity,
        command_id: str,
        measure: Measure,
        whose: ForWhom,
    ) -> tuple[Decision, Stamp]:
        self._forget_erased()
        attempt = Deciding(actor, command_id, self._clock(), self._load, measure)
        stamp = deciding.decided(attempt, commands, whose)
        return attempt.decision, stamp

    def _keep(self, decision: Decision, stamp: Stamp) -> Receipt:
        """Records a decision. A stream that it writes is checked first: that is a conflict."""
        if self.custodian is not None:
            self.custodian.follow_erasures()
        written = dict.fromkeys(entry.stream for entry in decision.entries)
        read_versions = {stream: decision.read[stream] for stream in (*written, *decision.read)}
        appended = self._store.append(
            *decision.entries, command_id=stamp.command_id, read_versions=read_versions
        )
        if any(entry.name == _ERASURE_BEGUN for entry in decision.entries):
            self._forget_erased()
        receipt = receipt_of(appended.rows, stamp)
        note_recorded([line.position for line in receipt.lines])
        return replace(receipt, warnings=self._looked_after(receipt, appended.sealed))

    def _looked_after(self, receipt: Receipt, sealed: Sealed) -> tuple[str, ...]:
        """Notifies the custodian. Returns what to know of entries that are recorded already."""
        warnings: tuple[str, ...] = ()
        if self.custodian is None:
            warnings = () if self.unremembered is None else (self.unremembered,)
        elif unsound := self.end.unsound(
            self._store, receipt.lines[0].position - 1, self._vault, self.custodian
        ):
            warnings = (f"this computer does not remember it. {unsound.message}",)
        else:
            warnings = self.custodian.recorded([line.event for line in receipt.lines], sealed)
            strangers, self.end.looked_to = self.end.of_strangers(), sealed.size
            warnings = warnings or strangers
        for warning in warnings:
            self.warn(warning)
        return warnings

    def _earlier_outcome(
        self, command_id: str, actor: Identity, commands: Sequence[Command], whose: ForWhom
    ) -> Outcome | None:
        found = recorded(self._store, command_id)
        if found is None:
            return None
        rows, entries = found
        if entries[0].stamp.actor != actor.person or not leads_to(
            commands, entries, self._load_before, whose
        ):
            raise ConflictError(
                f"Command id {command_id!r} was already used for something else.",
                "Nothing was recorded. Leave --command-id out, or use a new one.",
            )
        return outcome_of(rows, entries)

    def recorded_as(self, command_id: str) -> Outcome | None:
        """What a command id has recorded, whatever was asked for; None for nothing."""
        with self._store_faults():
            found = recorded(self._store, command_id)
            return None if found is None else outcome_of(*found)
