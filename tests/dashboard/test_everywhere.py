"""What holds on every page, seen in one browser that reads one copy of the demonstration."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from application.identity import local
from dashboard.reading import Door
from domain.directory.decisions import EnrolPerson
from ledger.integrity.scan import audit
from tests.dashboard.conftest import CHAIR
from tests.demonstration import home_of
from tools.screenshots import PAGES, browser_page, serving, settled

pytestmark = pytest.mark.browser
ADDRESSES = {name.replace("-", "_"): title for name, title in PAGES.items()}
COORDINATOR = "r-haldane"
SHEETS_MAX = {"programme": 4, "audits": 4, "grade_history": 4, "integrity": 4}
"""How many sheets of paper a page takes at the most."""
WITHIN_SECONDS = 2.0


@pytest.fixture(scope="module")
def ledger(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration with its keys, to which entries are added."""
    folder = tmp_path_factory.mktemp("everywhere") / "copy"
    shutil.copytree(demo.parent, folder)
    return folder / demo.name


@pytest.fixture(scope="module")
def page(executable: str, ledger: Path) -> Iterator[Page]:
    with (
        serving(ledger, CHAIR, home_of(ledger.parent)) as dashboard,
        browser_page(executable) as it,
    ):
        it.goto(dashboard.address())
        settled(it, "Impact")
        yield it
    assert audit(ledger).ok


def open_at(page: Page, name: str, query: str = "") -> None:
    base = re.match(r"http://[^/]+", page.url)
    assert base is not None
    page.goto(f"{base[0]}/{'' if name == 'impact' else name}{query}")
    settled(page, ADDRESSES[name])


def sheets(page: Page) -> list[str]:
    """The words of each sheet that the page prints."""
    made = page.pdf(prefer_css_page_size=True, print_background=True)
    read = pypdf.PdfReader(io.BytesIO(made))
    for sheet in read.pages:
        assert [round(float(edge)) for edge in sheet.mediabox[2:]] == [595, 842], "A4"
    return [sheet.extract_text() for sheet in read.pages]


def test_every_page_prints_whole_with_its_day_entry_and_number(page: Page) -> None:
    for name, sheets_max in SHEETS_MAX.items():
        open_at(page, name, "?day=2026-11-20")
        printed = sheets(page)
        assert len(printed) <= sheets_max, name
        for number, words in enumerate(printed, 1):
            flat = " ".join(words.split())
            assert "Wrenshire Safeguarding Children Partnership (invented)" in flat
            assert re.search(r"As at 20 November 2026, entry [0-9],[0-9]{3}", flat)
            assert f"Page {number} of {len(printed)}" in flat
            assert "As it stood on 20 November 2026 " not in flat, "the menu"
            assert "Download" not in flat
        heads = page.locator("thead th").all_text_contents()
        printed_words = re.sub(r"\W", "", "".join(printed))
        missing = [head for head in heads if re.sub(r"\W", "", head) not in printed_words]
        assert not missing, f"{name}: closed tables or columns are not printed"


def test_a_new_entry_shows_at_once_and_nothing_that_is_done_is_lost(
    page: Page, ledger: Path
) -> None:
    open_at(page, "moderation")
    details = page.locator("details").first
    details.locator("summary").click()
    field = page.get_by_label("As it stood on", exact=True)
    field.fill("1/3/20")
    page.evaluate("document.querySelector('.stMain').scrollTo(0, 300)")
    top = page.evaluate("document.querySelector('.stMain').scrollTop")
    entry = page.locator(".whose a").first
    before = int(re.sub(r"\D", "", entry.inner_text()))
    with Door(ledger, CHAIR, home=home_of(ledger.parent)).open() as recording:
        command = EnrolPerson(person="n-ewcomer", full_name="Nell Ewcomer")
        recording.record(command, actor=local(COORDINATOR))
    expect(entry).to_have_text(f"entry {before + 1:,}", timeout=WITHIN_SECONDS * 1000)
    assert field.input_value() == "1/3/20"
    assert field.evaluate("node => node === document.activeElement")
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
    assert told.keys() == set(ADDRESSES.values())
    missed = []
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        for name, title in ADDRESSES.items():
            open_at(page, name, "" if name == "integrity" else "?day=2026-11-20")
            try:
                page.wait_for_function(IN_SIGHT, arg=told[title], timeout=VERIFIED_WITHIN)
            except PlaywrightTimeoutError:
                missed.append((width, title, told[title]))
    page.set_viewport_size({"width": 1440, "height": 900})
    assert missed == []
