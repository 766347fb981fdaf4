"""An attacker who adds and subtracts what is published, over every set of cases there could be."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from documents.export.suppressed import SMALL_MAX, Shown, publishable, suppressed

LEVELS, GOOD_FROM = range(1, 8), 5
CELLS = [(level, worst) for level in LEVELS for worst in (True, False) if worst or level > 2]
"""Of four grades: where a case can stand, and whether any agency gave it the worst grade."""


@dataclass(frozen=True)
class Counted:
    """A row of `grade_mix`."""

    audit: str
    area: str
    level: int
    cases: int
    cases_good: int
    cases_graded: int
    cases_worst: int


def mix(area: str, cells: list[int]) -> list[Counted]:
    by_cell = dict(zip(CELLS, cells, strict=True))
    worst = sum(cases for (_, is_worst), cases in by_cell.items() if is_worst)
    return [
        Counted("a", area, level, cases, cases * (level >= GOOD_FROM), sum(cells), worst)
        for level in LEVELS
        for cases in (sum(by_cell.get((level, worst), 0) for worst in (True, False)),)
    ]


def published(*, by_level: bool) -> np.ndarray:
    """What each number of a shown area counts: the cells, and at last those not graded in it."""
    levels = [[*(float(cell == level) for cell, _ in CELLS), 0.0] for level in LEVELS]
    worst = [*(float(is_worst) for _, is_worst in CELLS), 0.0]
    graded = [*(1.0 for _ in CELLS), 0.0]
    whole = [*(1.0 for _ in CELLS), 1.0]
    good = [*(float(level >= GOOD_FROM) for level, _ in CELLS), 0.0]
    return np.array([*(levels if by_level else []), good, worst, graded, whole])


def derivable(*, by_level: bool) -> np.ndarray:
    """Every set of cases whose number adding and subtracting the published ones gives."""
    numbers = published(by_level=by_level)
    basis = np.linalg.svd(numbers)[2][: np.linalg.matrix_rank(numbers)]
    is_derived: np.ndarray = np.abs(EVERY_SET @ basis.T @ basis - EVERY_SET).max(axis=1) < 1e-9
    derived: np.ndarray = EVERY_SET[is_derived]
    return derived


EVERY_SET = np.array([[number >> at & 1 for at in range(13)] for number in range(1, 1 << 13)])
DERIVABLE = {by_level: derivable(by_level=by_level) for by_level in (True, False)}

CELL = st.one_of(st.just(0), st.integers(0, 30), st.integers(5, 30))
AREAS = st.lists(st.lists(CELL, min_size=12, max_size=12), min_size=1, max_size=4)


@given(AREAS, st.one_of(st.just(0), st.integers(0, 9)))
def test_no_small_number_can_be_worked_out(areas: list[list[int]], more: int) -> None:
    whole = max(map(sum, areas)) + more
    rows = [row for name, cells in enumerate(areas) for row in mix(str(name), cells)]
    shown = publishable(rows, {"a": whole}, {"a"})
    for name, cells in enumerate(areas):
        if one := shown.get(("a", str(name))):
            counted = DERIVABLE[one.by_level] @ np.array([*cells, whole - sum(cells)])
            assert not ((counted >= 1) & (counted <= SMALL_MAX)).any()
    for large, small in combinations([one.totals[0] for one in shown.values()], 2):
        assert not 1 <= abs(large - small) <= SMALL_MAX


def test_the_attacker_would_find_what_only_the_single_numbers_hide() -> None:
    """No number is small, and yet: two cases of the worst grade are the minority's alone."""
    cells = [10, 10, 2, 10, *[0] * 8]
    counted = DERIVABLE[True] @ np.array([*cells, 0])
    assert 2 in counted
    assert publishable(mix("x", cells), {"a": sum(cells)}, {"a"}) == {
        ("a", "x"): Shown((32, 0, 22), by_level=False)
    }
    cells[2] = 12
    assert publishable(mix("x", cells), {"a": sum(cells)}, {"a"}) == {
        ("a", "x"): Shown((42, 0, 32), by_level=True)
    }


def test_what_differs_by_few_is_not_shown_beside_the_other() -> None:
    """Areas of an audit, a table that counts a family once, and what is not closed yet."""
    full, fewer = [20, *[0] * 11], [18, *[0] * 11]
    rows = [*mix("full", full), *mix("fewer", fewer)]
    shown = publishable(rows, {"a": 20}, {"a"})
    assert shown.keys() == {("a", "full")}
    assert publishable(rows, {"a": 20}, ()) == {}
    assert publishable(rows, {"a": 22}, {"a"}) == {}
    wave = {"audit": "a", "area": "full", "n": 18, "good": 0, "worst": 18}
    names = ("n", "good", "worst")
    (kept,) = suppressed([wave], names, shown, names)
    assert (kept["n"], kept["is_suppressed"]) == (None, True)
    (kept,) = suppressed([wave | {"n": 20, "worst": 20}], names, shown, names)
    assert (kept["n"], kept["is_suppressed"]) == (20, False)
