"""Confidential words of an entry, for this reader only, in a table's cell or as text."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.reading import Reading
from domain.kernel import streams
from domain.kernel.event import Event
from ledger import history
from ledger.store.entry import Entry


def words_at(position: int | None, given: Reading) -> dict[str, str] | None:
    """The words of the entry at a position, by field; None when they are not for this reader."""
    stored = None if position is None else given.ledger.entry(position)
    if stored is None:
        return None
    return history.words(given.ledger, given.viewer.person, stored)


def said(position: int | None, given: Reading, field: str, *, closed: str) -> str:
    """One field's words; `closed` when they are not for this reader, nothing without an entry."""
    if position is None:
        return ""
    found = words_at(position, given)
    return closed if found is None else found.get(field, "")


def of_audit(audit: str, kind: type[Event], given: Reading) -> Iterator[Entry]:
    """The entries of one kind in an audit's stream that this reader may read."""
    entries = given.ledger.entries(streams.audit(audit))
    chosen = tuple(entry for entry in entries if isinstance(entry.event, kind))
    yield from history.readable(given.ledger, given.viewer.person, chosen, given.session.as_at)
