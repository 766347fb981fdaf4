"""A return from an auditor's own desk: signed in, uploaded, mended, recorded once, receipted."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect

from application.verify import judge_open
from domain.kernel.vocabulary import KnownBy
from domain.returns.events import ReturnAppended
from ledger.store.entry import Entry
from tests.dashboard import sight
from tests.dashboard.provider import Provider
from tests.dashboard.web import IMRAN, SUBJECTS, WENDY, Place, sign_in
from tests.documents.returns.books import case, filled
from tools.screenshots import Dashboard, settled

pytestmark = pytest.mark.browser
AUDIT = "2024-neglect"
AREAS = 7


@pytest.fixture
def place(early_door: tuple[Place, Dashboard]) -> Place:
    return early_door[0]


@pytest.fixture(scope="module")
def desk(browser: Browser, early_door: tuple[Place, Dashboard], idp: Provider) -> BrowserContext:
    """A browser that an auditor of the police has signed in with."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, early_door[0].address, idp, SUBJECTS[WENDY])
    settled(page, "Impact")
    page.close()
    return context


@pytest.fixture
def page(desk: BrowserContext, place: Place) -> Iterator[Page]:
    page = desk.new_page()
    page.goto(f"{place.address}/returns")
    settled(page, "Returns")
    yield page
    page.close()


def recorded(place: Place) -> list[Entry]:
    with place.open() as ledger:
        entries = (ledger.entry(at) for at in range(1, ledger.size() + 1))
        return [
            one
            for one in entries
            if one is not None
            and isinstance(one.event, ReturnAppended)
            and one.event.agency == "police"
        ]


def saved(download: Download, folder: Path) -> bytes:
    path = folder / download.suggested_filename
    shutil.copy(download.path(), path)
    return path.read_bytes()


def form_of(page: Page, folder: Path) -> bytes:
    with page.expect_download() as offered:
        page.get_by_role("button", name="Download the workbook").click()
    assert offered.value.suggested_filename == f"{AUDIT}-police.xlsx"
    return saved(offered.value, folder)


def upload(page: Page, name: str, data: bytes) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": kind, "buffer": data}
    )


def of(*cases: str, **changed: Any) -> dict[str, Any]:
    cells: dict[str, Any] = {}
    for ref in cases:
        cells |= case(ref, evidence=f"The record of {ref} shows it.", areas=AREAS)
    return {**cells, **changed}


def test_from_the_form_to_the_receipt(page: Page, place: Place, tmp_path: Path) -> None:
    """Each faulty cell by its address, a marked copy, what would be recorded, one record."""
    form = form_of(page, tmp_path)
    upload(page, "faulty.xlsx", filled(form, of("C01", "C02", **{"C02!C7": "Splendid"})))
    page.get_by_text("Nothing was recorded: 1 cell to put right").wait_for()
    expect(page.get_by_role("cell", name="C02!C7")).to_be_visible()
    with page.expect_download() as offered:
        page.get_by_role("button", name="Download the marked copy").click()
    assert offered.value.suggested_filename == "faulty-marked.xlsx"
    marked = saved(offered.value, tmp_path)
    assert recorded(place) == []
    assert not [fault for fault in sight.violations(page) if fault[0] != "minor"]
    upload(page, "mended.xlsx", filled(marked, {"C02!C7": "Good"}))
    page.get_by_text("2 cases with answers, 0 cases not involved; left for later: C04").wait_for()
    assert recorded(place) == []
    page.get_by_role("button", name="Record 2 returns").dblclick()
    said = page.get_by_text("Recorded on ").or_(page.get_by_text("Already recorded on "))
    expect(said.first).to_be_visible(timeout=30_000)
    entries = recorded(place)
    assert [getattr(one.event, "case", "") for one in entries] == ["C01", "C02"]
    for entry in entries:
        assert (entry.stamp.actor, entry.stamp.known_by) == (WENDY, KnownBy.OIDC)
        assert entry.stamp.sign_in is not None
        assert entry.stamp.sign_in.subject == SUBJECTS[WENDY]
    with page.expect_download() as offered:
        page.get_by_role("button", name="Receipt of C01").click()
    with place.open() as ledger:
        assert judge_open(ledger, saved(offered.value, tmp_path)).holds
    # The same answers in another tab are the same record.
    other = page.context.new_page()
    other.goto(f"{place.address}/returns")
    settled(other, "Returns")
    upload(other, "again.xlsx", filled(marked, {"C02!C7": "Good"}))
    other.get_by_text("Just this is recorded already").wait_for()
    assert len(recorded(place)) == 2


