"""The embedded store: eventsourcing's SQLite recorder, append-only and sealed as it writes.

Chosen by `PERSISTENCE_MODULE`; the library finds `Factory` here. In one transaction: take the
write lock, note the command's id, check that the streams a decision read have not moved, write
the entries with dense positions, their leaf hashes and the tree's frontier.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any, NoReturn, cast

from eventsourcing import persistence
from eventsourcing import sqlite as library
from eventsourcing.persistence import (
    DatabaseError,
    InterfaceError,
    StoredEvent,
)

from domain.kernel.vocabulary import StreamId
from ledger.proof import merkle
from ledger.proof.leaf import leaf_hash_of
from ledger.proof.tiles import TILE, Growth, Sealed
from ledger.store.application import SealedRecorder
from ledger.store.entry import Row
from ledger.store.protocol import (
    Appended,
    CommandSeenError,
    Portion,
    StreamMovedError,
    require_next,
)
from ledger.store.sqlite import schema
from ledger.store.sqlite.connection import (
    begin_reading,
    is_to_read,
    path_of,
    patiently,
    uri_on_a_disc,
)

SYNCHRONOUS_FULL = 2

_MAX_VERSION = (
    "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?"
)
_INSERT_EVENT = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (?, ?, ?, ?, ?)"
)
_INSERT_LEAF = "INSERT INTO ledger_leaf (position, leaf_hash) VALUES (?, ?)"
_INSERT_LEAVES = (
    "INSERT INTO ledger_leaf (position, leaf_hash)"
    " SELECT ?1 + key, substr(?2, 1 + key * 32, 32) FROM json_each(?3)"
)
"""The first position, all hashes in one, and as many zeros: one statement for any number of them.

Measured at 100: 0.8 us for each, by a statement for each 1.9.
"""
_INSERT_TILE = "INSERT INTO ledger_tile (tile, hash) VALUES (?, ?)"
_SELECT_LEAVES = (
    "SELECT leaf_hash FROM ledger_leaf WHERE position BETWEEN ? AND ? ORDER BY position"
)
_SELECT_TILES = "SELECT hash FROM ledger_tile WHERE tile >= ? AND tile < ? ORDER BY tile"
_INSERT_COMMAND = "INSERT INTO ledger_command VALUES (?, ?, ?)"
_SET_FRONTIER = "UPDATE ledger_frontier SET size = ?, hashes = ?"
_SELECT_STREAM = (
    "SELECT originator_id, originator_version, topic, state, rowid"
    " FROM stored_events WHERE originator_id = ?"
    " AND originator_version > ? AND originator_version <= ?"
    " ORDER BY originator_version LIMIT ?"
)
_SELECT_STREAM_BACKWARDS = (
    "SELECT originator_id, originator_version, topic, state, rowid"
    " FROM stored_events WHERE originator_id = ?"
    " AND originator_version > ? AND originator_version <= ?"
    " ORDER BY originator_version DESC LIMIT ?"
)
_SELECT_STREAMS = (
    "SELECT DISTINCT originator_id FROM stored_events"
    " WHERE originator_id >= ? AND originator_id < ? ORDER BY originator_id"
)
_VERSION_MAX = (1 << 63) - 1


class DurableConnection(library.SQLiteConnection):
    """A connection that takes the write lock before anything else in a writing transaction.

    A deferred transaction that reads first fails at once, without waiting, when another process
    has written meanwhile.
    """

    only_reads = False

    @property
    def db(self) -> sqlite3.Connection:
        return self._sqlite_conn

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[library.SQLiteCursor]:
        with _Transaction(self, commit=commit) as cursor, cursor:
            yield cursor


class _Transaction(library.SQLiteTransaction):
    def __enter__(self) -> library.SQLiteCursor:
        cursor = self.connection.cursor()
        if self.commit:
            cursor.execute("BEGIN IMMEDIATE")
        elif cast(DurableConnection, self.connection).only_reads:
            begin_reading(cast(DurableConnection, self.connection).db)
        else:
            cursor.execute("BEGIN")
        return cursor


class DurablePool(library.SQLiteConnectionPool):
    """Connections whose every commit is on the disk before it is acknowledged.

    On a disc, where nothing is written, there is nothing to acknowledge: it is only read.
    """

    def _create_connection(self) -> DurableConnection:
        path = path_of(self.db_name)
        try:
            db = self._connect(self.db_name)
            if is_to_read(self.db_name):
                patiently(lambda: db.execute("PRAGMA application_id").fetchone())
            else:
                _require_durable(db)
        except sqlite3.OperationalError as error:
            address = uri_on_a_disc(path, error)
            if address is None:
                raise
            db = self._connect(address)
        db.row_factory = sqlite3.Row
        connection = DurableConnection(db, max_age=self.max_age)
        connection.only_reads = is_to_read(self.db_name)
        return connection

    def _connect(self, address: str) -> sqlite3.Connection:
        # The library's own connections keep one prepared statement only; ours keep them all.
        return sqlite3.connect(
            address,
            uri=True,
            timeout=self.lock_timeout or 0,
            isolation_level=None,
            check_same_thread=False,
        )


def _require_durable(db: sqlite3.Connection) -> None:
    try:
        turn_on = "PRAGMA journal_mode = WAL"
        mode = patiently(lambda: db.execute(turn_on).fetchone()[0], sqlite3.SQLITE_BUSY)
        db.execute("PRAGMA synchronous = FULL")
        synchronous = db.execute("PRAGMA synchronous").fetchone()[0]
        if (mode, synchronous) != ("wal", SYNCHRONOUS_FULL):
            raise InterfaceError(f"SQLite keeps journal_mode {mode}, synchronous {synchronous}")
    except BaseException:
        db.close()
        raise


class DurableDatastore(library.SQLiteDatastore):
    """A datastore over durable connections, with text stream ids."""

    def __init__(self, db_name: str, lock_timeout_seconds: int) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = DurablePool(
            db_name=db_name, lock_timeout=lock_timeout_seconds, pool_timeout=lock_timeout_seconds
        )

    def writing(self) -> _Writing:
        """A transaction that appends."""
        return _Writing(self.pool)


class _Writing:
    """Takes the write lock, and commits durably. What is raised inside leaves all as it was.

    The library's own transaction does the same in five context managers, one in the other, at
    three times the cost; an append that commits to a fast disk notices.
    """

    __slots__ = ("_connection", "_db", "_pool")

    def __init__(self, pool: library.SQLiteConnectionPool) -> None:
        self._pool = pool

    def __enter__(self) -> sqlite3.Cursor:
        self._connection = cast(DurableConnection, self._pool.get_connection(is_writer=True))
        self._db = self._connection.db
        cursor = self._db.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
        except BaseException as error:
            self._pool.put_connection(self._connection)
            if isinstance(error, sqlite3.Error):
                raise _as_the_librarys(error) from error
            raise
        return cursor

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._db.commit()
            else:
                self._db.rollback()
        except sqlite3.Error as failure:
            raise _as_the_librarys(failure) from failure
        finally:
            self._pool.put_connection(self._connection)
        if isinstance(error, sqlite3.Error):
            raise _as_the_librarys(error) from error


def _as_the_librarys(error: sqlite3.Error) -> persistence.PersistenceError:
    """A database's error by the name that the library gives it."""
    kind = getattr(persistence, type(error).__name__, persistence.PersistenceError)
    return cast(persistence.PersistenceError, kind(error))


