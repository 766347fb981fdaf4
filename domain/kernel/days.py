"""Days in words, the same on every computer and in every locale."""

from __future__ import annotations

from datetime import date

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_words(day: date) -> str:
    """`1 July 2026`. A datetime gives the day that it shows, in its own time zone.

    `strftime` writes no day without its zero that Windows reads too, and names months in the
    computer's language.
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def weekday_words(day: date) -> str:
    """`Wednesday 1 July 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day_words(day)}"
