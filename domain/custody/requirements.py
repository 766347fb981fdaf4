"""What decisions require of the ledger's custody: that it has a name, and which it had."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.command import Context, Refusal

if TYPE_CHECKING:
    from domain.custody.state import Custody


def custody_state(context: Context) -> Custody:
    return cast("Custody", context.look(streams.CUSTODY))


def require_named(state: Custody) -> tuple[str, str]:
    """The ledger's public name and its key. Refuses a ledger that has none."""
    if state.origin is None or state.key is None:
        raise Refusal(
            "ledger-not-named",
            "This ledger has no public name and no key.",
            "Name it first: `assure ledger name`.",
        )
    return state.origin, state.key


def require_fresh_name(state: Custody, origin: str) -> None:
    """Refuses a public name that this ledger has, or has had."""
    present, _ = require_named(state)
    if origin in (*state.former, present):
        raise Refusal(
            "origin-used",
            f"This ledger is named {present}, and has had the name {origin} already.",
            "A restored copy needs a new name, so that nobody takes it for the old one.",
        )
