"""Which entries are accused when times run backwards: the fewest, and with their range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.integrity.order_of_times import OutOfOrder, out_of_order
from ledger.the_end import CLOCK_TOLERANCE

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def found(*minutes: float) -> list[OutOfOrder]:
    """Of entries numbered from 1 that claim these minutes after noon."""
    claims = [(at, NOON + timedelta(minutes=one)) for at, one in enumerate(minutes, start=1)]
    return list(out_of_order(claims))


@pytest.mark.parametrize(
    ("minutes", "accused"),
    [
        ((0, 1, 2, 3), []),
        ((0, 1, 0, 2), []),  # within what a recording can wait
        ((0, 10, 20, 16, 12, 8, 30), [OutOfOrder(4, 6, 3, False)]),
        ((0, 10, 20, 16, 12, 8), [OutOfOrder(4, 6, 3, False)]),
        ((100, 96, 92, 88, 84), [OutOfOrder(2, 5, 1, False)]),
        ((0, 1, 9_000, 2, 3, 4), [OutOfOrder(3, 3, 4, True)]),
        ((0, 1, 9_000, 2), [OutOfOrder(3, 3, 4, True)]),
        ((0, 1, 9_000, 9_001, 2, 3, 4), [OutOfOrder(3, 4, 5, True)]),
        ((0, 50, 100, 30, 101), [OutOfOrder(4, 4, 3, False)]),
        ((0, 50, 100, 96, 101), [OutOfOrder(4, 4, 3, False)]),
        ((0, 9_000, 1, 50, 45, 60), [OutOfOrder(2, 2, 3, True), OutOfOrder(5, 5, 4, False)]),
    ],
)
def test_the_fewest_entries_are_accused(
    minutes: tuple[float, ...], accused: list[OutOfOrder]
) -> None:
    assert found(*minutes) == accused


@given(st.lists(st.integers(0, 300), max_size=40))
def test_without_the_accused_no_time_runs_backwards(minutes: list[int]) -> None:
    accused = {at for run in found(*minutes) for at in range(run.first, run.last + 1)}
    left = [one for at, one in enumerate(minutes, start=1) if at not in accused]
    tolerance = CLOCK_TOLERANCE.total_seconds() / 60
    highest = [max(left[: at + 1]) for at in range(len(left))]
    assert all(one >= top - 2 * tolerance for one, top in zip(left, highest, strict=True))


@given(st.lists(st.integers(0, 300), min_size=3, max_size=40), st.integers(0, 40))
def test_one_wrong_time_accuses_itself_alone(minutes: list[int], at: int) -> None:
    true = sorted(minutes)
    true.insert(min(at, len(true) - 2), 100_000)
    assert [(one.first, one.last) for one in found(*true)] == [(true.index(100_000) + 1,) * 2]
