"""The ledger's facts in an in-memory DuckDB of this process: built, caught up, and read.

Catching up is an append, so a rebuild equals any number of catch-ups, and "as at" is a filter on
position that every view inherits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from threading import RLock
from typing import TypeVar

import duckdb

from domain.kernel.access import Standing
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine
from projections.engine.arrow import Slice, by_topic, reader_of
from projections.engine.base_views import (
    OPENING_EVENTS,
    base_views,
    open_audits_query,
    variables_of,
)
from projections.engine.facts import FACTS, sql
from projections.engine.read_models import ReadModels, view_files
from projections.engine.session import Reading, Session
from projections.engine.shapes import TODAYS, lifted, not_ours
from projections.engine.source import Entry, ProjectionError, Source

__all__ = ["Projection", "ProjectionError", "Session"]

BATCH_ENTRIES = 65_536
"""Entries in one transaction. Measured at a million: a quarter of it is 1.5 times slower, twice
it no faster for 200 MB more."""
BACKLOG_ENTRIES = 100_000
"""From this many entries on, what is new is read as Arrow."""
BLOCK_ENTRIES = 1_048_576
"""Entries of a backlog in one transaction. Less than one of DuckDB's row groups of 122,880 rows
would be copied once more at each commit."""
THREADS_DEFAULT = 2
MEMORY_LIMIT = "4GB"


class Projection:
    """An in-memory DuckDB of the ledger's facts, for this process only.

    Holds no confidential text. Sessions may be used from several threads, each its own.
    """

    def __init__(
        self,
        source: Source,
        *,
        threads: int = THREADS_DEFAULT,
        batch_entries: int = BATCH_ENTRIES,
        backlog_entries: int = BACKLOG_ENTRIES,
    ) -> None:
        self._source, self._threads = source, threads
        self._batch_entries = batch_entries
        self._backlog_entries = backlog_entries
        self._database = _hardened(threads)
        self._writer = self._database.cursor()
        self._lock = RLock()
        self._open_audits: list[str] = []
        self._read_models = ReadModels(view_files())
        self._readings: dict[str, Reading] = {}
        self._inserts: dict[str, duckdb.Statement] = {}
        self._settings: dict[str, duckdb.Statement] = {}
        self.position = 0

    @classmethod
    def of(cls, ledger: str | Engine) -> Projection:
        """The projection of a ledger (its address or its engine), built up to its last entry.

        Raises `ProjectionError` when there is no readable ledger, or it holds what this software
        does not know.
        """
        projection = cls(engine_of(ledger).source())
        try:
            projection.catch_up()
        except BaseException:
            projection.close()
            raise
        return projection

    def catch_up(self) -> int:
        """Project what is new. Returns the position of the last entry.

        Each batch is one transaction that also moves the position, so an interruption leaves a
        whole number of batches behind, and the next call goes on from there.
        """
        with self._lock:
            last = self._source.last()
            if last - self.position >= self._backlog_entries:
                self._project_backlog(last)
            batches = self._batches()
            if last - self.position > self._batch_entries:
                batches = _ahead(batches)
            for batch in batches:
                self._project_or_name(batch)
            return self.position

    def session(self, viewer: Standing, as_at: int | None = None) -> Session:
        """A reading by one viewer at a position (None: the last entry projected).

        Whether an audit's returns are open is judged now, whatever the position.
        """
        with self._lock:
            position, open_audits = self.position, self._open_audits
            cursor = self._database.cursor()
        as_at = position if as_at is None else min(as_at, position)
        for name, value in variables_of(viewer, as_at, open_audits).items():
            cursor.execute(self._setting(name, value), [value])
        return Session(cursor, as_at, self._declare_views, self._readings)

    def _setting(self, name: str, value: object) -> duckdb.Statement:
        """The statement that sets a variable, parsed once."""
        if name not in self._settings:
            kind = "BIGINT" if isinstance(value, int) else "VARCHAR[]"
            text = sql("SET VARIABLE {name} = ?::{kind}", name=name, kind=kind)
            (self._settings[name],) = self._database.extract_statements(text)
        return self._settings[name]

    def close(self) -> None:
        self._source.close()
        self._writer.close()
        self._database.close()

    def _declare_views(self, query: str) -> None:
        with self._lock:
            for view in self._read_models.missing_for(query):
                self._writer.execute(view)

    def _batches(self) -> Iterator[list[Entry]]:
        """What is new, in batches."""
        last = self.position
        while batch := self._source.entries(last, self._batch_entries):
            yield batch
            if len(batch) < self._batch_entries:
                return
            last = batch[-1][0]

    def _project_backlog(self, last: int) -> None:
        """Project in blocks as far as every entry is as expected; the rest is for
        `_project_or_name`."""
        with (
            self._source.slices(self.position, last) as slices,
            closing(_ahead(by_topic(slices, self.position))) as arriving,
            self._one_thread(),
            suppress(*_REFUSED),
        ):
            while (first := next(arriving, None)) is not None:
                self._project_block(first, arriving)

    def _project_block(self, first: Slice, more: Iterator[Slice]) -> None:
        """One transaction: this slice and those that follow it in its block."""
        piece: Slice | None = first
        try:
            self._writer.execute("BEGIN")
            while piece is not None:
                for topic, batches in piece.batches.items():
                    self._writer.register("arriving", reader_of(batches))
                    self._writer.execute(_INSERTS_ARRIVING[topic])
                ended = piece.last - self.position >= BLOCK_ENTRIES
                piece = None if ended else next(more, None)
            self._writer.execute("COMMIT")
        finally:
            self._undo()  # nothing, where it is committed
            self._writer.unregister("arriving")

    @contextmanager
    def _one_thread(self) -> Iterator[None]:
        """What one thread inserts is copied once, and goes on where the last insert ended. What
        several insert is copied twice, unless it fills row groups of 122,880 rows."""
        self._writer.execute("SET threads = 1")
        try:
            yield
        finally:
            self._writer.execute(sql("SET threads = {threads}", threads=str(self._threads)))

    def _project_or_name(self, batch: list[Entry]) -> None:
        """Project a batch; when an entry in it cannot be, halve until its number is known."""
        try:
            self._project(batch)
        except _REFUSED as error:
            if len(batch) == 1:
                raise not_ours(batch[0], str(error).splitlines()[0]) from error
            middle = len(batch) // 2
            self._project_or_name(batch[:middle])
            self._project_or_name(batch[middle:])

    def _project(self, batch: list[Entry]) -> None:
        last = batch[-1][0]
        if last - self.position != len(batch):
            raise _gap(self.position, batch)
        rows = _rows(batch)
        self._commit(
            last, rows, lambda topic: self._writer.execute(self._insert(topic), list(rows[topic]))
        )

    def _insert(self, topic: str) -> duckdb.Statement:
        """The insert of a topic, parsed once: a third of what one entry costs is its text."""
        if topic not in self._inserts:
            (self._inserts[topic],) = self._database.extract_statements(_INSERTS[topic])
        return self._inserts[topic]

    def _commit(self, last: int, topics: Collection[str], insert: Callable[[str], object]) -> None:
        """One transaction: the insert of every topic. That of one alone is one by itself."""
        several = len(topics) > 1
        try:
            if several:
                self._writer.execute("BEGIN")
            for topic in topics:
                insert(topic)
            if several:
                self._writer.execute("COMMIT")
            self.position = last
            if not OPENING_EVENTS.isdisjoint(topics):
                self._take_over()
        except BaseException:
            self._undo()
            raise

    def _undo(self) -> None:
        with suppress(duckdb.Error):
            self._writer.execute("ROLLBACK")
        self._take_over()

    def _take_over(self) -> None:
        """Know what is committed: which audits are open, and the position."""
        found = self._writer.execute(open_audits_query()).fetchall()
        self._open_audits = [audit for (audit,) in found]
        ((self.position,),) = self._writer.execute("FROM log.progress").fetchall()


_INSERTS: dict[str, str] = {
    event: table.insert(
        "(SELECT unnest(?::BIGINT[]) AS position, unnest(?::VARCHAR[]) AS stream,"
        " unnest(?::BIGINT[]) AS version, unnest(?::VARCHAR[]) AS state)"
    )
    for event, table in FACTS.items()
}
_INSERTS_ARRIVING: dict[str, str] = {
    event: table.insert("arriving") for event, table in FACTS.items()
}
_REFUSED = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)
"""What DuckDB raises for an entry that is not as its event says."""


def _last(which: str) -> str:
    """SQL for the last position of all facts that are `which`; 0 when there is none."""
    return sql(
        "SELECT coalesce(max(position), 0) AS position FROM ({every})",
        every=" UNION ALL ".join(
            sql(
                "SELECT max(position) AS position FROM log.{name} WHERE {which}",
                name=table.name,
                which=which,
            )
            for table in FACTS.values()
        ),
    )


_LAST = _last("true")


_Step = TypeVar("_Step")
_Rows = tuple[list[int], list[str], list[int], list[str]]
"""Positions, streams, versions and states."""


def _rows(batch: list[Entry]) -> dict[str, _Rows]:
    """What is to be inserted by topic, each state in its event's present shape."""
    rows: dict[str, _Rows] = defaultdict(lambda: ([], [], [], []))
    for entry in batch:
        position, topic, stream, version, state = entry
        try:
            name = topic.decode()
            todays = TODAYS.get(name)
            if todays is None or not state.startswith(todays):
                state = lifted(name, entry)
            of_topic = rows[name]
            of_topic[1].append(stream.decode())
            of_topic[3].append(state.decode())
        except UnicodeDecodeError as error:
            raise not_ours(entry, repr(error)) from error
        of_topic[0].append(position)
        of_topic[2].append(version)
    return rows


def _gap(position: int, batch: list[Entry]) -> ProjectionError:
    numbers = (entry[0] for entry in batch)
    missing = next(n for n, there in enumerate(numbers, position + 1) if n != there)
    return ProjectionError(
        f"Entry {missing} is missing from the ledger.",
        "`assure ledger verify` says what else was changed.",
    )


def _ahead(steps: Iterator[_Step]) -> Generator[_Step, None, None]:
    """What an iterator gives; while one is used the next is made."""
    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(next, steps, None)
        while (step := coming.result()) is not None:
            coming = other.submit(next, steps, None)
            yield step


def _hardened(threads: int) -> duckdb.DuckDBPyConnection:
    """A database in memory with the log and the base layer; then locked."""
    database = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            "threads": str(threads),
        },
    )
    database.execute("SET GLOBAL TimeZone = 'UTC'")
    database.execute("CREATE SCHEMA log")
    for table in FACTS.values():
        database.execute(table.create)
    database.execute(f"CREATE VIEW log.progress AS {_LAST}")
    for view in base_views():
        database.execute(view)
    database.execute("SET GLOBAL allowed_configs = ['threads']")
    database.execute("SET GLOBAL lock_configuration = true")
    return database
