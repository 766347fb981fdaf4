"""The full audit of a ledger: recompute everything from the event table, trust nothing cached.

It reads the table in table order (an audit through an index is blind to much), checks the type of
every column, recomputes every leaf and the root, and compares them with what was sealed. It uses
none of the code that reads events, so that a hostile entry is counted, not interpreted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.store import schema

PROGRESS_EVERY = 50_000

_ENTRIES = (
    "SELECT rowid, typeof(originator_id), typeof(originator_version), typeof(topic),"
    " typeof(state), originator_id, originator_version, topic, state"
    " FROM stored_events NOT INDEXED ORDER BY rowid"
)
_TYPES = ("text", "integer", "text", "blob")
_LEAVES = "SELECT position, leaf_hash FROM ledger_leaf NOT INDEXED ORDER BY position"
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
    """Audits a ledger file. Stops at the first fault; never raises for a damaged file.

    `progress` is called with the number of entries read so far.
    """
    state = _Tree()
    uri = f"file:{quote(str(path.resolve()))}?mode=ro"
    try:
        with closing(sqlite3.connect(uri, uri=True, timeout=30)) as db:
            db.execute("BEGIN")
            _check_schema(db)
            _check_entries(db, state, progress or (lambda _: None))
            _check_sealed(db, state)
            _check_commands(db, state)
            _check_file(db)
    except _Found as found:
        return Audit(state.size, state.root, found.fault)
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        fault = Fault(state.size + 1, f"the file cannot be read beyond this point: {error}")
        return Audit(state.size, state.root, fault)
    return Audit(state.size, state.root, None)


class _Tree:
    """The tree as recomputed so far."""

    def __init__(self) -> None:
        self.size = 0
        self.frontier: list[bytes] = []
        self.versions: dict[str, int] = {}

    @property
    def root(self) -> bytes:
        return merkle.frontier_root(self.frontier)

    def append(self, leaf: bytes) -> None:
        merkle.extend(self.frontier, self.size, leaf)
        self.size += 1


def _check_schema(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        raise _Found(None, "this file is not an assurance ledger")
    made = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
    for name, statement in schema.objects().items():
        if made.get(name) != statement:
            raise _Found(None, f"{name} was removed or altered: the file was tampered with")
    foreign = sorted(set(made) - set(schema.objects()) - {"sqlite_sequence"})
    if foreign:
        raise _Found(None, f"the file holds something foreign: {', '.join(foreign)}")


def _check_entries(db: sqlite3.Connection, tree: _Tree, progress: Callable[[int], None]) -> None:
    leaves = _rows(db, _LEAVES)
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
        tree.append(leaf)
        if tree.size % PROGRESS_EVERY == 0:
            progress(tree.size)
    extra = next(leaves, None)
    if extra is not None:
        raise _Found(extra[0], f"entry {extra[0]} was sealed and is missing")


def _rows(db: sqlite3.Connection, statement: str) -> Iterator[tuple[Any, ...]]:
    return iter(db.execute(statement))


def _check_sealed(db: sqlite3.Connection, tree: _Tree) -> None:
    sealed = db.execute("SELECT size, hashes FROM ledger_frontier").fetchall()
    if len(sealed) != 1:
        raise _Found(None, "the sealed size and frontier are missing")
    size, hashes = sealed[0]
    if size != tree.size:
        first = min(size, tree.size) + 1
        raise _Found(first, f"{size} entries were sealed, {tree.size} are there")
    if hashes != b"".join(tree.frontier):
        raise _Found(None, "the sealed frontier is not that of the entries")


def _check_commands(db: sqlite3.Connection, tree: _Tree) -> None:
    covered = 0
    for command_id, first, last in db.execute(_COMMANDS):
        if first != covered + 1 or last > tree.size:
            raise _Found(covered + 1, f"command {command_id} does not cover its entries")
        covered = last
    if covered != tree.size:
        raise _Found(covered + 1, f"no command is recorded for entry {covered + 1}")


def _check_file(db: sqlite3.Connection) -> None:
    """SQLite's own check of the file: indexes among it, through which streams are read."""
    answer = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if answer != "ok":
        raise _Found(None, f"SQLite's integrity check: {answer}")
