"""The campaign at its smallest, and what the page says of the last whole one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.campaign import ATTACKS, BEGIN, END, PAGE

SMALL = {"kills": 4, "flips": 40, "parsers": 200, "tables": 24, "forged": 24, "hostile": 80}
"""Tries in the ordinary tests; the others take longer, and are in the slow ones."""
_ROW = re.compile(
    r"^\| (\w+) \|.*\| ([0-9,]+) \| [0-9,]+ \| [0-9,]+ \| ([0-9,]+) \| [0-9]+ \|$", re.MULTILINE
)


@pytest.mark.parametrize("name", SMALL)
def test_nothing_is_lost_in_a_few_tries(name: str, tmp_path: Path) -> None:
    tally = ATTACKS[name].run(tmp_path, SMALL[name], 7)
    assert tally.lost == []
    assert tally.found > tally.tries // 4
    assert tally.tries >= SMALL[name]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "tries"), [("disk", 97), ("dashboards", 40)])
def test_nothing_is_lost_without_room_or_with_many_readers(
    name: str, tries: int, tmp_path: Path
) -> None:
    tally = ATTACKS[name].run(tmp_path, tries, 7)
    assert tally.lost == []
    assert tally.found > tally.tries // 4


def test_the_page_has_every_attack_and_nothing_was_lost() -> None:
    rows = _ROW.findall(PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0])
    assert [name for name, _, _ in rows] == list(ATTACKS)
    assert [lost for _, _, lost in rows] == ["0"] * len(ATTACKS)
