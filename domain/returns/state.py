"""One agency's return on one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from domain.kernel.event import Event
from domain.kernel.vocabulary import Recipient
from domain.returns.events import (
    CaseGradedAgain,
    FeedbackAcknowledged,
    FeedbackDelivered,
    FeedbackWithdrawn,
    GradeGiven,
    GradeRevised,
    NoInvolvementDeclared,
    OldCaseRegraded,
    QueryAnswered,
    QueryRaised,
    RegradeWithdrawn,
    ReturnAppended,
    ReturnCameLate,
    ReturnWithdrawn,
    SecondJudgementWithdrawn,
)

K = TypeVar("K")
V = TypeVar("V")


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

    `again`: what a second auditor found, if one did. `late`: the mark of one that came when
    moderation was open. `delivered`, `acknowledged`: the feedback, by recipient. `regraded`: by
    later audit and area.
    """

    appended: ReturnAppended
    given: Mapping[str, GradeGiven] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    late: ReturnCameLate | None = None
    again: CaseGradedAgain | None = None
    delivered: Mapping[Recipient, FeedbackDelivered] = field(default_factory=dict)
    acknowledged: Mapping[Recipient, FeedbackAcknowledged] = field(default_factory=dict)
    regraded: Mapping[tuple[str, str], OldCaseRegraded] = field(default_factory=dict)


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
        case Returned() | NotInvolved(), ReturnWithdrawn():
            return NoReturn(queries=state.queries, answers=state.answers)
        case _, QueryRaised():
            return replace(state, queries=(*state.queries, event))
        case _, QueryAnswered():
            return replace(state, answers={**state.answers, event.number: event})
        case Returned(), _ if (moved := _moved(state, event)) is not None:
            return moved
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")


def _moved(state: Returned, event: Event) -> Returned | None:
    """The return after what was said about it; None for another event."""
    match event:
        case GradeGiven():
            return replace(
                state,
                given={**state.given, event.area: event},
                grades={**state.grades, event.area: event.grade},
            )
        case ReturnCameLate():
            return replace(state, late=event)
        case GradeRevised():
            return replace(state, grades={**state.grades, event.area: event.to_grade})
        case CaseGradedAgain():
            return replace(state, again=event)
        case SecondJudgementWithdrawn():
            return replace(state, again=None)
        case FeedbackDelivered():
            return replace(state, delivered={**state.delivered, event.recipient: event})
        case FeedbackAcknowledged():
            return replace(state, acknowledged={**state.acknowledged, event.recipient: event})
        case FeedbackWithdrawn():
            return replace(
                state,
                delivered=_without(state.delivered, event.recipient),
                acknowledged=_without(state.acknowledged, event.recipient),
            )
        case OldCaseRegraded():
            key = (event.in_audit, event.area)
            return replace(state, regraded={**state.regraded, key: event})
        case RegradeWithdrawn():
            gone = (event.in_audit, event.area)
            return replace(state, regraded=_without(state.regraded, gone))
        case _:
            return None


def _without(kept: Mapping[K, V], gone: K) -> Mapping[K, V]:
    return {key: value for key, value in kept.items() if key != gone}
