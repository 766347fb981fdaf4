"""Numbers that the record told otherwise on an earlier day, marked as such."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from application.reading import position_at
from dashboard.kit.address import Link
from dashboard.kit.cache import facts
from dashboard.kit.dates import day_words
from dashboard.kit.tables import Blocks, Line, Lines
from dashboard.reading import Reading
from projections.queries.milestones import milestones

Rows = Sequence[Mapping[str, object]]


def since_saig_met(
    given: Reading,
    now: Rows,
    then: Callable[[Reading], Rows],
    *,
    by: str,
    only: Sequence[str],
    changed_at: int | None = None,
) -> Rows:
    """The rows of a table, marked where SAIG was told otherwise when it last met before that day.

    `then`: the same table of the record as it stood. `by`, `only`: as `marked` has them.
    `changed_at`: the last entry that changed the table, where that is known.
    """
    met = facts(given, milestones, given.today).saig_met_on
    if met is None or not given.first <= met < given.today:
        return now
    if changed_at is not None and changed_at <= position_at(given.ledger, met):
        return now
    with given.earlier(met) as before:
        return marked(now, then(before), by=by, day=met, only=only)


def marked(
    now: Rows,
    then: Rows,
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
        case Link() | Blocks():
            return (value,)
        case _:
            return (_text(value),)


def _text(value: object) -> str:
    match value:
        case Lines():
            return ", ".join(map(_text, value.lines))
        case Link():
            return value.words
        case Blocks():
            return _text(value.words)
        case None:
            return "nothing"
        case _:
            return str(value)
