"""Grades over three waves or more: a permutation test of a trend, linear by linear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
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
    return _decided(tuple(tuple(counts) for counts in waves))


@lru_cache(maxsize=512)
def _decided(waves: tuple[tuple[int, ...], ...]) -> Trend:
    """By the share of dealings in which the later waves have the better mid-ranks.

    A tie counts half, and what was observed is one of the dealings. No more are tried once
    neither a rise nor a fall could come of those that are left.
    """
    whole = 2 * (SHUFFLES + 1)
    rising_max, falling_max = whole * MIDP_IMPROVED_MAX, whole * MIDP_WORSENED_MAX
    better = worse = 1
    for halves in _dealings(waves):
        better += halves
        worse += 2 - halves
        if better > rising_max and worse > falling_max:
            return Trend.NONE
    return Trend.RISING if better <= rising_max else Trend.FALLING


def _dealings(waves: tuple[tuple[int, ...], ...]) -> Iterator[int]:
    """Of each dealing: 2 where its score is above the one observed, 1 where it is the same, else 0.

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
    for number in range(SHUFFLES):
        keys = unpack(f"<{size}Q", shake_256(seed + b"|%d" % number).digest(8 * size))
        # The lower rank first where two keys are the same, as the ranks stand in their order.
        dealt = map(ranks.__getitem__, sorted(range(size), key=keys.__getitem__))
        total = sum(map(mul, dealt, times))
        yield (total >= observed) + (total > observed)
