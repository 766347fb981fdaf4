"""What one viewer reads of the facts, at one position."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import duckdb

from projections.engine.facts import name_of, sql
from projections.engine.read_models import refuse_raw_log

READINGS_KEPT = 1_000
"""Queries whose columns are remembered; this package asks far fewer."""
_ZONED = "TIMESTAMP WITH TIME ZONE"


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as DuckDB is asked it, parsed, and what comes back.

    `zoned`: a datetime may be among it. DuckDB copies a parsed query at each execution, so that
    sessions may share one.
    """

    query: duckdb.Statement
    columns: tuple[str, ...]
    zoned: bool


class Session:
    """What one viewer sees at one position. Not for two threads at once."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        as_at: int,
        declare: Callable[[str], None],
        readings: dict[str, Reading],
    ) -> None:
        self._cursor = cursor
        self._declare = declare
        self._readings = readings
        self.as_at = as_at

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The query's rows, columns by name. Every datetime is aware and in UTC.

        Raises `ValueError` for a query that goes past the base layer to the raw log.
        """
        reading = self._readings.get(sql)
        if reading is None:
            reading = self._prepared(sql, parameters)
            if len(self._readings) < READINGS_KEPT:
                self._readings[sql] = reading
        found = self._cursor.execute(reading.query, list(parameters)).fetchall()
        if reading.zoned:
            found = [tuple(map(_aware, row)) for row in found]
        return [dict(zip(reading.columns, row, strict=True)) for row in found]

    def _prepared(self, query: str, parameters: Sequence[Any]) -> Reading:
        """What is done once for a query: its views declared, its columns known."""
        refuse_raw_log(query, "the query")
        self._declare(query)
        relation = self._cursor.sql(query, params=list(parameters))
        columns, kinds = relation.columns, relation.types
        if not any(_ZONED in str(kind) for kind in kinds):
            return self._reading(query, columns, zoned=False)
        plain = sql(
            "SELECT {columns} FROM (\n{query}\n)",
            columns=", ".join(map(_without_zone, columns, kinds)),
            query=query,
        )
        return self._reading(plain, columns, zoned=True)

    def _reading(self, query: str, columns: Sequence[str], *, zoned: bool) -> Reading:
        (parsed,) = self._cursor.extract_statements(query)
        return Reading(parsed, tuple(columns), zoned)

    def close(self) -> None:
        self._cursor.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _without_zone(column: str, kind: Any) -> str:
    """DuckDB hands a zoned timestamp over only with pytz; in UTC the zone can be put back."""
    if _ZONED not in str(kind):
        return name_of(column)
    naive = str(kind).replace(_ZONED, "TIMESTAMP")
    return f"CAST({name_of(column)} AS {naive}) AS {name_of(column)}"


def _aware(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return [_aware(element) for element in value]
    if isinstance(value, dict):
        return {key: _aware(element) for key, element in value.items()}
    return value
