"""A page while others record: it ends, and what is verified beside it is in nobody's way."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from application.identity import local
from dashboard import live, verified
from dashboard.reading import Door
from domain.directory.decisions import EnrolPerson
from ledger.integrity import scan
from ledger.integrity.scan import audit
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import header, opened
from tests.ledger.partnership import begin, enter, prepare

_HOLD = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.execute(sys.argv[2]); input()"


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    """To a ledger that another process has open, so that its log and its index are there."""
    path = tmp_path / "ledger.db"
    with begin(path) as ledger:
        prepare(ledger)
    look = "SELECT count(*) FROM stored_events"
    other = subprocess.Popen([sys.executable, "-c", _HOLD, str(path), look], stdin=subprocess.PIPE)
    try:
        shm = path.with_name(f"{path.name}-shm")
        while not shm.exists():
            time.sleep(0.01)
        yield Door(path, "ruth-haldane", home=tmp_path / "home")
    finally:
        other.communicate(b"\n")


def test_a_ledger_is_recorded_to_while_the_dashboard_verifies_it(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "PROGRESS_EVERY", 10)
    seen: list[int] = []

    def record(_: int) -> None:
        name = f"p-{len(seen)}"
        with enter(Path(door.path)) as ledger:
            command = EnrolPerson(person=name, full_name=f"Number {len(seen)}")
            ledger.record(command, actor=local("ruth-haldane"))
        seen.append(len(seen))

    assert verified.now(door, record).faults == ()
    assert seen, "nothing was recorded meanwhile"
    assert audit(Path(door.ledger)).ok


def test_a_page_ends_though_an_entry_comes_in_at_each_moment(
    demo: Path, serve: Callable[[Path, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = itertools.count(1_000_000)
    monkeypatch.setattr(live, "newest", lambda _: next(counted))
    serve(demo, CHAIR)
    assert "Partnership" in header(opened("impact"))
