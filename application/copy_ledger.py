"""A ledger moves to another place: from a file into a server, and back."""

from __future__ import annotations

from collections.abc import Callable

from domain.kernel.command import Refusal
from ledger.integrity.copying import Copied, copy
from ledger.location import Location, place_of
from ledger.store.engines import engine_of

__all__ = ["Copied", "copy_ledger"]


def copy_ledger(source: Location, target: Location, progress: Callable[[int], None]) -> Copied:
    """Copies a ledger, or goes on copying it. Whoever may read the one and write the other may.

    Nothing in it is opened and nothing is recorded: the copy has the same entries and no other.
    """
    original, place = engine_of(source), engine_of(target)
    if not original.exists():
        raise Refusal(
            "no-ledger", f"There is no ledger at {place_of(source)}.", "Name the one to copy."
        )
    for engine in (original, place):
        if engine.exists():
            engine.require_closed()
    with original.untouched() as still:
        return copy(still, place, progress)
