"""The full audit of a ledger: recompute everything from the event table, trust nothing cached.

It reads the table in table order (an audit through an index is blind to much), checks the type of
every column, recomputes every leaf and the root, and compares them with what was sealed. It uses
none of the code that reads events, so that a hostile entry is counted, not interpreted. It finds
what was changed without recomputing the seals; only a root held elsewhere finds the rest.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ledger.integrity.seals import Seals, end_at
from ledger.proof import merkle
from ledger.proof.leaf import leaf_hash_of
from ledger.proof.tiles import TILE, Growth
from ledger.store.sqlite import faults, schema
from ledger.store.sqlite.connection import connect_to_read

PROGRESS_EVERY = 50_000
_PASSED_AT_ONCE = 10_000

_NOT_DAMAGE = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
"""SQLite's codes for a file that cannot be read now, whatever it holds."""
_UNREADABLE = (sqlite3.Error, UnicodeError, OverflowError, MemoryError)

_ENTRIES = (
    "SELECT rowid, originator_id, originator_version, topic, state"
    " FROM stored_events NOT INDEXED ORDER BY rowid"
)
_ENTRY = _ENTRIES.replace("ORDER BY rowid", "WHERE rowid = ?")
_LEAVES = "SELECT position, leaf_hash FROM ledger_leaf NOT INDEXED ORDER BY position"
_TILES = "SELECT tile, hash FROM ledger_tile NOT INDEXED ORDER BY tile"
_COMMANDS = (
    "SELECT command_id, first_position, last_position FROM ledger_command ORDER BY first_position"
)

_quoted = json.JSONEncoder(ensure_ascii=False).encode
_Row = tuple[Any, ...]


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


class _BadEntry(_Found):
    def __init__(self, position: int, what: str) -> None:
        super().__init__(position, what)
        self.position = position


def audit(path: Path, progress: Callable[[int], None] | None = None) -> Audit:
    """Audits a ledger file and stops at the first fault: a damaged file is an answer, no error.

    `progress` is called with the number of entries read so far. Raises UnusableError when there
    is no file to read, or another process has locked it.
    """
    tree = Growth()
    fault: Fault | None = None
    try:
        with closing(connect_to_read(path)) as db, ThreadPoolExecutor(2) as beside:
            db.execute("BEGIN")
            _check_schema(db)
            file_check = beside.submit(_check_file, path)
            _check_entries(db, tree, Seals(path, beside), progress or (lambda _: None))
            _check_frontier(db, tree)
            file_check.result()
    except _Found as found:
        fault = found.fault
    except _UNREADABLE as error:
        if _is_no_damage(error):
            raise faults.unusable(path, error) from error
        fault = _unreadable(tree.size + 1, error).fault
    return Audit(tree.size, merkle.frontier_root(tree.frontier), fault)


class _Reader:
    """A table's rows in batches. `error`: why a batch ended before the table did."""

    def __init__(self, db: sqlite3.Connection, statement: str) -> None:
        self.rows = db.execute(statement)
        self.taken = 0
        self.error: Exception | None = None

    def take(self, count: int) -> list[_Row]:
        rows: list[_Row] = []
        try:
            rows.extend(islice(self.rows, count))
        except _UNREADABLE as error:
            self.error = error
        self.taken += len(rows)
        return rows

    def skip_to(self, row: int) -> None:
        """Passes over the rows before this one, counted from 1, where they were not taken."""
        while self.taken < row - 1 and self.take(min(row - 1 - self.taken, _PASSED_AT_ONCE)):
            pass

    def one(self) -> _Row | None:
        try:
            return next(self.rows, None)
        except _UNREADABLE as error:
            self.error = error
            return None

    def require_end(self, fault: _Found) -> None:
        """Raises the fault when there is another row, and the error when nobody can tell."""
        if self.one() is not None:
            raise fault
        if self.error is not None:
            raise self.error


