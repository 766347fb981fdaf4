"""Time bounds of an entry: after which and before which moment it was recorded, by outside clocks.

Somebody outside confirms a checkpoint at a time of their own. The entries under the checkpoint
were there by then. The entry that records the confirmation holds a digest that nobody could know
earlier, so every entry after it is later than that time. An entry's own time must fit both bounds.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from domain.custody.events import CheckpointTimed
from domain.kernel import streams
from ledger.errors import IntegrityFailureError
from ledger.integrity.checkpoints import roots
from ledger.integrity.order_of_times import OutOfOrder, out_of_order
from ledger.integrity.scan import ScanResult, audit
from ledger.service import Ledger
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine, StoredRow

TOLERANCE = timedelta(minutes=5)
"""How far two clocks may differ before a time is called wrong."""
_RECORDED_AT = re.compile(rb'"recorded_at":"([^"]{20,40})"')
_BEGINNING_BYTES = 100
_TIME_BEGINS = 24
"""Where the stamp's time begins in a state of today's form, in bytes from 0."""
_TIME = struct.Struct("35s")
_KEY = b',"recorded_at":"'
_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True)
class ConfirmedTime:
    """`by` confirmed the first `size` entries at `seen_at`. Entry `position` records it."""

    position: int
    size: int
    root: bytes
    by: str
    seen_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Misdated:
    """An entry whose recorded time is impossible, or several up to `last` that follow each other.

    `claims`: the first one's time. `what`: a sentence that says why.
    """

    position: int
    claims: datetime
    what: str
    last: int


class Confirmations:
    """The confirmations that a ledger records and its entries agree with."""

    def __init__(self, confirmations: Iterable[ConfirmedTime]) -> None:
        self.found = tuple(sorted(confirmations, key=lambda time: time.position))
        self._recorded, self._latest = _running_latest(self.found)
        self._sizes, self._earliest = _running_earliest(self.found)

    @classmethod
    def of(cls, ledger: Ledger, as_at: int | None = None) -> Confirmations:
        """Those recorded up to `as_at`. A confirmation of another root is left out."""
        size = ledger.size() if as_at is None else as_at
        events = [
            (entry.position or 0, entry.event)
            for entry in ledger.entries(streams.CUSTODY)
            if isinstance(entry.event, CheckpointTimed) and (entry.position or 0) <= size
        ]
        known = roots(ledger.tree(), (e.size for _, e in events if e.size <= size))
        return cls(
            ConfirmedTime(
                position, e.size, bytes.fromhex(e.root), e.by, e.seen_at, e.evidence_sha256
            )
            for position, e in events
            if known.get(e.size, b"").hex() == e.root
        )

    @property
    def newest(self) -> ConfirmedTime | None:
        """The confirmation of the most entries; among equals, the earliest."""
        return max(
            self.found, key=lambda time: (time.size, -time.seen_at.timestamp()), default=None
        )

    @property
    def edges(self) -> list[int]:
        """The positions that decide, where times never run backwards.

        The lower bound rises after the entry that records a confirmation: the first entry after it
        has the earliest time to compare. The upper bound ends with the entries that a confirmation
        covers: the last of them has the latest time to compare.
        """
        return sorted({edge for time in self.found for edge in (time.size, time.position + 1)})

    def later_than(self, position: int) -> ConfirmedTime | None:
        """The latest confirmed moment that this entry comes after."""
        at = bisect_left(self._recorded, position)
        return self._latest[at - 1] if at else None

    def earlier_than(self, position: int) -> ConfirmedTime | None:
        """The earliest confirmed moment that this entry comes before."""
        at = bisect_left(self._sizes, position)
        return self._earliest[at] if at < len(self._earliest) else None

    def fault(self, position: int, claims: datetime) -> str | None:
        """Why an entry cannot have been recorded at the time it claims; None when it can."""
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
    confirmations: Sequence[ConfirmedTime],
) -> tuple[list[int], list[ConfirmedTime]]:
    """For each recording entry, the confirmation with the latest time up to it."""
    latest: list[ConfirmedTime] = []
    for time in confirmations:
        latest.append(max(latest[-1], time, key=_seen) if latest else time)
    return [time.position for time in confirmations], latest


def _running_earliest(
    confirmations: Sequence[ConfirmedTime],
) -> tuple[list[int], list[ConfirmedTime]]:
    """For each size, the confirmation with the earliest time of as many entries or more."""
    ordered = sorted(confirmations, key=lambda time: time.size)
    earliest: list[ConfirmedTime] = []
    for time in reversed(ordered):
        earliest.append(min(earliest[-1], time, key=_seen) if earliest else time)
    return [time.size for time in ordered], earliest[::-1]


def _seen(time: ConfirmedTime) -> datetime:
    return time.seen_at


def examined(
    ledger: Path | Engine, progress: Callable[[int], None] | None = None
) -> tuple[ScanResult, bool]:
    """The scan's result and, for a sound ledger, whether its times are known to run forwards.

    A second thread reads the times meanwhile. It only reads: a damaged file stays as it is.
    Raises what `audit` raises.
    """
    engine = engine_of(ledger)
    with ThreadPoolExecutor(max_workers=1) as beside:
        forwards = beside.submit(_run_forwards, engine)
        scanned = audit(engine, progress)
    return scanned, scanned.ok and forwards.result()


def misdated(
    ledger: Path | Engine,
    known: Confirmations,
    *,
    size: int | None = None,
    forwards: bool = False,
    now: datetime | None = None,
) -> Iterator[Misdated]:
    """The entries whose recorded time is impossible, in order, in a ledger that passed its scan.

    A time is compared with `now`, with what others confirmed, and with the entries around it:
    see `order_of_times`. Entries that follow each other and are wrong in one way are one result.

    `size`: reads the first so many entries only. `forwards`: what `examined` found; then only the
    entries at `edges` and the last are read, unless one of them is misdated.
    """
    engine = engine_of(ledger)
    if now is not None:  # a clock here that is behind what others confirmed says nothing
        now = max(now, *(time.seen_at for time in known.found), now)
    edges = [*known.edges, *(() if size is None else (size,))]
    if (forwards and (now is None or size is not None)) and not any(
        _is_ahead(claims, now) or known.fault(position, claims)
        for position, claims in _claims_at(engine, edges)
    ):
        return
    every = [claim for claim in _claims(engine) if size is None or claim[0] <= size]
    ahead = [claim for claim in every if _is_ahead(claim[1], now)]
    faults = [(*claim, fault) for claim in every if (fault := known.fault(*claim)) is not None]
    accused = {position for position, *_ in (*ahead, *faults)}
    claims = dict(every)
    order = out_of_order([claim for claim in every if claim[0] not in accused])
    found = [
        *(_from_the_future(first, last, claims, now) for first, last in _runs(ahead)),
        *(Misdated(position, time, what, position) for position, time, what in faults),
        *(_out_of_order(run, claims) for run in order),
    ]
    yield from sorted(found, key=lambda one: one.position)


def _is_ahead(claims: datetime, now: datetime | None) -> bool:
    return now is not None and claims > now + TOLERANCE


def _runs(claims: Iterable[tuple[int, datetime]]) -> list[tuple[int, int]]:
    """The first and last position of each run of entries that follow each other."""
    runs: list[tuple[int, int]] = []
    for position, _ in claims:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = (runs[-1][0], position)
        else:
            runs.append((position, position))
    return runs


def _from_the_future(
    first: int, last: int, claims: Mapping[int, datetime], now: datetime | None
) -> Misdated:
    here = "" if now is None else f"; here it is {_moment(now)}"
    what = f"{_claimed(first, last, claims)}, still to come{here}: one of the two clocks is wrong"
    return Misdated(first, claims[first], what, last)


def _out_of_order(run: OutOfOrder, claims: Mapping[int, datetime]) -> Misdated:
    than, claimed = _moment(claims[run.than]), _claimed(run.first, run.last, claims)
    what = (
        f"{claimed}, later than entry {run.than} after it, which claims {than}: the clock was ahead"
        if run.is_ahead
        else f"{claimed}, earlier than entry {run.than} before it, which claims {than}: the clock"
        " ran backwards"
    )
    return Misdated(run.first, claims[run.first], what, run.last)


def _claimed(first: int, last: int, claims: Mapping[int, datetime]) -> str:
    if first == last:
        return f"it claims {_moment(claims[first])}"
    times = [claims[position] for position in range(first, last + 1)]
    return f"they claim times from {_moment(min(times))} to {_moment(max(times))}"


def _run_forwards(engine: Engine) -> bool:
    """Whether times never go back, to the second. False where a time stands elsewhere in a state.

    The store returns many times as one value: a million rows would hold up the scan beside.
    """
    last, after = _KEY, 0
    with engine.scan() as scan:
        while True:
            count, parts = scan.state_parts(after, after + _AT_ONCE, _TIME_BEGINS, _TIME.size)
            if not count:
                return last.startswith(_KEY)
            if len(parts) != count * _TIME.size:
                return False
            times = [last, *(time for (time,) in _TIME.iter_unpack(parts))]
            if times != sorted(times):
                return False
            last, after = times[-1], after + count


def _claims(engine: Engine) -> Iterator[tuple[int, datetime]]:
    with engine.scan() as scan:
        yield from map(_claim, scan.state_beginnings(_BEGINNING_BYTES))


def _claims_at(engine: Engine, positions: Iterable[int]) -> Iterator[tuple[int, datetime]]:
    with engine.scan() as scan:
        for position in positions:
            yield from map(_claim, scan.state_beginning(position, _BEGINNING_BYTES))


def _claim(row: StoredRow) -> tuple[int, datetime]:
    position, beginning = row
    time = _RECORDED_AT.search(beginning)
    if time is None:
        raise IntegrityFailureError(
            f"Entry {position} does not say when it was recorded.",
            "Find out what changed it: `assure ledger verify`.",
        )
    return position, datetime.fromisoformat(time[1].decode())


def _moment(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M} UTC"
