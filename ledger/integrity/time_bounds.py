"""Between which moments an entry was recorded, by clocks that are not the ledger's own.

A checkpoint that somebody outside confirmed shows that its entries were there by then. The entry
that records that confirmation holds a digest that nobody could know before it: whatever follows
it is later. What an entry claims of its own time is held against both.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.custody.events import CheckpointTimed
from domain.kernel import streams
from ledger.integrity.checkpoints import roots
from ledger.integrity.scan import Audit, audit
from ledger.service import Ledger
from ledger.store.sqlite.connection import connect_to_read

TOLERANCE = timedelta(minutes=5)
"""How far two clocks may differ before a time is called wrong."""
_STAMP = "SELECT rowid, substr(state, 1, 100) FROM stored_events"
_STAMPS = f"{_STAMP} ORDER BY rowid"
_STAMP_AT = f"{_STAMP} WHERE rowid = ?"
_RECORDED_AT = re.compile(rb'"recorded_at":"([^"]{20,40})"')
_BEGINNINGS = """
SELECT count(*), group_concat(substr(state, 25, 35), '') FROM stored_events
WHERE rowid > ? AND rowid <= ?
"""
_BEGINNING = struct.Struct("35s")
_KEY = b',"recorded_at":"'
_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class Confirmation:
    """`by` confirmed the first `size` entries at `seen_at`; entry `position` records that."""

    position: int
    size: int
    root: bytes
    by: str
    seen_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Misdated:
    """An entry whose claim about its time cannot be. `what`: a sentence, and why."""

    position: int
    claims: datetime
    what: str


class Confirmations:
    """Those that the ledger records and its entries agree with."""

    def __init__(self, found: Iterable[Confirmation]) -> None:
        self.found = tuple(sorted(found, key=lambda one: one.position))
        self._recorded, self._latest = _running_latest(self.found)
        self._sizes, self._earliest = _running_earliest(self.found)

    @classmethod
    def of(cls, ledger: Ledger, as_at: int | None = None) -> Confirmations:
        """As recorded up to `as_at`. One whose root is not the entries' own counts for nothing."""
        size = ledger.size() if as_at is None else as_at
        events = [
            (entry.position or 0, entry.event)
            for entry in ledger.entries(streams.CUSTODY)
            if isinstance(entry.event, CheckpointTimed) and (entry.position or 0) <= size
        ]
        known = roots(ledger.tree(), (e.size for _, e in events if e.size <= size))
        return cls(
            Confirmation(
                position, e.size, bytes.fromhex(e.root), e.by, e.seen_at, e.evidence_sha256
            )
            for position, e in events
            if known.get(e.size, b"").hex() == e.root
        )

    @property
    def newest(self) -> Confirmation | None:
        """That of the most entries; of those, the earliest."""
        return max(self.found, key=lambda one: (one.size, -one.seen_at.timestamp()), default=None)

    @property
    def edges(self) -> list[int]:
        """Where the bounds change. Of claims that run forwards, the first after an entry that
        records a confirmation is the least that is held against it, and the last that it covers
        the greatest."""
        return sorted({edge for one in self.found for edge in (one.size, one.position + 1)})

    def later_than(self, position: int) -> Confirmation | None:
        """The latest moment before which this entry was surely not there yet."""
        at = bisect_left(self._recorded, position)
        return self._latest[at - 1] if at else None

    def earlier_than(self, position: int) -> Confirmation | None:
        """The earliest moment at which this entry was surely there."""
        at = bisect_left(self._sizes, position)
        return self._earliest[at] if at < len(self._earliest) else None

    def fault(self, position: int, claims: datetime) -> str | None:
        """What cannot be about an entry's claim, or None."""
        after, before = self.later_than(position), self.earlier_than(position)
        if after is not None and claims < after.seen_at - TOLERANCE:
            return (
                f"it claims {_moment(claims)} and stands after entry {after.position}, which holds"
                f" what {after.by} signed at {_moment(after.seen_at)}: it was back-dated, or the"
                " ledger's clock was wrong"
            )
        if before is not None and claims > before.seen_at + TOLERANCE:
            return (
                f"it claims {_moment(claims)}, and {before.by} had confirmed it at"
                f" {_moment(before.seen_at)} already: one of the two clocks was wrong"
            )
        return None


