"""Sheets on pages: what is downloaded is the command's sheet, and it is taken back as by it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from application.identity import local
from application.sheets import act
from application.workspace import Workspace
from dashboard.kit.sheets import workbook
from dashboard.reading import Door
from domain.recommendation.events import ActionProgressed
from ledger.integrity.scan import audit
from ledger.store.entry import Entry
from tests.dashboard.pages import opened, tables, visited
from tests.demonstration import home_of
from tests.documents.returns.books import filled
from tests.documents.returns.books import opened as read_book

Serve = Callable[..., None]
OWNER, LEAD, COORDINATOR = "d-kilbride", "n-bhandari", "r-haldane"
PLANTED = "Five records are sampled each week since November."


@pytest.fixture(scope="module")
def copy(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets") / "copy"
    shutil.copytree(demo.parent, folder)
    return folder / demo.name


def door(path: Path) -> Door:
    return Door(path, COORDINATOR, home=home_of(path.parent))


def last(path: Path) -> Entry:
    with door(path).open() as ledger:
        entry = ledger.entry(ledger.size())
        assert entry is not None
        return entry


def sheet(path: Path, person: str, kind: str, about: str = "") -> bytes:
    return workbook(door(path), local(person), kind, about)


def given(page: AppTest, data: bytes, name: str = "sheet.xlsx") -> AppTest:
    """The page after this file was dropped on it."""
    last_one: Any = page.get("file_uploader")[-1]
    last_one.upload(name, data)
    return page.run()


def _choices(page: AppTest) -> Iterable[str]:
    chosen = [option for one in page.selectbox if one.label == "Sheet" for option in one.options]
    buttons = [one.proto.label for one in page.get("download_button")]
    return chosen or [one.partition(": ")[2] for one in buttons if one.startswith("Download the s")]


def test_a_filled_in_sheet_is_shown_confirmed_once_and_receipted(copy: Path, serve: Serve) -> None:
    serve(copy, OWNER)
    page = opened("my_work")
    page.selectbox(key="my_sheets_kind").set_value(("progress", ""))
    blank = sheet(copy, OWNER, "progress")
    tab = read_book(blank)["Progress"]
    heads: Any = tab[3]
    cell = next(f"{head.column_letter}4" for head in heads if head.value == "Progress")
    before = last(copy).position
    wrong = given(page.run(), filled(blank, {"Progress!Z4": "beside"}))
    assert "1 cell to put right" in wrong.error[0].value
    shown = given(wrong, filled(blank, {f"Progress!{cell}": PLANTED}))
    rows = next(one for one in tables(shown) if "What it records" in one.columns)
    assert list(rows["What it records"]) == ["Action progressed"]
    assert last(copy).position == before
    [button] = [one for one in shown.button if one.label == "Record the sheet"]
    done = button.click().run()
    assert isinstance(last(copy).event, ActionProgressed)
    assert last(copy).stamp.actor == OWNER
    assert any("1 entry" in one.value for one in done.success)
    again = given(done, filled(blank, {f"Progress!{cell}": PLANTED}))
    assert any("on the record already" in one.value for one in again.success)
    assert audit(copy).ok


@pytest.mark.parametrize(
    ("person", "kinds"),
    [
        (OWNER, {"returns", "views", "numbers", "feedback", "progress"}),
        (COORDINATOR, {"people", "progress"}),
        ("m-adeyinka", set()),
    ],
)
def test_each_is_offered_what_they_would_fill_in(
    copy: Path, serve: Serve, person: str, kinds: set[str]
) -> None:
    """And each of these is written for them."""
    serve(copy, person)
    offered = {str(one) for one in _choices(opened("my_work"))}
    assert kinds <= {one.partition(", ")[0] for one in offered} if kinds else not offered
    with door(copy).open() as ledger:
        work = Workspace(ledger, local(person))
        for one in offered:
            kind, _, about = one.partition(", ")
            assert act.write(work, kind, about, ".xlsx").startswith(b"PK")


def test_the_moderation_page_has_its_day_in_one_sheet(copy: Path, serve: Serve) -> None:
    from domain.audit.plan import OpenModeration

    with door(copy).open() as ledger:
        ledger.record(
            OpenModeration(audit="2026-sexual-abuse", reason="The rest follow by letter."),
            actor=local(LEAD),
        )
    serve(copy, LEAD)
    page = visited("moderation_day", audit="2026-sexual-abuse")
    assert "The day in one sheet" in [one.value for one in page.header]
    data = sheet(copy, LEAD, "moderation", "2026-sexual-abuse")
    assert "Nothing new" in " ".join(one.value for one in given(page, data).success)
