"""Waves for the tests of impact: written as counts of cases, or as each agency's grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from domain.impact.assess import Done
from domain.impact.waves import CaseGrades, Wave

Counts = tuple[int, ...]
MADE = date(2025, 7, 1)
DONE = Done(MADE, (date(2025, 11, 1),))
OPEN = Done(MADE)
WORSE, BETTER, SAME = (5, 4, 1, 0), (0, 1, 9, 0), (4, 5, 1, 0)


def cases_of(counts: Counts) -> tuple[CaseGrades, ...]:
    """So many cases at each grade, all agencies of one mind."""
    ranks = [rank for rank, count in enumerate(counts, 1) for _ in range(count)]
    return tuple(
        CaseGrades(f"C{number:02}", None, given, given)
        for number, rank in enumerate(ranks, 1)
        for given in ({"health": rank, "police": rank},)
    )


def graded(*cases: Mapping[str, int], agreed: Sequence[int | None] = ()) -> tuple[CaseGrades, ...]:
    """Each case's grades by agency, and what moderation agreed for the first of them."""
    told = [*agreed, *[None] * (len(cases) - len(agreed))]
    return tuple(
        CaseGrades(f"C{number:02}", rank, given, given, rank is not None)
        for number, (given, rank) in enumerate(zip(cases, told, strict=True), 1)
    )


def wave(
    audit: str,
    start: str,
    cases: Counts | tuple[CaseGrades, ...] = (1, 3, 5, 1),
    days: int = 90,
    **fields: Any,
) -> Wave:
    """A wave of so many days of casework; counts of cases, or the cases themselves."""
    begins = date.fromisoformat(start)
    counts = tuple(count for count in cases if isinstance(count, int))
    own = tuple(case for case in cases if isinstance(case, CaseGrades))
    given: dict[str, Any] = {
        "wording": "w1",
        "frame": "on a plan 3 months",
        "grades": len(counts) or 4,
        "good_from": 3 if len(counts) != 2 else 2,
        **fields,
    }
    return Wave(
        audit,
        begins,
        begins + timedelta(days=days - 1),
        own or cases_of(counts),
        **given,
    )


FIRST = wave("first", "2025-01-01", WORSE)
SECOND = wave("second", "2026-01-01", BETTER)
THIRD = wave("third", "2026-09-01", BETTER)
