"""The ledger as a whole: its public name, its signing key, what it continues."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.custody.events import (
    CheckpointPublished,
    CheckpointTimed,
    LedgerBackedUp,
    LedgerContinued,
    LedgerNamed,
    LoginsAllowed,
    LogKeyRotated,
    PackExported,
    ReceiptIssued,
)
from domain.kernel.event import Event


@dataclass(frozen=True, slots=True)
class Custody:
    """`origin` and `key` None: not named yet. `published`: newest last, to whom it went.

    `timed`: confirmations from outside, newest last. `former`: the ledger's earlier names, oldest
    first. `continued`: how it got its present name. `carried_out`: the requests that were.
    `allowed`: which logins may write, as last said.
    """

    origin: str | None = None
    key: str | None = None
    former: tuple[str, ...] = ()
    continued: LedgerContinued | None = None
    published: tuple[CheckpointPublished, ...] = ()
    timed: tuple[CheckpointTimed, ...] = ()
    carried_out: frozenset[int | None] = frozenset()
    allowed: LoginsAllowed | None = None


INITIAL = Custody()


def evolve(state: Custody, event: Event) -> Custody:
    match event:
        case LedgerNamed():
            return replace(state, origin=event.origin, key=event.key)
        case LogKeyRotated() if state.origin is not None:
            done = state.carried_out | {event.request}
            return replace(state, key=event.new_key, carried_out=done)
        case LedgerContinued() if state.origin is not None:
            return replace(
                state,
                origin=event.new_origin,
                key=event.new_key,
                former=(*state.former, event.old_origin),
                continued=event,
                carried_out=state.carried_out | {event.request},
            )
        case LoginsAllowed():
            return replace(state, allowed=event)
        case CheckpointPublished():
            return replace(state, published=(*state.published, event))
        case CheckpointTimed():
            return replace(state, timed=(*state.timed, event))
        case ReceiptIssued() | PackExported() | LedgerBackedUp():
            return state
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the ledger's custody")
