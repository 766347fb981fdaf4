"""What so many cases against so many can show, and what old cases got again: a second time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from math import comb

from tests.recomputed.exact import verdict
from tests.recomputed.grades import Grades

SIZES = (10, 20, 30, 50)


@cache
def needed(good: int, of: int, size: int) -> int | None:
    """The fewest of so many that are called improved; the others are one step below good."""
    before = {"half_steps": [of - good, good], "cases": of, "worst_by_any_agency": 0}
    for found in range(size + 1):
        after = {"half_steps": [size - found, found], "cases": size, "worst_by_any_agency": 0}
        if verdict(before, after) == "improved":
            return found
    return None


def chances(least: int, size: int) -> Iterable[int]:
    """In how many of a hundred at least that many come out, if 6, 7, 8 or 9 in 10 are good."""
    for tenths in (6, 7, 8, 9):
        share = Fraction(tenths, 10)
        exact = sum(
            comb(size, k) * share**k * (1 - share) ** (size - k) for k in range(least, size + 1)
        )
        yield 100 * int(exact) if exact in (0, 1) else min(max(round(100 * exact), 1), 99)


def regraded(grades: Grades) -> dict[tuple[str, str], list[int]]:
    """Steps between the first grade, before moderation, and the second: by audit and agency."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    standing = {}
    for topic, event in grades.record.entries:
        key = tuple(event.get(name) for name in ("audit", "case", "agency", "area", "in_audit"))
        if topic == "OldCaseRegraded":
            standing[key] = event
        elif topic == "RegradeWithdrawn":
            del standing[key]
    for event in standing.values():
        cell = grades.cells[event["audit"], event["area"], event["case"]]
        scale = [one["code"] for one in grades.tool(event["audit"])["scale"]]
        first, again = cell.before[event["agency"]], scale.index(event["grade"])
        found[event["in_audit"], event["agency"]].append(again - first)
    return found
