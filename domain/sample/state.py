"""A sample on its way from committed frame to drawn cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.kernel.event import Event
from domain.sample.events import (
    CaseFamilySaid,
    CaseFoundGradable,
    CaseNotGradable,
    CaseReplaced,
    CaseSampled,
    FrameCommitted,
    FrameReplaced,
    SampleDrawn,
    SampleRedrawn,
    SeedDrawn,
)


@dataclass(frozen=True, slots=True)
class Sampled:
    """One drawn case: the case list's reference, its stratum and its place in that order.

    `family`: as the list or somebody since has said; None where nobody has.
    """

    frame_ref: str
    stratum: str
    place: int
    replaced: bool = False
    family: str | None = None


@dataclass(frozen=True, slots=True)
class NoFrame:
    """No case list committed."""


@dataclass(frozen=True, slots=True)
class Framed:
    """The case list is fixed by its digest; `seeds` and `used` cases of draws set aside.

    `settled_on`: since when nothing of it has changed; None where version 1 did not say.
    `is_redrawn`: the last draw was set aside, and the list stayed.
    """

    frame: FrameCommitted | FrameReplaced
    seeds: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    settled_on: date | None = None
    is_redrawn: bool = False


@dataclass(frozen=True, slots=True)
class Seeded:
    """The seed is known; the draw follows by rule."""

    framed: Framed
    seed: SeedDrawn


@dataclass(frozen=True, slots=True)
class Drawn:
    """`cases`: pseudonym to what was drawn, replaced ones included.

    `not_gradable`: those of them that nobody can grade.
    """

    seeded: Seeded
    cases: Mapping[str, Sampled] = field(default_factory=dict)
    not_gradable: frozenset[str] = frozenset()

    @property
    def current(self) -> frozenset[str]:
        """The cases to be audited now."""
        return frozenset(ref for ref, drawn in self.cases.items() if not drawn.replaced)


State = NoFrame | Framed | Seeded | Drawn
INITIAL: State = NoFrame()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoFrame(), FrameCommitted():
            return Framed(event, settled_on=event.fixed_on)
        case Framed() | Seeded() | Drawn(), FrameReplaced():
            return replace(
                _set_aside(state), frame=event, settled_on=event.fixed_on, is_redrawn=False
            )
        case Framed(), SeedDrawn():
            return Seeded(state, event)
        case Seeded(), SampleDrawn():
            return Drawn(state)
        case Drawn(), CaseSampled():
            drawn = Sampled(event.frame_ref, event.stratum, event.place, family=event.family)
            return replace(state, cases={**state.cases, event.case: drawn})
        case Drawn(), CaseReplaced():
            gone = replace(state.cases[event.case], replaced=True)
            return replace(state, cases={**state.cases, event.case: gone})
        case Drawn(), CaseFamilySaid():
            told = {
                case: replace(state.cases[case], family=event.family)
                for case in (event.case, event.with_case)
                if case is not None
            }
            return replace(state, cases={**state.cases, **told})
        case Drawn(), CaseNotGradable():
            return replace(state, not_gradable=state.not_gradable | {event.case})
        case Drawn(), CaseFoundGradable():
            return replace(state, not_gradable=state.not_gradable - {event.case})
        case Drawn(), SampleRedrawn():
            return replace(_set_aside(state), settled_on=event.redrawn_on, is_redrawn=True)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")


def _set_aside(state: Framed | Seeded | Drawn) -> Framed:
    """The list after its seed, and the draw if there is one, no longer count."""
    match state:
        case Framed():
            return state
        case Seeded():
            return replace(state.framed, seeds=state.framed.seeds | {state.seed.seed})
        case Drawn():
            framed = _set_aside(state.seeded)
            return replace(framed, used=framed.used | frozenset(state.cases))


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


def not_gradable_cases(state: State) -> frozenset[str]:
    """The cases to be audited that nobody can grade."""
    return state.not_gradable & state.current if isinstance(state, Drawn) else frozenset()


def gradable_cases(state: State) -> frozenset[str]:
    """The cases to be audited that returns and grades are due of."""
    return current_cases(state) - not_gradable_cases(state)
