"""A recommendation: its delivery by actions, and SAIG's judgement of its impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.kernel.event import Event
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
    DesiredImpact,
    ImpactAssessed,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationClosed,
    RecommendationMade,
    RecommendationRejected,
)


@dataclass(frozen=True, slots=True)
class Action:
    """`due`: as rescheduled since; `closing`: how it was closed, None while it is open."""

    agreed: ActionAgreed
    due: date
    closing: ActionClosed | None = None

    @property
    def closed(self) -> bool:
        return self.closing is not None


@dataclass(frozen=True, slots=True)
class NotMade:
    """No recommendation under this reference."""


@dataclass(frozen=True, slots=True)
class Made:
    """Waiting for SAIG to consider it."""

    made: RecommendationMade


@dataclass(frozen=True, slots=True)
class Accepted:
    made: RecommendationMade
    desired_impact: DesiredImpact
    considered_on: date
    theme: str | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    assessed: ImpactAssessed | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """Rejected, merged into another, or closed: `how` says which, with its reason."""

    made: RecommendationMade
    how: RecommendationRejected | MergedInto | RecommendationClosed
    accepted: Accepted | None = None


State = NotMade | Made | Accepted | Ended
INITIAL: State = NotMade()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NotMade(), RecommendationMade():
            return Made(event)
        case Made(), RecommendationAccepted():
            return Accepted(state.made, event.desired_impact, event.considered_on)
        case Made(), RecommendationRejected():
            return Ended(state.made, event)
        case Accepted(), MergedInto() | RecommendationClosed():
            return Ended(state.made, event, state)
        case Accepted(), PlacedInWorkStream():
            return replace(state, theme=event.theme)
        case Accepted(), ImpactAssessed():
            return replace(state, assessed=event)
        case Ended(accepted=Accepted() as accepted), ImpactAssessed():
            return replace(state, accepted=replace(accepted, assessed=event))
        case Accepted(), _:
            return replace(state, actions=_actions(state.actions, event))
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")


def _actions(actions: Mapping[str, Action], event: Event) -> Mapping[str, Action]:
    match event:
        case ActionAgreed():
            return {**actions, event.action: Action(event, event.due)}
        case ActionProgressed():
            return actions
        case ActionRescheduled():
            return {**actions, event.action: replace(actions[event.action], due=event.to_due)}
        case ActionClosed():
            return {**actions, event.action: replace(actions[event.action], closing=event)}
        case ActionReopened():
            return {**actions, event.action: replace(actions[event.action], closing=None)}
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow an accepted recommendation")
