"""The server's store: eventsourcing's PostgreSQL recorder, append-only and sealed as it writes.

Chosen by `PERSISTENCE_MODULE`; the library finds `Factory` here. In one transaction: take a turn,
look whether the command is known, whether the streams that a decision read have moved, and at the
tree's frontier; write the entries with dense positions, their leaf hashes and the command.

The library's own way writes faster when PostgreSQL's functions do it, and then takes no lock: a
reader who follows positions loses entries. It is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from typing import Any, NoReturn, cast

import psycopg
from eventsourcing import postgres as library
from eventsourcing.persistence import InterfaceError, OperationalError, StoredEvent
from eventsourcing.utils import strtobool
from psycopg.rows import dict_row, tuple_row
from psycopg_pool import PoolTimeout

from domain.kernel.vocabulary import StreamId
from ledger.proof.leaf import leaf_hash_of
from ledger.proof.tiles import TILE, Growth, Sealed
from ledger.store.application import SealedRecorder
from ledger.store.entry import Row
from ledger.store.postgres import statements
from ledger.store.postgres.address import Address
from ledger.store.postgres.connection import PATIENCE_SECONDS, Impatient, settle
from ledger.store.postgres.faults import UnknownOutcomeError, is_passing
from ledger.store.protocol import (
    Appended,
    CommandSeenError,
    Portion,
    StreamMovedError,
    require_next,
)

POOL_SECONDS = 5.0
_PAUSE_SECONDS = 0.2
_CONNECTIONS_MAX = 8
_VERSION_MAX = (1 << 63) - 1


class ServerDatastore(library.PostgresDatastore):
    """Connections to one ledger, each settled before it is used."""

    def __init__(self, address: Address, *, to_read: bool) -> None:
        super().__init__("", "", "", "", "", schema=address.schema, originator_id_type="text")

        def settled(db: psycopg.Connection[Any]) -> None:
            settle(db, address, to_read=to_read)
            db.execute(statements.SETTINGS_OF_A_STORE)

        self._is_open = False
        self.pool = library.ConnectionPool(
            address.conninfo,
            connection_class=Impatient,
            kwargs={"row_factory": dict_row},
            min_size=1,
            max_size=_CONNECTIONS_MAX,
            open=False,
            configure=settled,
            timeout=POOL_SECONDS,
            num_workers=1,
        )

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[Any]]:
        """As the library's. The first to ask waits for one connection, and begins no second."""
        if not self._is_open:
            self._is_open = True
            with suppress(PoolTimeout):
                self.pool.open(wait=True, timeout=POOL_SECONDS)
        with super().get_connection() as db:
            yield db

    def register_type_adapters(self) -> None:
        """None: the library's composite type is not used, and nothing is asked for it."""