def _running_latest(
    found: Sequence[Confirmation],
) -> tuple[list[int], list[Confirmation]]:
    """By the entry that records it: the latest time among those up to it."""
    latest: list[Confirmation] = []
    for one in found:
        latest.append(max(latest[-1], one, key=_seen) if latest else one)
    return [one.position for one in found], latest


def _running_earliest(
    found: Sequence[Confirmation],
) -> tuple[list[int], list[Confirmation]]:
    """By size: the earliest time among those of as many entries or more."""
    ordered = sorted(found, key=lambda one: one.size)
    earliest: list[Confirmation] = []
    for one in reversed(ordered):
        earliest.append(min(earliest[-1], one, key=_seen) if earliest else one)
    return [one.size for one in ordered], earliest[::-1]


def _seen(one: Confirmation) -> datetime:
    return one.seen_at


def examined(path: Path, progress: Callable[[int], None] | None = None) -> tuple[Audit, bool]:
    """The full audit and, of a ledger that passes it, whether its times surely run forwards.

    That is found out meanwhile, on a second core where there is one, and only by reading: a
    damaged file is left as it is. Raises what `audit` raises.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        forwards = beside.submit(_run_forwards, path)
        verdict = audit(path, progress)
    return verdict, verdict.ok and forwards.result()


def misdated(path: Path, known: Confirmations, *, forwards: bool = False) -> Iterator[Misdated]:
    """The entries whose claimed time cannot be, in order: for a ledger that passed its audit.

    Against what others confirmed, and against the entry before: a clock that runs backwards by
    more than `TOLERANCE` was set back, or somebody wanted it to seem so. Of a run of entries that
    claim an older time the first is named. `forwards`: what `examined` found; then only those
    are read on which it depends whether there is one at all.
    """
    if forwards and not any(known.fault(*claim) for claim in _claims_at(path, known.edges)):
        return
    before: datetime | None = None
    for position, claims in _claims(path):
        what = known.fault(position, claims) if known.found else None
        if what is None and before is not None and claims < before - TOLERANCE:
            what = (
                f"it claims {_moment(claims)}, earlier than the entry before it:"
                f" {_moment(before)}; the clock ran backwards"
            )
        if what is not None:
            yield Misdated(position, claims, what)
        before = claims


def _run_forwards(path: Path) -> bool:
    """To the second. Of a ledger with times that stand elsewhere than today's, not known.

    SQLite puts what is compared together: a million rows would take the interpreter from the
    audit beside.
    """
    last, after = _KEY, 0
    with closing(connect_to_read(path)) as db:
        db.text_factory = bytes
        while True:
            count, found = db.execute(_BEGINNINGS, (after, after + _AT_ONCE)).fetchone()
            if not count:
                return last.startswith(_KEY)
            if len(found) != count * _BEGINNING.size:
                return False
            beginnings = [last, *(one for (one,) in _BEGINNING.iter_unpack(found))]
            if beginnings != sorted(beginnings):
                return False
            last, after = beginnings[-1], after + count


def _claims(path: Path) -> Iterator[tuple[int, datetime]]:
    with closing(connect_to_read(path)) as db:
        yield from map(_claim, db.execute(_STAMPS))


def _claims_at(path: Path, positions: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    with closing(connect_to_read(path)) as db:
        for position in positions:
            yield from map(_claim, db.execute(_STAMP_AT, (position,)))


def _claim(row: tuple[int, bytes]) -> tuple[int, datetime]:
    position, beginning = row
    found = _RECORDED_AT.search(beginning)
    assert found is not None, "every entry was read before, and has its time"
    return position, datetime.fromisoformat(found[1].decode())


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
