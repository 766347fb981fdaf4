"""A ledger for each test, audited whole when the test ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.ledger.partnership import SteppingClock, begin, enrol, prepare


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's ledger is. Tests that damage it use this and not `ledger`."""
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path, clock: SteppingClock) -> Iterator[Ledger]:
    """An empty ledger. Whatever the test did, the whole ledger must still pass its audit."""
    with begin(path, clock) as opened:
        yield opened
        size = opened.size()
    verdict = audit(path)
    assert verdict.fault is None
    assert verdict.size == size


@pytest.fixture
def enrolled(ledger: Ledger) -> Ledger:
    """A ledger with a partnership, two agencies and their people."""
    enrol(ledger)
    return ledger


@pytest.fixture
def prepared(ledger: Ledger) -> Ledger:
    """A ledger in which returns may be appended."""
    prepare(ledger)
    return ledger
