"""What stands at the end of a ledger, before anything is recorded after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Protocol

from ledger.errors import PUT_BACK, SEE_RULES, IntegrityFailureError
from ledger.keys.vault import Vault
from ledger.store.entry import recorded_at
from ledger.store.protocol import Store

CLOCK_TOLERANCE = timedelta(minutes=2)
"""How far an entry may claim an earlier time than those before it: a recording waits for others
for half a minute at most, with the time that it was given."""
TAIL_MAX = 2_000
"""The most entries that are read before something is recorded where no memory is to vouch for
them. More are for `ledger verify`."""

_WAITS_MAX, _WAIT_SECONDS = 20, 0.01


class Remembers(Protocol):
    """Whoever keeps this computer's memory of a ledger."""

    def remembered(self) -> int | None:
        """How many entries are remembered; None where no memory is left."""


@dataclass(slots=True)
class TheEnd:
    """The end of an open ledger. `looked_to`: up to where each entry is one that may be followed.

    With a memory on this computer, whatever it does not know is decided again, however much it
    is: what is recorded next makes the memory vouch for it. `strangers`: the first and the last of
    such entries, until somebody is told of them.
    """

    looked_to: int = 0
    strangers: tuple[int, int] | None = None

    def require_sound(self, store: Store, vault: Vault | None, memory: Remembers | None) -> int:
        """Refuses to go on after an entry that none may follow. Returns the last entry's number."""
        size = store.size()
        if size < self.looked_to:
            raise IntegrityFailureError(
                f"The ledger holds {size} entries, and held {self.looked_to} before: an older copy"
                " was put in its place, or its end was cut off.",
                f"Nothing was recorded. {PUT_BACK}",
            )
        unsound = self.unsound(store, size, vault, memory)
        if unsound is not None:
            raise unsound
        self.looked_to = size
        return size

    def unsound(
        self, store: Store, last: int, vault: Vault | None, memory: Remembers | None
    ) -> IntegrityFailureError | None:
        """What is wrong with an entry up to `last` at which nobody here has looked."""
        if last <= self.looked_to:
            return None
        known = None if memory is None else _remembered(memory, last)
        looked_to = max(self.looked_to, min(known or 0, last))
        if known is not None and looked_to < last:
            self.strangers = (self.strangers or (looked_to + 1, 0))[0], last
        return unsound_between(store, looked_to, last, vault, are_vouched_for=known is not None)

    def of_strangers(self) -> tuple[str, ...]:
        """What to know of entries that this computer did not know, once; a sentence after "but"."""
        if self.strangers is None:
            return ()
        (first, last), self.strangers = self.strangers, None
        which = f"entry {first} was" if first == last else f"entries {first} to {last} were"
        return (
            f"{which} not recorded by anything that told this computer: by another computer or"
            " program, or by a command that was stopped. Each could have been recorded by whoever"
            " is named in it: ask them. From now on this computer remembers them too.",
        )


def _remembered(memory: Remembers, last: int) -> int | None:
    """How many entries are remembered. Another process may be about to remember its own."""
    for _ in range(_WAITS_MAX):
        known = memory.remembered()
        if known is None or known >= last:
            return known
        sleep(_WAIT_SECONDS)
    return memory.remembered()


def unsound_between(
    store: Store, looked_to: int, size: int, vault: Vault | None, *, are_vouched_for: bool
) -> IntegrityFailureError | None:
    """What to raise for the first entry after one, up to another, that none may follow."""
    first = (looked_to if are_vouched_for else max(looked_to, size - TAIL_MAX)) + 1
    if first <= size:
        from ledger.integrity.readable import unreadable_from

        unreadable = unreadable_from(store, first, size, vault)
        if unreadable is not None:
            return unreadable.error()
    if are_vouched_for and first <= size:
        from ledger.integrity.rules import unlawful_from

        unlawful = unlawful_from(store, first, size)
        if unlawful is not None:
            what = f"{unlawful.what[0].upper()}{unlawful.what[1:]}"
            return IntegrityFailureError(f"{what}.", f"Nothing was recorded after it. {SEE_RULES}")
    return None


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