class PostgresRecorder(library.PostgresApplicationRecorder, SealedRecorder):
    """Appends entries and seals them in the same transaction."""

    def append(
        self,
        stored: Sequence[StoredEvent],
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int],
    ) -> Appended:
        """`read_versions`: each stream that the decision read, with its version then.

        Raises CommandSeenError or StreamMovedError; the transaction is then rolled back whole.
        A lost connection is ridden out. Whether a commit whose answer was lost was carried out is
        found by the command's id, in another turn: then the first transaction has ended. Raises
        UnknownOutcomeError where that cannot be found out in time.
        """
        leaves = _leaves(stored)
        deadline = monotonic() + PATIENCE_SECONDS
        asked = _Asked()
        while True:
            try:
                return self._append(stored, leaves, command_id, read_versions, asked)
            except CommandSeenError:
                mine = self._found(stored, leaves, command_id) if asked.to_commit else None
                if mine is None:
                    raise
                return mine
            except (OperationalError, InterfaceError) as error:
                is_told = not is_passing(error)
                if is_told and asked.has_turn:
                    asked.to_commit = False  # by the server itself: this try was undone
                if is_told or monotonic() > deadline:
                    if asked.to_commit:
                        raise UnknownOutcomeError(command_id) from error
                    raise
            sleep(_PAUSE_SECONDS)

    def _append(
        self,
        stored: Sequence[StoredEvent],
        leaves: Sequence[bytes],
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int],
        asked: _Asked,
    ) -> Appended:
        command, asked.has_turn = [(command_id, len(stored))], False
        with self.datastore.get_connection() as db, db.cursor(row_factory=tuple_row) as c:
            if len(stored) == 1:
                with _at_once(db):
                    growth = _take_turn(c, command_id, read_versions)
                    asked.to_commit = asked.has_turn = True
                    rows, told, tiles = _grown(stored, leaves, growth, command)
                    _insert_tiles(c, tiles, growth.size)
                    c.execute(statements.INSERT, (*told[0], *rows[0]), prepare=True)
                    c.execute("COMMIT")
            else:
                with _at_once(db):
                    growth = _take_turn(c, command_id, read_versions)
                asked.to_commit, asked.has_turn = False, True
                rows, told, tiles = _grown(stored, leaves, growth, command)
                _copy(c, statements.COPY_ENTRIES, statements.ENTRY_TYPES, rows)
                asked.to_commit = True
                with _at_once(db):
                    _insert_tiles(c, tiles, growth.size)
                    c.execute(statements.INSERT_COMMAND, told[0], prepare=True)
                    c.execute("COMMIT")
            asked.to_commit = False
        kept = [
            _row(s, position)
            for position, s in enumerate(stored, start=growth.size - len(stored) + 1)
        ]
        return Appended(kept, Sealed(growth.size, tuple(growth.frontier)))

    def _found(
        self, stored: Sequence[StoredEvent], leaves: Sequence[bytes], command_id: str
    ) -> Appended | None:
        """What an earlier try of the same recording left; None where the command is another's."""
        first, last = self.command_positions(command_id) or (1, 0)
        if self.leaf_hashes(first, last) != leaves:
            return None
        rows = [_row(s, position) for position, s in enumerate(stored, start=first)]
        return Appended(rows, self.sealed())

    def replicate(self, portion: Portion) -> None:
        """Appends what another place of the same ledger holds, as it stands there."""
        leaves = _leaves(portion.stored)
        with self.datastore.get_connection() as db, db.cursor(row_factory=tuple_row) as c:
            growth = _take_turn(c, "", {})
            require_next(portion, growth.size)
            rows, told, tiles = _grown(portion.stored, leaves, growth, portion.commands)
            _copy(c, statements.COPY_ENTRIES, statements.ENTRY_TYPES, rows)
            _copy(c, statements.COPY_COMMANDS, statements.COMMAND_TYPES, told)
            _insert_tiles(c, tiles, growth.size)
            c.execute("COMMIT")

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> NoReturn:
        """The library's own way in, which knows neither commands nor what a decision read."""
        raise InterfaceError("entries are appended by commands only")

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """As the library's, with each entry's position."""
        bounds = (gt or 0, _VERSION_MAX if lte is None else lte, limit)
        statement = statements.STREAM_BACKWARDS if desc else statements.STREAM
        return [Row(*row) for row in self._rows(statement, (str(originator_id), *bounds))]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Row]:
        first = (start or 1) + (not inclusive_of_start)
        bounds = (first, _VERSION_MAX if stop is None else stop)
        if topics:
            return [Row(*r) for r in self._rows(statements.OF_TOPICS, (*bounds, [*topics], limit))]
        return [Row(*row) for row in self._rows(statements.BETWEEN, (*bounds, limit))]

    def command_positions(self, command_id: str) -> tuple[int, int] | None:
        """The first and last position that a command led to, or None if it is not recorded."""
        found = self._rows(statements.COMMAND, (command_id,))
        return cast("tuple[int, int]", found[0]) if found else None

    def leaf_hashes(self, first: int, last: int) -> list[bytes]:
        """The sealed leaf hashes of the positions from `first` to `last`."""
        return [row[0] for row in self._rows(statements.LEAVES, (first, last))]

    def tiles(self, first: int, last: int) -> list[bytes]:
        """The roots of full runs of leaves, from tile `first` up to `last`, counted from 0."""
        return [row[0] for row in self._rows(statements.TILES, (first, last))]

    def streams(self, kind: str) -> list[str]:
        """The streams whose names begin with a kind and a slash, in order."""
        bounds = (f"{kind}/", f"{kind}0")  # 0 follows the slash
        return [row[0] for row in self._rows(statements.STREAMS, bounds)]

    def sealed(self) -> Sealed:
        """The ledger's size and frontier, as sealed."""
        ((size, hashes),) = self._rows(statements.FRONTIER, ())
        return Sealed(size, tuple(statements.frontier_of(size, hashes)))

    def size(self) -> int:
        """How many entries the ledger holds."""
        return int(self._rows(statements.LAST, ())[0][0])

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        """A question's answer. A connection that was lost meanwhile is ridden out."""
        deadline = monotonic() + PATIENCE_SECONDS
        while True:
            try:
                with self.datastore.get_connection() as db, db.cursor(row_factory=tuple_row) as c:
                    return c.execute(statement, values, prepare=True).fetchall()
            except (OperationalError, InterfaceError) as error:
                if not is_passing(error) or monotonic() > deadline:
                    raise
            sleep(_PAUSE_SECONDS)


