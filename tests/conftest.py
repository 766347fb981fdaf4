"""What holds for every test: no property fails because a machine was busy, one demonstration."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A background job of a shell ignores Ctrl+C, and so would each program that a test starts.
    signal.signal(signal.SIGINT, signal.default_int_handler)

pytest.register_assert_rewrite("tests.cli", "tests.dashboard", "tests.documents", "tests.ledger")
"""The helpers' checks are kept under `python -O`, as those of the test modules are."""

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


def _read_only(factory: pytest.TempPathFactory, name: str) -> Iterator[Path]:
    from ledger.integrity.scan import audit
    from tests import demonstration

    shared = demonstration.shared_folder(factory.getbasetemp())
    path = demonstration.copy_of(getattr(demonstration, name), shared, factory.mktemp("demo"))
    yield path
    assert audit(path).ok, "reading changed the ledger"
