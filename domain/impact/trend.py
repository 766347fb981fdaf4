"""Grades over three waves or more: a permutation test of a trend, linear by linear."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from hashlib import shake_256
from operator import mul
from struct import unpack

from domain.impact.verdicts import MIDP_IMPROVED_MAX, MIDP_WORSENED_MAX

SHUFFLES = 3999
"""Ways of dealing the grades to the waves that are tried, beside the one observed."""


class Trend(StrEnum):
    """What the order of the waves can say."""

    RISING = "rising"
    FALLING = "falling"
    NONE = "no trend detectable"


def trend(waves: Sequence[tuple[int, ...]]) -> Trend:
    """The trend of counts per grade, worst first, in waves from the earliest to the latest.

    Raises ValueError for fewer than three waves.
    """
    if len(waves) < 3:
        raise ValueError(f"{len(waves)} waves show no trend; give three or more")
    better = midp_rising(tuple(tuple(counts) for counts in waves))
    if better <= MIDP_IMPROVED_MAX:
        return Trend.RISING
    return Trend.FALLING if 1 - better <= MIDP_WORSENED_MAX else Trend.NONE


@lru_cache(maxsize=512)
def midp_rising(waves: tuple[tuple[int, ...], ...]) -> Fraction:
    """Share of dealings in which the later waves have the better mid-ranks, ties counted half.

    The score of a case is its mid-rank times the number of its wave. The dealings come from
    SHAKE-256 of the counts, so the same counts always have the same answer, on any machine.
    """
    ranks: list[int] = []
    below = 0
    scores = []
    for cases in (sum(level) for level in zip(*waves, strict=True)):
        scores.append(2 * below + cases)
        ranks += [scores[-1]] * cases
        below += cases
    times = [number for number, counts in enumerate(waves) for _ in range(sum(counts))]
    observed = sum(
        number * count * score
        for number, counts in enumerate(waves)
        for count, score in zip(counts, scores, strict=True)
    )
    seed, size = repr(waves).encode(), len(ranks)
    above = same = 0
    for number in range(SHUFFLES):
        keys = unpack(f"<{size}Q", shake_256(seed + b"|%d" % number).digest(8 * size))
        dealt = [rank for _, rank in sorted(zip(keys, ranks, strict=True))]
        total = sum(map(mul, dealt, times))
        above += total > observed
        same += total == observed
    return Fraction(2 * above + same + 1, 2 * (SHUFFLES + 1))
