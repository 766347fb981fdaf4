"""The sealed leaf hashes in long runs, read by a thread of its own while the entries are hashed.

One statement gathers a run into one text, so that neither a row nor a lock of Python's is spent
on each hash. It only ever says "the same": whatever differs, or cannot be read, is looked at row
by row by the audit itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path

from ledger.proof.merkle import HASH_BYTES
from ledger.proof.tiles import TILE
from ledger.store.sqlite.connection import connect_to_read

RUN = 128 * TILE
"""Leaf hashes gathered at once. No batch of the audit reaches beyond the end of a run."""
_EACH = 2 * HASH_BYTES + 1
_GATHERED = (
    "SELECT group_concat(hex(leaf_hash), ',') FROM"
    " (SELECT leaf_hash FROM ledger_leaf WHERE position BETWEEN ? AND ? ORDER BY position)"
)
_BEYOND = "SELECT position FROM ledger_leaf WHERE position > ? OR position < 1 LIMIT 1"


class Seals:
    """The leaf hashes of a ledger's file, asked for in order."""

    def __init__(self, path: Path, beside: Executor) -> None:
        self._path, self._beside = path, beside
        self._first, self._text = 1, ""
        self._ahead: Future[str] = beside.submit(gathered, path, 1)

    def are(self, first: int, hashes: Sequence[bytes]) -> bool:
        """Whether just these are sealed from position `first` on."""
        if not hashes:
            return True
        if (first - 1) % RUN == 0:
            self._first, self._text = first, self._ahead.result()
            self._ahead = self._beside.submit(gathered, self._path, first + RUN)
        begin = (first - self._first) * _EACH
        expected = b"".join(hashes).hex(",", HASH_BYTES).upper()
        return self._text[begin : begin + len(expected)] == expected


def gathered(path: Path, first: int) -> str:
    """The run from position `first` on: in hexadecimal, with commas. Empty if unreadable."""
    try:
        with closing(connect_to_read(path)) as db:
            (text,) = db.execute(_GATHERED, (first, first + RUN - 1)).fetchone()
    except (sqlite3.Error, UnicodeError, OverflowError, MemoryError):
        return ""
    return text or ""


def end_at(db: sqlite3.Connection, size: int) -> bool:
    """Whether nothing is sealed beyond `size` entries, nor before the first."""
    return db.execute(_BEYOND, (size,)).fetchone() is None
