"""Days in words, and nothing in the product that names a day as only some computers can."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import domain
from domain.kernel.days import day_words, weekday_words

ROOT = Path(domain.__file__).parent.parent
ROOMS = (
    *("domain", "ledger", "projections", "documents", "application", "cli", "dashboard", "demo"),
    *("tools", "docs"),
)
_NOT_EVERYWHERE = re.compile(r"""%[-#_^][a-zA-Z]|\{[^{}"']*:[^{}"']*%[aAbBpcxX]""")
"""What the C library of Windows does not know, and what the computer's language changes."""


def test_a_day_has_no_zero_and_an_english_month() -> None:
    assert day_words(date(2026, 7, 1)) == "1 July 2026"
    assert day_words(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == "30 November 2026"
    assert weekday_words(date(2026, 7, 1)) == "Wednesday 1 July 2026"


def test_no_day_is_written_in_a_way_that_another_computer_lacks() -> None:
    used = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for room in ROOMS
        for file in sorted((ROOT / room).rglob("*.py"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if "%" in line and _NOT_EVERYWHERE.search(line)
    ]
    assert used == []
