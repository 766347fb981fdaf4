"""Small numbers left out of what is published: a count of few could point at a child.

What is shown holds against adding and subtracting what is shown beside it: see `_of_totals` and
`_of_levels`. It holds against a second export too: an audit's counts are shown once it is closed,
when nothing more is recorded on it, and no longer once it was taken up again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

SMALL_MAX = 4
"""Counts from 1 to this are small. Nought tells of nobody."""
SUPPRESSED = "is_suppressed"
_WORST_LEVELS_MAX = 2
"""Half steps: whoever stands there had the worst grade of some agency."""

Totals = tuple[int, int, int]
"""Cases graded in an area, those good or better, and those that any agency gave the worst grade."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an area may be shown: its totals, and its levels too where none of them is small."""

    totals: Totals
    by_level: bool


class Level(Protocol):
    """How many cases of an audit stand at one level of one area, and the area's totals."""

    @property
    def audit(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def level(self) -> int: ...
    @property
    def cases(self) -> int: ...
    @property
    def cases_good(self) -> int: ...
    @property
    def cases_graded(self) -> int: ...
    @property
    def cases_worst(self) -> int: ...


def publishable(
    mix: Iterable[Level], gradable: Mapping[str, int], final: Collection[str]
) -> dict[tuple[str, str], Shown]:
    """The audits and areas of which counts may be shown.

    `gradable`: how many cases of an audit could be graded, which its report says. `final`: the
    audits whose counts will not be others. Of an audit no two areas are shown, and no area beside
    the whole, that differ by few cases: the larger comes first.
    """
    areas = [list(levels) for _, levels in groupby(mix, key=lambda one: (one.audit, one.area))]
    shown: dict[tuple[str, str], Shown] = {}
    graded = {audit: {cases} for audit, cases in gradable.items()}
    for levels in sorted(areas, key=lambda area: -area[0].cases_graded):
        one = levels[0]
        good = sum(level.cases_good for level in levels)
        totals = (one.cases_graded, good, one.cases_worst)
        if one.audit not in final or any(map(_is_small, _of_totals(totals))):
            continue
        sizes = graded[one.audit]
        if not any(_is_small(abs(size - one.cases_graded)) for size in sizes):
            sizes.add(one.cases_graded)
            by_level = not any(map(_is_small, _of_levels(levels)))
            shown[one.audit, one.area] = Shown(totals, by_level)
    return shown


def _of_totals(totals: Totals) -> Iterator[int]:
    """Everything that an area's totals say of how many cases: each, and what is left of them."""
    graded, good, worst = totals
    yield from (graded, good, worst, graded - good, graded - worst)


def _of_levels(levels: Sequence[Level]) -> Iterator[int]:
    """What the levels say beyond the totals. All else is a sum of these and of those."""
    low = sum(level.cases for level in levels if level.level <= _WORST_LEVELS_MAX)
    yield from (level.cases for level in levels)
    yield levels[0].cases_worst - low


def _is_small(count: int) -> bool:
    return 1 <= count <= SMALL_MAX


def suppressed(
    rows: Iterable[dict[str, Any]],
    counts: Sequence[str],
    shown: Mapping[tuple[str, str], Shown],
    totals: tuple[str, str, str] | None,
) -> list[dict[str, Any]]:
    """The rows, with no count at all where an audit's area is not to be shown.

    `totals`: where a table has them, its columns for an area's totals. Where those are others
    than are shown elsewhere, such as of one case a family, the difference would tell.
    """
    kept = []
    for row in rows:
        known = shown.get((row["audit"], row["area"]))
        hide = known is None or not (
            known.by_level if totals is None else known.totals == tuple(row[n] for n in totals)
        )
        kept.append({**row, **(dict.fromkeys(counts) if hide else {}), SUPPRESSED: hide})
    return kept
