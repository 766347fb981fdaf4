"""The same ledger in another place, whatever engines keep the two: same positions, same leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing

from eventsourcing.persistence import StoredEvent

from ledger.errors import IntegrityFailureError
from ledger.proof.leaf import leaf_hash_of
from ledger.store.protocol import Engine, Portion, Scan, Store, StoredRow

PORTION = 2_000
"""About how many entries are written in one transaction."""


def replicate(
    source: Engine, target: Engine, progress: Callable[[int], None] = lambda _: None
) -> int:
    """Adds to a ledger what another holds beyond it. Returns the target's size.

    Every entry of the target is one of the source's already: that is the caller's to see to. It
    can be interrupted and called again. Nothing is added of an entry that is not what was sealed:
    raises IntegrityFailureError, and what `source.unreadable` names.
    """
    if target.is_blank():
        target.create()
    with (
        source.scan() as scan,
        closing(source.open_to_read()) as sealed,
        closing(target.open()) as store,
    ):
        size = store.size()
        for portion in _portions(scan, size):
            _require_as_sealed(sealed, portion)
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
        for position in range(after + len(stored) + 1, last + 1):
            stored.append(_stored(position, next(entries, None)))
        if len(stored) >= PORTION:
            yield Portion(after, tuple(commands), tuple(stored))
            after += len(stored)
            commands, stored = [], []
    if commands:
        yield Portion(after, tuple(commands), tuple(stored))


def _stored(position: int, row: StoredRow | None) -> StoredEvent:
    if row is None or row[0] != position:
        raise _damaged(f"entry {position} is missing")
    _, stream, version, topic, state = row
    return StoredEvent(stream, version, topic, state)


def _require_as_sealed(sealed: Store, portion: Portion) -> None:
    first = portion.after + 1
    leaves = sealed.leaves(first, portion.after + len(portion.stored))
    for position, one in enumerate(portion.stored, start=first):
        made = leaf_hash_of(str(one.originator_id), one.originator_version, one.topic, one.state)
        if [made] != leaves[position - first : position - first + 1]:
            raise _damaged(f"entry {position} ({one.topic}) is not what was sealed")


def _damaged(what: str) -> IntegrityFailureError:
    return IntegrityFailureError(
        f"The ledger is not as it was recorded: {what}.",
        "It was copied up to there and no further. Find out what changed it: `assure ledger"
        " verify`.",
    )
