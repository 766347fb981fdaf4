"""The public names of a ledger, with their keys, as its own entries state them.

A ledger has one name until a restored copy is carried on under another. Anything signed under the
old name beyond that point belongs to a history that was lost.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from domain.custody.events import LedgerContinued, LedgerNamed, LogKeyRotated
from domain.kernel import streams
from domain.kernel.vocabulary import StreamId
from ledger.errors import broken
from ledger.store.entry import Entry


@dataclass(frozen=True, slots=True)
class Era:
    """The ledger under one name. `keys`: verifier keys, oldest first.

    `last`: the last entry that a restored copy carried on. `declared`: the entry that says so.
    Both are None for the present name.
    """

    origin: str
    keys: tuple[str, ...]
    last: int | None = None
    declared: int | None = None


class Streams(Protocol):
    """A ledger, as far as its streams can be read."""

    def entries(self, stream: StreamId) -> tuple[Entry, ...]: ...


def eras(ledger: Streams) -> tuple[Era, ...]:
    """The ledger's names, oldest first; empty while it has none."""
    return from_entries(ledger.entries(streams.CUSTODY))


def from_entries(custody: Iterable[Entry]) -> tuple[Era, ...]:
    named_eras: list[Era] = []
    for entry in custody:
        if not named_eras and isinstance(entry.event, LogKeyRotated | LedgerContinued):
            raise broken(streams.CUSTODY)
        match entry.event:
            case LedgerNamed(origin=origin, key=key):
                named_eras.append(Era(origin, (key,)))
            case LogKeyRotated(new_key=key):
                named_eras[-1] = replace(named_eras[-1], keys=(*named_eras[-1].keys, key))
            case LedgerContinued() as event:
                named_eras[-1] = replace(
                    named_eras[-1], last=event.restored_size, declared=entry.position
                )
                named_eras.append(Era(event.new_origin, (event.new_key,)))
            case _:
                pass
    return tuple(named_eras)
