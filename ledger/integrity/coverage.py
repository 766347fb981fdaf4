"""How far a ledger can be proved: who holds which checkpoint, and which entries none covers.

Everything here is as sealed. `ledger.integrity.verify` recomputes it from the entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.custody.events import CheckpointPublished
from domain.kernel import streams
from ledger.custodian import Custodian
from ledger.integrity.checkpoints import roots
from ledger.integrity.confirmations import confirmed
from ledger.integrity.evidence import Evidence, Source, compare
from ledger.integrity.public_names import Era, from_entries
from ledger.integrity.time_bounds import TOLERANCE, Confirmations, ConfirmedTime
from ledger.service import Ledger
from ledger.store.entry import Entry


@dataclass(frozen=True, slots=True)
class PublishedCheckpoint:
    """A checkpoint that went to somebody. `agrees`: today's ledger has the same root there."""

    to_whom: str
    size: int
    root: bytes
    recorded_at: datetime
    position: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ledger at one position. `published`: newest last. `name` and `key` None: unnamed.

    `own`: sizes of the checkpoints kept beside the keys that it agrees with, smallest first; None
    without keys here. `evidence`: what is known of the whole ledger outside the database, now.
    `confirmations`: times from outside. `verified`: digests of those whose evidence is kept here.
    """

    size: int
    root: bytes
    name: str | None
    key: str | None
    published: tuple[PublishedCheckpoint, ...]
    own: tuple[int, ...] | None
    evidence: Evidence
    confirmations: Confirmations
    verified: frozenset[str]

    @property
    def held(self) -> PublishedCheckpoint | None:
        """The largest checkpoint that somebody holds by the record, and the ledger agrees with."""
        return _held(self.published)

    @property
    def uncovered(self) -> int:
        """Entries that no checkpoint covers which somebody else holds, even by the record."""
        return _uncovered(self.size, self.published)

    @property
    def uncovered_here(self) -> int | None:
        """Entries after the newest checkpoint kept here; None without keys here."""
        return None if self.own is None else self.size - max(self.own, default=0)


def coverage(ledger: Ledger, as_at: int | None = None) -> Coverage:
    """The ledger's coverage as it stood at a position."""
    size = ledger.size() if as_at is None else as_at
    custody = _custody(ledger, size)
    named = from_entries(custody)
    published = _published(ledger, custody, size)
    times = Confirmations.of(ledger, size)
    home = ledger.custodian.home if isinstance(ledger.custodian, Custodian) else None
    evidence = compare(ledger, home)
    own = {claim.size for claim in evidence.outside(Source.NOTE) if claim.size <= size}
    return Coverage(
        size=size,
        root=roots(ledger.tree(), [size])[size],
        name=named[-1].origin if named else None,
        key=named[-1].keys[-1] if named else None,
        published=published,
        own=None if home is None or not named else tuple(sorted(own)),
        evidence=evidence,
        confirmations=times,
        verified=_verified(ledger, named, times),
    )


def uncovered(ledger: Ledger, as_at: int) -> int:
    """How many entries up to a position no checkpoint covers that somebody else holds.

    By the record, as `Coverage.uncovered`, which also compares with what is known outside.
    """
    return _uncovered(as_at, _published(ledger, _custody(ledger, as_at), as_at))


def _custody(ledger: Ledger, size: int) -> list[Entry]:
    return [entry for entry in ledger.entries(streams.CUSTODY) if (entry.position or 0) <= size]


def _published(
    ledger: Ledger, custody: Sequence[Entry], size: int
) -> tuple[PublishedCheckpoint, ...]:
    events = [(e, e.event) for e in custody if isinstance(e.event, CheckpointPublished)]
    known = roots(ledger.tree(), {event.size for _, event in events if event.size <= size})
    return tuple(
        PublishedCheckpoint(
            to_whom=event.to_whom,
            size=event.size,
            root=bytes.fromhex(event.root),
            recorded_at=entry.stamp.recorded_at,
            position=entry.position or 0,
            agrees=known.get(event.size, b"").hex() == event.root,
        )
        for entry, event in events
    )


def _held(published: Sequence[PublishedCheckpoint]) -> PublishedCheckpoint | None:
    agreed = (publication for publication in published if publication.agrees)
    return max(agreed, key=lambda publication: publication.size, default=None)


def _uncovered(size: int, published: Sequence[PublishedCheckpoint]) -> int:
    held = _held(published)
    return size - (0 if held is None else held.size)


def _verified(ledger: Ledger, named: Sequence[Era], times: Confirmations) -> frozenset[str]:
    """The digests of the confirmations that are kept here and hold, under whichever name."""
    custodian = ledger.custodian
    if not isinstance(custodian, Custodian) or not named:
        return frozenset()
    home, sizes = custodian.home, {time.size for time in times.found}
    return frozenset(
        evidence.sha256
        for era in named
        for size in sizes
        if era.last is None or size <= era.last
        for evidence in confirmed(home.under(era.origin), era.keys, size)
    )


@dataclass(frozen=True, slots=True)
class EntryBounds:
    """An entry between the checkpoints around it. `recorded_at` None: not open to this viewer.

    `before` is without the entry, `after` with it. `later_than`, `earlier_than`: by clocks
    outside. `faults`: why the entry's own time is impossible.
    """

    position: int
    recorded_at: datetime | None
    before: PublishedCheckpoint | None
    after: PublishedCheckpoint | None
    own_before: int | None
    own_after: int | None
    later_than: ConfirmedTime | None
    earlier_than: ConfirmedTime | None
    faults: tuple[str, ...]


def bounds(
    ledger: Ledger, now: Coverage, position: int, recorded_at: datetime | None
) -> EntryBounds:
    """The narrowest pair of checkpoints of which only the second covers the entry.

    `recorded_at`: the entry's own time, or None where the viewer may not read it.
    """
    agreed = [publication for publication in now.published if publication.agrees]
    without = [publication for publication in agreed if publication.size < position]
    with_it = [publication for publication in agreed if publication.size >= position]
    before = max(
        without, key=lambda publication: (publication.size, -publication.position), default=None
    )
    after = min(
        with_it, key=lambda publication: (publication.size, publication.position), default=None
    )
    own = now.own or ()
    return EntryBounds(
        position=position,
        recorded_at=recorded_at,
        before=before,
        after=after,
        own_before=max((size for size in own if size < position), default=None),
        own_after=min((size for size in own if size >= position), default=None),
        later_than=now.confirmations.later_than(position),
        earlier_than=now.confirmations.earlier_than(position),
        faults=()
        if recorded_at is None
        else (
            *_faults(ledger, recorded_at, before, after),
            *_outside_fault(now, position, recorded_at),
        ),
    )


def _outside_fault(now: Coverage, position: int, recorded_at: datetime) -> tuple[str, ...]:
    fault = now.confirmations.fault(position, recorded_at)
    return () if fault is None else (f"{fault[0].upper()}{fault[1:]}.",)


def _faults(
    ledger: Ledger,
    recorded_at: datetime,
    before: PublishedCheckpoint | None,
    after: PublishedCheckpoint | None,
) -> tuple[str, ...]:
    faults = []
    last = None if before is None else ledger.entry(before.size)
    if last is not None and recorded_at < last.stamp.recorded_at - TOLERANCE:
        faults.append(
            f"It claims an earlier time than entry {last.position:,}, which the checkpoint without"
            " it covers: it was back-dated, or a clock was wrong."
        )
    if after is not None and recorded_at > after.recorded_at + TOLERANCE:
        faults.append(
            "It claims a later time than the checkpoint that covers it: some clock was wrong."
        )
    return tuple(faults)
