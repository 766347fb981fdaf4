"""The names a ledger has gone by, with their keys, as its own entries tell.

A ledger has one public name until a restored copy is carried on: from there it has another, and
what was signed under the old name beyond that point is of a history that was lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from domain.custody.events import LedgerContinued, LedgerNamed, LogKeyRotated
from domain.kernel import streams
from domain.kernel.vocabulary import StreamId
from ledger.store.entry import Entry


@dataclass(frozen=True, slots=True)
class Era:
    """The ledger under one name. `keys`: verifier keys, oldest first.

    `last`: the last entry of this history that was carried on, and `declared`: the entry that
    says so; both None for the present name.
    """

    origin: str
    keys: tuple[str, ...]
    last: int | None = None
    declared: int | None = None


class Streams(Protocol):
    """What reads the entries of a stream: a ledger."""

    def entries(self, stream: StreamId) -> tuple[Entry, ...]: ...


def eras(ledger: Streams) -> tuple[Era, ...]:
    """Every name the ledger has gone by, oldest first; none while it has no name."""
    return from_entries(ledger.entries(streams.CUSTODY))


def from_entries(custody: Iterable[Entry]) -> tuple[Era, ...]:
    found: list[Era] = []
    for entry in custody:
        match entry.event:
            case LedgerNamed(origin=origin, key=key):
                found.append(Era(origin, (key,)))
            case LogKeyRotated(new_key=key):
                found[-1] = replace(found[-1], keys=(*found[-1].keys, key))
            case LedgerContinued() as event:
                found[-1] = replace(found[-1], last=event.restored_size, declared=entry.position)
                found.append(Era(event.new_origin, (event.new_key,)))
            case _:
                pass
    return tuple(found)
