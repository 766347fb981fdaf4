"""Killed while recording returns with words: ledger, keystore and signer agree afterwards."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from domain.deciders.tool import PublishTool
from ledger.decision import Receipt
from ledger.settings import Settings
from tests.ledger.attack.returning import record_for_ever, require_whole
from tests.ledger.attack.scene import begin
from tests.ledger.partnership import SHEET, enrol
from tests.ledger.processes import FORK

SPAN_SECONDS = 0.12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    scene, ledger = begin(tmp_path)
    with ledger:
        enrol(ledger)
        ledger.record(PublishTool(sheet=SHEET), actor="lee-lead")
    return scene.settings


def killed(settings: Settings, name: str, delay_seconds: float) -> list[tuple[str, int, int]]:
    """What was acknowledged before the process was killed: command id, first and last entry."""
    reader, writer = os.pipe()

    def tell(receipt: Receipt) -> None:
        assert receipt.warning is None, receipt.warning
        first, last = receipt.lines[0].position, receipt.lines[-1].position
        os.write(writer, f"{receipt.command_id} {first} {last}\n".encode())

    process = FORK.Process(target=lambda: record_for_ever(settings, name, tell))
    process.start()
    os.close(writer)
    with os.fdopen(reader) as pipe:
        told = pipe.readline()
        time.sleep(delay_seconds)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        told += pipe.read()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    words = [line.split() for line in told.splitlines() if line.count(" ") == 2]
    return [(command_id, int(first), int(last)) for command_id, first, last in words]


@pytest.mark.parametrize("kills", [20, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost_and_all_that_belongs_to_it_agrees(
    settings: Settings, kills: int
) -> None:
    chance = random.Random(kills)
    acknowledged, halfway = 0, 0
    for number in range(kills):
        told = killed(settings, f"a{number}", chance.uniform(0, SPAN_SECONDS))
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
