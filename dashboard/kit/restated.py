"""Numbers that the record told otherwise on an earlier day, marked as such."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.kit.address import Link
from dashboard.kit.dates import day_words
from dashboard.kit.tables import Line, Lines


def marked(
    now: Sequence[Mapping[str, object]],
    then: Sequence[Mapping[str, object]],
    *,
    by: str,
    day: date,
    only: Sequence[str],
) -> list[dict[str, object]]:
    """The rows of a table with a line under each number that has been restated since a day.

    `by`: the column that names a row, in both; `only`: the columns that are compared.
    """
    before = {_text(row[by]): row for row in then}
    return [_marked(row, before.get(_text(row[by])), day, only) for row in now]


def _marked(
    row: Mapping[str, object], before: Mapping[str, object] | None, day: date, only: Sequence[str]
) -> dict[str, object]:
    if before is None:
        return dict(row)
    return {
        head: value
        if head not in only or _text(value) == _text(before.get(head, value))
        else Lines((*_lines(value), _then(_text(before[head]), day)))
        for head, value in row.items()
    }


def _then(then: str, day: date) -> str:
    return f"was {then} on {day_words(day)}"


def _lines(value: object) -> tuple[Line, ...]:
    match value:
        case Lines():
            return value.lines
        case Link():
            return (value,)
        case _:
            return (_text(value),)


def _text(value: object) -> str:
    match value:
        case Lines():
            return ", ".join(map(_text, value.lines))
        case Link():
            return value.words
        case None:
            return "nothing"
        case _:
            return str(value)
