"""What a command id has recorded, as it stands in the store."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.decision import Outcome, receipt_of
from ledger.errors import IntegrityFailureError
from ledger.store.entry import Entry, Row, leaf_of
from ledger.store.protocol import Store


def recorded(store: Store, command_id: str) -> tuple[Sequence[Row], list[Entry]] | None:
    """The rows and entries of a command; None for an id that nothing has.

    Raises IntegrityFailureError when they are not what was recorded.
    """
    positions = store.command_positions(command_id)
    if positions is None:
        return None
    first, last = positions
    rows = store.rows(first, last)
    if list(map(leaf_of, rows)) != store.leaves(first, last) or not rows:
        raise IntegrityFailureError(
            f"Entries {first} to {last} are not what was recorded by command {command_id}.",
            "Nothing was recorded. Find out what changed them: `assure ledger verify`.",
        )
    return rows, list(store.between(first, last))


def outcome_of(rows: Sequence[Row], entries: Sequence[Entry]) -> Outcome:
    """The outcome of a command that was recorded earlier."""
    return Outcome.of(receipt_of(rows, entries[0].stamp, repeated=True), entries)
