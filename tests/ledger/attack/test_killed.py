"""Killed while recording returns with words: ledger, keystore and signer agree afterwards."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from application.identity import local
from domain.tool.decisions import PublishTool
from ledger.decision import Receipt
from ledger.settings import Settings
from tests.ledger.attack.returning import record_for_ever, require_whole
from tests.ledger.attack.scene import begin
from tests.ledger.partnership import SHEET, enrol
from tests.ledger.processes import killed

SPAN_SECONDS = 0.12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    scene, ledger = begin(tmp_path)
    with ledger:
        enrol(ledger)
        ledger.record(PublishTool(sheet=SHEET), actor=local("lee-lead"))
    return scene.settings


def killed_while_recording(
    settings: Settings, name: str, delay_seconds: float
) -> list[tuple[str, int, int]]:
    """What was acknowledged before the process was killed: command id, first and last entry."""

    def run(tell: Callable[[str], None]) -> None:
        def acknowledge(receipt: Receipt) -> None:
            assert receipt.warning is None, receipt.warning
            first, last = receipt.lines[0].position, receipt.lines[-1].position
            tell(f"{receipt.command_id} {first} {last}")

        record_for_ever(settings, name, acknowledge)

    told = killed(run, delay_seconds)
    return [(command_id, int(first), int(last)) for command_id, first, last in told]


@pytest.mark.parametrize("kills", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost_and_all_that_belongs_to_it_agrees(
    settings: Settings, kills: int
) -> None:
    chance = random.Random(kills)
    acknowledged, halfway = 0, 0
    for number in range(kills):
        told = killed_while_recording(settings, f"a{number}", chance.uniform(0, SPAN_SECONDS))
        with require_whole(settings) as ledger:
            for command_id, first, last in told:
                for position in range(first, last + 1):
                    entry = ledger.entry(position)
                    assert entry is not None
                    assert entry.stamp.command_id == command_id
                following = ledger.entry(last + 1)
                assert following is None or following.stamp.command_id != command_id
        acknowledged += len(told)
        halfway += len(told) % 12 != 0
    assert acknowledged > kills * 3
    assert halfway > 0, "every kill came between two audits"
