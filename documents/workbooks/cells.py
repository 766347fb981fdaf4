"""A workbook's cells as they stand, read by a process with limits: the file may be hostile."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from documents.workbooks import child, reader_process
from documents.workbooks.guard import UnreadableError, require_safe

_TOO_LONG = (
    f"It takes more than {reader_process.SECONDS_MAX} seconds to read. No form does. Copy your"
    " answers into a fresh form."
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and Excel's type of it: s text, n number, b boolean, d date, f formula, e error."""

    type: str
    value: Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """`cells` by name, such as `D6`; those without a value are not there.

    `struck`: cells with struck-out words. `comments`: cells that somebody commented on.
    """

    name: str
    hidden: bool
    cells: dict[str, Cell]
    merged: tuple[str, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[tuple[int, int], ...]
    struck: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()


def read(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook in order. Raises UnreadableError, within a bounded time."""
    require_safe(data)
    answer = json.loads(child.run(reader_process, data, _TOO_LONG))
    if "refused" in answer:
        raise UnreadableError(answer["refused"])
    return tuple(_sheet(sheet) for sheet in answer["sheets"])


def _sheet(data: dict[str, Any]) -> Sheet:
    return Sheet(
        name=data["name"],
        hidden=data["state"] != "visible",
        cells={
            f"{reader_process.letters(column)}{row}": Cell(kind, value)
            for row, column, kind, value in data["cells"]
        },
        merged=tuple(data["merged"]),
        hidden_rows=tuple(data["hidden_rows"]),
        hidden_columns=tuple((first, last) for first, last in data["hidden_columns"]),
        struck=tuple(data["struck"]),
        comments=tuple(data["comments"]),
    )
