"""What a number of cases against another can show, before anybody audits them. Exact."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import comb

from domain.impact.verdicts import Verdict, decide

SHARES = (Fraction(6, 10), Fraction(7, 10), Fraction(8, 10), Fraction(9, 10))
"""True shares good or better for which the chance of being seen is given."""


CASES_PLANNED = range(5, 101)
"""Fewer cases are never judged; more take longer to work out than anybody waits."""


@dataclass(frozen=True, slots=True)
class Needed:
    """From `good` cases good or better at the baseline: the fewest at the re-audit that are
    called improved, None when no number is. `chances`: of that, for each of `SHARES`.
    """

    good: int
    needed: int | None
    chances: tuple[Fraction, ...]


@lru_cache(maxsize=64)
def plan(before: int, after: int) -> tuple[Needed, ...]:
    """One row for each number of the `before` cases that was good or better.

    The others are one step lower, none is at the worst grade. Raises ValueError for fewer than
    five cases on either side, which are never judged, and for more than 100.
    """
    for name, cases in (("before", before), ("after", after)):
        if cases not in CASES_PLANNED:
            raise ValueError(f"{name} is {cases}; give 5 to 100 cases")
    return tuple(_needed(good, before, after) for good in range(before + 1))


def _needed(good: int, before: int, after: int) -> Needed:
    found = next(
        (
            later
            for later in range(after + 1)
            if decide((before - good, good), (after - later, later)).verdict is Verdict.IMPROVED
        ),
        None,
    )
    if found is None:
        return Needed(good, None, tuple(Fraction(0) for _ in SHARES))
    return Needed(good, found, tuple(_at_least(found, after, share) for share in SHARES))


def _at_least(cases: int, of: int, share: Fraction) -> Fraction:
    return sum(
        (comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(cases, of + 1)),
        Fraction(0),
    )


def plan_sentence(before: int, after: int) -> str:
    """The plan in words, for whoever agrees to it."""
    rows = plan(before, after)
    shown = [row for row in rows if row.needed is not None]
    if not shown:
        return f"{before} cases against {after} can show no improvement."
    listed = ", ".join(f"{row.good} to {row.needed}" for row in shown)
    never = len(shown) < len(rows)
    ending = f" From {shown[-1].good + 1} or more, no number can." if never else ""
    return (
        f"What {before} cases against {after} can show: good or better must go at least from"
        f" {listed} to be called improved.{ending}"
    )
