"""What is shown stands in the address: it survives a reload, the way back, and a sent link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.app import BEHIND, PAGES
from tests.dashboard.pages import links, opened, sentences, tables, visited

Serve = Callable[..., None]


def chosen(page: AppTest) -> dict[str, str]:
    return {box.label: str(box.value) for box in page.selectbox}


def test_an_address_says_what_is_shown(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = visited("grade_history", audit="2025-neglect", case="C04", agency="police")
    assert chosen(shown)["Audit"] == "2025-neglect"
    assert chosen(shown)["Case"] == "C04"
    assert chosen(shown)["Agency"] == "police"
    assert "C04" in sentences(shown) or tables(shown)


def test_a_choice_goes_into_the_address(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = visited("audits")
    box = next(box for box in shown.selectbox if box.label == "Audit")
    shown = box.select("2024-neglect").run()
    assert shown.query_params["audit"] == "2024-neglect"
    again = visited("audits", audit="2024-neglect")
    assert [table.to_string() for table in tables(again)] == [
        table.to_string() for table in tables(shown)
    ]


def test_an_address_of_what_is_not_there_says_so(demo: Path, serve: Serve) -> None:
    serve(demo)
    shown = visited("audits", audit="2031-nothing")
    assert "The address names 2031-nothing, which is not among what you may read here." in (
        sentences(shown)
    )


@pytest.mark.parametrize("wrong", ["2026-13-01", "yesterday", ""])
def test_a_day_that_is_none_is_today(demo: Path, serve: Serve, wrong: str) -> None:
    serve(demo)
    shown = visited("audits", day=wrong)
    assert not shown.info
    assert shown.sidebar.text_input[0].value == opened("audits").sidebar.text_input[0].value


def test_the_day_stands_in_the_address_and_in_every_link(demo: Path, serve: Serve) -> None:
    serve(demo)
    day = date(2026, 3, 1)
    by_choice = opened("audits", day)
    assert by_choice.query_params["day"] == "2026-03-01"
    by_address = visited("audits", day="2026-03-01")
    assert by_address.sidebar.text_input[0].value == "1 March 2026"
    assert "As it stood on 1 March 2026" in by_address.info[0].value.replace("\\", "")
    led_to = links(by_address)
    assert led_to
    assert all(("day", "2026-03-01") in parse_qsl(urlsplit(link).query) for link in led_to)


@pytest.mark.parametrize("page", [*PAGES, *BEHIND])
def test_every_link_of_a_page_leads_to_what_it_names(demo: Path, serve: Serve, page: str) -> None:
    serve(demo)
    every = {urlsplit(link) for link in links(opened(page))}
    for link in sorted(every)[:3]:
        target, about = link.path.removeprefix("/"), dict(parse_qsl(link.query))
        assert target in (*PAGES, *BEHIND)
        shown = visited(target, **about)
        assert "The address names" not in sentences(shown)
        values = set(chosen(shown).values())
        named = ("audit", "case", "area", "recommendation")
        assert {value for name, value in about.items() if name in named} <= values


def test_what_was_chosen_on_one_page_is_no_choice_on_another(demo: Path, serve: Serve) -> None:
    serve(demo)
    usual = chosen(visited("moderation"))["Audit"]
    audits = visited("audits")
    box = next(box for box in audits.selectbox if box.label == "Audit")
    other = next(code for code in ("2024-neglect", "2025-neglect") if code != usual)
    box.select(other).run()
    audits.query_params.clear()
    moved = audits.switch_page("pages/moderation/page.py").run()
    assert chosen(moved)["Audit"] == usual
