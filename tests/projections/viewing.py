"""Events in, rows of one view out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from domain.kernel.event import Event
from projections.engine.facts import name_of
from tests.projections.harness import project, reader_of_all


def rows(
    events: Sequence[tuple[str, Event]], view: str, *columns: str, as_at: int | None = None
) -> list[tuple[Any, ...]]:
    """The columns of every row of the view, as one who may read everything sees them, sorted."""
    with project(events).session(reader_of_all(events), as_at) as session:
        names = ", ".join(map(name_of, columns))
        found = session.rows(f"SELECT {names} FROM main.{view} ORDER BY ALL")
    return [tuple(row.values()) for row in found]
