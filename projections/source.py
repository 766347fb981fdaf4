"""Reading the ledger's entries for a projection.

SQLite is read through Python's own `sqlite3`, the library that also writes the ledger, and never
through a second copy of SQLite such as the one inside ADBC's driver. POSIX locks belong to the
process: a second copy that opens or closes the file drops the first one's locks. Measured: another
process then deleted the write-ahead log under a living connection, whose next acknowledged entry
was lost, and a writer in another thread died of SIGBUS. See https://sqlite.org/howtocorrupt.html
section 2.2.1.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Protocol

_TIMEOUT_SECONDS = 10.0
_ENTRIES = """
SELECT rowid, topic,
    '{"entry":' || CAST(state AS TEXT) || ',"position":' || rowid
    || ',"stream":' || json_quote(originator_id) || ',"version":' || originator_version || '}'
FROM stored_events WHERE rowid > ? ORDER BY rowid LIMIT ?
"""


class ProjectionError(Exception):
    """The ledger cannot be projected. `remedy` says what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message, self.remedy = message, remedy


Entry = tuple[int, str, str]
"""Position, topic and line of one row of the store.

The line is `{"entry":<state>,"position":1,"stream":"...","version":1}`, one JSON text that the
store's own engine puts together, because a row then crosses into DuckDB as one string.
"""


class Source(Protocol):
    """Where entries come from. No transaction is left open between calls."""

    def entries(self, after: int, limit: int) -> list[Entry]:
        """Up to `limit` entries after a position, in order."""

    def close(self) -> None: ...


class SqliteSource:
    """The embedded ledger, opened read-only."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise ProjectionError(
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
        try:
            self.entries(after=0, limit=1)
        except ProjectionError:
            self._connection.close()
            raise

    def entries(self, after: int, limit: int) -> list[Entry]:
        try:
            return self._connection.execute(_ENTRIES, (after, limit)).fetchall()
        except sqlite3.Error as error:
            raise ProjectionError(
                f"{self._path} cannot be read as a ledger: {error}.",
                "Check the path; `assure ledger verify` examines a ledger.",
            ) from error

    def close(self) -> None:
        self._connection.close()