def test_a_return_filled_in_on_the_page_is_kept_by_case_and_sent_whole(
    page: Page, place: Place, idp: Provider
) -> None:
    """Case by case: what is missing is named, what is typed is kept, two clicks are one record."""
    before = len(recorded(place))
    choose_way(page)
    choose_case(page, "C0", 1)
    case = page.get_by_role("combobox", name="Case").input_value()
    page.get_by_role("radiogroup", name="Was your agency involved").get_by_text(
        "Involved", exact=True
    ).click()
    page.get_by_role("button", name="Show what this records").click()
    page.get_by_text("Nothing was recorded: ").wait_for()
    expect(page.get_by_role("cell", name=f"{case}, independence")).to_be_visible()
    page.get_by_role("radiogroup", name="Was your agency involved").get_by_text(
        "Not involved", exact=True
    ).click()
    words = page.get_by_label("How you know")
    words.fill("Two systems were searched.")
    words.press("Control+Enter")
    page.get_by_text(f"{case} is complete.").wait_for()
    # Another case, and back: what was filled in is still there.
    choose_case(page, "C0", 0)
    expect(page.get_by_label("How you know")).to_have_count(0)
    choose_case(page, case, 0)
    expect(page.get_by_label("How you know")).to_have_value("Two systems were searched.")
    # Another person of the same agency, on the same page, sees nothing of it.
    context = page.context.browser.new_context() if page.context.browser else page.context
    other = context.new_page()
    sign_in(other, place.address, idp, SUBJECTS[IMRAN])
    settled(other, "Impact")
    other.goto(f"{place.address}/returns?case={case}")
    settled(other, "Returns")
    assert "Two systems" not in other.content()
    context.close()
    assert not [fault for fault in sight.violations(page) if fault[0] != "minor"]
    page.get_by_role("button", name="Show what this records").click()
    page.get_by_role("button", name="Record 1 return").dblclick()
    said = page.get_by_text("Recorded on ").or_(page.get_by_text("Already recorded on "))
    expect(said.first).to_be_visible(timeout=30_000)
    assert len(recorded(place)) == before
    with place.open() as ledger:
        last = ledger.entry(ledger.size())
    assert last is not None
    assert type(last.event).__name__ == "NoInvolvementDeclared"
    assert (last.stamp.actor, last.stamp.known_by) == (WENDY, KnownBy.OIDC)


def choose_way(page: Page) -> None:
    page.get_by_text("Fill it in on this page", exact=True).click()
    page.get_by_role("combobox", name="Case").wait_for()


def choose_case(page: Page, name: str, at: int) -> None:
    page.get_by_role("combobox", name="Case").click()
    page.get_by_role("option", name=name).nth(at).click()
    settled(page, "Returns")


def test_what_seems_to_name_somebody_is_asked_about(
    page: Page, place: Place, tmp_path: Path
) -> None:
    before = len(recorded(place))
    form = form_of(page, tmp_path)
    upload(page, "naming.xlsx", filled(form, of("C04", **{"C04!D6": "Born 12/03/2014."})))
    page.get_by_text("C04!D6 seems to hold a date of birth").wait_for()
    assert page.get_by_role("button", name="Record 1 return").count() == 0
    page.get_by_text("It names nobody: no child").click()
    page.get_by_role("button", name="Record 1 return").click()
    page.get_by_text("Recorded on ").wait_for()
    assert len(recorded(place)) == before + 1


def test_another_agencys_return_is_refused(page: Page, place: Place, tmp_path: Path) -> None:
    """A form of the health trust's, filled in by somebody of the police."""
    from application import return_form
    from application.identity import local
    from application.workspace import Workspace

    with place.open() as ledger:
        due = return_form.due_form(Workspace(ledger, local("b-eccles")), AUDIT, "health-trust")
        theirs = return_form.form_as_workbook(due.form)
    before = len(recorded(place))
    upload(page, "theirs.xlsx", filled(theirs, of("C01")))
    page.get_by_text("w-tranter may not append return").wait_for()
    assert page.get_by_role("button", name="Record").count() == 0
    assert len(recorded(place)) == before
