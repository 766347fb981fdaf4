"""The demonstration, built once for a whole run of the tests and copied for whoever reads it.

It takes a quarter of a minute, and pytest-xdist gives each worker its own session: the first that
asks builds it, the others wait for it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from demo import make

SEED = 7
RETURNS_OUT = 12
"""How many returns of the first audit the early demonstration holds; moderation is far off."""
SECONDS_MAX = 300
_DONE = "built"


class _EnoughError(Exception):
    pass


def whole(folder: Path) -> None:
    """Three years of an invented partnership."""
    make(folder, SEED, home=str(home_of(folder)))


def early(folder: Path) -> None:
    """The same partnership while its first audit's returns come in."""

    def enough(_: int) -> None:
        with closing(sqlite3.connect(folder / "ledger.db")) as store:
            query = "SELECT count(*) FROM stored_events WHERE topic = 'ReturnAppended'"
            if store.execute(query).fetchone()[0] >= RETURNS_OUT:
                raise _EnoughError

    with suppress(_EnoughError):
        make(folder, SEED, enough, str(home_of(folder)))
        raise RuntimeError("the demonstration has fewer returns than the early one needs")


def home_of(folder: Path) -> Path:
    """Where the keys of a ledger in this folder are: never in the home of whoever runs tests."""
    return folder / "home"


def copy_of(build: Callable[[Path], None], shared: Path, own: Path) -> Path:
    """The path of an own copy, in `own`, of the ledger that `build` writes once in `shared`."""
    built = shared / build.__name__
    try:
        built.mkdir()
    except FileExistsError:
        _wait_for(built / _DONE)
    else:
        try:
            build(built)
        except BaseException:
            shutil.rmtree(built)
            raise
        (built / _DONE).touch()
    folder = own / build.__name__
    shutil.copytree(built, folder, ignore=shutil.ignore_patterns(_DONE))
    return folder / "ledger.db"


def shared_folder(base: Path) -> Path:
    """What all workers of this run have in common; `base`: this worker's own folder."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _wait_for(built: Path) -> None:
    until = time.monotonic() + SECONDS_MAX
    while not built.exists():
        if time.monotonic() > until or not built.parent.exists():
            raise RuntimeError(f"{built.parent}: another worker began it and did not finish")
        time.sleep(0.2)
