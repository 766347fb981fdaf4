"""Streams' states as they were before an entry, for whoever goes through the entries in order.

A state is folded forward as its stream's entries are met. What was met long ago is let go and, if
it is asked for again, folded anew from the store; so is a stream whose beginning lies before the
first entry looked at. No confidential word is opened: each has a stand-in of its own instead.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from pydantic_core import to_json

from domain.kernel.registry import fold
from domain.kernel.vocabulary import StreamId
from ledger.keys.sealed_fields import sealed_in
from ledger.keys.vault import put
from ledger.store.entry import Entry, Row, entry_of, schema_of
from ledger.store.protocol import Store

STATES_MAX = 10_000
"""Kept in memory at once. A state holds its stream's events: about a kilobyte each."""
_ROWS_AT_ONCE = 2_000


def stand_in(fields: dict[str, Any]) -> None:
    """Puts a text of its own in the place of each sealed field: nobody's words, never empty."""
    for path, sealed in list(sealed_in(fields)):
        put(fields, path, sha256(to_json(sealed)).hexdigest())


def closed_entry(row: Row) -> Entry:
    """An entry with stand-ins for its words. Raises what `parse_state` raises."""
    return entry_of(row, stand_in)


def rows(store: Store, first: int, last: int) -> Iterator[Row]:
    """The entries from `first` to `last` as stored, a few thousand at a time."""
    for begin in range(first, last + 1, _ROWS_AT_ONCE):
        yield from store.rows(begin, min(begin + _ROWS_AT_ONCE - 1, last))


class States:
    """The states before each entry from `first` on."""

    def __init__(self, store: Store, first: int) -> None:
        self._store, self._first = store, first
        self._kept: OrderedDict[StreamId, tuple[int, object]] = OrderedDict()
        self._let_go: set[StreamId] = set()
        self._looked_to, self._is_newer = 0, False

    def is_newer_before(self, versions: Mapping[str, int], position: int) -> bool:
        """Whether an event stands before a position in the version given for it, or a later one."""
        if not self._is_newer and self._looked_to < position - 1:
            found = self._store.rows(self._looked_to + 1, position - 1, topics=[*versions])
            self._is_newer = any(schema_of(row.state) >= versions[row.topic] for row in found)
            self._looked_to = position - 1
        return self._is_newer

    def before(self, stream: StreamId, position: int) -> tuple[int, object]:
        """A stream's version and state before a position, not before one already kept."""
        kept = self._kept.get(stream)
        if kept is not None:
            self._kept.move_to_end(stream)
            return kept
        if self._first == 1 and stream not in self._let_go:
            return 0, fold(stream, ())
        events = [
            entry_of(row, stand_in).event
            for row in self._store.stream_rows(stream)
            if row.id < position
        ]
        return self.keep(stream, len(events), fold(stream, events))

    def keep(self, stream: StreamId, version: int, state: object) -> tuple[int, object]:
        """Remembers a stream's state after the entries that were just met."""
        self._kept[stream] = version, state
        self._kept.move_to_end(stream)
        if len(self._kept) > STATES_MAX:
            self._let_go.add(self._kept.popitem(last=False)[0])
        return version, state
