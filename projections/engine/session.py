"""What one viewer reads of the facts, at one position."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import _duckdb as duckdb

from domain.kernel.access import Standing
from ledger.errors import UnusableError

KEPT_ROWS_MAX = 10_000
"""Longer answers are not kept for the case that the session is asked again."""


class Session:
    """What one viewer sees at one position. Not for two threads at once.

    `open_audits`: those whose returns are open now, whatever the position. `kept`: what the
    sessions of this viewer at other positions may use again, while the same audits are open; None
    where there is to be one session only.
    The answer to a question cannot change while the session is open, so it is asked once: many
    queries of a page rest on the same few views.
    """

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        viewer: Standing,
        open_audits: frozenset[str],
        as_at: int,
        prepare: Callable[[str], duckdb.Statement],
        gather: Callable[[Collection[str]], None],
        kept: dict[str, Any] | None = None,
    ) -> None:
        self._cursor = cursor
        self._prepare, self._gather = prepare, gather
        self.viewer, self.open_audits, self.as_at = viewer, open_audits, as_at
        self.kept = kept
        self._answers: dict[tuple[str, str], list[dict[str, Any]]] = {}

    def rows(self, query: str, parameters: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The query's rows, columns by name. Every datetime is aware and in UTC.

        Raises `ValueError` for a query that goes past the base layer to the raw log, and
        `ProjectionError` for an entry that it needs and that cannot be read, and `UnusableError`
        for an answer that does not fit into memory.
        """
        asked = (query, repr(list(parameters)))
        answer = self._answers.get(asked)
        if answer is None:
            answer = self._ask(query, parameters)
            if len(answer) <= KEPT_ROWS_MAX:
                self._answers[asked] = answer
        return [dict(row) for row in answer]

    def _ask(self, query: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
        try:
            answer = self._cursor.execute(self._prepare(query), list(parameters))
            found = answer.fetchall()
        except duckdb.OutOfMemoryException as error:
            raise UnusableError(
                "The answer needs more memory than assure may use, and nothing is put on a disk.",
                "Ask for less at once, such as one audit.",
            ) from error
        columns = answer.description or []
        names = [column[0] for column in columns]
        moments = ["TIMESTAMP" in str(column[1]) for column in columns]
        if any(moments):
            found = [
                tuple(_aware(v) if moment else v for v, moment in zip(row, moments, strict=True))
                for row in found
            ]
        return [dict(zip(names, row, strict=True)) for row in found]

    def gather(self, *views: str) -> None:
        """Read the facts of these views in one pass over the ledger, before they are asked for."""
        self._gather(views)

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


def _aware(value: Any) -> Any:
    """Facts keep moments in UTC without saying so; here it is said."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC)
    if isinstance(value, list):
        return [_aware(element) for element in value]
    if isinstance(value, dict):
        return {key: _aware(element) for key, element in value.items()}
    return value
