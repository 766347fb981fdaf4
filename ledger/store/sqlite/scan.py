"""Everything in a ledger's file, read row by row for the verifier.

The statements name no index, so a damaged or doctored index hides nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ledger.errors import UnusableError
from ledger.store.protocol import Login, StoredRow
from ledger.store.sqlite import faults, schema
from ledger.store.sqlite.connection import begin_reading, connect_to_read

_NOT_DAMAGE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_READONLY,
)
"""SQLite's codes for a file that cannot be read now, whatever it holds."""
_NO_ROOM = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_SHMOPEN,
    sqlite3.SQLITE_IOERR_SHMSIZE,
    sqlite3.SQLITE_IOERR_SHMMAP,
)
"""Codes for what SQLite writes beside a file that it reads: the disk is full, not the file bad."""

_ENTRIES = (
    "SELECT rowid, originator_id, originator_version, topic, state"
    " FROM stored_events NOT INDEXED ORDER BY rowid"
)
_ENTRY = _ENTRIES.replace("ORDER BY rowid", "WHERE rowid = ?")
_LEAVES = "SELECT position, leaf_hash FROM ledger_leaf NOT INDEXED ORDER BY position"
_LEAF_TEXT = (
    "SELECT group_concat(hex(leaf_hash), ',') FROM"
    " (SELECT leaf_hash FROM ledger_leaf WHERE position BETWEEN ? AND ? ORDER BY position)"
)
_LEAF_OUTSIDE = "SELECT position FROM ledger_leaf WHERE position > ? OR position < 1 LIMIT 1"
_TILES = "SELECT tile, hash FROM ledger_tile NOT INDEXED ORDER BY tile"
_COMMANDS = (
    "SELECT command_id, first_position, last_position FROM ledger_command ORDER BY first_position"
)
_FRONTIERS = "SELECT size, hashes FROM ledger_frontier"
_STATE_PARTS = (
    "SELECT count(*), CAST(group_concat(substr(state, ?, ?), '') AS BLOB) FROM stored_events"
    " WHERE rowid > ? AND rowid <= ?"
)
_STATE_BEGINNINGS = "SELECT rowid, substr(state, 1, ?) FROM stored_events ORDER BY rowid"
_STATE_BEGINNING = _STATE_BEGINNINGS.replace("ORDER BY rowid", "WHERE rowid = ?")


UNREADABLE = (sqlite3.Error, UnicodeError, OverflowError, MemoryError)


def refused(path: Path, error: Exception) -> UnusableError | None:
    """What to raise for an error that says nothing about what the file holds."""
    code = getattr(error, "sqlite_errorcode", 0)
    if code & 0xFF in _NOT_DAMAGE or code in _NO_ROOM:
        return faults.unusable(path, error)
    return None


class SqliteScan:
    """One reading transaction on the file, as it was when this was opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._cursors: list[sqlite3.Cursor] = []
        self._db = connect_to_read(path)
        begin_reading(self._db)

    def altered(self) -> str | None:
        if self._db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            return "this file is not an assurance ledger"
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version != schema.STORE_VERSION:
            return f"the store's version is {version}; {schema.STORE_VERSION} is known"
        made = dict(self._db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        expected = schema.objects()
        for name, statement in expected.items():
            if made.get(name) != statement:
                return f"{name} was removed or altered: the file was tampered with"
        foreign = sorted(str(name) for name in made if name not in {*expected, "sqlite_sequence"})
        if foreign:
            return f"the file holds something foreign: {', '.join(foreign)}"
        return None

    def damage(self) -> str | None:
        """SQLite's own check of the file, its indexes too, through a connection of its own."""
        with closing(connect_to_read(self._path)) as db:
            begin_reading(db)
            answer = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        return None if answer == "ok" else f"SQLite's integrity check: {answer}"

    def entries(self) -> Iterator[StoredRow]:
        return self._rows(_ENTRIES)

    def entry(self, position: int) -> list[StoredRow]:
        return self._rows(_ENTRY, position).fetchall()

    def leaves(self) -> Iterator[StoredRow]:
        return self._rows(_LEAVES)

    def leaf_text(self, first: int, last: int) -> str:
        """One statement makes one text of many rows: neither a row nor a lock of Python each."""
        try:
            with closing(connect_to_read(self._path)) as db:
                begin_reading(db)
                (text,) = db.execute(_LEAF_TEXT, (first, last)).fetchone()
        except UNREADABLE:
            return ""
        return text or ""

    def logins(self, after: int, last: int) -> list[Login]:
        return []

    def is_sealed_outside(self, size: int) -> bool:
        return self._db.execute(_LEAF_OUTSIDE, (size,)).fetchone() is not None

    def tiles(self) -> Iterator[StoredRow]:
        return self._rows(_TILES)

    def commands(self) -> Iterator[StoredRow]:
        return self._rows(_COMMANDS)

    def frontiers(self) -> list[StoredRow]:
        return self._db.execute(_FRONTIERS).fetchall()

    def state_parts(self, after: int, last: int, begin: int, length: int) -> tuple[int, bytes]:
        bounds = (begin + 1, length, after, last)
        count, parts = self._db.execute(_STATE_PARTS, bounds).fetchone()
        return count, parts or b""

    def state_beginnings(self, length: int) -> Iterator[StoredRow]:
        return self._rows(_STATE_BEGINNINGS, length)

    def state_beginning(self, position: int, length: int) -> list[StoredRow]:
        return self._rows(_STATE_BEGINNING, length, position).fetchall()

    def _rows(self, statement: str, *values: int) -> sqlite3.Cursor:
        cursor = self._db.execute(statement, values)
        self._cursors.append(cursor)
        return cursor

    def close(self) -> None:
        """A traceback may hold on to a cursor, which would keep the file open."""
        for cursor in self._cursors:
            cursor.close()
        self._db.close()
