"""What moved where nothing was recommended, and what chance alone would have found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.impact.midranks import checked


@dataclass(frozen=True, slots=True)
class Background:
    """Cases good or better, pooled over areas without a recommendation, in the same two audits."""

    areas: int
    good_before: int
    of_before: int
    good_after: int
    of_after: int


def background(
    changes: Iterable[tuple[Sequence[int], Sequence[int]]], good_from: int
) -> Background:
    """Pool the movement of areas without a recommendation: one (before, after) of counts each.

    `good_from` is the index of the first grade counted good or better.
    """
    pairs = [checked(before, after) for before, after in changes]
    return Background(
        len(pairs),
        sum(sum(before[good_from:]) for before, _ in pairs),
        sum(sum(before) for before, _ in pairs),
        sum(sum(after[good_from:]) for _, after in pairs),
        sum(sum(after) for _, after in pairs),
    )


def expected_false_improved(measures: int) -> Fraction:
    """About how many of so many measures show as improved with no real change: 0.05 each.

    More than the 0.025 of the test: measures are chosen when they look worst.
    """
    return Fraction(measures, 20)
