"""Days and ages in words."""

from __future__ import annotations

import re
from datetime import date, datetime

from domain.kernel import days
from domain.kernel.numbered import counted as counted

DAYS_TOLD_MAX = 90
"""Up to here an age is told in days: 60 days are not one month."""
SHORT_YEAR = 2
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_BY_NUMBERS = re.compile(r"([0-9]{1,2})[/. -]([0-9]{1,2})[/. -]([0-9]{4}|[0-9]{2})")
_BY_NAME = re.compile(r"([0-9]{1,2}) *([A-Za-z]{3,9}) *([0-9]{4})")
MINUTE_SECONDS, HOUR_SECONDS, DAY_SECONDS = 60, 3_600, 86_400


def day_words(day: date | None) -> str:
    """`3 March 2025`; nothing for no day."""
    return "" if day is None else days.day_words(day)


def moment_words(moment: datetime | None) -> str:
    """`3 March 2025, 14:05`, in the partnership's time zone."""
    if moment is None:
        return ""
    local = days.local(moment)
    return f"{day_words(local.date())}, {local:%H:%M}"


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another."""
    months = 12 * (later.year - earlier.year) + later.month - earlier.month
    return months - (later.day < earlier.day)


def age_words(earlier: date, later: date) -> str:
    """`5 days`, `90 days`, `14 months`: days up to 90, then whole months."""
    days_gone = max((later - earlier).days, 0)
    if days_gone <= DAYS_TOLD_MAX:
        return counted(days_gone, "day")
    return counted(months_between(earlier, later), "month")


def ago_words(then: datetime, now: datetime) -> str:
    """`just now`, `5 minutes ago`, `3 hours ago`, then as `age_words`."""
    seconds = max((now - then).total_seconds(), 0)
    if seconds < MINUTE_SECONDS:
        return "just now"
    if seconds < HOUR_SECONDS:
        return f"{counted(int(seconds // MINUTE_SECONDS), 'minute')} ago"
    if seconds < DAY_SECONDS:
        return f"{counted(int(seconds // HOUR_SECONDS), 'hour')} ago"
    return f"{age_words(days.day_of(then), days.day_of(now))} ago"


def day_of_words(text: str) -> date | None:
    """The day that somebody typed: `1/3/2026`, `1.3.26`, `2026-03-01`, `1 March 2026`; or None."""
    if found := _ISO.fullmatch(text.strip()):
        year, month, day = found.groups()
    elif found := _BY_NUMBERS.fullmatch(text.strip()):
        day, month, year = found.groups()
    elif found := _BY_NAME.fullmatch(text.strip()):
        day, name, year = found.groups()
        months = [known for known in days.MONTHS if known.lower().startswith(name.lower())]
        month = str(days.MONTHS.index(months[0]) + 1) if len(months) == 1 else "0"
    else:
        return None
    try:
        return date(int(year) if len(year) > SHORT_YEAR else 2000 + int(year), int(month), int(day))
    except ValueError:
        return None


def start_of_year(day: date, before: int) -> date:
    """The 1 April on or before the same day so many years earlier."""
    april = date(day.year - before, 4, 1)
    return april if (day.month, day.day) >= (4, 1) else april.replace(year=april.year - 1)