class _Check:
    """The entries in step with all that was sealed of them; the tree is recomputed from them."""

    def __init__(self, db: sqlite3.Connection, tree: Growth, seals: Seals) -> None:
        self._db, self._tree, self._seals = db, tree, seals
        self._entries = db.execute(_ENTRIES)
        self._leaves, self._tiles = _Reader(db, _LEAVES), _Reader(db, _TILES)
        self._commands = _Reader(db, _COMMANDS)
        self._latest: dict[str, int] = {}
        self._covered, self._named, self._named_at = 0, b"", 0
        self._topics = list[str]()

    def close(self) -> None:
        """A fault holds on to these: without this, the file would stay open for as long."""
        for cursor in (self._entries, self._leaves.rows, self._tiles.rows, self._commands.rows):
            cursor.close()

    def batch(self, count: int) -> bool:
        """Checks the next entries; False when there are none left. Raises the first fault."""
        first, hashes, self._topics = self._tree.size + 1, list[bytes](), []
        try:
            found = self._check_entries(islice(self._entries, count), hashes)
        except _UNREADABLE as error:
            found = self._check_last(error, hashes)
        found = self._check_leaves(first, hashes) or found
        if found is not None:
            del hashes[found.position - first :]
        found = self._check_tiles(self._tree.extend(hashes)) or found
        if found is not None:
            raise found
        return len(hashes) == count

    def _check_entries(self, rows: Iterable[_Row], hashes: list[bytes]) -> _BadEntry | None:
        """What each entry is by itself, up to the first fault: place, types, version, command.

        One loop without a call that could be spared: it goes round a million times. `hashes`
        takes the leaf hashes, that of an entry whose command is wrong among them: its seal is
        still to be looked at, and tells more.
        """
        latest, topics = self._latest, self._topics
        position = self._tree.size + len(hashes)
        try:
            for place, stream, version, topic, state in rows:
                position += 1
                if place != position:
                    what = f"entry {position} is missing: the next one is {place}"
                    return _BadEntry(position, what)
                if (
                    type(stream) is not str
                    or type(version) is not int
                    or type(topic) is not str
                    or type(state) is not bytes
                ):
                    return _BadEntry(position, f"entry {position} has columns of the wrong type")
                if version != latest.get(stream, 0) + 1:
                    what = f"entry {position}: version {version} of {stream} is not next"
                    return _BadEntry(position, what)
                latest[stream] = version
                topics.append(topic)
                hashes.append(leaf_hash_of(stream, version, topic, state))
                if position > self._covered:
                    self._begin_command(position)
                # Nearly always where the entry before has it: looking there first is faster.
                if not state.startswith(self._named, self._named_at):
                    self._find_command(position, state)
        except _BadEntry as found:
            return found
        return None

    def _check_last(self, error: Exception, hashes: list[bytes]) -> _BadEntry:
        """The entry before the one that cannot be read: Python's sqlite3 drops it with it."""
        position = self._tree.size + len(hashes) + 1
        try:
            alone = self._db.execute(_ENTRY, (position,)).fetchall()
            found = self._check_entries(alone, hashes)
        except _UNREADABLE:
            return _unreadable(position, error)
        return found or _unreadable(position + len(alone), error)

    def _begin_command(self, position: int) -> None:
        """The next command covers the entries from `position` on."""
        command_id, first, last = self._commands.one() or (None, None, None)
        if self._commands.error is not None:
            raise _unreadable(position, self._commands.error)
        if not isinstance(command_id, str) or first != position or not _is_from(last, first):
            raise _BadEntry(position, f"entry {position} is not covered by its command")
        self._covered = last
        self._named = b'"command_id":%b,' % _quoted(command_id).encode()

    def _find_command(self, position: int, state: bytes) -> None:
        self._named_at = state.find(self._named)
        if self._named_at < 0:
            what = f"entry {position} names another command than recorded with it"
            raise _BadEntry(position, what)

    def _check_leaves(self, first: int, hashes: Sequence[bytes]) -> _BadEntry | None:
        if self._seals.are(first, hashes):
            return None
        self._leaves.skip_to(first)
        sealed = self._leaves.take(len(hashes))
        expected = list(enumerate(hashes, start=first))
        if sealed == expected:
            return None
        good = _agreeing(sealed, expected)
        position = first + good
        if good == len(sealed) and self._leaves.error is not None:
            return _unreadable(position, self._leaves.error)
        what = f"entry {position} ({self._topics[good]}) is not what was sealed"
        return _BadEntry(position, what)

    def _check_tiles(self, made: Sequence[bytes]) -> _BadEntry | None:
        first = self._tree.size // TILE - len(made)
        sealed = self._tiles.take(len(made))
        expected = list(enumerate(made, start=first))
        if sealed == expected:
            return None
        good = _agreeing(sealed, expected)
        position = (first + good + 1) * TILE
        if good == len(sealed) and self._tiles.error is not None:
            return _unreadable(position, self._tiles.error)
        return _BadEntry(position, f"the tile that ends with entry {position} is not as sealed")

    def end(self) -> None:
        """Nothing was sealed beyond the last entry."""
        after = self._tree.size + 1
        if not end_at(self._db, self._tree.size):
            raise _Found(after, f"entry {after} was sealed and is missing")
        self._tiles.require_end(_Found(None, "a tile was sealed beyond the last entry"))
        missing = _Found(after, f"a command is recorded for entry {after}, which is missing")
        self._commands.require_end(missing)
        if self._covered >= after:
            raise missing


def _agreeing(found: Sequence[_Row], expected: Sequence[_Row]) -> int:
    """How many rows are as expected before the first that is not."""
    pairs = enumerate(zip(found, expected, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(found), len(expected)))


def _is_no_damage(error: Exception) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _NOT_DAMAGE


def _unreadable(position: int, error: Exception) -> _BadEntry:
    """A fault for what damage does to reading. Any other error is raised as it is."""
    if _is_no_damage(error):
        raise error
    return _BadEntry(position, f"the file cannot be read beyond this point: {error}")


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


def _check_entries(
    db: sqlite3.Connection, tree: Growth, seals: Seals, progress: Callable[[int], None]
) -> None:
    """In batches that end with each tile, and where progress is told."""
    with closing(_Check(db, tree, seals)) as check:
        while check.batch(min(run - tree.size % run for run in (TILE, PROGRESS_EVERY))):
            if tree.size % PROGRESS_EVERY == 0:
                progress(tree.size)
        check.end()


def _check_frontier(db: sqlite3.Connection, tree: Growth) -> None:
    sealed = db.execute("SELECT size, hashes FROM ledger_frontier").fetchall()
    sizes = [size for size, _ in sealed if isinstance(size, int)]
    if sizes and sizes != [tree.size]:
        first = min(*sizes, tree.size) + 1
        raise _Found(first, f"{sizes[0]} entries were sealed, {tree.size} are there")
    if sealed != [(tree.size, b"".join(tree.frontier))]:
        raise _Found(None, f"the sealed frontier is not that of the {tree.size} entries")


def _check_file(path: Path) -> None:
    """SQLite's own check of the file: indexes among it, through which streams are read.

    It runs beside the reading of the entries, on a core of its own where there is one.
    """
    with closing(connect_to_read(path)) as db:
        answer = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise _Found(None, f"SQLite's integrity check: {answer}")
