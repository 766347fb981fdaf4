"""Small numbers left out of what is published: a count of few could point at a child."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

SMALL_MAX = 4
"""Counts from 1 to this are small. Nought tells of nobody."""
SUPPRESSED = "is_suppressed"


def suppressed(
    rows: Iterable[dict[str, Any]], small: Sequence[str], group: Sequence[str]
) -> list[dict[str, Any]]:
    """The rows, in which a group with any small count, or a small remainder, has no count at all.

    One missing number could be worked out from the others and their sum: so all of a group go.
    """
    kept: list[dict[str, Any]] = []
    for _, found in groupby(rows, key=lambda row: tuple(row[name] for name in group)):
        of_group = list(found)
        hide = any(_tells(row, small) for row in of_group)
        for row in of_group:
            shown = dict.fromkeys(small) if hide else {}
            kept.append({**row, **shown, SUPPRESSED: hide})
    return kept


def _tells(row: dict[str, Any], small: Sequence[str]) -> bool:
    """Whether a count of a row is small, or what is left of the largest beside it."""
    counts = [row[name] for name in small if row[name] is not None]
    most = max(counts, default=0)
    return any(1 <= count <= SMALL_MAX or 1 <= most - count <= SMALL_MAX for count in counts)
