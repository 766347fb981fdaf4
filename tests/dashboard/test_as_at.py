"""The day that the pages stand at: what may be typed, what is offered, and what was restated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dashboard.kit.address import to
from dashboard.kit.as_at import quarter_end_before
from dashboard.kit.dates import day_of_words, start_of_year
from dashboard.kit.restated import marked
from dashboard.kit.tables import Lines
from dashboard.kit.window import window_from, window_words
from tests.dashboard.pages import opened

Serve = Callable[..., None]
DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        *("1/3/2026", "01/03/26", "1.3.2026", "1-3-2026", "2026-03-01"),
        *("1 March 2026", "1 mar 2026"),
    ],
)
def test_a_day_may_be_written_as_people_write_it(typed: str) -> None:
    assert day_of_words(typed) == DAY


@pytest.mark.parametrize(
    "typed", ["31/2/2026", "1 Ma 2026", "March", "1/13/2026", "yesterday", "0/1/2026"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    assert day_of_words(typed) is None


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 3, 31), date(2025, 12, 31)),
        (date(2026, 4, 1), date(2026, 3, 31)),
        (date(2026, 12, 31), date(2026, 9, 30)),
    ],
)
def test_the_quarter_before(day: date, end: date) -> None:
    assert quarter_end_before(day) == end


def test_days_to_look_back_by_are_offered_and_stand_in_the_address(
    demo: Path, serve: Serve
) -> None:
    serve(demo)
    page = opened("programme")
    offered = [button.label.replace("\\", "") for button in page.sidebar.button]
    assert [label.partition(":")[0] for label in offered] == [
        *("Last SAIG meeting", "Quarter's end", "Before moderation"),
    ]
    then = page.sidebar.button[1].click().run()
    assert then.query_params["day"] == "2026-09-30"
    assert "Nothing recorded later is shown" in then.info[0].value.replace("\\", "")
    assert "Quarter's end: 30 June 2026" in [
        button.label.replace("\\", "") for button in then.sidebar.button
    ]
    now = then.sidebar.button[0].click().run()
    assert "day" not in now.query_params


def test_what_is_no_day_is_said_and_nothing_changes(demo: Path, serve: Serve) -> None:
    serve(demo)
    page = opened("programme")
    page = page.sidebar.text_input[0].set_value("31/2/2026").run()
    assert "is no day" in page.sidebar.error[0].value
    assert "day" not in page.query_params
    assert page.sidebar.text_input[0].value == "31/2/2026"


def test_a_restated_number_says_what_it_was() -> None:
    now = [{"Area": "Voice", "Good": "4 of 10", "Next": "a"}, {"Area": "New", "Good": "1 of 2"}]
    then = [{"Area": "Voice", "Good": "3 of 10", "Next": "b"}]
    assert marked(now, then, by="Area", day=DAY, only=["Good"]) == [
        {"Area": "Voice", "Good": Lines(("4 of 10", "was 3 of 10 on 1 March 2026")), "Next": "a"},
        {"Area": "New", "Good": "1 of 2"},
    ]
    link = to("4 of 10", "audits")
    [row] = marked([{"A": "v", "N": link}], [{"A": "v", "N": None}], by="A", day=DAY, only=["N"])
    assert row["N"] == Lines((link, "was nothing on 1 March 2026"))


@pytest.mark.parametrize(
    ("first", "since"),
    [(date(2020, 3, 1), None), (date(2019, 4, 1), None), (date(2019, 3, 31), date(2019, 4, 1))],
)
def test_the_years_that_are_shown_are_said_where_there_are_others(
    first: date, since: date | None
) -> None:
    given: Any = SimpleNamespace(first=first, today=date(2026, 2, 28))
    assert window_from(given) == since
    assert ("made since 1 April 2019" in window_words(given)) is (since is not None)
    assert start_of_year(date(2026, 4, 1), 6) == date(2020, 4, 1)
    assert start_of_year(date(2024, 2, 29), 6) == date(2017, 4, 1)
