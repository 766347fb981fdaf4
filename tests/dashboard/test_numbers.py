"""Every number that a page shows in words and tables is accounted for by the raw entries alone.

A page may be laid out in any way: what it says is read as text. Of Integrity, whose numbers are
proofs, `tests/ledger/proof` works them out again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.reading import Door
from domain.kernel.confidential import texts
from tests.cli.test_recomputed import DAYS
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import PAGES, opened
from tests.dashboard.test_pages import Serve
from tests.demonstration import home_of
from tests.recomputed.accounted import Known
from tests.recomputed.record import Record
from tests.recomputed.shown import shown

_TAG = re.compile(r"<[^>]*>")
_ENDS = re.compile(r"</(t[dh]|p|div|li|h\d)>|<br */?>")
_UNREAD = re.compile(r"<(style|script|svg).*?</\1>", re.S)
_TEXTS = ("title", "header", "subheader", "text", "markdown", "caption", "warning", "info")


def fragments(page: AppTest) -> Iterator[str]:
    """Each piece of text and each line of a cell that the page shows."""
    for kind in _TEXTS:
        for node in page.get(kind):
            yield from str(getattr(node, "value", "")).splitlines()
    for metric in page.metric:
        yield str(metric.value)
    for node in page.get("html"):
        body: Any = _ENDS.sub("\n", _UNREAD.sub("", node.proto.body))
        yield from unescape(_TAG.sub("", body)).splitlines()


@cache
def opened_words(ledger: Path) -> tuple[str, ...]:
    """What is sealed, as whoever may read it reads it: words, that quote numbers."""
    with Door(ledger, CHAIR, home=home_of(ledger.parent)).open() as reading:
        entries = [reading.entry(position) for position in range(1, reading.size() + 1)]
    return tuple(text for entry in entries if entry for _, text in texts(entry.event))


def known(ledger: Path, day: str) -> Known:
    return shown(Record(ledger, day), opened_words(ledger))


@pytest.mark.parametrize(
    "day", [pytest.param(day, marks=[pytest.mark.slow] if day != DAYS[-1] else []) for day in DAYS]
)
def test_the_raw_entries_account_for_every_number(demo: Path, serve: Serve, day: str) -> None:
    serve(demo)
    account = known(demo, day)
    wrong = []
    numbers = 0
    for page in PAGES:
        if page != "integrity":
            shown_there = opened(page, date.fromisoformat(day))
            lines = list(fragments(shown_there))
            numbers += sum(len(re.findall(r"\d+", line)) for line in lines)
            wrong += [f"{page}: {one}" for line in lines for one in account.unaccounted(line)]
    assert not wrong
    assert numbers > 100, "the pages were not read"


@pytest.mark.parametrize(
    "false",
    [
        "6 of 10 (March to July 2026)",
        "Of 14 comparisons, fewer than one would show as improved.",
        "17 recommendations closed 12 months ago or more.",
        "9 of 11 cases",
        "Closed on 5 May 2021.",
        "41.7",
        "1,234 things",
    ],
)
def test_a_false_number_is_found(demo: Path, false: str) -> None:
    assert known(demo, DAYS[-1]).unaccounted(false)
