"""A command line on a ledger of its own for each test; the whole ledger is audited at the end."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import service
from ledger.integrity.scan import audit
from tests.cli.far import FarAssure
from tests.cli.harness import Assure, Clock, prepare


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The only way to set the service's clock is to replace it in the process."""
    clock = Clock()
    monkeypatch.setattr(service, "utc_now", clock)
    return clock


BOTH_WAYS = {"test_agreeing", "test_following", "test_returns"}
"""Files whose tests run twice, at the ledger's computer and from another desk, unless they say."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    chosen = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if "assure" in metafunc.fixturenames and "way" not in chosen:
        name = metafunc.module.__name__.rpartition(".")[2]
        ways = ("here", "far") if name in BOTH_WAYS and hasattr(os, "fork") else ("here",)
        metafunc.parametrize("way", ways, indirect=True)


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """Where a command is given."""
    given: str = getattr(request, "param", "here")
    return given


@pytest.fixture
def assure(tmp_path: Path, clock: Clock, way: str) -> Iterator[Assure]:
    """An empty folder. Whatever the test did, a ledger in it must pass its audit."""
    one = FarAssure(tmp_path, clock) if way == "far" else Assure(tmp_path, clock)
    yield one
    if one.ledger.exists():
        assert audit(one.ledger).fault is None


@pytest.fixture(scope="session")
def prepared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: a partnership, a plan and a drawn sample of five cases."""
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(service, "utc_now", clock)
        prepare(Assure(folder, clock))
    return folder


@pytest.fixture
def prepared(assure: Assure, prepared_folder: Path) -> Assure:
    """A ledger in which returns may be appended; its frame is `2026-neglect.tsv`."""
    shutil.copytree(prepared_folder, assure.folder, dirs_exist_ok=True)
    assure.clock.put("2026-01-20")
    return assure
