"""What holds on every page, seen in one browser that reads one copy of the demonstration."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from application.identity import local
from dashboard.app import PAGES
from dashboard.reading import Door
from domain.directory.decisions import EnrolPerson
from domain.kernel.days import day_of, day_words
from domain.recommendation.actions import ReopenAction
from ledger.service import utc_now
from tests.dashboard import sight
from tests.dashboard.conftest import CHAIR
from tests.demonstration import home_of
from tools.screenshots import Dashboard, settled

pytestmark = pytest.mark.browser
TITLES = {**PAGES, "area": "Area of work"}
WIDTHS = (1440, 1280, 1024, 768, 390)
HEIGHT = 900
COORDINATOR = "r-haldane"
SHEETS_MAX = {"impact": 2}
SHEETS_MAX_USUAL = 4
STOPS_BEFORE_MAX, STOPS_MAX = 20, 100
RESIZED_MS = 450
VERIFIED_MS = 240_000
"""However busy the computer is: pages dim while they run again, as they do once verified."""
WITHIN_SECONDS = 2.0
LIGHT = "rgb(255, 255, 255)"


@pytest.fixture(scope="module")
def page(browser: Browser, dashboard: Dashboard) -> Page:
    it = browser.new_page(viewport={"width": WIDTHS[0], "height": HEIGHT})
    it.goto(dashboard.address())
    it.get_by_text("✔ Verified").wait_for(timeout=VERIFIED_MS)
    return it


def open_at(page: Page, name: str, query: str = "") -> None:
    base = re.match(r"http://[^/]+", page.url)
    assert base is not None
    page.goto(f"{base[0]}/{'' if name == 'impact' else name}{query}")
    settled(page, TITLES[name])


@dataclass
class Seen:
    """A page as it was seen. `cut`: by width; `faults`: by width, what axe-core finds."""

    cut: dict[int, list[str]] = field(default_factory=dict)
    faults: dict[int, list[Any]] = field(default_factory=dict)
    charts: list[dict[str, Any]] = field(default_factory=list)
    stops: tuple[int, int] = (0, 0)
    heads: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def seen(page: Page) -> dict[str, Seen]:
    """Every page, opened once and looked at in every way."""
    return {name: _look(page, name) for name in TITLES}


def _look(page: Page, name: str) -> Seen:
    found = Seen()
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    open_at(page, name)
    found.charts, found.stops = sight.charts(page), sight.tab_stops(page)
    found.heads = page.locator("thead th").all_text_contents()
    found.sheets = _printed(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.wait_for_timeout(RESIZED_MS)
        found.cut[width] = sight.cut(page)
        if width in (WIDTHS[0], WIDTHS[-1]):
            found.faults[width] = sight.violations(page)
    return found


def _printed(page: Page) -> list[str]:
    """The words of each sheet."""
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    read = pypdf.PdfReader(io.BytesIO(made))
    for sheet in read.pages:
        assert [round(float(edge)) for edge in sheet.mediabox[2:]] == [595, 842], "A4"
    return [" ".join(sheet.extract_text().split()) for sheet in read.pages]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_or_lies_on_another_or_ends_in_dots(
    seen: dict[str, Seen], width: int
) -> None:
    assert {name: one.cut[width] for name, one in seen.items() if one.cut[width]} == {}


def test_no_page_has_a_serious_fault_of_accessibility(seen: dict[str, Seen]) -> None:
    grave = {
        (name, width): fault
        for name, one in seen.items()
        for width, faults in one.faults.items()
        for fault in faults
        if fault[0] in ("serious", "critical")
    }
    assert grave == {}


def test_a_chart_is_one_image_with_a_name_to_whoever_hears_the_page(
    seen: dict[str, Seen],
) -> None:
    drawn = [(name, chart) for name, one in seen.items() for chart in one.charts]
    assert {name for name, _ in drawn} >= {"impact", "programme", "recommendations"}
    for name, chart in drawn:
        assert chart["role"] in ("img", "graphics-document"), name
        assert len(chart["name"]) > 20, name
        assert "#" not in chart["name"], name
        assert chart["inside"] == chart["heard"] == [], name


def test_a_person_can_live_with_the_tab_stops(seen: dict[str, Seen]) -> None:
    counted = {name: one.stops for name, one in seen.items()}
    assert max(before for before, _ in counted.values()) <= STOPS_BEFORE_MAX, counted
    assert max(stops for _, stops in counted.values()) <= STOPS_MAX, counted


def test_every_page_prints_whole_with_its_day_entry_and_number(seen: dict[str, Seen]) -> None:
    for name, one in seen.items():
        assert len(one.sheets) <= SHEETS_MAX.get(name, SHEETS_MAX_USUAL), name
        for number, words in enumerate(one.sheets, 1):
            assert "Wrenshire Safeguarding Children Partnership (invented)" in words, name
            assert re.search(
                rf"As at {day_words(day_of(utc_now()))}, entry [0-9],[0-9]{{3}}", words
            ), name
            assert f"Page {number} of {len(one.sheets)}" in words, name
            assert "As it stood on" not in words, "the menu"
            assert "Download" not in words, name
        printed = re.sub(r"\W", "", "".join(one.sheets))
        missing = [head for head in one.heads if re.sub(r"\W", "", head) not in printed]
        assert not missing, f"{name}: closed tables or columns are not printed"


def test_the_focus_is_seen_wherever_it_is(page: Page) -> None:
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    open_at(page, "recommendations")
    met = []
    for _ in range(24):
        page.keyboard.press("Tab")
        held = sight.focus(page)
        if held is not None:
            met.append(held["words"])
            clear = [sight.contrast(colour, LIGHT) >= 3 for colour in held["colours"]]
            assert any(clear), held
    assert len(set(met)) > 12


def test_the_dark_and_less_motion_are_respected(page: Page) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    try:
        open_at(page, "moderation")
        shade = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert sight.contrast(shade, LIGHT) > 12
        assert [fault for fault in sight.violations(page) if fault[0] == "serious"] == []
        moving = """() => [...document.querySelectorAll('*')].filter(
            node => parseFloat(getComputedStyle(node).transitionDuration) > 0.01).length"""
        assert page.evaluate(moving) == 0
    finally:
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")


def test_on_a_phone_the_menu_is_closed_and_a_row_is_a_card(page: Page) -> None:
    page.set_viewport_size({"width": WIDTHS[-1], "height": HEIGHT})
    open_at(page, "audits")
    assert page.get_by_role("link", name="Programme", exact=True).count() == 0
    row = page.locator(".rows tbody tr").first
    assert row.evaluate("node => getComputedStyle(node).display") == "block"
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})


def _words(page: Page) -> list[str]:
    """What the page says, however wide it is drawn."""
    return page.locator(".stMain").inner_text().split()


def test_an_address_is_kept_by_a_reload_the_way_back_a_new_tab_and_a_sent_link(page: Page) -> None:
    day = "day=2026-11-20"
    open_at(page, "audits", f"?audit=2026-neglect&{day}")
    page.locator(".stMain a[href*='case=']").first.click()
    settled(page, "Grade history")
    there = page.url
    assert "audit=2026-neglect" in there
    assert re.search(r"case=C\d\d", there)
    assert day in there
    words = _words(page)
    page.reload()
    settled(page, "Grade history")
    assert (page.url, _words(page)) == (there, words)
    page.go_back()
    settled(page, "Audits")
    assert page.url.endswith(f"/audits?audit=2026-neglect&{day}")
    browser = page.context.browser
    assert browser is not None
    with browser.new_context(storage_state=page.context.storage_state()) as elsewhere:
        tab = elsewhere.new_page()
        tab.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
        tab.goto(there)
        settled(tab, "Grade history")
        assert _words(tab) == words
    page.get_by_role("link", name="Programme", exact=True).click()
    settled(page, "Programme")
    assert day in page.url, "the menu keeps the day"


def test_a_typed_day_is_taken_on_enter_and_the_click_after_it_is_not_lost(page: Page) -> None:
    open_at(page, "programme")
    typed = page.get_by_label("As it stood on", exact=True)
    typed.fill("1/3/2026")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing recorded later is shown").wait_for()
    assert "day=2026-03-01" in page.url
    typed.fill("1/6/2026")
    link = page.get_by_role("link", name="Audits", exact=True).bounding_box()
    assert link is not None
    page.mouse.move(link["x"] + 5, link["y"] + 5)
    page.mouse.down()
    page.wait_for_timeout(120)
    page.mouse.up()
    settled(page, "Audits")
    assert "day=2026-06-01" in page.url


def test_a_new_entry_shows_at_once_and_nothing_that_is_done_is_lost(
    page: Page, growing: Path
) -> None:
    open_at(page, "moderation")
    details = page.locator("details").first
    details.locator("summary").click()
    field_of_day = page.get_by_label("As it stood on", exact=True)
    field_of_day.fill("1/3/20")
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 300)")
    top = page.evaluate("document.querySelector('.stMain').scrollTop")
    entry = page.locator(".whose a").first
    before = int(re.sub(r"\D", "", entry.inner_text()))
    with Door(growing, CHAIR, home=home_of(growing.parent)).open() as recording:
        command = EnrolPerson(person="n-ewcomer", full_name="Nell Ewcomer")
        recording.record(command, actor=local(COORDINATOR))
    expect(entry).to_have_text(f"entry {before + 1:,}", timeout=WITHIN_SECONDS * 1000)
    assert field_of_day.input_value() == "1/3/20"
    assert field_of_day.evaluate("node => node === document.activeElement")
    assert details.get_attribute("open") is not None
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == top


def ten_seconds() -> dict[str, str]:
    """Page to the words that answer its question, as the document has them."""
    text = (Path(__file__).parents[2] / "docs" / "ten-seconds.md").read_text(encoding="utf-8")
    rows = [line.strip("| \n").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return {row[0]: row[2].strip() for row in rows[2:]}


VERIFIED_WITHIN = 20_000
"""Milliseconds: the first page that asks has the record verified beside it."""
IN_SIGHT = """words => [...document.querySelectorAll("h2, h3, p")].some(node => {
  const box = node.getBoundingClientRect();
  return node.innerText.includes(words) && box.top >= 0 && box.bottom <= window.innerHeight;
})"""


def test_the_sentence_that_answers_each_page_is_on_its_first_screen(page: Page) -> None:
    told = ten_seconds()
    assert told.keys() == set(PAGES.values())
    missed = []
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for name, title in PAGES.items():
            open_at(page, name, "" if name == "integrity" else "?day=2026-11-20")
            try:
                page.wait_for_function(IN_SIGHT, arg=told[title], timeout=VERIFIED_WITHIN)
            except PlaywrightTimeoutError:
                missed.append((width, title, told[title]))
    page.set_viewport_size({"width": 1440, "height": 900})
    assert missed == []


REF = "2025-neglect-R3"
"""One of its actions is closed, and it goes on."""


def test_a_new_entry_changes_what_is_shown_and_what_was_opened_and_typed_stays(
    page: Page, growing: Path
) -> None:
    open_at(page, "recommendations")
    unfolded = page.locator("details", has_text="Closed or merged actions").first
    label = unfolded.locator("summary").inner_text()
    unfolded.locator("summary").click()
    expect(unfolded).to_have_attribute("open", "")
    typed = page.get_by_label("As it stood on", exact=True)
    typed.fill("1 March")
    with Door(growing, CHAIR, home=home_of(growing.parent)).open() as ledger:
        again = ReopenAction(recommendation=REF, action="A1", reason="It has lapsed.")
        ledger.record(again, actor=local(CHAIR))
        size = ledger.size()
    page.get_by_role("link", name=f"entry {size:,}").wait_for(timeout=20_000)
    expect(unfolded.locator("summary")).not_to_have_text(label)
    expect(unfolded).to_have_attribute("open", "")
    expect(typed).to_have_value("1 March")
    expect(typed).to_be_focused()
