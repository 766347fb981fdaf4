"""The partnership's days: which day a moment belongs to, when a day ends, how a day is written.

The only place that knows the time zone: what is shown, what is overdue and what `--as-at` means
would otherwise be a day apart.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/London")


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
    """`3 March 2025`, without a zero before the day, on every platform."""
    return f"{day.day} {day:%B %Y}"
