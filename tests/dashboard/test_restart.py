"""A task from sign-in to receipt by keys alone, and the dashboard started again in the middle."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from domain.recommendation.events import ActionProgressed
from domain.returns.events import NoInvolvementDeclared
from ledger.integrity.scan import audit
from tests.dashboard import web
from tests.dashboard.provider import Provider
from tests.dashboard.test_returns_page import choose_case, choose_way
from tests.dashboard.web import Place, sign_in
from tools.screenshots import settled

T = TypeVar("T")
pytestmark = pytest.mark.browser
LEAD = "d-kilbride"
BACK_MILLISECONDS = 60_000
TABS_MAX = 150
FIRST, SECOND = "Seven records were sampled.", "Eight records were sampled."
SHOW, RECORD = "Show what this records", "Record it"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


def recorded(place: Place, kind: type[T]) -> list[T]:
    with place.open() as ledger:
        entries = (ledger.entry(at) for at in range(1, ledger.size() + 1))
        return [one.event for one in entries if one is not None and isinstance(one.event, kind)]


def went_down(page: Page) -> None:
    page.get_by_text("Connection error").wait_for(timeout=BACK_MILLISECONDS)


def by_tab(page: Page, to: Locator) -> None:
    """Moves on with the key Tab until this has the focus, and can be seen to have it."""
    to.first.wait_for()
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        if to.first.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{to} is not reached with the key Tab")


def press(page: Page, button: Locator) -> None:
    by_tab(page, button)
    page.keyboard.press("Enter")


def notes(place: Place) -> list[str]:
    return [one.note for one in recorded(place, ActionProgressed) if one.note in (FIRST, SECOND)]


@pytest.mark.slow  # two starts of a server, and a browser that waits until one is there again
def test_a_task_from_sign_in_to_receipt_with_the_keyboard_only(
    demo: Path, idp: Provider, page: Page, tmp_path: Path
) -> None:
    """And a second one, while which the server is killed: it is there once, and receipted."""
    place = web.place(demo, tmp_path, idp, {LEAD: "declan-1"})
    idp.subject = "declan-1"
    form = page.get_by_test_id("stExpander").filter(has_text="A2").first
    words = form.get_by_role("textbox").first
    with web.web_door(place) as dashboard:
        page.goto(place.address)
        press(page, page.get_by_role("link", name="Sign in through North Police"))
        settled(page, "Impact")
        press(page, page.get_by_role("link", name="My work", exact=True))
        settled(page, "My work")
        press(page, form.locator("summary"))
        by_tab(page, words)
        page.keyboard.type(FIRST)
        press(page, form.get_by_role("button", name=SHOW).first)
        press(page, form.get_by_role("button", name=RECORD))
        form.get_by_text("Recorded on ").wait_for()
        settled(page, "My work")
        assert notes(place) == [FIRST]
        expect(words).to_have_value("")
        by_tab(page, words)
        page.keyboard.type(SECOND)
        press(page, form.get_by_role("button", name=SHOW).first)
        press(page, form.get_by_role("button", name=RECORD))
        while SECOND not in notes(place):
            page.wait_for_timeout(20)
        dashboard.process.kill()
    went_down(page)
    with web.web_door(place):
        expect(page.get_by_text("Connection error")).to_have_count(0, timeout=BACK_MILLISECONDS)
        settled(page, "My work")
        # Whoever saw no receipt sends it again: as it still stands there, or typed anew.
        expect(words).to_be_enabled(timeout=BACK_MILLISECONDS)
        by_tab(page, words)
        page.keyboard.press("Control+a")
        page.keyboard.type(SECOND)
        press(page, form.get_by_role("button", name=SHOW).first)
        press(page, form.get_by_role("button", name=RECORD))
        form.get_by_text("Already recorded on ").wait_for()
    assert notes(place) == [FIRST, SECOND]
    assert audit(place.ledger).ok


@pytest.mark.slow  # two starts of a server, and a browser that waits until one is there again
def test_a_return_on_the_page(early: Path, idp: Provider, page: Page, tmp_path: Path) -> None:
    """The case on the screen stays as typed; what the session kept of others is said to be gone."""
    place = web.place(early, tmp_path, idp, {web.WENDY: "wendy-7f3a"})
    how = page.get_by_label("How you know")
    with web.web_door(place):
        sign_in(page, place.address, idp, "wendy-7f3a")
        settled(page, "Impact")
        page.goto(f"{place.address}/returns")
        settled(page, "Returns")
        choose_way(page)
        for at in (0, 1):
            choose_case(page, "C0", at)
            page.get_by_role("radiogroup", name="Was your agency involved").get_by_text(
                "Not involved", exact=True
            ).click()
            how.fill(f"Searched, as of case {at}.")
            how.press("Control+Enter")
            page.get_by_text(" is complete.").wait_for()
        case = page.get_by_role("combobox", name="Case").input_value()
    went_down(page)
    before = recorded(place, NoInvolvementDeclared)
    with web.web_door(place):
        page.get_by_text("What you filled in of other cases is gone").wait_for(
            timeout=BACK_MILLISECONDS
        )
        expect(page.get_by_role("combobox", name="Case")).to_have_value(case)
        expect(how).to_have_value("Searched, as of case 1.")
        page.get_by_text(f"{case} is complete. It is kept").wait_for()
        page.get_by_role("button", name=SHOW).click()
        page.get_by_role("button", name="Record 1 return").dblclick()
        page.get_by_text("ecorded on ").first.wait_for()
        assert page.get_by_text("What you filled in of other cases is gone").count() == 0
    assert len(recorded(place, NoInvolvementDeclared)) == len(before) + 1
    assert audit(place.ledger).ok
