"""What stands at the end of a ledger, before anything is recorded after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.keys.vault import Vault
from ledger.store.entry import recorded_at
from ledger.store.protocol import Store

CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far an entry may claim an earlier time than those before it: a recording waits for others
for half a minute at most, with the time that it was given."""
TAIL_MAX = 2_000
"""The most entries that are read before something is recorded. More are for `ledger verify`."""


def require_readable(store: Store, read_to: int, vault: Vault | None) -> int:
    """Refuses to go on after an entry that nobody can read. Returns the last entry's number.

    `read_to`: up to where the entries are known to be readable.
    """
    size = store.size()
    first = max(read_to, size - TAIL_MAX) + 1
    if first <= size:
        from ledger.integrity.readable import unreadable_from

        found = unreadable_from(store, first, size, vault)
        if found is not None:
            raise found.error()
    return size


@dataclass(frozen=True, slots=True)
class ClockBehind:
    """The clock stands at `now`, and the last entry was recorded at `last`, which is later."""

    now: datetime
    last: datetime

    @classmethod
    def found(cls, now: datetime, store: Store, size: int) -> ClockBehind | None:
        """Whether the clock is behind the last of so many entries."""
        for row in store.rows(size, size):
            last = recorded_at(row.state)
            if now < last - CLOCK_TOLERANCE:
                return cls(now, last)
        return None

    @property
    def what(self) -> str:
        return (
            f"The clock of this computer says {self.now:%Y-%m-%d %H:%M} UTC, and the last entry"
            f" was recorded at {self.last:%Y-%m-%d %H:%M} UTC: one of the two is wrong."
        )
