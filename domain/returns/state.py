"""One agency's return on one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.kernel.vocabulary import Recipient
from domain.returns.events import (
    CaseGradedAgain,
    FeedbackAcknowledged,
    FeedbackDelivered,
    GradeGiven,
    GradeRevised,
    NoInvolvementDeclared,
    QueryAnswered,
    QueryRaised,
    ReturnAppended,
    ReturnWithdrawn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the lead auditor has asked, whatever became of the return, and the answers."""

    queries: tuple[QueryRaised, ...] = ()
    answers: Mapping[int, QueryAnswered] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoReturn(_Asked):
    """Nothing yet, or withdrawn: a return is still due."""


@dataclass(frozen=True, slots=True)
class Returned(_Asked):
    """`given`: each area's grade as the auditor gave it; `grades`: after the agency's revisions.

    `again`: what a second auditor found, if one did.
    `delivered`, `acknowledged`: the feedback, by recipient.
    """

    appended: ReturnAppended
    given: Mapping[str, GradeGiven] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    again: CaseGradedAgain | None = None
    delivered: Mapping[Recipient, FeedbackDelivered] = field(default_factory=dict)
    acknowledged: Mapping[Recipient, FeedbackAcknowledged] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotInvolved(_Asked):
    declared: NoInvolvementDeclared


State = NoReturn | Returned | NotInvolved
INITIAL: State = NoReturn()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoReturn(), ReturnAppended():
            return Returned(event, queries=state.queries, answers=state.answers)
        case NoReturn(), NoInvolvementDeclared():
            return NotInvolved(event, queries=state.queries, answers=state.answers)
        case Returned(), GradeGiven():
            return replace(
                state,
                given={**state.given, event.area: event},
                grades={**state.grades, event.area: event.grade},
            )
        case Returned(), GradeRevised():
            return replace(state, grades={**state.grades, event.area: event.to_grade})
        case Returned(), CaseGradedAgain():
            return replace(state, again=event)
        case Returned() | NotInvolved(), ReturnWithdrawn():
            return NoReturn(queries=state.queries, answers=state.answers)
        case Returned(), FeedbackDelivered():
            return replace(state, delivered={**state.delivered, event.recipient: event})
        case Returned(), FeedbackAcknowledged():
            return replace(state, acknowledged={**state.acknowledged, event.recipient: event})
        case _, QueryRaised():
            return replace(state, queries=(*state.queries, event))
        case _, QueryAnswered():
            return replace(state, answers={**state.answers, event.number: event})
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
