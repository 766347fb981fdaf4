"""The partnership's days: which day a moment belongs to, when a day ends, how a day is written.

The only place that knows the time zone: what is shown, what is overdue and what `--as-at` means
would otherwise be a day apart. Days in words are the same on every computer and in every locale.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


_WRITTEN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day_written(text: str) -> date:
    """A day as everybody writes it here, `2026-03-31`. Raises ValueError for any other form.

    Python also takes days of weeks, and pydantic seconds since 1970: nobody means those.
    """
    if _WRITTEN.fullmatch(text) is None:
        raise ValueError(f"{text!r} is not a date; write it as 2026-03-31")
    return date.fromisoformat(text)


_BRITISH = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")


def day_given(text: str) -> date:
    """A day as people here write it in a table, `31/03/2026` or `2026-03-31`.

    The day stands before the month. Raises ValueError for any other form.
    """
    found = _BRITISH.fullmatch(text)
    if found is None:
        return day_written(text)
    return date(int(found[4]), int(found[3]), int(found[1]))


def local(moment: datetime) -> datetime:
    """A moment as the partnership's clocks show it."""
    return moment.astimezone(ZONE)


def day_of(moment: datetime) -> date:
    """The day on which a moment falls."""
    return local(moment).date()


def end_of(day: date) -> datetime:
    """The moment at which a day is over, in UTC; it belongs to the next day.

    Raises OverflowError for the last day that there is.
    """
    return datetime.combine(day + timedelta(days=1), time(), ZONE).astimezone(UTC)


def day_words(day: date) -> str:
    """`1 July 2026`. A datetime gives the day that it shows, in its own time zone.

    `strftime` writes no day without its zero that Windows reads too, and names months in the
    computer's language.
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_words(day: date) -> str:
    """`Wednesday 1 July 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"
