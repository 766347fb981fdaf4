"""The Impact page in Chromium: one screen, nothing on anything, a click to each area's own page."""

from __future__ import annotations

from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page

from tools.screenshots import Dashboard, settled

pytestmark = pytest.mark.browser
WIDTHS = (1440, 1280, 1024, 768, 390)
TEXTS = """() => [...document.querySelectorAll('svg.marks text')].map(node => {
    const box = node.getBoundingClientRect();
    return {words: node.textContent, x: box.x, y: box.y, right: box.right, foot: box.bottom};
}).filter(one => one.right > one.x)"""
NEAR = 1.5
"""Pixels by which the boxes of letters may touch: they are higher than what is drawn of them."""


@pytest.fixture(scope="module")
def page(browser: Browser, dashboard: Dashboard) -> Page:
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.goto(dashboard.address())
    settled(opened, "Impact")
    return opened


def _at(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(700)


@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_of_the_chart_stand_on_others_or_beyond_its_edge(page: Page, width: int) -> None:
    _at(page, width)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    texts = page.evaluate(TEXTS)
    if width == 390:
        assert not texts, "on a phone the cards stand alone"
        return
    assert len(texts) > 60
    box = page.locator("svg.marks >> visible=true").first.bounding_box()
    assert box is not None
    if width == 1440:
        assert box["y"] + box["height"] <= 900, "the finding and its picture are one screen"
    for one in texts:
        assert one["x"] >= box["x"] - 1, one
        assert one["right"] <= box["x"] + box["width"] + 1, one
        assert not one["words"].endswith(("…", "..."))
    for one, other in combinations(texts, 2):
        beside = min(one["right"], other["right"]) - max(one["x"], other["x"]) > NEAR
        lower = min(one["foot"], other["foot"]) - max(one["y"], other["y"]) > 3 * NEAR
        assert not (beside and lower), (one["words"], other["words"])


def test_a_row_of_the_chart_opens_the_areas_own_page(page: Page) -> None:
    _at(page, 1440)
    page.locator("svg.marks text", has_text="Planning, help and review").first.click()
    settled(page, "Area of work")
    assert "area=neglect%2Fplanning" in page.url
    page.get_by_role("heading", name="Planning, help and review").first.wait_for()
    page.go_back()
    settled(page, "Impact")
    _at(page, 390)
    card = page.get_by_role("row").filter(has_text="Planning, help and review")
    card.get_by_role("link").first.click()
    settled(page, "Area of work")
    assert "area=neglect%2Fplanning" in page.url
