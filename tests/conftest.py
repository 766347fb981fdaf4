"""What holds for every test: no property fails because a machine was busy, one demonstration."""

from __future__ import annotations

import gc
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.postgres import Server

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A background job of a shell ignores Ctrl+C, and so would each program that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest.register_assert_rewrite("tests.cli", "tests.dashboard", "tests.documents", "tests.ledger")
"""The helpers' checks are kept under `python -O`, as those of the test modules are."""

IN_MEMORY = Path("/dev/shm")
ROOM_BYTES = 4 * 2**30
if "TMPDIR" not in os.environ and IN_MEMORY.is_dir() and disk_usage(IN_MEMORY).free > ROOM_BYTES:
    # The product waits for the disk at each entry: thousands of times, where none is needed.
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None

os.environ["ASSURE_CONFIG"] = ""
"""No test reads what whoever runs it has in a file of their own."""

settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """What collecting left in memory stays to the end: no search for garbage looks through it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The ledger of three invented years, for reading; its keys lie beside it in `home`."""
    yield from _read_only(tmp_path_factory, "whole")


@pytest.fixture(scope="session")
def early_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The same partnership while its first audit's returns come in."""
    yield from _read_only(tmp_path_factory, "early")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real PostgreSQL server, one for all processes of the run."""
    from tests import demonstration
    from tests.postgres import server

    shared = demonstration.shared_folder(tmp_path_factory.getbasetemp())
    with server(shared) as running:
        yield running


def _read_only(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    from ledger.integrity.scan import audit
    from tests import demonstration

    shared = demonstration.shared_folder(factory.getbasetemp())
    path = demonstration.copy_of(getattr(demonstration, name), shared, factory.mktemp("demo"))
    yield path
    assert audit(path).ok, "reading changed the ledger"
