"""A workbook's cells as they stand, read by a process with limits: the file may be hostile."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from documents.returns import reader_process
from documents.returns.guard import UnreadableError, require_safe

_WALL_SECONDS_MAX = 2 * reader_process.SECONDS_MAX
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
    """`cells` by name, such as `D6`; those without a value are not there."""

    name: str
    hidden: bool
    cells: dict[str, Cell]
    merged: tuple[str, ...]
    hidden_rows: tuple[int, ...]
    hidden_columns: tuple[tuple[int, int], ...]


def read(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook in order. Raises UnreadableError, within a bounded time."""
    require_safe(data)
    # -P: a folder called `documents` where the person stands is not this package.
    command = [sys.executable, "-P", "-m", reader_process.__name__]
    try:
        ran = subprocess.run(command, input=data, capture_output=True, timeout=_WALL_SECONDS_MAX)
    except subprocess.TimeoutExpired as error:
        raise UnreadableError(_TOO_LONG) from error
    if ran.returncode < 0:
        raise UnreadableError(_TOO_LONG)
    if ran.returncode > 0:
        raise RuntimeError(f"the reader of workbooks ended with {ran.returncode}")
    answer = json.loads(ran.stdout)
    if "refused" in answer:
        raise UnreadableError(answer["refused"])
    return tuple(_sheet(sheet) for sheet in answer["sheets"])


def _sheet(data: dict[str, Any]) -> Sheet:
    return Sheet(
        name=data["name"],
        hidden=data["state"] != "visible",
        cells={
            f"{_letters(column)}{row}": Cell(kind, value)
            for row, column, kind, value in data["cells"]
        },
        merged=tuple(data["merged"]),
        hidden_rows=tuple(data["hidden_rows"]),
        hidden_columns=tuple((first, last) for first, last in data["hidden_columns"]),
    )


def _letters(column: int) -> str:
    """The name of a column: 1 is A, 28 is AB."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text
