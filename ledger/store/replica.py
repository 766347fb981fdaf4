"""The same ledger in another place, whatever engines keep the two: same positions, same leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from eventsourcing.persistence import StoredEvent

from ledger.store.protocol import Engine, Portion, Scan, StoredRow

PORTION = 2_000
"""About how many entries are written in one transaction."""


def replicate(
    source: Engine, target: Engine, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Adds to a ledger what another holds beyond it. Returns the size of both.

    Every entry of the target is one of the source's already: that is the caller's to see to. It
    can be interrupted and called again. Whoever calls compares the roots afterwards.
    """
    if target.is_blank():
        target.create()
    with source.scan() as scan, closing(target.open()) as store:
        size = store.size()
        for portion in _portions(scan, size):
            store.replicate(portion)
            size = portion.after + len(portion.stored)
            progress(size)
        return size


def _portions(scan: Scan, after: int) -> Iterator[Portion]:
    entries = (row for row in scan.entries() if row[0] > after)
    commands, stored = list[tuple[str, int]](), list[StoredEvent]()
    for command_id, first, last in scan.commands():
        if last <= after:
            continue
        commands.append((command_id, last - first + 1))
        stored += (_stored(next(entries)) for _ in range(first, last + 1))
        if len(stored) >= PORTION:
            yield Portion(after, tuple(commands), tuple(stored))
            after += len(stored)
            commands, stored = [], []
    if commands:
        yield Portion(after, tuple(commands), tuple(stored))


def _stored(row: StoredRow) -> StoredEvent:
    _, stream, version, topic, state = row
    return StoredEvent(stream, version, topic, state)
