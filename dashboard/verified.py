"""Whether the record is whole, as this process last found: it verifies beside the pages.

A page waits for no verification. The first one begins once a page was shown; another, at the
earliest some minutes later, when there is something new.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from application import verify
from dashboard.reading import Content, Door, Reading, content_at
from ledger.errors import LedgerError

AGAIN_SECONDS = 600.0
PAGE_FIRST_SECONDS = 3.0
"""Long enough for the page that asked first to be shown."""
YIELD_SECONDS_MAX = 0.2


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of a content of the ledger. `faults`: none in a record that is whole."""

    content: Content
    at: datetime
    faults: tuple[str, ...]

    @property
    def size(self) -> int:
        return self.content[1]


_found: dict[str, Verified] = {}
_wanted = threading.Event()


def begin(door: Door) -> None:
    """Verifies whenever a page asks for it, for as long as the process runs."""
    threading.Thread(target=_beside, args=(door,), daemon=True).start()


def found(given: Reading) -> Verified | None:
    """What was last found of this record; None when nothing was, or of another content.

    Asks for a verification where something is new.
    """
    last = _found.get(given.path)
    if last is not None and last.content != content_at(given.ledger, given.content[0], last.size):
        last = None
    if last is None or last.size < given.head:
        _wanted.set()
    return last


def stamp(path: str) -> datetime | None:
    """When a ledger was last verified, in this process."""
    last = _found.get(path)
    return None if last is None else last.at


def now(door: Door, progress: Callable[[int], None] | None = None) -> Verified:
    """Verifies the whole ledger, and keeps what was found."""
    with door.open() as ledger:
        identity = ledger.engine.identity()
        content = content_at(ledger, identity, ledger.size())
    at = door.clock()
    try:
        faults = verify.verify(door.settings(), progress, at, in_use=True).faults
    except LedgerError as error:
        faults = (f"{error.message} {error.remedy}",)
    _found[door.path] = kept = Verified(content, at, faults)
    return kept


def _beside(door: Door) -> None:
    while True:
        _wanted.wait()
        time.sleep(PAGE_FIRST_SECONDS)
        _wanted.clear()
        now(door, _Yielding())
        time.sleep(AGAIN_SECONDS)


class _Yielding:
    """Rests as long as it worked, so that pages keep half of the processor at the least."""

    def __init__(self) -> None:
        self._since = time.monotonic()

    def __call__(self, _: int) -> None:
        time.sleep(min(time.monotonic() - self._since, YIELD_SECONDS_MAX))
        self._since = time.monotonic()
