"""An open page shows what others record meanwhile, and takes nothing away from who reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from application.identity import local
from demo.library import people
from domain.directory.decisions import EnrolPerson
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.dashboard.conftest import CHAIR
from tests.demonstration import home_of
from tools.screenshots import browser_page, serving, settled

pytestmark = pytest.mark.browser
COORDINATOR = people("coordinator")[0]


@pytest.fixture
def growing(demo: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration, to record to."""
    copy = Path(shutil.copytree(demo.parent, tmp_path / "growing"))
    return copy / demo.name


def test_a_new_entry_shows_and_what_was_opened_and_typed_stays(
    executable: str, growing: Path
) -> None:
    home = home_of(growing.parent)
    with (
        serving(growing, CHAIR, home) as running,
        browser_page(executable) as page,
        Ledger.open(growing) as ledger,
    ):
        page.goto(running.address())
        settled(page, "Impact")
        page.get_by_role("link", name="Recommendations and actions", exact=True).click()
        settled(page, "Recommendations and actions")
        unfolded = page.locator("details", has_text="Closed or merged actions").first
        unfolded.locator("summary").click()
        expect(unfolded).to_have_attribute("open", "")
        typed = page.get_by_label("As it stood on", exact=True)
        typed.fill("1 March")
        ledger.record(
            EnrolPerson(person="newcomer", full_name="Nia Newcomer"), actor=local(COORDINATOR)
        )
        shown = page.get_by_role("link", name=f"entry {ledger.size():,}")
        shown.wait_for(timeout=20_000)
        expect(unfolded).to_have_attribute("open", "")
        expect(typed).to_have_value("1 March")
        expect(typed).to_be_focused()
    assert audit(growing).ok
