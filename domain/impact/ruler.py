"""The ruler: whether the same cases, graded again and blind, get the same grades."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.impact.verdicts import Verdict, decide
from domain.impact.waves import middle


@dataclass(frozen=True, slots=True)
class GradedTwice:
    """One case and area graded again: ranks by agency, the first time and now."""

    first: Mapping[str, int]
    again: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Drift:
    """Old cases of one area graded again: how many now get a better or a worse grade.

    `agencies`: those that graded any of them both times, and over which that is counted.
    """

    cases: int
    better: int
    worse: int
    agencies: frozenset[str] = frozenset()

    def could_explain(
        self, verdict: Verdict, before: tuple[int, ...], after: tuple[int, ...]
    ) -> bool:
        """Whether the verdict is lost when as large a share of the later cases is a grade off."""
        net = self.better - self.worse
        if verdict not in (Verdict.IMPROVED, Verdict.WORSENED, Verdict.MIXED) or not net:
            return False
        if (net > 0) is (verdict is Verdict.WORSENED):
            return False
        share = -(-abs(net) * sum(after) // self.cases)
        found = decide(before, after).verdict
        return any(
            decide(before, otherwise).verdict is not found
            for otherwise in _shifted(after, share, -2 if net > 0 else 2)
        )


def drift(cells: Iterable[GradedTwice]) -> Drift | None:
    """What became of the grades, over the agencies that graded both times; None without any."""
    better = worse = cases = 0
    agencies: set[str] = set()
    for cell in cells:
        both = cell.first.keys() & cell.again.keys()
        if not both:
            continue
        first = sum(middle(sorted(cell.first[agency] for agency in both)))
        again = sum(middle(sorted(cell.again[agency] for agency in both)))
        cases += 1
        agencies |= both
        better += again > first
        worse += again < first
    return Drift(cases, better, worse, frozenset(agencies)) if cases else None


def _shifted(after: tuple[int, ...], cases: int, step: int) -> Iterator[tuple[int, ...]]:
    """The counts with so many cases moved by a grade: those at the top first, or at the foot."""
    for order in (range(len(after)), range(len(after) - 1, -1, -1)):
        counts, left = list(after), cases
        for level in order:
            to = min(max(level + step, 0), len(after) - 1)
            moving = min(left, after[level]) if to != level else 0
            counts[level] -= moving
            counts[to] += moving
            left -= moving
        yield tuple(counts)
