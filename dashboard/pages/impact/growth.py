"""How assurance itself grew, month by month, each month as the record stood at its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property, partial

from application.reading import position_at
from dashboard.kit.cache import facts, once_at, once_of_all
from dashboard.kit.dates import counted
from dashboard.kit.window import window_from
from dashboard.pages.impact.facts import measures
from dashboard.reading import Reading
from domain.kernel.days import MONTHS
from projections.queries.growth import Growth, Reached, Stages, made_since, reached, stages
from projections.queries.recommendations import recommendations

MONTHS_MAX = 60
"""Five years are shown: what was before is in the table of any earlier day."""
NOTE = (
    "Each month as the record stood at its end: nothing that was recorded later is counted in it."
    " Delivered: every action in place, or closed. Re-audited since: in every area, by casework"
    " after the last action. With the effect wanted: improved, or held, in every area."
)
Months = tuple[tuple[date, Reached], ...]


def months(given: Reading) -> Months:
    """What the record said at the end of each month, from the first recommendation on."""
    growing = _Growing(given)
    found = [(day, growing.reached(day, position)) for day, position in _ends(given)]
    first = next((at for at, (_, one) in enumerate(found) if one.made), len(found))
    return tuple(found[max(first - 1, 0) :]) if first < len(found) else ()


class _Growing:
    """Asks only for the months that nobody has asked for yet.

    What is kept of a month is the same whatever day the page stands at.
    """

    def __init__(self, given: Reading) -> None:
        self._given = given

    @cached_property
    def _growth(self) -> Growth:
        return Growth(self._given.session)

    def reached(self, day: date, position: int) -> Reached:
        since = window_from(self._given, day)
        name = ("growth", since)
        kept = once_at(self._given, position, name, lambda: self._asked(day, position, since))
        return reached(kept, window_from(self._given))

    def _asked(self, day: date, position: int, since: date | None) -> Stages:
        """Of the years that are shown at that day: at no later one are more shown."""
        if position == self._given.session.as_at:
            made = made_since(facts(self._given, recommendations), since)
            return stages(made, measures(self._given))
        with self._given.earlier(day) as then:
            return self._growth.at(then.session, since)


def _ends(given: Reading) -> tuple[tuple[date, int], ...]:
    """The last day of each month, and today, with the last entry recorded by then."""
    return (*reversed(list(_before(given))), (given.today, given.session.as_at))


def _before(given: Reading) -> Iterator[tuple[date, int]]:
    """Each month's last day before the day where the page stands, the latest first."""
    day = given.today
    for _ in range(MONTHS_MAX - 1):
        day = day.replace(day=1) - timedelta(days=1)
        if day < given.first:
            return
        yield day, once_of_all(given, ("month end", day), partial(position_at, given.ledger, day))


def sentence(found: Months) -> str:
    """The latest month in one sentence."""
    _, latest = found[-1]
    return (
        f"Of {counted(latest.made, 'recommendation')} made, {latest.delivered}"
        f" {'is' if latest.delivered == 1 else 'are'} delivered, {latest.reaudited} re-audited"
        f" since, {latest.effective} with the effect wanted in every area"
    )


def rows(found: Months) -> list[dict[str, object]]:
    """The chart as a table, the latest month first."""
    return [
        {
            "By the end of": f"{MONTHS[day.month - 1]} {day.year}",
            "Made": reached.made,
            "Delivered": reached.delivered,
            "Re-audited since": reached.reaudited,
            "With the effect wanted": reached.effective,
        }
        for day, reached in reversed(found)
    ]
