"""An open page shows what others record meanwhile, and takes nothing away from who reads it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from application.identity import local
from domain.recommendation.actions import ReopenAction
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.dashboard.conftest import CHAIR
from tests.demonstration import home_of
from tools.screenshots import browser_page, serving, settled

pytestmark = pytest.mark.browser
REF = "2025-neglect-R3"
"""One of its actions is closed, and it goes on."""


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
        label = unfolded.locator("summary").inner_text()
        unfolded.locator("summary").click()
        expect(unfolded).to_have_attribute("open", "")
        typed = page.get_by_label("As it stood on", exact=True)
        typed.fill("1 March")
        ledger.record(
            ReopenAction(recommendation=REF, action="A1", reason="It has lapsed."),
            actor=local(CHAIR),
        )
        shown = page.get_by_role("link", name=f"entry {ledger.size():,}")
        shown.wait_for(timeout=20_000)
        expect(unfolded.locator("summary")).not_to_have_text(label)
        expect(unfolded).to_have_attribute("open", "")
        expect(typed).to_have_value("1 March")
        expect(typed).to_be_focused()
    assert audit(growing).ok
