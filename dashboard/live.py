"""A new entry shows by itself: an open page looks how far the ledger has come, and no more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

import streamlit as st

from dashboard import verified
from dashboard.reading import Door
from ledger.errors import LedgerError
from ledger.read_from import watch

LOOK_SECONDS = 1.0
"""How often an open page looks."""
SAME_SECONDS = 0.5
"""For how long one look serves all pages of the process."""
_lock = Lock()
_looked: dict[str, tuple[float, int]] = {}
_watches: dict[str, Callable[[], int]] = {}


@dataclass(slots=True)
class _Run:
    """One run of a page. `is_new`: until its first look, which belongs to the run itself."""

    is_new: bool = True


def follow(served: Door, size: int, verified_at: datetime | None) -> None:
    """Runs the page again once the ledger is longer than it shows, or was verified since, and
    once whoever reads has signed out elsewhere, or for too long.

    What is typed, chosen, opened and scrolled to stays: a run changes only what is different.
    """
    _look(served, size, verified_at, _Run())


@st.fragment(run_every=LOOK_SECONDS)
def _look(served: Door, size: int, verified_at: datetime | None, run: _Run) -> None:
    if run.is_new:
        # A page that ran again at its own end would never end while others record at each moment.
        run.is_new = False
        return
    try:
        is_same = (
            served.is_let_in(st.context.cookies)
            and newest(served) == size
            and verified.stamp(served.path) == verified_at
        )
    except LedgerError:
        is_same = False  # the page says what is wrong, and what to do
    if not is_same:
        st.rerun()


def newest(served: Door) -> int:
    """How many entries there are where the pages read, at most half a second ago."""
    with _lock:
        looked, size = _looked.get(served.path, (float("-inf"), 0))
        if time.monotonic() - looked > SAME_SECONDS:
            if served.path not in _watches:
                _watches[served.path] = watch(served.settings()).size
            size = _watches[served.path]()
            _looked[served.path] = (time.monotonic(), size)
    return size
