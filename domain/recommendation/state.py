"""A recommendation: its delivery by actions, and SAIG's judgement of its impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.kernel.event import Event
from domain.kernel.vocabulary import Source
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionDropped,
    ActionHandedOver,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
    DesiredImpact,
    EnteredAction,
    EnteredRecommendationWithdrawn,
    ImpactAssessed,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationEnteredFromDocument,
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
    """No recommendation under this reference. `withdrawn`: one that was entered is taken back."""

    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """Waiting for SAIG to consider it. `reopened`: how an ending was taken back, if one was.

    `entered`: as the document has it, where it was entered from one and nothing came since.
    """

    made: RecommendationMade
    entered: RecommendationEnteredFromDocument | None = None
    reopened: RecommendationReopened | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """`passed_on`: to the bodies outside the partnership; `answers`: theirs, in order.

    `reopened`: how an ending was taken back, if one was. `entered`: as for `Made`.
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
    entered: RecommendationEnteredFromDocument | None = None


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
        case NotMade(), RecommendationEnteredFromDocument():
            return _entered(event)
        case Made() | Accepted(), EnteredRecommendationWithdrawn() if as_entered(state):
            return NotMade(withdrawn=True)
        case Made() | Accepted(), _:
            return _moved(replace(state, entered=None), event)
        case _:
            return _moved(state, event)


def as_entered(state: State) -> RecommendationEnteredFromDocument | None:
    """How it was entered from a document, while nothing has been recorded on it since."""
    return state.entered if isinstance(state, Made | Accepted) else None


def _entered(event: RecommendationEnteredFromDocument) -> State:
    made = RecommendationMade(
        recommendation=event.recommendation,
        source=Source.AUDIT,
        audit=event.audit,
        review=None,
        made_on=event.made_on,
        text=event.text,
        areas=event.areas,
        agencies=event.agencies,
    )
    if event.considered_on is None or event.desired_impact is None:
        return Made(made, event)
    actions = {one.action: _entered_action(event.recommendation, one) for one in event.actions}
    return Accepted(made, event.desired_impact, event.considered_on, actions=actions, entered=event)


def _entered_action(recommendation: str, said: EnteredAction) -> Action:
    names = {"recommendation": recommendation, "action": said.action}
    agreed = ActionAgreed(
        **names, text=said.text, agency=said.agency, owner=said.owner, due=said.due
    )
    ending = None
    if said.implemented_on is not None and said.evidence is not None:
        ending = ActionClosed(**names, implemented_on=said.implemented_on, evidence=said.evidence)
    return Action(agreed, said.due, said.owner, said.agency, ending)


def _moved(state: State, event: Event) -> State:
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
