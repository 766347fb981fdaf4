"""The exact arithmetic under `domain.impact`: mid-ranks, superiority and its interval.

Counts are of cases per grade, worst first, as `checked` returns them, and neither wave is empty.
Integers and fractions decide; floats only draw the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

Z95 = 1.959963984540054
Z90 = 1.6448536269514722

_HALF = Fraction(1, 2)


def checked_counts(counts: Sequence[int], name: str) -> tuple[int, ...]:
    """Return the counts; raise ValueError, naming the wave, unless they are counts on a scale."""
    for count in counts:
        if type(count) is not int or count < 0:
            raise ValueError(f"the {name} wave has {count!r} as a count; counts are 0, 1, 2, ...")
    if len(counts) < 2:
        raise ValueError(f"the {name} wave has {len(counts)} grades; a scale has two or more")
    return tuple(counts)


def checked(before: Sequence[int], after: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return both waves' counts on one scale, or raise ValueError."""
    before, after = checked_counts(before, "earlier"), checked_counts(after, "later")
    if len(before) != len(after):
        raise ValueError(f"the waves have {len(before)} and {len(after)} grades; use one scale")
    return before, after


@lru_cache(maxsize=4096)
def midp_better(before: tuple[int, ...], after: tuple[int, ...]) -> Fraction:
    """P(mid-rank sum of the later wave > observed) + P(same) / 2, over all allocations.

    Allocations of the pooled grades are counted grade by grade as (cases placed, rank sum). The
    last two grades come from running totals: there the rank sum only falls as more cases take
    the lower of them. That bounds 100 v 100 cases on four grades to milliseconds. The smaller wave
    is the one that is placed: so ten cases against three hundred cost what ten do.
    """
    if sum(before) < sum(after):
        return 1 - midp_better(after, before)
    size, observed, below = sum(after), 0, 0
    levels: list[tuple[int, int]] = []  # cases, twice the mid-rank less one
    for earlier, later in zip(before, after, strict=True):
        if cases := earlier + later:
            levels.append((cases, 2 * below + cases))
            observed += later * (2 * below + cases)
            below += cases
    if len(levels) == 1:
        return _HALF
    *lower, (cases, score), (cases_top, score_top) = levels
    running: dict[int, list[int]] = {}
    above = same = 0
    for (placed, ranks), ways in _placements(lower, size).items():
        left = size - placed
        if left not in running:
            running[left] = _running(cases, cases_top, left)
        totals = running[left]
        given, rest = divmod(ranks + left * score_top - observed, score_top - score)
        if given < 0:
            continue
        above += ways * totals[min(given + (rest > 0), cases + 1)]
        if rest == 0 and given <= cases:
            same += ways * (totals[given + 1] - totals[given])
    return Fraction(2 * above + same, 2 * comb(below, size))


def _placements(levels: list[tuple[int, int]], size: int) -> dict[tuple[int, int], int]:
    states = {(0, 0): 1}
    for cases, score in levels:
        ways = [comb(cases, taken) for taken in range(cases + 1)]
        grown: dict[tuple[int, int], int] = {}
        for (placed, ranks), so_far in states.items():
            for taken in range(min(cases, size - placed) + 1):
                key = (placed + taken, ranks + taken * score)
                grown[key] = grown.get(key, 0) + so_far * ways[taken]
        states = grown
    return states


def _running(cases: int, cases_top: int, left: int) -> list[int]:
    """Item k: ways to place `left` cases in two grades with fewer than k in the lower one."""
    totals = [0]
    for taken in range(cases + 1):
        ways = comb(cases, taken) * comb(cases_top, left - taken) if taken <= left else 0
        totals.append(totals[-1] + ways)
    return totals


def superiority(before: tuple[int, ...], after: tuple[int, ...]) -> Fraction:
    """Probability that a later case is graded better than an earlier one, ties counted half."""
    halves = below = 0
    for earlier, later in zip(before, after, strict=True):
        halves += later * (2 * below + earlier)
        below += earlier
    return Fraction(halves, 2 * below * sum(after))


@dataclass(frozen=True, slots=True)
class _Variance:
    """V(t) of Fay and Malinovsky: `scale` is the tie factor over mn, `extra` is (m + n) / 2 - 1."""

    scale: Fraction
    extra: Fraction

    def at(self, t: float) -> float:
        extra = float(self.extra) * ((1 - t) / (2 - t) + t / (1 + t))
        return float(self.scale) * t * (1 - t) * (1 + extra)


def _variance(before: tuple[int, ...], after: tuple[int, ...]) -> _Variance:
    size = sum(before) + sum(after)
    tied = sum((b + a) ** 3 - (b + a) for b, a in zip(before, after, strict=True))
    factor = 1 - Fraction(tied, size**3 - size)
    # With every case in one grade the factor is 0 and the interval a point, which would claim
    # certainty from no information; without the factor (Newcombe 2006) it errs on the wide side.
    return _Variance((factor or Fraction(1)) / (sum(before) * sum(after)), Fraction(size, 2) - 1)


@lru_cache(maxsize=4096)
def interval(
    before: tuple[int, ...], after: tuple[int, ...], z: float = Z95
) -> tuple[float, float]:
    """Interval (low, high) for superiority, 95 % unless told: |superiority - t| = z sqrt(V(t)).

    The squared difference is convex in t, so each side has one root besides the trivial one at
    superiority 0 or 1, and bisection from the far end cannot reach that.
    """
    effect, variance = float(superiority(before, after)), _variance(before, after)

    def root(outside: float, inside: float) -> float:
        for _ in range(60):
            t = (outside + inside) / 2
            if (effect - t) ** 2 > z * z * variance.at(t):
                outside = t
            else:
                inside = t
        return outside

    return root(0.0, effect), root(1.0, effect)


def clear_of(value: Fraction, before: tuple[int, ...], after: tuple[int, ...], z: float) -> int:
    """Return 1 when the interval with this z lies above the value, -1 when below, 0 when across.

    Needs no root: the squared difference is positive outside the interval and not inside.
    """
    distance = superiority(before, after) - value
    variance = _variance(before, after)
    extra = variance.extra * ((1 - value) / (2 - value) + value / (1 + value))
    if distance**2 <= Fraction(z) ** 2 * variance.scale * value * (1 - value) * (1 + extra):
        return 0
    return 1 if distance > 0 else -1


def clear_of_half(before: tuple[int, ...], after: tuple[int, ...], z: float) -> int:
    """As `clear_of`, of one half: no difference."""
    return clear_of(_HALF, before, after, z)
