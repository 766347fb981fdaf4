"""A moderation day at a screen: recorded as the room talks, by two people who see each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from application.identity import local
from domain.audit.plan import OpenModeration
from domain.case.events import AreaGradeAgreed
from domain.kernel import streams
from domain.kernel.confidential import texts
from domain.kernel.vocabulary import KnownBy
from ledger.integrity.scan import audit
from ledger.store.entry import Entry
from tests.dashboard import sight, web
from tests.dashboard.provider import Provider
from tests.dashboard.web import LEAD_AUDITOR, Place, sign_in
from tools.screenshots import settled

pytestmark = pytest.mark.browser
AUDIT, CASE = "2024-neglect", "C01"
TITLE = "Moderation day"
REASON = "The room read the record together, and it shows this."
DISSENT = "We saw more of the planning than the record holds."


@pytest.fixture(scope="module")
def place(early: Path, idp: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    it = web.place(early, tmp_path_factory.mktemp("day"), idp, {LEAD_AUDITOR: "eleanor-1"})
    with it.open() as ledger:
        opening = OpenModeration(audit=AUDIT, reason="The rest follow by letter.")
        ledger.record(opening, actor=local(LEAD_AUDITOR))
    with web.web_door(it):
        yield it
    assert audit(it.ledger).ok


def signed_in(browser: Browser, place: Place, idp: Provider) -> BrowserContext:
    """A browser that the lead auditor has signed in with."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, place.address, idp, "eleanor-1")
    settled(page, "Impact")
    page.close()
    return context


@pytest.fixture(scope="module")
def desk(browser: Browser, place: Place, idp: Provider) -> BrowserContext:
    return signed_in(browser, place, idp)


@contextmanager
def at_the_screen(
    desk: BrowserContext, place: Place, query: str, width: int = 1440
) -> Iterator[Page]:
    page = desk.new_page()
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(f"{place.address}/moderation_day?audit={AUDIT}{query}")
    settled(page, TITLE)
    yield page
    page.close()


def agreed(place: Place, case: str = CASE) -> list[Entry]:
    with place.open() as ledger:
        entries = ledger.entries(streams.case(AUDIT, case))
        return [one for one in entries if isinstance(one.event, AreaGradeAgreed)]


def fill_in(page: Page, grade: str, reason: str, dissent: str = "") -> None:
    box = page.get_by_role("combobox", name="Grade", exact=True)
    box.press_sequentially(grade)
    box.press("Enter")
    expect(box).to_have_value(grade)
    page.get_by_label("Why, in the room's words").fill(reason)
    if dissent:
        page.get_by_text("Whoever does not agree, in their own words").click()
        page.get_by_label("Wrenshire Police", exact=True).fill(dissent)


def area_of(place: Place) -> str:
    """An area of the audit's tool."""
    from application.grades import tool_of

    with place.open() as ledger:
        tool = tool_of(ledger, AUDIT)
        assert tool is not None
        return next(iter(tool.areas))


def test_two_people_record_a_day_and_neither_overwrites_the_other(
    browser: Browser, desk: BrowserContext, place: Place, idp: Provider
) -> None:
    area = area_of(place)
    query = f"&place={CASE}/{area}"
    with (
        at_the_screen(desk, place, query) as first,
        at_the_screen(signed_in(browser, place, idp), place, query) as second,
    ):
        fill_in(first, "Good", REASON, DISSENT)
        fill_in(second, "Inadequate", "Another view, typed at the same time.")
        second.get_by_role("button", name="Show what this records").click()
        second.get_by_role("button", name="Record it").wait_for()
        first.get_by_role("button", name="Show what this records").click()
        first.get_by_role("button", name="Record it").dblclick()
        first.get_by_text("Recorded on ").or_(
            first.get_by_text("Already recorded on ")
        ).first.wait_for()
        [entry] = agreed(place)
        assert (entry.stamp.actor, entry.stamp.known_by) == (LEAD_AUDITOR, KnownBy.OIDC)
        assert {str(text) for _, text in texts(entry.event)} == {REASON, DISSENT}
        # The second sees what the first recorded, keeps what they typed, and is stopped once.
        expect(second.get_by_text(REASON)).to_be_visible(timeout=20_000)
        expect(second.get_by_text("was first: AreaGradeAgreed")).to_be_visible()
        expect(second.get_by_label("Why, in the room's words")).to_have_value(
            "Another view, typed at the same time."
        )
        assert second.get_by_role("button", name="Record it").count() == 0
        assert len(agreed(place)) == 1
        # Having looked, they may agree it again: a further entry, and the first stays.
        second.get_by_role("button", name="Show what this records").click()
        second.get_by_role("button", name="Record it").click()
        second.get_by_text("Recorded on ").wait_for()
        assert len(agreed(place)) == 2


def test_a_case_as_a_whole_has_its_grade_and_its_learning(
    desk: BrowserContext, place: Place
) -> None:
    with at_the_screen(desk, place, "&place=C02/whole") as page:
        page.get_by_label("What is to be learnt from it").fill("Ask who else lives there.")
        page.get_by_role("button", name="Show what this records").last.click()
        page.get_by_role("button", name="Record it").click()
        page.get_by_text("Recorded on ").wait_for()
        with place.open() as ledger:
            last = ledger.entry(ledger.size())
        assert last is not None
        assert type(last.event).__name__ == "LearningAgreed"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_whole_at_any_width(desk: BrowserContext, place: Place, width: int) -> None:
    with at_the_screen(desk, place, "", width) as page:
        assert sight.cut(page) == []
        assert [fault for fault in sight.violations(page) if fault[0] != "minor"] == []
        assert page.get_by_text("places of the agenda are agreed").count() == 1


def test_it_is_for_whoever_leads_the_audit(browser: Browser, place: Place, idp: Provider) -> None:
    place.put_on_record("w-tranter", "wendy-2")
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, place.address, idp, "wendy-2")
    settled(page, "Impact")
    page.goto(f"{place.address}/moderation_day?audit={AUDIT}")
    page.get_by_text("No audit that you lead is in moderation now.").wait_for()
    assert page.get_by_role("button", name="Show what this records").count() == 0
    context.close()
