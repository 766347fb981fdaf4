"""docs/ways-back.md: for everything that can be recorded, what puts it right, or why nothing."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from domain.kernel.registry import EVENTS
from tests.cli.tree import COMMANDS

PAGE = Path(__file__).parent.parent / "docs" / "ways-back.md"
_ROW = re.compile(r"^\| `(\w+)` \| (.*) \| (.*) \|$", re.MULTILINE)
ROWS = {name: (ways, why) for name, ways, why in _ROW.findall(PAGE.read_text(encoding="utf-8"))}


def test_every_event_is_there_once() -> None:
    named = Counter(name for name, *_ in _ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert named == Counter(list(EVENTS))


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_has_a_way_back_or_a_reason_why_none(event: str) -> None:
    ways, why = ROWS[event]
    named = re.findall(r"`assure ([^`]+)`", ways)
    assert set(named) <= COMMANDS.keys()
    assert named or why.endswith("."), "neither a command nor a sentence that says why"