class SqliteRecorder(library.SQLiteApplicationRecorder, SealedRecorder):
    """Appends entries and seals them in the same transaction."""

    def construct_create_table_statements(self) -> list[str]:
        return schema.statements()

    def _create_table(self, c: library.SQLiteCursor) -> None:
        """Leaves a file alone that holds tables: two processes may begin a ledger at once."""
        c.execute("SELECT count(*) FROM sqlite_master")
        if c.fetchone()[0] == 0:
            super()._create_table(c)

    def append(
        self,
        stored: Sequence[StoredEvent],
        command_id: str,
        read_versions: Mapping[str, int] | Mapping[StreamId, int],
    ) -> Appended:
        """`read_versions`: each stream that the decision read, with its version then.

        Raises CommandSeenError or StreamMovedError; the transaction is then rolled back whole.
        """
        with cast(DurableDatastore, self.datastore).writing() as c:
            size, frontier = _read_frontier(c)
            _insert_command(c, (command_id, size + 1, size + len(stored)))
            _require_unmoved(c, read_versions)
            growth = Growth(size, frontier)
            self._write(c, stored, growth)
        rows = [
            Row(s.originator_id, s.originator_version, s.topic, s.state, position)
            for position, s in enumerate(stored, start=size + 1)
        ]
        return Appended(rows, Sealed(growth.size, tuple(growth.frontier)))

    def replicate(self, portion: Portion) -> None:
        """Appends what another place of the same ledger holds, as it stands there."""
        with cast(DurableDatastore, self.datastore).writing() as c:
            size, frontier = _read_frontier(c)
            require_next(portion, size)
            first = size + 1
            for command_id, entries in portion.commands:
                _insert_command(c, (command_id, first, first + entries - 1))
                first += entries
            self._write(c, portion.stored, Growth(size, frontier))

    def _insert_events(
        self, c: library.SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> NoReturn:
        """The library's own way in, which knows neither commands nor what a decision read."""
        raise InterfaceError("entries are appended by commands only")

    def _write(self, c: sqlite3.Cursor, stored: Sequence[StoredEvent], growth: Growth) -> None:
        first = growth.size + 1
        rows = [
            (position, str(one.originator_id), one.originator_version, one.topic, one.state)
            for position, one in enumerate(stored, start=first)
        ]
        leaves = [leaf_hash_of(*row[1:]) for row in rows]
        c.executemany(_INSERT_EVENT, rows)
        if len(leaves) == 1:
            c.execute(_INSERT_LEAF, (first, leaves[0]))
        else:
            zeros = ",".join("0" * len(leaves))
            c.execute(_INSERT_LEAVES, (first, b"".join(leaves), f"[{zeros}]"))
        full = (first - 1) // TILE
        for number, tile in enumerate(growth.extend(leaves), start=full):
            c.execute(_INSERT_TILE, (number, tile))
        c.execute(_SET_FRONTIER, (growth.size, b"".join(growth.frontier)))

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
        bounds = (gt or 0, _VERSION_MAX if lte is None else lte, -1 if limit is None else limit)
        statement = _SELECT_STREAM_BACKWARDS if desc else _SELECT_STREAM
        with self.datastore.transaction(commit=False) as c:
            c.execute(statement, (str(originator_id), *bounds))
            return [Row(*row) for row in c.fetchall()]

    def command_positions(self, command_id: str) -> tuple[int, int] | None:
        """The first and last position that a command led to, or None if it is not recorded."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                "SELECT first_position, last_position FROM ledger_command WHERE command_id = ?",
                (command_id,),
            )
            row = c.fetchone()
            return None if row is None else (row[0], row[1])

    def leaf_hashes(self, first: int, last: int) -> list[bytes]:
        """The sealed leaf hashes of the positions from `first` to `last`."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(_SELECT_LEAVES, (first, last))
            return [row[0] for row in c.fetchall()]

    def tiles(self, first: int, last: int) -> list[bytes]:
        """The roots of full runs of leaves, from tile `first` up to `last`, counted from 0."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(_SELECT_TILES, (first, last))
            return [row[0] for row in c.fetchall()]

    def streams(self, kind: str) -> list[str]:
        """The streams whose names begin with a kind and a slash, in order."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(_SELECT_STREAMS, (f"{kind}/", f"{kind}0"))  # 0 follows the slash
            return [row[0] for row in c.fetchall()]

    def sealed(self) -> Sealed:
        """The ledger's size and frontier, as sealed."""
        with self.datastore.transaction(commit=False) as c:
            size, frontier = _read_frontier(c)
            return Sealed(size, tuple(frontier))

    def size(self) -> int:
        """How many entries the ledger holds."""
        with self.datastore.transaction(commit=False) as c:
            return _read_frontier(c)[0]


Cursor = sqlite3.Cursor | library.SQLiteCursor


def _read_frontier(c: Cursor) -> tuple[int, list[bytes]]:
    """The tree's size and the roots of its full subtrees, as sealed."""
    c.execute("SELECT size, hashes FROM ledger_frontier")
    row = c.fetchone()
    width = merkle.HASH_BYTES
    if row is not None:
        size, hashes = row
        if isinstance(size, int) and isinstance(hashes, bytes):
            frontier = [hashes[at : at + width] for at in range(0, len(hashes), width)]
            if len(hashes) == width * size.bit_count():
                return size, frontier
    raise DatabaseError("the sealed frontier is missing or corrupt")


def _require_unmoved(c: Cursor, read_versions: Mapping[str, int] | Mapping[StreamId, int]) -> None:
    for stream, version in read_versions.items():
        c.execute(_MAX_VERSION, (stream,))
        if c.fetchone()[0] != version:
            raise StreamMovedError(stream)


def _insert_command(c: Cursor, row: tuple[str, int, int]) -> None:
    try:
        c.execute(_INSERT_COMMAND, row)
    except sqlite3.IntegrityError as error:
        raise CommandSeenError(row[0]) from error


class Factory(library.SQLiteFactory):
    """What eventsourcing constructs from `PERSISTENCE_MODULE`."""

    application_recorder_class = SqliteRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        timeout_seconds = int(self.env.get(self.SQLITE_LOCK_TIMEOUT) or 30)
        self.datastore = DurableDatastore(self.datastore.pool.db_name, timeout_seconds)
