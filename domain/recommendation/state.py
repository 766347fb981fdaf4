"""A recommendation: its delivery by actions, and SAIG's judgement of its impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.kernel.event import Event
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionDropped,
    ActionHandedOver,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
    DesiredImpact,
    ImpactAssessed,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationPassedOn,
    RecommendationRejected,
    RecommendationReopened,
)


@dataclass(frozen=True, slots=True)
class Action:
    """`due`: as rescheduled since; `owner`, `agency`: as handed over since; `ending`: how it was
    closed or dropped, None while it is open.
    """

    agreed: ActionAgreed
    due: date
    owner: str
    agency: str
    ending: ActionClosed | ActionDropped | None = None

    @property
    def ended(self) -> bool:
        return self.ending is not None

    @property
    def done(self) -> bool:
        """Whether it was closed with evidence. One that was dropped was never done."""
        return isinstance(self.ending, ActionClosed)


@dataclass(frozen=True, slots=True)
class NotMade:
    """No recommendation under this reference."""


@dataclass(frozen=True, slots=True)
class Made:
    """Waiting for SAIG to consider it. `reopened`: how an ending was taken back, if one was."""

    made: RecommendationMade
    reopened: RecommendationReopened | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """`passed_on`: to the bodies outside the partnership; `answers`: theirs, in order.

    `reopened`: how an ending was taken back, if one was.
    """

    made: RecommendationMade
    desired_impact: DesiredImpact
    considered_on: date
    theme: str | None = None
    actions: Mapping[str, Action] = field(default_factory=dict)
    passed_on: Mapping[str, RecommendationPassedOn] = field(default_factory=dict)
    answers: tuple[RecommendationAnswered, ...] = ()
    assessed: ImpactAssessed | None = None
    reopened: RecommendationReopened | None = None


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
        case Ended(), RecommendationReopened():
            return replace(state.accepted or Made(state.made), reopened=event)
        case Accepted(), PlacedInWorkStream():
            return replace(state, theme=event.theme)
        case Accepted(), RecommendationPassedOn():
            return replace(state, passed_on={**state.passed_on, event.body: event})
        case Accepted(), RecommendationAnswered() | ImpactAssessed():
            return _answered(state, event)
        case Ended(accepted=Accepted() as was), RecommendationAnswered() | ImpactAssessed():
            return replace(state, accepted=_answered(was, event))
        case Accepted(), _:
            return replace(state, actions=_actions(state.actions, event))
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")


def _answered(state: Accepted, event: RecommendationAnswered | ImpactAssessed) -> Accepted:
    """What may be said of a recommendation after its end too."""
    if isinstance(event, ImpactAssessed):
        return replace(state, assessed=event)
    return replace(state, answers=(*state.answers, event))


def _actions(actions: Mapping[str, Action], event: Event) -> Mapping[str, Action]:
    match event:
        case ActionAgreed():
            new = Action(event, event.due, event.owner, event.agency)
            return {**actions, event.action: new}
        case ActionProgressed():
            return actions
        case ActionRescheduled():
            return {**actions, event.action: replace(actions[event.action], due=event.to_due)}
        case ActionClosed() | ActionDropped():
            return {**actions, event.action: replace(actions[event.action], ending=event)}
        case ActionReopened():
            return {**actions, event.action: replace(actions[event.action], ending=None)}
        case ActionHandedOver():
            known = replace(actions[event.action], owner=event.to_owner, agency=event.agency)
            return {**actions, event.action: known}
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow an accepted recommendation")
