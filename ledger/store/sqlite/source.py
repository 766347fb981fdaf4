"""Reads a ledger's file in bulk, for a projection.

SQLite is read through Python's own `sqlite3`, the library that also writes the ledger, and never
through a second copy of SQLite such as the one inside ADBC's driver. POSIX locks belong to the
process: a second copy that opens or closes the file drops the first one's locks. Measured: another
process then deleted the write-ahead log under a living connection, whose next acknowledged entry
was lost, and a writer in another thread died of SIGBUS. See https://sqlite.org/howtocorrupt.html
section 2.2.1. A long backlog is read through ADBC all the same, by a process of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ledger.errors import IntegrityFailureError
from ledger.store.protocol import SourceRow
from ledger.store.sqlite import bulk

_TIMEOUT_SECONDS = 10.0
_ENTRIES = """
SELECT rowid, topic, originator_id, originator_version, state
FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?
"""
_LAST = "SELECT coalesce(max(rowid), 0) FROM stored_events"


class SqliteSource:
    """The embedded ledger, opened read-only. Several threads may share it."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise IntegrityFailureError(
                f"There is no ledger at {path}.", "Name an existing ledger, or make one."
            )
        self._path = path
        self._connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            timeout=_TIMEOUT_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )
        self._connection.text_factory = bytes
        try:
            self.entries(after=0, limit=1)
        except BaseException:
            self._connection.close()
            raise

    def entries(self, after: int, limit: int) -> list[SourceRow]:
        return self._rows(_ENTRIES, (after, limit))

    def last(self) -> int:
        return int(self._rows(_LAST, ())[0][0])

    def slices(self, after: int, last: int) -> AbstractContextManager[Iterator[list[Any]]]:
        return bulk.slices(self._path, after, last)

    def _rows(self, query: str, parameters: tuple[int, ...]) -> list[Any]:
        try:
            return self._connection.execute(query, parameters).fetchall()
        except sqlite3.Error as error:
            raise IntegrityFailureError(
                f"{self._path} cannot be read as a ledger: {error}.",
                "Check the path; `assure ledger verify` examines a ledger.",
            ) from error

    def close(self) -> None:
        self._connection.close()
