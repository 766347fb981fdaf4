"""The ledger's facts in an in-memory DuckDB of this process: built as far as they are asked for.

Opening one reads no entry: it makes sure that this software knows all of them, and that none is
missing. A question then declares and fills the tables that it needs. Catching up is an append, so
a rebuild equals any number of catch-ups, and "as at" is a filter on position that every view
inherits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from threading import RLock
from typing import Any

import _duckdb as duckdb

from domain.kernel.access import Standing
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine
from projections.engine.base_views import (
    MACROS,
    OPENING_EVENTS,
    events_of,
    open_audits_query,
    variables_of,
)
from projections.engine.facts import FACTS, sql
from projections.engine.log import Log, Sizes
from projections.engine.read_models import ReadModels, refuse_raw_log, view_files
from projections.engine.session import Session
from projections.engine.shapes import known, refuse_unknown
from projections.engine.source import ProjectionError, Source

__all__ = ["Projection", "ProjectionError", "Session", "Sizes"]

MEMORY_LIMIT = "4GB"
STATEMENTS_KEPT = 1_000
"""Statements that are remembered parsed; this package asks far fewer."""
VIEWERS_KEPT = 32
"""For how many viewers something is kept; whoever read longest ago goes first."""
_UNKNOWN_READ = 1_000


class Projection:
    """An in-memory DuckDB of the ledger's facts, for this process only.

    Holds no confidential text. `position`: the last entry known of. Sessions may be used from
    several threads, each its own.
    """

    def __init__(
        self, source: Source, *, sizes: Sizes | None = None, is_kept: bool = False
    ) -> None:
        self._source = source
        self._database, writer = _hardened()
        self._log = Log(writer, source, sizes or Sizes())
        self._lock = RLock()
        self._open_audits: tuple[int, list[str]] = (0, [])
        self._read_models = ReadModels(view_files())
        self._statements: dict[str, duckdb.Statement] = {}
        self._kept: OrderedDict[object, dict[str, Any]] | None = OrderedDict() if is_kept else None
        self.position = 0

    @classmethod
    def of(cls, ledger: str | Engine, *, is_kept: bool = False) -> Projection:
        """The projection of a ledger (its address or its engine), as it stands now.

        `is_kept`: for one question after another, of which each may use what was found for those
        before it.

        Raises `ProjectionError` when there is no readable ledger, or it holds what this software
        does not know.
        """
        projection = cls(engine_of(ledger).source(), is_kept=is_kept)
        try:
            projection.catch_up()
        except BaseException:
            projection.close()
            raise
        return projection

    def catch_up(self) -> int:
        """Take in what is new. Returns the position of the last entry.

        Raises `ProjectionError` for an entry that is missing, or of an event or a version that
        this software does not know, whatever will be asked; and for a damaged one in a table
        that was asked for.
        """
        with self._lock:
            last = max(self._source.last(), self.position)
            try:
                filled = self._log.catch_up(self.position, last)
            except ProjectionError:
                self._examine(last)
                raise
            if filled != last - self.position:
                self._examine(last)
            self.position = last
            return last

    def hold(self, events: Collection[str] = FACTS) -> None:
        """Fill the tables of these events (all), with what is now the last entry."""
        with self._lock:
            self._log.hold(events, self.position)

    def gather(self, views: Collection[str]) -> None:
        """Fill the tables of these views, and of every session, in one pass over the ledger."""
        events = events_of(self._read_models.base_of(views)) | OPENING_EVENTS
        self.hold(events)

    def session(self, viewer: Standing, as_at: int | None = None) -> Session:
        """A reading by one viewer at a position (None: the last entry).

        Whether an audit's returns are open is judged now, whatever the position.
        """
        with self._lock:
            position, open_audits = self.position, self._opened()
            cursor = self._database.cursor()
            kept = self._kept_for(viewer, frozenset(open_audits))
        as_at = position if as_at is None else min(as_at, position)
        for name, value in variables_of(viewer, as_at, open_audits).items():
            kind = "BIGINT" if isinstance(value, int) else "VARCHAR[]"
            text = sql("SET VARIABLE {name} = ?::{kind}", name=name, kind=kind)
            cursor.execute(self._parsed(text), [value])
        opened = frozenset(open_audits)
        return Session(cursor, viewer, opened, as_at, self._prepare, self.gather, kept)

    def _kept_for(self, viewer: Standing, open_audits: frozenset[str]) -> dict[str, Any] | None:
        """What one viewer's sessions keep together; another viewer has another."""
        if self._kept is None:
            return None
        kept = self._kept.setdefault((viewer, open_audits), {})
        self._kept.move_to_end((viewer, open_audits))
        if len(self._kept) > VIEWERS_KEPT:
            self._kept.popitem(last=False)
        return kept

    def close(self) -> None:
        self._source.close()
        self._log.close()
        self._database.close()

    def _examine(self, last: int) -> None:
        """Raise unless every entry after what is known is there, and of a known kind.

        What a table was filled with is both, and is not looked at again.
        """
        if self._source.count_known(self.position, last, known()) == last - self.position:
            return
        missing = self._source.missing(self.position, last)
        self._refuse_unknown(last if missing is None else missing - 1)
        if missing is not None:
            raise ProjectionError(
                f"Entry {missing} is missing from the ledger.",
                "`assure ledger verify` says what else was changed.",
            )

    def _refuse_unknown(self, last: int) -> None:
        """Raise for the first entry up to `last` that is of no event and version known here."""
        after = self.position
        while others := self._source.unknown(after, last, known(), _UNKNOWN_READ):
            for entry in others:
                refuse_unknown(entry)
            after = others[-1][0]

    def _opened(self) -> list[str]:
        """The audits whose returns are open at the last position."""
        if self._open_audits[0] != self.position:
            self._log.hold(OPENING_EVENTS, self.position)
            found = self._database.execute(open_audits_query()).fetchall()
            self._open_audits = (self.position, [audit for (audit,) in found])
        return self._open_audits[1]

    def _prepare(self, query: str) -> duckdb.Statement:
        """The query with its views, parsed once, and the tables that it reads, filled."""
        with self._lock:
            if query not in self._statements:
                refuse_raw_log(query, "the query")
                composed = self._read_models.compose(query)
                self._log.hold(events_of(composed.base), self.position)
                self._keep(query, composed.text)
            return self._statements[query]

    def _parsed(self, text: str) -> duckdb.Statement:
        """A statement, parsed once."""
        with self._lock:
            if text not in self._statements:
                self._keep(text, text)
            return self._statements[text]

    def _keep(self, name: str, text: str) -> None:
        """DuckDB copies a parsed statement at each execution, so that sessions may share it."""
        if len(self._statements) >= STATEMENTS_KEPT:
            self._statements.clear()
        (self._statements[name],) = self._database.extract_statements(text)


def _hardened() -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
    """A database in memory with nothing in it but the macros of the views, then locked; and the
    connection that writes to it.

    An insert of a few entries costs what its planning costs, and there is nothing to optimise.
    """
    database = duckdb.connect(
        ":memory:",
        config={
            "enable_external_access": "false",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": MEMORY_LIMIT,
            # What does not fit into memory is refused: it would be written to a disk in the clear.
            "temp_directory": "",
            "threads": "1",
        },
    )
    database.execute("CREATE SCHEMA log")
    for macro in MACROS:
        database.execute(macro)
    writer = database.cursor()
    writer.execute("PRAGMA disable_optimizer")
    database.execute("SET GLOBAL allowed_configs = ['threads']")
    database.execute("SET GLOBAL lock_configuration = true")
    return database, writer
