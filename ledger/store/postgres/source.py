"""Reads a server's ledger in bulk, for a projection.

A backlog comes as Arrow record batches through ADBC's driver, which asks the server for a binary
COPY. PostgreSQL keeps no locks in this process, so the driver may be used in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from threading import RLock
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from ledger.errors import IntegrityFailureError, LedgerError
from ledger.store.postgres import statements
from ledger.store.postgres.connection import connect
from ledger.store.postgres.faults import is_passing
from ledger.store.protocol import Known, SourceRow

if TYPE_CHECKING:
    from ledger.store.postgres.engine import PostgresEngine

BATCHES_IN_A_SLICE = 8
BATCH_BYTES = 4 * 1024 * 1024
"""About 8,192 entries in a record batch: more of them no longer fit a processor's cache."""
_ENTRIES = (
    "SELECT notification_id, topic, originator_id, originator_version, state FROM stored_events"
    " WHERE notification_id > %s AND notification_id <= %s AND topic = ANY(%s)"
    " ORDER BY notification_id LIMIT %s"
)
_COUNT = (
    "SELECT count(*) FROM (SELECT FROM stored_events WHERE notification_id > %s"
    " AND notification_id <= %s AND topic = ANY(%s) LIMIT %s) AS found"
)
_COUNT_KNOWN = (
    "SELECT count(*) FROM stored_events"
    " WHERE notification_id > %s AND notification_id <= %s AND ({known})"
)
_UNKNOWN = (
    "SELECT notification_id, topic, originator_id, originator_version, state FROM stored_events"
    " WHERE notification_id > %s AND notification_id <= %s AND ({known}) IS NOT TRUE"
    " ORDER BY notification_id LIMIT %s"
)
_MISSING = (
    "SELECT min(before) + 1 FROM (SELECT %(after)s::bigint AS before UNION ALL"
    " SELECT notification_id FROM stored_events"
    " WHERE notification_id > %(after)s AND notification_id < %(last)s) AS those"
    " WHERE NOT EXISTS (SELECT FROM stored_events WHERE notification_id = before + 1)"
)
_OF_TOPICS = "topic = ANY(%s) AND ({heads})"
_HEAD = "state >= %s AND state < %s"
_BULK = (
    "SELECT notification_id AS position, topic, originator_id AS stream,"
    " originator_version AS version, state FROM {schema}.stored_events"
    " WHERE notification_id > {after} AND notification_id <= {last} AND topic = ANY({topics})"
    " ORDER BY notification_id"
)


class PostgresSource:
    """A server's ledger, to be read only. Several threads may share it."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine
        self._lock = RLock()
        self._db: psycopg.Connection[Any] | None = None
        try:
            engine.require_ledger()
        except LedgerError as error:
            raise IntegrityFailureError(error.message, error.remedy) from error
        self.last()

    def last(self) -> int:
        return int(self._rows(statements.LAST, ())[0][0])

    def count_known(self, after: int, last: int, known: Known) -> int:
        condition, values = _known(known)
        query = _COUNT_KNOWN.format(known=condition)
        return int(self._rows(query, (after, last, *values))[0][0])

    def missing(self, after: int, last: int) -> int | None:
        first: int | None = self._rows(_MISSING, {"after": after, "last": last})[0][0]
        return first

    def unknown(self, after: int, last: int, known: Known, limit: int) -> list[SourceRow]:
        condition, values = _known(known)
        query = _UNKNOWN.format(known=condition)
        return _as_stored(self._rows(query, (after, last, *values, limit)))

    def count(self, after: int, last: int, topics: Collection[str], limit: int) -> int:
        return int(self._rows(_COUNT, (after, last, [*topics], limit))[0][0])

    def entries(
        self, after: int, last: int, topics: Collection[str], limit: int
    ) -> list[SourceRow]:
        return _as_stored(self._rows(_ENTRIES, (after, last, [*topics], limit)))

    @contextmanager
    def slices(
        self, after: int, last: int, topics: Collection[str]
    ) -> Iterator[Iterator[list[Any]]]:
        from adbc_driver_manager import AdbcConnection, AdbcDatabase, AdbcStatement
        from adbc_driver_postgresql import _driver_path

        address = self._engine.at
        query = sql.SQL(_BULK).format(
            schema=sql.Identifier(address.schema),
            after=sql.Literal(after),
            last=sql.Literal(last),
            topics=sql.Literal([*topics]) + sql.SQL("::text[]"),
        )
        with (
            AdbcDatabase(driver=_driver_path(), uri=address.conninfo) as database,
            AdbcConnection(database) as connection,
            AdbcStatement(connection) as statement,
        ):
            hint = {"adbc.postgresql.batch_size_hint_bytes": BATCH_BYTES}
            statement.set_options(**hint)
            statement.set_sql_query(query.as_string(None))
            yield _slices(statement)

    def _rows(self, query: str, values: Any) -> list[Any]:
        """A question's answer; asked once more where the connection had ended meanwhile."""
        with self._lock:
            try:
                return self._asked(query, values)
            except psycopg.Error as error:
                if not is_passing(error):
                    raise self._unreadable(error) from error
            try:
                return self._asked(query, values)
            except psycopg.Error as error:
                raise self._unreadable(error) from error

    def _asked(self, query: str, values: Any) -> list[Any]:
        if self._db is None or self._db.closed:
            self._db = connect(self._engine.at, to_read=True)
        return self._db.execute(query, values, binary=True).fetchall()

    def _unreadable(self, error: psycopg.Error) -> LedgerError:
        return self._engine.refused(error) or IntegrityFailureError(
            f"{self._engine.address} cannot be read as a ledger: {error}.",
            "Check the address; `assure ledger verify` examines a ledger.",
        )

    def close(self) -> None:
        if self._db is not None:
            self._db.close()


def _slices(statement: Any) -> Iterator[list[Any]]:
    """Record batches, each in the order of its topics. They end where something is wrong."""
    from adbc_driver_manager import Error
    from pyarrow import ArrowException, RecordBatchReader, compute

    try:
        handle, _ = statement.execute_query()
        with RecordBatchReader.from_stream(handle) as batches:
            for first in batches:
                some = chain([first], islice(batches, BATCHES_IN_A_SLICE - 1))
                yield [
                    batch.take(
                        compute.array_sort_indices(
                            batch.column("topic").dictionary_encode().indices
                        )
                    )
                    for batch in some
                ]
    except (ArrowException, Error, OSError):
        return


def _as_stored(rows: list[Any]) -> list[SourceRow]:
    return [
        (position, topic.encode(), stream.encode(), version, state)
        for position, topic, stream, version, state in rows
    ]


def _known(known: Known) -> tuple[str, tuple[Any, ...]]:
    """The condition that an entry is known, and its values."""
    conditions, values = [], list[Any]()
    for topics, heads in known:
        of_heads = " OR ".join([_HEAD] * len(heads)) or "FALSE"
        conditions.append(_OF_TOPICS.format(heads=of_heads))
        values.append([*topics])
        for head in heads:
            values += head, head[:-1] + bytes([head[-1] + 1])
    return " OR ".join(conditions) or "FALSE", tuple(values)
