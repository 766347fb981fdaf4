"""One agency's return on one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.events.base import Event
from domain.events.returns import (
    GradeGiven,
    GradeRevised,
    NoInvolvementDeclared,
    ReturnAppended,
    ReturnWithdrawn,
)


@dataclass(frozen=True, slots=True)
class NoReturn:
    """Nothing yet, or withdrawn: a return is still due."""


@dataclass(frozen=True, slots=True)
class Returned:
    """`given`: each area's grade as the auditor gave it; `grades`: after the agency's revisions."""

    appended: ReturnAppended
    given: Mapping[str, GradeGiven] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotInvolved:
    declared: NoInvolvementDeclared


State = NoReturn | Returned | NotInvolved
INITIAL: State = NoReturn()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoReturn(), ReturnAppended():
            return Returned(event)
        case NoReturn(), NoInvolvementDeclared():
            return NotInvolved(event)
        case Returned(), GradeGiven():
            return replace(
                state,
                given={**state.given, event.area: event},
                grades={**state.grades, event.area: event.grade},
            )
        case Returned(), GradeRevised():
            return replace(state, grades={**state.grades, event.area: event.to_grade})
        case Returned() | NotInvolved(), ReturnWithdrawn():
            return NoReturn()
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
