"""Reads a ledger's file in bulk, for a projection.

SQLite is read through Python's own `sqlite3`, the library that also writes the ledger, and never
through a second copy of SQLite such as the one inside ADBC's driver. POSIX locks belong to the
process: a second copy that opens or closes the file drops the first one's locks. Measured: another
process then deleted the write-ahead log under a living connection, whose next acknowledged entry
was lost, and a writer in another thread died of SIGBUS. See https://sqlite.org/howtocorrupt.html
section 2.2.1. A long backlog is read through ADBC all the same, by a process of its own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ledger.errors import IntegrityFailureError, LedgerError
from ledger.store.protocol import Known, SourceRow
from ledger.store.sqlite import bulk, faults
from ledger.store.sqlite.connection import connect_to_read, patiently

_TIMEOUT_SECONDS = 10.0
_ENTRIES = """
SELECT rowid, topic, originator_id, originator_version, state
FROM stored_events
WHERE rowid > ? AND rowid <= ? AND topic IN (SELECT value FROM json_each(?))
ORDER BY rowid LIMIT ?
"""
_COUNT = """
SELECT count(*) FROM (
    SELECT 1 FROM stored_events
    WHERE rowid > ? AND rowid <= ? AND topic IN (SELECT value FROM json_each(?)) LIMIT ?
)
"""
_LAST = "SELECT coalesce(max(rowid), 0) FROM stored_events"
_COUNT_KNOWN = """
SELECT count(*) FROM stored_events
WHERE rowid > ? AND rowid <= ? AND ({known})
"""
_UNKNOWN = """
SELECT rowid, topic, originator_id, originator_version, state
FROM stored_events
WHERE rowid > ? AND rowid <= ?
    AND ({known}) IS NOT TRUE
ORDER BY rowid LIMIT ?
"""
_OF_TOPICS = "topic IN (SELECT value FROM json_each(?)) AND ({heads})"
_HEAD = "state >= ? AND state < ?"
"""That a state begins so: judged where it lies, without a copy of its beginning."""
_MISSING = """
SELECT min(before) + 1 FROM (
    SELECT ?1 AS before UNION ALL SELECT rowid FROM stored_events WHERE rowid > ?1 AND rowid < ?2
) WHERE NOT EXISTS (SELECT 1 FROM stored_events WHERE rowid = before + 1)
"""


class SqliteSource:
    """The embedded ledger, opened read-only. Several threads may share it."""

    def __init__(self, path: Path, *, is_still: bool = False) -> None:
        if not path.is_file():
            raise IntegrityFailureError(
                f"There is no ledger at {path}.", "Name an existing ledger, or make one."
            )
        self._path, self._is_still = path, is_still
        try:
            self._connection = connect_to_read(
                path, timeout=_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
            )
        except sqlite3.Error as error:
            raise self._unreadable(error) from error
        self._connection.text_factory = bytes
        try:
            self.count(0, 1, (), 1)
        except BaseException:
            self._connection.close()
            raise

    def last(self) -> int:
        return int(self._rows(_LAST, ())[0][0])

    def count_known(self, after: int, last: int, known: Known) -> int:
        condition, parameters = _known(known)
        query = _COUNT_KNOWN.format(known=condition)
        return int(self._rows(query, (after, last, *parameters))[0][0])

    def missing(self, after: int, last: int) -> int | None:
        first: int | None = self._rows(_MISSING, (after, last))[0][0]
        return first

    def unknown(self, after: int, last: int, known: Known, limit: int) -> list[SourceRow]:
        condition, parameters = _known(known)
        return self._rows(_UNKNOWN.format(known=condition), (after, last, *parameters, limit))

    def count(self, after: int, last: int, topics: Collection[str], limit: int) -> int:
        return int(self._rows(_COUNT, (after, last, _list(topics), limit))[0][0])

    def entries(
        self, after: int, last: int, topics: Collection[str], limit: int
    ) -> list[SourceRow]:
        return self._rows(_ENTRIES, (after, last, _list(topics), limit))

    def slices(
        self, after: int, last: int, topics: Collection[str]
    ) -> AbstractContextManager[Iterator[list[Any]]]:
        return bulk.slices(self._path, after, last, topics, is_still=self._is_still)

    def _rows(self, query: str, parameters: tuple[int | str | bytes, ...]) -> list[Any]:
        try:
            return patiently(lambda: self._connection.execute(query, parameters).fetchall())
        except sqlite3.Error as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: sqlite3.Error) -> LedgerError:
        return faults.outside(self._path, error) or IntegrityFailureError(
            f"{self._path} cannot be read as a ledger: {error}.",
            "Check the path; `assure ledger verify` examines a ledger.",
        )

    def close(self) -> None:
        self._connection.close()


class SqliteWatch:
    """Opens the file at each look: another one may have been put in its place."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def size(self) -> int:
        source = SqliteSource(self._path)
        try:
            return source.last()
        finally:
            source.close()

    def close(self) -> None:
        """Nothing is open between looks."""


def _known(known: Known) -> tuple[str, tuple[str | bytes, ...]]:
    """The condition that an entry is known, and its parameters."""
    conditions, parameters = [], list[str | bytes]()
    for topics, heads in known:
        of_heads = " OR ".join([_HEAD] * len(heads)) or "FALSE"
        conditions.append(_OF_TOPICS.format(heads=of_heads))
        parameters.append(_list(topics))
        for head in heads:
            parameters += head, head[:-1] + bytes([head[-1] + 1])
    return " OR ".join(conditions) or "FALSE", tuple(parameters)


def _list(texts: Collection[str]) -> str:
    """Texts as one parameter, for `json_each`."""
    return json.dumps(sorted(texts))
