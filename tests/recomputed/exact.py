"""The exact test, the interval and the rules for a verdict, written a second time."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import comb
from typing import Any

Z = {95: Fraction(1.959963984540054), 90: Fraction(1.6448536269514722)}
Levels = list[int]


def midp(before: Levels, after: Levels) -> Fraction:
    """Of all ways of dealing the pooled grades: the later wave higher, and half of as high."""
    pooled = [b + a for b, a in zip(before, after, strict=True)]
    scores = [2 * sum(pooled[:at]) + count for at, count in enumerate(pooled)]
    seen = sum(count * score for count, score in zip(after, scores, strict=True))
    ways: dict[tuple[int, int], int] = {(0, 0): 1}
    for count, score in zip(pooled, scores, strict=True):
        grown: dict[tuple[int, int], int] = defaultdict(int)
        for (taken, total), times in ways.items():
            for more in range(min(count, sum(after) - taken) + 1):
                grown[taken + more, total + more * score] += times * comb(count, more)
        ways = grown
    ended = {total: times for (taken, total), times in ways.items() if taken == sum(after)}
    higher = sum(times for total, times in ended.items() if total > seen)
    return Fraction(2 * higher + ended.get(seen, 0), 2 * sum(ended.values()))


def superior(before: Levels, after: Levels) -> Fraction:
    """Share of pairs in which the later case is better, ties counted half."""
    wins = sum(
        Fraction(b * a, 1 if high > low else 2)
        for low, b in enumerate(before)
        for high, a in enumerate(after)
        if high >= low
    )
    return Fraction(wins, sum(before) * sum(after))


def side(before: Levels, after: Levels, share: int, value: Fraction = Fraction(1, 2)) -> int:
    """Whether the interval lies above (1) or below (-1) a value, or holds it (0)."""
    m, n = sum(before), sum(after)
    ties = sum((b + a) ** 3 - (b + a) for b, a in zip(before, after, strict=True))
    factor = 1 - Fraction(ties, (m + n) ** 3 - (m + n))
    extra = (Fraction(m + n, 2) - 1) * ((1 - value) / (2 - value) + value / (1 + value))
    spread = (factor or 1) * value * (1 - value) * (1 + extra) / (m * n)
    gap = superior(before, after) - value
    return 0 if gap**2 <= Z[share] ** 2 * spread else (1 if gap > 0 else -1)


def verdict(
    one: dict[str, Any],
    two: dict[str, Any],
    *,
    lowest_of: int = 1,
    hold: bool = False,
    met: bool | None = None,
) -> str:
    """`one`, `two`: counts of cases, as `Grades.wave` gives them."""
    found = _change(one, two, lowest_of)
    if not hold or found in ("improved", "mixed"):
        return found
    clearly = 1 - midp(one["half_steps"], two["half_steps"]) <= Fraction(1, 40)
    if met is False or (found == "worsened" and clearly):
        return found
    return "held, as wanted"


def _change(one: dict[str, Any], two: dict[str, Any], lowest_of: int) -> str:
    before, after = one["half_steps"], two["half_steps"]
    better, effect = midp(before, after), superior(before, after)
    large = min(sum(before), sum(after)) >= 50
    if 1 - better <= Fraction(1, 20) and (not large or effect <= Fraction(43, 100)):
        return "worsened"
    if better <= Fraction(1, 40) and (not large or effect >= Fraction(57, 100)):
        if better > Fraction(1, 20 * lowest_of):
            return "no change detectable"
        floor = after[0] * sum(before) > before[0] * sum(after)
        any_agency = "worst_by_any_agency"
        if floor or two[any_agency] * one["cases"] > one[any_agency] * two["cases"]:
            return "mixed"
        return "improved" if side(before, after, 95) == 1 else "no change detectable"
    inside = side(before, after, 90, Fraction(2, 5)) == 1
    inside &= side(before, after, 90, Fraction(3, 5)) == -1
    small = inside or better <= Fraction(1, 40) or 1 - better <= Fraction(1, 20)
    return "no meaningful change" if small else "no change detectable"
