"""A safeguarding concern on its way from being seen to being resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.kernel.event import Event


@dataclass(frozen=True, slots=True)
class NoConcern:
    """Nothing raised under this number."""


@dataclass(frozen=True, slots=True)
class Concern:
    raised: ConcernRaised
    taken_up: ConcernTakenUp | None = None
    acknowledged: ConcernAcknowledged | None = None
    resolved: ConcernResolved | None = None


State = NoConcern | Concern
INITIAL: State = NoConcern()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoConcern(), ConcernRaised():
            return Concern(event)
        case Concern(), ConcernTakenUp():
            return replace(state, taken_up=event)
        case Concern(), ConcernAcknowledged():
            return replace(state, acknowledged=event)
        case Concern(), ConcernResolved():
            return replace(state, resolved=event)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