class _Asked:
    """How far a recording has come: `to_commit` while a commit's answer has not come.

    `has_turn`: this try looked, in its turn, and found that no earlier one was carried out.
    """

    to_commit, has_turn = False, False


Cursor = psycopg.Cursor[tuple[Any, ...]]


@contextmanager
def _at_once(db: psycopg.Connection[Any]) -> Iterator[None]:
    """Sends in one exchange what is asked inside without waiting: others wait meanwhile."""
    failure = None
    with db.pipeline() as pipeline:
        try:
            yield
            pipeline.sync()
        except Exception as error:
            failure = error  # raised outside: the pipeline would warn of it
    if failure is not None:
        raise failure


def _take_turn(
    c: Cursor, command_id: str, read_versions: Mapping[str, int] | Mapping[StreamId, int]
) -> Growth:
    """Begins, waits for every other writer, and looks. Returns the tree as it is."""
    c.execute(statements.BEGIN)
    looked_at = (command_id, list(map(str, read_versions)), list(read_versions.values()))
    seen, moved, size, hashes = c.execute(statements.TURN, looked_at, prepare=True).fetchall()[0]
    if seen is not None:
        raise CommandSeenError(command_id)
    if moved is not None:
        raise StreamMovedError(moved)
    return Growth(size, statements.frontier_of(size, hashes))


_Rows = list[tuple[Any, ...]]


def _grown(
    stored: Sequence[StoredEvent],
    leaves: Sequence[bytes],
    growth: Growth,
    commands: Sequence[tuple[str, int]],
) -> tuple[_Rows, _Rows, Sequence[bytes]]:
    """The rows of the entries and of their commands, and the tiles that they fill."""
    first = growth.size + 1
    tiles = growth.extend(leaves)
    ends = dict(zip(statements.ends_of(growth.size), growth.frontier, strict=True))
    rows = [
        (position, str(s.originator_id), s.originator_version, s.topic, s.state, leaf, end)
        for position, s, leaf in zip(range(first, growth.size + 1), stored, leaves, strict=True)
        for end in (ends.get(position),)
    ]
    return rows, list(_covered(commands, first)), tiles


def _insert_tiles(c: Cursor, tiles: Sequence[bytes], size: int) -> None:
    if tiles:
        full = size // TILE
        c.execute(statements.INSERT_TILES, (list(range(full - len(tiles), full)), [*tiles]))


def _copy(c: Cursor, statement: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Many rows, in pieces that the connection makes itself: none can be too long for it."""
    with c.copy(statement) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def _covered(commands: Sequence[tuple[str, int]], first: int) -> Iterator[tuple[str, int, int]]:
    """Each command's id, and its first and last position."""
    for command_id, entries in commands:
        yield command_id, first, first + entries - 1
        first += entries


def _leaves(stored: Sequence[StoredEvent]) -> list[bytes]:
    return [
        leaf_hash_of(str(one.originator_id), one.originator_version, one.topic, one.state)
        for one in stored
    ]


def _row(stored: StoredEvent, position: int) -> Row:
    return Row(
        stored.originator_id, stored.originator_version, stored.topic, stored.state, position
    )


class Factory(library.PostgresFactory):
    """What eventsourcing constructs from `PERSISTENCE_MODULE`."""

    application_recorder_class = PostgresRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        if strtobool(self.env.get(self.POSTGRES_ENABLE_DB_FUNCTIONS) or "no"):
            raise InterfaceError(
                f"{self.POSTGRES_ENABLE_DB_FUNCTIONS} takes no lock: a reader would lose entries"
            )
        given, schema = (str(self.env.get(n)) for n in (self.POSTGRES_DBNAME, self.POSTGRES_SCHEMA))
        self.datastore = ServerDatastore(
            Address(given, schema), to_read=self.env.get("TO_READ") == "yes"
        )
