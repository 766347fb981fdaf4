"""The full audit of a ledger: recompute everything from the event table, trust nothing cached.

It reads the table in table order (an audit through an index is blind to much), checks the type of
every column, recomputes every leaf and the root, and compares them with what was sealed. It uses
none of the code that reads events, so that a hostile entry is counted, not interpreted. It finds
what was changed without recomputing the seals; only a root held elsewhere finds the rest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.proof.tiles import TILE, Growth
from ledger.store import faults, schema
from ledger.store.reading import connect_to_read

PROGRESS_EVERY = 50_000

_NOT_DAMAGE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""SQLite's codes for a file that cannot be read now, whatever it holds."""

_ENTRIES = (
    "SELECT rowid, typeof(originator_id), typeof(originator_version), typeof(topic),"
    " typeof(state), originator_id, originator_version, topic, state"
    " FROM stored_events NOT INDEXED ORDER BY rowid"
)
_TYPES = ("text", "integer", "text", "blob")
_LEAVES = "SELECT position, leaf_hash FROM ledger_leaf NOT INDEXED ORDER BY position"
_TILES = "SELECT tile, hash FROM ledger_tile NOT INDEXED ORDER BY tile"
_COMMANDS = (
    "SELECT command_id, first_position, last_position FROM ledger_command ORDER BY first_position"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as it was recorded. `position` None: not about a single entry."""

    position: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Audit:
    """The verdict. `size`: entries read; `root`: recomputed from them, 32 bytes."""

    size: int
    root: bytes
    fault: Fault | None

    @property
    def ok(self) -> bool:
        return self.fault is None


class _Found(Exception):  # noqa: N818 - ends the audit at the first fault
    def __init__(self, position: int | None, what: str) -> None:
        super().__init__(what)
        self.fault = Fault(position, what)


def audit(path: Path, progress: Callable[[int], None] | None = None) -> Audit:
    """Audits a ledger file and stops at the first fault: a damaged file is an answer, no error.

    `progress` is called with the number of entries read so far. Raises UnusableError when there
    is no file to read, or another process has locked it.
    """
    tree = _Tree()
    try:
        with closing(connect_to_read(path)) as db:
            db.execute("BEGIN")
            _check_schema(db)
            _check_entries(db, tree, progress or (lambda _: None))
            _check_frontier(db, tree)
            _check_file(db)
    except _Found as found:
        return Audit(tree.size, tree.root, found.fault)
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError) as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_DAMAGE:
            raise faults.unusable(path, error) from error
        fault = Fault(tree.size + 1, f"the file cannot be read beyond this point: {error}")
        return Audit(tree.size, tree.root, fault)
    return Audit(tree.size, tree.root, None)


class _Tree:
    """The tree as recomputed so far."""

    def __init__(self) -> None:
        self._growth = Growth()
        self.append = self._growth.append
        self.versions: dict[str, int] = {}

    @property
    def size(self) -> int:
        return self._growth.size

    @property
    def frontier(self) -> list[bytes]:
        return self._growth.frontier

    @property
    def root(self) -> bytes:
        return merkle.frontier_root(self.frontier)


class _Commands:
    """The recorded commands in order of position: each covers the entries that name it."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.rows = _rows(db, _COMMANDS)
        self.last = 0
        self.named = b""

    def check(self, position: int, state: bytes) -> None:
        """The entry at `position` is covered by the next command, and its state names it."""
        if position > self.last:
            command_id, first, last = next(self.rows, (None, None, None))
            if not isinstance(command_id, str) or first != position or not _is_from(last, first):
                raise _Found(position, f"entry {position} is not covered by its command")
            self.last = last
            self.named = b'"command_id":%s,' % json.dumps(command_id, ensure_ascii=False).encode()
        if self.named not in state:
            raise _Found(position, f"entry {position} names another command than recorded with it")

    def check_end(self, size: int) -> None:
        """No command covers entries beyond the last."""
        if self.last != size or next(self.rows, None) is not None:
            raise _Found(size + 1, f"a command is recorded for entry {size + 1}, which is missing")


def _is_from(value: object, least: int) -> bool:
    return isinstance(value, int) and value >= least


def _check_schema(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise _Found(None, "this file is not an assurance ledger")
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version != schema.STORE_VERSION:
        raise _Found(None, f"the store's version is {version}; {schema.STORE_VERSION} is known")
    made = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    expected = schema.objects()
    for name, statement in expected.items():
        if made.get(name) != statement:
            raise _Found(None, f"{name} was removed or altered: the file was tampered with")
    foreign = sorted(str(name) for name in made if name not in {*expected, "sqlite_sequence"})
    if foreign:
        raise _Found(None, f"the file holds something foreign: {', '.join(foreign)}")


def _check_entries(db: sqlite3.Connection, tree: _Tree, progress: Callable[[int], None]) -> None:
    leaves, tiles, commands = _rows(db, _LEAVES), _rows(db, _TILES), _Commands(db)
    for row in _rows(db, _ENTRIES):
        position, types, key = row[0], row[1:5], row[5:]
        expected = tree.size + 1
        if position != expected:
            raise _Found(expected, f"entry {expected} is missing: the next one is {position}")
        if types != _TYPES:
            raise _Found(position, f"entry {position} has columns of the wrong type")
        stream, version, topic, state = key
        if version != tree.versions.get(stream, 0) + 1:
            raise _Found(position, f"entry {position}: version {version} of {stream} is not next")
        tree.versions[stream] = version
        leaf = merkle.leaf_hash(leaf_data(stream, version, topic, state))
        if next(leaves, None) != (position, leaf):
            raise _Found(position, f"entry {position} ({topic}) is not what was sealed")
        commands.check(position, state)
        tile = tree.append(leaf)
        if tile is not None and next(tiles, None) != (tree.size // TILE - 1, tile):
            raise _Found(position, f"the tile that ends with entry {position} is not as sealed")
        if tree.size % PROGRESS_EVERY == 0:
            progress(tree.size)
    extra = next(leaves, None)
    if extra is not None:
        raise _Found(tree.size + 1, f"entry {tree.size + 1} was sealed and is missing")
    if next(tiles, None) is not None:
        raise _Found(None, "a tile was sealed beyond the last entry")
    commands.check_end(tree.size)


def _rows(db: sqlite3.Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    return iter(db.execute(statement))


def _check_frontier(db: sqlite3.Connection, tree: _Tree) -> None:
    sealed = db.execute("SELECT size, hashes FROM ledger_frontier").fetchall()
    sizes = [size for size, _ in sealed if isinstance(size, int)]
    if sizes and sizes != [tree.size]:
        first = min(*sizes, tree.size) + 1
        raise _Found(first, f"{sizes[0]} entries were sealed, {tree.size} are there")
    if sealed != [(tree.size, b"".join(tree.frontier))]:
        raise _Found(None, f"the sealed frontier is not that of the {tree.size} entries")


def _check_file(db: sqlite3.Connection) -> None:
    """SQLite's own check of the file: indexes among it, through which streams are read."""
    answer = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise _Found(None, f"SQLite's integrity check: {answer}")
