"""Whether every entry can be read, as whoever uses the ledger reads it.

The scan of the bytes interprets nothing. Somebody who can write to the file, and computes the
seals, can add an entry that passes the scan and that no command can read. So each entry is read
here as the commands read it: by the closed registry, as a step of its own stream, its sealed words
under a key that the ledger has issued. Where the keys are at hand, the words are opened too.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from domain.kernel import streams
from domain.kernel.event import Event, NewerEnvelopeError
from domain.kernel.registry import UnknownEventError, fold
from domain.kernel.vocabulary import StreamId
from ledger.errors import FIND_OUT, INSTALL, IntegrityFailureError
from ledger.integrity.scan import Fault, ScanResult
from ledger.integrity.states import States, rows
from ledger.keys.sealed_fields import open_fields
from ledger.keys.vault import Vault
from ledger.store.entry import Row, entry_of
from ledger.store.protocol import Engine, Store

if TYPE_CHECKING:
    from domain.vault.state import KeyState

PROGRESS_EVERY = 50_000
_UPDATE = (
    f"{INSTALL} If there is none, somebody added it with another program: keep this file as it is."
)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The first entry that nobody can read here. `why`: what is wrong with it, after `it`.

    `is_newer`: another version of this software may have recorded it.
    """

    position: int
    stream: str
    event: str
    why: str
    is_newer: bool = False

    @property
    def what(self) -> str:
        return (
            f"entry {self.position} ({self.event} in {self.stream}) cannot be read: it {self.why}"
        )

    def error(self) -> IntegrityFailureError:
        """What to raise where nobody has looked yet what else was changed."""
        what = f"{self.what[0].upper()}{self.what[1:]}."
        return IntegrityFailureError(what, f"Nothing was recorded. {self.remedy or FIND_OUT}")

    @property
    def remedy(self) -> str | None:
        return _UPDATE if self.is_newer else None


def first_unreadable(
    engine: Engine,
    last: int,
    vault: Vault | None = None,
    progress: Callable[[int], None] | None = None,
) -> Unreadable | None:
    """The first entry up to `last` that cannot be read, in a ledger that has passed its scan.

    `vault`: the keys at hand, with which the words are opened as well.
    """
    with closing(engine.open_to_read()) as store:
        return unreadable_from(store, 1, last, vault, progress)


def unreadable_from(
    store: Store,
    first: int,
    last: int,
    vault: Vault | None = None,
    progress: Callable[[int], None] | None = None,
) -> Unreadable | None:
    """As `first_unreadable`, of the entries from `first` on; those before it are not read."""
    reading = _Reading(States(store, first), vault)
    for row in rows(store, first, last):
        found = reading.fault(row)
        if found is not None:
            return found
        if progress is not None and row.id % PROGRESS_EVERY == 0:
            progress(row.id)
    return None


def read_through(
    engine: Engine,
    scanned: ScanResult,
    vault: Vault | None = None,
    progress: Callable[[int], None] | None = None,
) -> ScanResult:
    """The scan's result; its fault is the first entry that cannot be read, if it found none."""
    if scanned.fault is not None:
        return scanned
    found = first_unreadable(engine, scanned.size, vault, progress)
    if found is None:
        return scanned
    return replace(scanned, fault=Fault(found.position, found.what, remedy=found.remedy))


class _Reading:
    def __init__(self, states: States, vault: Vault | None) -> None:
        self._states, self._vault = states, vault

    def fault(self, row: Row) -> Unreadable | None:
        """Why an entry cannot be read; None when it can. It is then a step of its stream."""
        place = row.id, str(row.originator_id), row.topic
        try:
            why = self._why_not(row)
        except UnknownEventError as error:
            return Unreadable(*place, f"is {error}", error.is_newer)
        except NewerEnvelopeError as error:
            return Unreadable(*place, str(error), is_newer=True)
        return None if why is None else Unreadable(*place, why)

    def _why_not(self, row: Row) -> str | None:
        try:
            event = entry_of(row, lambda fields: self._unseal(row, fields)).event
        except IntegrityFailureError as error:
            said = error.message.partition(": ")[2].rstrip(".")
            return f"holds words that cannot be opened: {said}"
        except (ValueError, RecursionError, OverflowError):
            return f"is not the stored form of {row.topic}"
        return self._follow(row, event)

    def _unseal(self, row: Row, fields: dict[str, Any]) -> None:
        stream = str(row.originator_id)
        look = self._key_before(row.id)
        open_fields(self._vault, fields, stream, row.originator_version, look)

    def _key_before(self, position: int) -> Callable[[str], KeyState]:
        def look(subject: str) -> KeyState:
            return cast("KeyState", self._states.before(streams.vault(subject), position)[1])

        return look

    def _follow(self, row: Row, event: Event) -> str | None:
        stream = StreamId(str(row.originator_id))
        try:
            version, state = self._states.before(stream, row.id)
            state = fold(stream, (event,), state)
        except (TypeError, LookupError, AttributeError, ValueError):
            return "does not follow from the entries before it in its stream"
        if row.originator_version != version + 1:
            return f"is version {row.originator_version} of its stream, after version {version}"
        self._states.keep(stream, row.originator_version, state)
        return None
