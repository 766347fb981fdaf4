"""The facts in DuckDB: the table of an event is declared and filled when a question needs it.

Every table is filled up to a position of its own. An append after it, in transactions that each
hold whole batches, brings it to a later one, however often it is interrupted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

import _duckdb as duckdb

from projections.engine.arrow import Slice, by_topic, reader_of
from projections.engine.base_views import base_views
from projections.engine.facts import FACTS, quoted, snake_case, sql
from projections.engine.shapes import not_ours, todays, upcast_state
from projections.engine.source import Entry, Source

BATCH_ENTRIES = 65_536
"""Entries in one transaction. Measured at a million: a quarter of it is 1.5 times slower, twice
it no faster for 200 MB more."""
BACKLOG_ENTRIES = 100_000
"""From this many entries on, what is new is read as Arrow."""
BLOCK_ENTRIES = 1_048_576
"""Entries of a backlog in one transaction. Less than one of DuckDB's row groups of 122,880 rows
would be copied once more at each commit."""
THREADS_LARGE = 2
"""For a ledger with a backlog's entries; over fewer a second thread only costs."""
_ROWS = (
    "(SELECT unnest(?::BIGINT[]) AS position, unnest(?::VARCHAR[]) AS stream,"
    " unnest(?::BIGINT[]) AS version, unnest(?::VARCHAR[]) AS state)"
)
_REFUSED = (duckdb.DataError, duckdb.IntegrityError, duckdb.InvalidInputException)
"""DuckDB's errors for an entry that does not match its event."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many entries go at once, and from how many on they are read as Arrow."""

    batch: int = BATCH_ENTRIES
    backlog: int = BACKLOG_ENTRIES


