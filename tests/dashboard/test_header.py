"""What stands over every page: whose record, up to where, how sure, and who reads it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from dashboard import verified
from dashboard.kit.dates import ago_words
from dashboard.kit.header import Whose, markup
from dashboard.reading import Door
from domain.kernel.how_known import CLAIMED
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import header, opened
from tests.demonstration import home_of

Serve = Callable[..., None]
NOW = datetime(2026, 11, 30, 14, 5, tzinfo=UTC)
WHOSE = Whose(
    partnership="A partnership",
    is_invented=False,
    day=date(2026, 11, 30),
    position=10,
    size=12,
    recorded_at=NOW - timedelta(hours=3),
    now=NOW,
    is_whole=True,
    verified_at=NOW - timedelta(minutes=1),
    verified_size=12,
    uncovered=4,
    reader="A reader",
    may_sign_out=False,
    roles="SAIG chair",
    how_known=CLAIMED,
    required="Nothing is required of how whoever records is known",
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "entry 10</a>, recorded 3 hours ago"),
        ({}, "✔ Verified 14:04"),
        ({}, "4 of 10 entries covered by nobody outside"),
        ({}, "Read by A reader, SAIG chair, as claimed on the ledger's own computer"),
        (
            {"how_known": "signed in through police.example"},
            "chair, signed in through police.example",
        ),
        ({}, "Nothing is required of how whoever records is known"),
        ({"may_sign_out": True}, '<a href="/auth/logout" target="_self">Sign out</a>'),
        ({"verified_size": 11}, "✔ Verified 14:04 up to entry 11"),
        ({"verified_at": NOW - timedelta(days=2)}, "✔ Verified 28 November 2026, 14:05"),
        ({"is_whole": None, "verified_at": None}, "Not verified yet"),
        ({"is_whole": False}, "! NOT WHOLE"),
        ({"uncovered": 0}, "every entry covered by somebody outside"),
        ({"is_invented": True}, "Invented data: no person, case or organisation here exists."),
    ],
)
def test_the_header_says(changes: dict[str, Any], said: str) -> None:
    assert said in unescape(markup(replace(WHOSE, **changes)))


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=2), "2 days ago"),
        (timedelta(days=200), "6 months ago"),
    ],
)
def test_how_long_ago(ago: timedelta, words: str) -> None:
    assert ago_words(NOW - ago, NOW) == words


def test_a_record_is_not_verified_until_it_was_and_then_as_it_was_found(
    demo: Path, serve: Serve, tmp_path: Path
) -> None:
    copy = tmp_path / "ledger.db"
    shutil.copy(demo, copy)
    serve(copy)
    assert "Not verified yet" in header(opened("programme"))
    served = Door(copy, CHAIR, home=home_of(demo.parent))
    assert verified.now(served).faults == ()
    shown = header(opened("programme"))
    assert "✔ Verified" in shown
    assert "up to entry" not in shown
    with closing(sqlite3.connect(copy)) as store, store:
        name = "stored_events_no_update"
        [(made,)] = store.execute("SELECT sql FROM sqlite_master WHERE name = ?", [name])
        store.execute(f"DROP TRIGGER {name}")
        store.execute(
            "UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE rowid ="
            " (SELECT min(rowid) FROM stored_events WHERE topic = 'GradeGiven')"
        )
        store.execute(made)
    assert verified.now(served).faults
    assert "! NOT WHOLE" in header(opened("programme"))
