"""One subject's key: whether it stands, is under a legal hold, or was erased."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.kernel.event import Event
from domain.vault.events import (
    ErasureBegun,
    ErasureCompleted,
    ErasureRequested,
    GlassBroken,
    KeyIssued,
    LegalHoldPlaced,
    LegalHoldReleased,
)


@dataclass(frozen=True, slots=True)
class KeyState:
    """`key`: the key issued for the subject; `erased`: how the key ended, if it did.

    `holds`: the legal hold of each authority; `released`: authorities that released theirs.
    """

    key: KeyIssued | None = None
    holds: tuple[LegalHoldPlaced, ...] = ()
    released: frozenset[str] = frozenset()
    requested: ErasureRequested | None = None
    begun: ErasureBegun | None = None
    erased: ErasureCompleted | None = None

    @property
    def held(self) -> LegalHoldPlaced | None:
        """The oldest hold that still stands."""
        return self.holds[0] if self.holds else None

    @property
    def authority(self) -> str | None:
        """By whose authority the text is erased, or was."""
        begun = None if self.begun is None else self.begun.authority
        return begun or (None if self.requested is None else self.requested.authority)

    @property
    def closed(self) -> bool:
        """Whether the key is gone, or may be: nothing is read and nothing new is written."""
        return self.begun is not None or self.erased is not None


INITIAL = KeyState()


def evolve(state: KeyState, event: Event) -> KeyState:
    match event:
        case KeyIssued():
            return replace(state, key=event)
        case GlassBroken():
            return state
        case LegalHoldPlaced():
            return replace(state, holds=(*state.holds, event))
        case LegalHoldReleased():
            kept = tuple(hold for hold in state.holds if hold.authority != event.authority)
            return replace(state, holds=kept, released=state.released | {event.authority})
        case ErasureRequested():
            return replace(state, requested=event)
        case ErasureBegun():
            return replace(state, begun=event)
        case ErasureCompleted():
            return replace(state, erased=event)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to a vault")
