"""Killed while appending, or out of disk: nothing that was acknowledged is lost."""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from application.identity import local
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.vocabulary import Role
from ledger.errors import UnusableError
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.ledger.partnership import POLICE, begin, enter, form
from tests.ledger.processes import alone, killed


def append_for_ever(path: Path, name: str, acknowledge: Callable[[str], None]) -> None:
    """Records a person with a role, two entries in one transaction, again and again."""
    with enter(path) as ledger:
        for number in range(1_000_000):
            person = f"p-{name}-{number}"
            receipt = ledger.record(
                EnrolPerson(person=person, full_name="P"),
                GrantRole(person=person, role=Role.SAIG_MEMBER),
                actor=local("ruth-haldane"),
                command_id=person,
            ).receipt
            acknowledge(f"{person} {receipt.lines[0].position} {receipt.lines[1].position}")


def kill_and_check(path: Path, times: int, seed: int) -> int:
    """How many commands were acknowledged in all; each is checked after each kill."""
    with begin(path) as ledger:
        form(ledger)
    chance, acknowledged = random.Random(seed), 0
    for number in range(times):
        told = killed(partial(append_for_ever, path, str(number)), chance.uniform(0, 0.08))
        acknowledged += len(told)
        verdict = audit(path)
        assert verdict.fault is None
        assert (verdict.size - 3) % 2 == 0
        with closing(sqlite3.connect(path)) as db:
            kept = {row[0]: row[1:] for row in db.execute("SELECT * FROM ledger_command")}
        for command_id, first, last in told:
            assert kept[command_id] == (int(first), int(last))
    return acknowledged


def test_no_acknowledged_entry_is_lost_when_the_process_is_killed(path: Path) -> None:
    assert kill_and_check(path, times=30, seed=1) >= 30


@pytest.mark.slow
def test_no_acknowledged_entry_is_lost_in_three_hundred_kills(path: Path) -> None:
    assert kill_and_check(path, times=300, seed=2) >= 300


# No room.


def fill(path: Path, acknowledged: list[int]) -> str:
    """Records until the store will not take more: what it then says."""
    try:
        append_for_ever(path, "x", lambda line: acknowledged.append(int(line.split()[2])))
    except UnusableError as error:
        return f"{error.message} {error.remedy}"
    raise AssertionError("it never filled")


def require_all_kept(path: Path, acknowledged: list[int]) -> None:
    verdict = audit(path)
    assert verdict.fault is None
    assert verdict.size >= max(acknowledged)
    with Ledger.open(path) as ledger:
        ledger.record(POLICE, actor=local("ruth-haldane"))
    assert audit(path).size == verdict.size + 1
    assert audit(path).ok


def test_a_file_that_may_not_grow(path: Path) -> None:
    """The limit stands in for a full disk where none can be mounted."""
    with Ledger.create(path) as ledger:
        form(ledger)

    def act() -> str:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        acknowledged: list[int] = []
        answer = fill(path, acknowledged)
        return f"{max(acknowledged)} {answer}"

    position, _, answer = alone(act).partition(" ")
    assert answer.startswith(f"The disk that holds {path} ")
    require_all_kept(path, [int(position)])


@pytest.fixture
def small_disk() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="assure-small-"))
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        folder.rmdir()
        pytest.skip("only root may mount a small disk; the limit above stands in for it")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_and_its_recovery(small_disk: Path) -> None:
    path = small_disk / "ledger.db"
    with Ledger.create(path) as ledger:
        form(ledger)
    filler = small_disk / "filler"
    filler.write_bytes(bytes(200_000))
    acknowledged: list[int] = []
    answer = fill(path, acknowledged)
    assert answer.startswith(f"The disk that holds {path} is full. Nothing was recorded.")
    filler.unlink()
    require_all_kept(path, acknowledged)
