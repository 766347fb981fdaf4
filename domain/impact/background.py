"""What moved where nothing was recommended, and what chance alone would have found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from domain.impact.waves import Counts


@dataclass(frozen=True, slots=True)
class Background:
    """Cases good or better in areas without a recommendation, in the same two audits.

    A case counts once in each of the areas: `of` are gradings, not cases. `cases_before` and
    `cases_after`: in each area, None where areas differ.
    """

    areas: int
    good_before: int
    of_before: int
    good_after: int
    of_after: int
    cases_before: int | None
    cases_after: int | None


def background(changes: Iterable[tuple[Counts, Counts]]) -> Background:
    """Pool the movement of areas without a recommendation: one (before, after) each."""
    pairs = list(changes)
    sizes_before = {before.cases for before, _ in pairs}
    sizes_after = {after.cases for _, after in pairs}
    return Background(
        len(pairs),
        sum(before.good for before, _ in pairs),
        sum(before.cases for before, _ in pairs),
        sum(after.good for _, after in pairs),
        sum(after.cases for _, after in pairs),
        sizes_before.pop() if len(sizes_before) == 1 else None,
        sizes_after.pop() if len(sizes_after) == 1 else None,
    )


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """About how many of so many measures chance alone would show as changed."""

    improved: Fraction
    worsened: Fraction


def false_alarms(measures: int) -> FalseAlarms:
    """0.05 of the measures each way.

    Improved is tested at 0.025, but measures are chosen when they look worst; worsened at 0.05.
    """
    return FalseAlarms(Fraction(measures, 20), Fraction(measures, 20))
