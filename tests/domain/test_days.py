"""The partnership's days around the ends of summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.days import day_of, day_words, end_of, local


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 1, 31), "2026-02-01T00:00"),
        (date(2026, 7, 1), "2026-07-01T23:00"),
        (date(2026, 3, 28), "2026-03-29T00:00"),
        (date(2026, 3, 29), "2026-03-29T23:00"),
        (date(2026, 10, 24), "2026-10-24T23:00"),
        (date(2026, 10, 25), "2026-10-26T00:00"),
    ],
)
def test_a_day_ends_at_midnight_in_london(day: date, end: str) -> None:
    assert end_of(day) == utc(end)
    assert end_of(day).tzinfo is UTC


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-01T22:59:59", date(2026, 7, 1)),
        ("2026-07-01T23:00", date(2026, 7, 2)),
        ("2026-07-01T23:30", date(2026, 7, 2)),
        ("2026-12-01T23:30", date(2026, 12, 1)),
        ("2026-03-28T23:30", date(2026, 3, 28)),
        ("2026-03-29T23:30", date(2026, 3, 30)),
        ("2026-10-24T23:30", date(2026, 10, 25)),
        ("2026-10-25T23:30", date(2026, 10, 25)),
    ],
)
def test_the_day_of_a_moment_is_londons(moment: str, day: date) -> None:
    assert day_of(utc(moment)) == day


@given(st.integers(1, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_a_moment_lies_before_the_end_of_its_day_and_not_before_that_of_the_day_before(
    moment: datetime,
) -> None:
    day = day_of(moment)
    assert end_of(day - timedelta(days=1)) <= moment < end_of(day)


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)))
def test_the_end_of_a_day_is_the_first_moment_of_the_next(day: date) -> None:
    assert day_of(end_of(day)) == day + timedelta(days=1)
    assert local(end_of(day)).time().isoformat() == "00:00:00"


def test_the_last_day_there_is_never_ends() -> None:
    with pytest.raises(OverflowError):
        end_of(date.max)


def test_a_day_is_written_without_a_zero_before_it() -> None:
    assert [day_words(date(2026, 3, day)) for day in (3, 31)] == ["3 March 2026", "31 March 2026"]
