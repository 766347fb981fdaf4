"""A command line on a ledger of its own for each test; the whole ledger is audited at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger import service
from ledger.integrity.scan import audit
from tests.cli.far import FarAssure
from tests.cli.harness import Assure, Clock, form_partnership, prepare
from tests.cli.in_a_server import ServerAssure
from tests.cli.keeping import with_keeper
from tests.cli.planted import hold, return_in
from tests.postgres import Server


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The only way to set the service's clock is to replace it in the process."""
    clock = Clock()
    monkeypatch.setattr(service, "utc_now", clock)
    return clock


WAYS = {
    "test_agreeing": ("here", "far"),
    "test_following": ("here", "far", "server"),
    "test_returns": ("here", "far", "server"),
}
"""Files whose tests run more than once: at the ledger's computer, from another desk, and on a
ledger in a server. A test may say one way itself."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "assure" in metafunc.fixturenames and "way" not in chosen:
        name = metafunc.module.__name__.rpartition(".")[2]
        ways = WAYS.get(name, ("here",)) if hasattr(os, "fork") else ("here",)
        metafunc.parametrize("way", ways, indirect=True)


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """Where a command is given."""
    given: str = getattr(request, "param", "here")
    return given


@pytest.fixture
def assure(
    tmp_path: Path, clock: Clock, way: str, request: pytest.FixtureRequest
) -> Iterator[Assure]:
    """An empty folder. Whatever the test did, a ledger in it must pass its audit."""
    if way == "server":
        server: Server = request.getfixturevalue("postgres")
        empty = (place := server.place()).create()
        yield ServerAssure(tmp_path, clock, place=place)
        assert audit(empty).fault is None
        assert not (tmp_path / "ledger.db").exists()
        return
    one = FarAssure(tmp_path, clock) if way == "far" else Assure(tmp_path, clock)
    yield one
    if one.ledger.exists():
        assert audit(one.ledger).fault is None


@pytest.fixture(scope="session")
def formed_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a partnership, and no audit."""
    return going_on(None, tmp_path_factory.mktemp("formed"), form_partnership)


@pytest.fixture
def formed(assure: Assure, formed_folder: Path) -> Assure:
    return copied(formed_folder, assure)


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a partnership, a plan and a drawn sample of five cases."""
    return going_on(None, tmp_path_factory.mktemp("prepared"), prepare)


@pytest.fixture
def prepared(assure: Assure, prepared_folder: Path) -> Assure:
    """A ledger in which returns may be appended; its frame is `2026-neglect.tsv`."""
    assure.clock.put("2026-01-20")
    return copied(prepared_folder, assure)


@pytest.fixture(scope="session")
def keeper_folder(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A keeper and an inspector have joined that partnership."""
    return going_on(prepared_folder, tmp_path_factory.mktemp("keeper"), with_keeper)


def copied(folder: Path, assure: Assure) -> Assure:
    """What was made once, from here on this test's own."""
    shutil.copytree(folder, assure.folder, dirs_exist_ok=True)
    if isinstance(assure, ServerAssure):
        assure.move()
    return assure


def going_on(before: Path | None, folder: Path, go_on: Callable[[Assure], object]) -> Path:
    """A copy of a ledger, or nothing yet, on which something more was done."""
    if before is not None:
        shutil.copytree(before, folder, dirs_exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(service, "utc_now", clock)
        go_on(Assure(folder, clock))
    return folder


@pytest.fixture(scope="session")
def returned_folder(prepared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns with planted words are in; moderation is not open."""
    return going_on(prepared_folder, tmp_path_factory.mktemp("returned"), return_in)


@pytest.fixture(scope="session")
def held_folder(returned_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The moderation day is held, and an action agreed."""

    def go_on(assure: Assure) -> None:
        assure.clock.put("2026-02-01")
        hold(assure)

    return going_on(returned_folder, tmp_path_factory.mktemp("held"), go_on)


@pytest.fixture
def held(assure: Assure, held_folder: Path) -> Assure:
    shutil.copytree(held_folder, assure.folder, dirs_exist_ok=True)
    assure.clock.put("2026-04-01")
    return assure
