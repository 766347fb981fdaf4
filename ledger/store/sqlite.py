"""The embedded store: eventsourcing's SQLite recorder, append-only and sealed as it writes.

Chosen by `PERSISTENCE_MODULE`; the library finds `Factory` here. In one transaction: take the
write lock, check that the streams a decision read have not moved, write the entries with dense
positions, their leaf hashes, the tree's frontier and the command's id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from eventsourcing import sqlite as library
from eventsourcing.persistence import IntegrityError, InterfaceError, StoredEvent

from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.store import schema

SYNCHRONOUS_FULL = 2

_LOCK_AND_READ = "UPDATE ledger_frontier SET size = size RETURNING size, hashes"
_MAX_VERSION = (
    "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?"
)
_INSERT_EVENT = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (?, ?, ?, ?, ?)"
)
_INSERT_LEAF = "INSERT INTO ledger_leaf (position, leaf_hash) VALUES (?, ?)"
_INSERT_COMMAND = "INSERT INTO ledger_command VALUES (?, ?, ?)"
_SET_FRONTIER = "UPDATE ledger_frontier SET size = ?, hashes = ?"


class StreamMovedError(IntegrityError):
    """A stream that the decision read, or writes to, has moved on since it was read."""

    def __init__(self, stream: str) -> None:
        super().__init__(f"{stream} has moved on")
        self.stream = stream


class CommandSeenError(IntegrityError):
    """A command with this id is already recorded."""


class DurablePool(library.SQLiteConnectionPool):
    """Connections whose every commit is on the disk before it is acknowledged."""

    def _create_connection(self) -> library.SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA synchronous")
        if cursor.fetchone()[0] != SYNCHRONOUS_FULL:
            raise InterfaceError("this SQLite does not keep synchronous = FULL")
        return connection


class DurableDatastore(library.SQLiteDatastore):
    """A datastore over durable connections, with text stream ids."""

    def __init__(self, db_name: str, lock_timeout_seconds: int) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = DurablePool(db_name=db_name, lock_timeout=lock_timeout_seconds)


class SealedRecorder(library.SQLiteApplicationRecorder):
    """Appends entries and seals them in the same transaction."""

    def construct_create_table_statements(self) -> list[str]:
        return schema.statements()

    def _insert_events(
        self,
        c: library.SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        **writing: Any,
    ) -> Sequence[int]:
        """`writing["command_id"]` names the command; `writing["read_versions"]` maps each stream
        that the decision read to its version then.

        Raises StreamMovedError or CommandSeenError; the transaction is then rolled back whole.
        """
        c.execute(_LOCK_AND_READ)
        size, hashes = c.fetchone()
        _require_unmoved(c, writing.get("read_versions") or {})
        width = merkle.HASH_BYTES
        frontier = [hashes[at : at + width] for at in range(0, len(hashes), width)]
        rows, leaves = [], []
        for position, stored in enumerate(stored_events, start=size + 1):
            key = (str(stored.originator_id), stored.originator_version, stored.topic)
            leaf = merkle.leaf_hash(leaf_data(*key, stored.state))
            merkle.extend(frontier, position - 1, leaf)
            rows.append((position, *key, stored.state))
            leaves.append((position, leaf))
        _insert_command(c, (writing["command_id"], size + 1, size + len(rows)))
        c.executemany(_INSERT_EVENT, rows)
        c.executemany(_INSERT_LEAF, leaves)
        c.execute(_SET_FRONTIER, (size + len(rows), b"".join(frontier)))
        return [position for position, _ in leaves]

    def command_positions(self, command_id: str) -> tuple[int, int] | None:
        """The first and last position that a command led to, or None if it is not recorded."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                "SELECT first_position, last_position FROM ledger_command WHERE command_id = ?",
                (command_id,),
            )
            found = c.fetchone()
            return None if found is None else (found[0], found[1])

    def leaf_hashes(self, first: int, last: int) -> list[bytes]:
        """The leaf hashes of the positions from `first` to `last`."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                "SELECT leaf_hash FROM ledger_leaf WHERE position BETWEEN ? AND ?"
                " ORDER BY position",
                (first, last),
            )
            return [row[0] for row in c.fetchall()]

    def size(self) -> int:
        """How many entries the ledger holds."""
        with self.datastore.transaction(commit=False) as c:
            c.execute("SELECT size FROM ledger_frontier")
            return int(c.fetchone()[0])


def _require_unmoved(c: library.SQLiteCursor, read_versions: Mapping[str, int]) -> None:
    for stream, version in read_versions.items():
        c.execute(_MAX_VERSION, (stream,))
        if c.fetchone()[0] != version:
            raise StreamMovedError(stream)


def _insert_command(c: library.SQLiteCursor, row: tuple[str, int, int]) -> None:
    try:
        c.execute(_INSERT_COMMAND, row)
    except sqlite3.IntegrityError as error:
        raise CommandSeenError(row[0]) from error


class Factory(library.SQLiteFactory):
    """What eventsourcing constructs from `PERSISTENCE_MODULE`."""

    application_recorder_class = SealedRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        timeout_seconds = int(self.env.get(self.SQLITE_LOCK_TIMEOUT) or 30)
        self.datastore = DurableDatastore(self.datastore.pool.db_name, timeout_seconds)
