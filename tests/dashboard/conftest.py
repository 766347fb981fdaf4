"""Ledgers to read: the whole demonstration, and one whose first audit still awaits returns."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dashboard import reading as door
from dashboard.reading import Door
from demo import make
from ledger.integrity.scan import audit
from ledger.service import Ledger

CHAIR = "m-adeyinka"
RETURNS_OUT = 12
"""How many returns of the first audit the early ledger holds; moderation is far off."""


class _EnoughError(Exception):
    pass


def home_of(folder: Path) -> Path:
    """Where the keys of a ledger in this folder are: never in the home of whoever runs tests."""
    return folder / "home"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Three years of an invented partnership."""
    folder = tmp_path_factory.mktemp("demo")
    path = make(folder, 1, home=str(home_of(folder)))
    yield path
    assert audit(path).ok, "reading changed the ledger"


@pytest.fixture(scope="session")
def early(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same partnership while its first audit's returns come in."""
    folder = tmp_path_factory.mktemp("early")
    path = folder / "ledger.db"

    def enough(_: int) -> None:
        with closing(sqlite3.connect(path)) as store:
            query = "SELECT count(*) FROM stored_events WHERE topic = 'ReturnAppended'"
            if store.execute(query).fetchone()[0] >= RETURNS_OUT:
                raise _EnoughError

    with pytest.raises(_EnoughError):
        make(folder, 1, enough, str(home_of(folder)))
    yield path
    assert audit(path).ok, "reading changed the ledger"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.db"
    Ledger.create(path).close()
    return path


@pytest.fixture
def serve() -> Iterator[Callable[[Path, str], None]]:
    """Names what the pages read, for one test."""

    def named(path: Path, actor: str = CHAIR) -> None:
        door.serve(Door(path, actor, home=home_of(path.parent)))

    yield named
    door._doors.clear()
