"""What somebody can do who owns the ledger's file and knows its format: the attacker's tools.

`tampering` takes the triggers away and puts them back. `rewrite` goes further: any history, with
positions, versions and every seal computed anew, which no check of the file alone can tell from
a true one.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ledger.proof import merkle
from ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from ledger.proof.keys import SigningKey
from ledger.proof.leaf import leaf_data
from ledger.store.sqlite import schema

TILE = 256
TRIGGERS = {name: made for name, made in schema.objects().items() if "TRIGGER" in made}
_SEALS = ("stored_events", "ledger_leaf", "ledger_tile", "ledger_command", "ledger_frontier")


@dataclass(frozen=True)
class Item:
    """An entry as the attacker handles it: its place and version follow from the order."""

    stream: str
    topic: str
    state: bytes

    @property
    def command_id(self) -> str:
        found = json.loads(self.state)["command_id"]
        assert isinstance(found, str)
        return found

    def saying(self, old: bytes, new: bytes) -> Item:
        assert old in self.state
        return replace(self, state=self.state.replace(old, new))

    def by(self, command_id: str) -> Item:
        """The same entry, of another command."""
        return self.saying(self.command_id.encode(), command_id.encode())


@contextmanager
def tampering(path: Path) -> Iterator[sqlite3.Connection]:
    """The file open for any change; afterwards it looks as if no trigger was ever gone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in TRIGGERS:
            db.execute(f"DROP TRIGGER {trigger}")
        yield db
        for made in TRIGGERS.values():
            db.execute(made)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def read(path: Path) -> list[Item]:
    with closing(sqlite3.connect(path)) as db:
        query = "SELECT originator_id, topic, state FROM stored_events ORDER BY rowid"
        return [Item(*row) for row in db.execute(query)]


def write(path: Path, items: Sequence[Item]) -> None:
    """Makes this the ledger's whole history, every table of it recomputed."""
    with tampering(path) as db:
        for table in _SEALS:
            db.execute(f"DELETE FROM {table}")
        leaves = []
        versions: dict[str, int] = {}
        for position, item in enumerate(items, start=1):
            version = versions[item.stream] = versions.get(item.stream, 0) + 1
            row = (item.stream, version, item.topic, item.state)
            db.execute("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", (position, *row))
            leaves.append(merkle.leaf_hash(leaf_data(*row)))
            db.execute("INSERT INTO ledger_leaf VALUES (?, ?)", (position, leaves[-1]))
        for tile in range(len(items) // TILE):
            root = merkle.root(leaves[tile * TILE : (tile + 1) * TILE])
            db.execute("INSERT INTO ledger_tile VALUES (?, ?)", (tile, root))
        db.executemany("INSERT INTO ledger_command VALUES (?, ?, ?)", _commands(items))
        frontier = b"".join(frontier_of(leaves))
        db.execute("INSERT INTO ledger_frontier VALUES (1, ?, ?)", (len(items), frontier))
        db.execute("UPDATE sqlite_sequence SET seq = ?", (len(items),))


def frontier_of(leaves: Sequence[bytes]) -> list[bytes]:
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        merkle.extend(frontier, size, leaf)
    return frontier


def _commands(items: Sequence[Item]) -> list[tuple[str, int, int]]:
    """Each run of entries that name the same command."""
    runs: list[tuple[str, int, int]] = []
    for position, item in enumerate(items, start=1):
        if runs and runs[-1][0] == item.command_id:
            runs[-1] = (item.command_id, runs[-1][1], position)
        else:
            runs.append((item.command_id, position, position))
    return runs


def copy(path: Path, to: Path) -> None:
    """A sound copy, through SQLite's backup API."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)


def put_back(backup: Path, path: Path) -> None:
    """Puts a backup in the ledger's place, as an operator does."""
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    shutil.copyfile(backup, path)


def sign_anew(path: Path, origin: str, key: SigningKey) -> bytes:
    """A checkpoint of whatever the file holds now, past the signer and its memory."""
    with closing(sqlite3.connect(path)) as db:
        leaves = [r[0] for r in db.execute("SELECT leaf_hash FROM ledger_leaf ORDER BY position")]
    return sign_checkpoint(Checkpoint(origin, len(leaves), merkle.root(leaves)), [key])
