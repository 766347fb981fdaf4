"""The order in which people count, C2 before C10 and C99 before C100; and counts in words."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def numbered(ref: str) -> tuple[tuple[int, str], ...]:
    """A key for `sorted`: the digits in a reference count as numbers.

    The views have the same order from their macro of this name.
    """
    parts = (part for part in _DIGITS.split(ref) if part)
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 case`, `3 cases`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