class Log:
    """The fact tables declared so far, each with its base view, and how far they are filled."""

    def __init__(self, writer: duckdb.DuckDBPyConnection, source: Source, sizes: Sizes) -> None:
        self._source, self._sizes = source, sizes
        self._threads = 1
        self._writer = writer
        self._filled: dict[str, int] = {}
        self._entries = 0
        self._inserts: dict[str, duckdb.Statement] = {}

    def hold(self, events: Collection[str], position: int) -> None:
        """Declare the tables of these events if need be, and fill them up to a position."""
        if position >= self._sizes.backlog and self._threads != THREADS_LARGE:
            self._use(THREADS_LARGE)
        self._declare(sorted(set(events) - self._filled.keys()))
        behind: dict[int, list[str]] = defaultdict(list)
        for event in events:
            if self._filled[event] < position:
                behind[self._filled[event]].append(event)
        for after, together in sorted(behind.items()):
            self._fill(after, position, together)

    def _declare(self, events: list[str]) -> None:
        if events:
            declared = [text for e in events for text in (FACTS[e].create, *base_views(e))]
            self._writer.execute(";".join(declared))
            self._filled.update(dict.fromkeys(events, 0))

    def catch_up(self, after: int, position: int) -> int:
        """Fill every table declared so far up to a position.

        Returns how many of the entries after another position were filled in by that, each of a
        known event and version: none where a table was behind that position.
        """
        is_ahead = all(filled >= after for filled in self._filled.values())
        before = self._entries
        self.hold(self._filled.keys(), position)
        return self._entries - before if is_ahead else 0

    def close(self) -> None:
        self._writer.close()

    def _fill(self, after: int, position: int, events: list[str]) -> None:
        if position - after >= self._sizes.backlog:
            least = self._sizes.backlog
            if self._source.count(after, position, events, least) == least:
                after = self._fill_from_backlog(after, position, events)
        batches = self._batches(after, position, events)
        if position - after > self._sizes.batch:
            batches = _ahead(batches)
        for batch in batches:
            self._project_or_name(batch, events)
        self._filled.update(dict.fromkeys(events, position))

    def _batches(self, after: int, position: int, events: list[str]) -> Iterator[list[Entry]]:
        while batch := self._source.entries(after, position, events, self._sizes.batch):
            yield batch
            if len(batch) < self._sizes.batch:
                return
            after = batch[-1][0]

    def _fill_from_backlog(self, after: int, position: int, events: list[str]) -> int:
        """Fill in blocks as far as every entry is as expected; the position that was reached."""
        import_module("duckdb")  # without the package its module does not know Arrow's readers
        with (
            self._source.slices(after, position, events) as slices,
            closing(_ahead(by_topic(slices, after))) as arriving,
            self._one_thread(),
            suppress(*_REFUSED),
        ):
            while (first := next(arriving, None)) is not None:
                after = self._project_block(first, arriving, events, after + BLOCK_ENTRIES)
        return after

    def _project_block(
        self, first: Slice, more: Iterator[Slice], events: list[str], full: int
    ) -> int:
        """One transaction: this slice and those that follow it in its block."""
        piece: Slice | None = first
        entries = 0
        try:
            with self._transaction(events):
                while piece is not None:
                    for topic, batches in piece.batches.items():
                        self._writer.register("arriving", reader_of(batches))
                        self._writer.execute(FACTS[topic].insert("arriving"))
                        entries += sum(batch.num_rows for batch in batches)
                    last = piece.last
                    piece = None if last >= full else next(more, None)
        finally:
            self._writer.unregister("arriving")
        self._filled.update(dict.fromkeys(events, last))
        self._entries += entries
        return last

    @contextmanager
    def _one_thread(self) -> Iterator[None]:
        """What one thread inserts is copied once, and goes on where the last insert ended. What
        several insert is copied twice, unless it fills row groups of 122,880 rows."""
        self._use(1)
        try:
            yield
        finally:
            self._use(THREADS_LARGE)

    def _use(self, threads: int) -> None:
        self._writer.execute(sql("SET threads = {threads}", threads=str(threads)))
        self._threads = threads

    def _project_or_name(self, batch: list[Entry], events: list[str]) -> None:
        """Project a batch; when an entry in it cannot be, halve until its number is known."""
        try:
            self._project(batch, events)
        except _REFUSED as error:
            if len(batch) == 1:
                raise not_ours(batch[0], str(error).splitlines()[0]) from error
            middle = len(batch) // 2
            self._project_or_name(batch[:middle], events)
            self._project_or_name(batch[middle:], events)

    def _project(self, batch: list[Entry], events: list[str]) -> None:
        rows = _rows(batch, events)
        with self._transaction(events, several=len(rows) > 1):
            for topic, of_topic in rows.items():
                self._writer.execute(self._insert(topic), list(of_topic))
        self._filled.update(dict.fromkeys(events, batch[-1][0]))
        self._entries += len(batch)

    def _insert(self, topic: str) -> duckdb.Statement:
        """The insert of a topic, parsed once: a third of what one entry costs is its text."""
        if topic not in self._inserts:
            text = FACTS[topic].insert(_ROWS)
            (self._inserts[topic],) = self._writer.extract_statements(text)
        return self._inserts[topic]

    @contextmanager
    def _transaction(self, events: list[str], *, several: bool = True) -> Iterator[None]:
        """One insert alone is a transaction by itself. When interrupted, know what is committed."""
        try:
            if several:
                self._writer.execute("BEGIN")
            yield
            if several:
                self._writer.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):
                self._writer.execute("ROLLBACK")
            for event, last in self._last(events):
                self._filled[event] = max(self._filled[event], last)
            raise

    def _last(self, events: list[str]) -> list[tuple[str, int]]:
        """How far the tables of these events are filled: the last entry in each."""
        text = "SELECT {event}, coalesce(max(position), 0) FROM log.{table}"
        each = [sql(text, event=quoted(event), table=snake_case(event)) for event in events]
        return self._writer.execute(" UNION ALL ".join(each)).fetchall()


_Step = TypeVar("_Step")
_Columns = tuple[list[int], list[str], list[int], list[str]]
"""Positions, streams, versions and states."""


def _rows(batch: list[Entry], events: list[str]) -> dict[str, _Columns]:
    """The rows to insert by topic, each state in its event's present shape."""
    heads = {event.encode(): todays(event) for event in events}
    rows: dict[bytes, _Columns] = {topic: ([], [], [], []) for topic in heads}
    for entry in batch:
        position, topic, stream, version, state = entry
        positions, streams, versions, states = rows[topic]
        try:
            if not state.startswith(heads[topic]):
                state = upcast_state(topic.decode(), entry)
            states.append(state.decode())
            streams.append(stream.decode())
        except UnicodeDecodeError as error:
            raise not_ours(entry, repr(error)) from error
        positions.append(position)
        versions.append(version)
    return {topic.decode(): columns for topic, columns in rows.items() if columns[0]}


def _ahead(steps: Iterator[_Step]) -> Generator[_Step, None, None]:
    """The iterator's items: a thread makes the next while one is used."""
    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(next, steps, None)
        while (step := coming.result()) is not None:
            coming = other.submit(next, steps, None)
            yield step
