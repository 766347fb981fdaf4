"""A sample on its way from committed frame to drawn cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.sample.events import (
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    SampleDrawn,
    SampleRedrawn,
    SeedDrawn,
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """One drawn case: the case list's reference, its stratum and its place in that order."""

    frame_ref: str
    stratum: str
    place: int
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class NoFrame:
    """No case list committed."""


@dataclass(frozen=True, slots=True)
class Framed:
    """The case list is fixed by its digest; `seeds` and `used` cases of draws set aside."""

    frame: FrameCommitted
    seeds: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seeded:
    """The seed is known; the draw follows by rule."""

    framed: Framed
    seed: SeedDrawn


@dataclass(frozen=True, slots=True)
class Drawn:
    """`cases`: pseudonym to what was drawn, replaced ones included."""

    seeded: Seeded
    cases: Mapping[str, Sampled] = field(default_factory=dict)

    @property
    def current(self) -> frozenset[str]:
        """The cases to be audited now."""
        return frozenset(ref for ref, drawn in self.cases.items() if not drawn.replaced)


State = NoFrame | Framed | Seeded | Drawn
INITIAL: State = NoFrame()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoFrame(), FrameCommitted():
            return Framed(event)
        case Framed(), SeedDrawn():
            return Seeded(state, event)
        case Seeded(), SampleDrawn():
            return Drawn(state)
        case Drawn(), CaseSampled():
            drawn = Sampled(event.frame_ref, event.stratum, event.place)
            return replace(state, cases={**state.cases, event.case: drawn})
        case Drawn(), CaseReplaced():
            gone = replace(state.cases[event.case], replaced=True)
            return replace(state, cases={**state.cases, event.case: gone})
        case Drawn(), SampleRedrawn():
            framed, seed = state.seeded.framed, state.seeded.seed.seed
            used = framed.used | frozenset(state.cases)
            return replace(framed, seeds=framed.seeds | {seed}, used=used)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")


def seed_of(state: State) -> SeedDrawn | None:
    """The seed that the draw rests on, or None while there is none."""
    match state:
        case Seeded():
            return state.seed
        case Drawn():
            return state.seeded.seed
        case NoFrame() | Framed():
            return None


def cases_ever(state: State) -> frozenset[str]:
    """Every case that was drawn, replaced ones and those of draws set aside included."""
    match state:
        case NoFrame():
            return frozenset()
        case Framed():
            return state.used
        case Seeded():
            return state.framed.used
        case Drawn():
            return state.seeded.framed.used | frozenset(state.cases)


def current_cases(state: State) -> frozenset[str]:
    """The cases to be audited now: none before the draw."""
    return state.current if isinstance(state, Drawn) else frozenset()
