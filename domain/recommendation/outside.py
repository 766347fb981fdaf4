"""Recommendations to bodies outside the partnership: passed on, and answered (section 11)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import AgencyId, Text
from domain.recommendation.decisions import RecommendationCommand, accepted
from domain.recommendation.events import RecommendationAnswered, RecommendationPassedOn
from domain.recommendation.state import Accepted, Ended, State

_Body = Annotated[AgencyId, Shown("The body's short name", "BODY", "dfe")]


class PassOnRecommendation(RecommendationCommand):
    """Record that an accepted recommendation was sent to a body outside the partnership.

    Example: `assure recommend pass-on CR-1 --body dfe --how "Letter of the chair"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationPassedOn,)
    body: _Body
    how: Annotated[Text, Shown("By what letter, or at what meeting", "TEXT")]
    passed_on: common_fields.OnDay


class AnswerRecommendation(RecommendationCommand):
    """Record what a body outside the partnership answered, even after the recommendation ended."""

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationAnswered,)
    body: _Body
    answer: Annotated[Text, common_fields.SAYING]
    answered_on: common_fields.OnDay


Commands = PassOnRecommendation | AnswerRecommendation


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case PassOnRecommendation():
            return _pass_on(accepted(state, command.recommendation), command, context)
        case AnswerRecommendation():
            was = state.accepted if isinstance(state, Ended) else None
            return _answer(accepted(was or state, command.recommendation), command, context)
        case _:
            assert_never(command)


def _pass_on(taken: Accepted, command: PassOnRecommendation, context: Context) -> tuple[Event, ...]:
    bodies = taken.made.bodies
    if command.body not in bodies:
        raise Refusal(
            "not-addressed",
            f"Recommendation {command.recommendation} is not addressed to {command.body!r}.",
            f"It is addressed outside the partnership to: {', '.join(bodies) or 'nobody'}.",
        )
    event = RecommendationPassedOn(**fields(command))
    if taken.passed_on.get(command.body) == event:
        return ()
    require_day("passed_on", command.passed_on, context, taken.considered_on)
    return (event,)


def _answer(taken: Accepted, command: AnswerRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationAnswered(**fields(command))
    if event in taken.answers:
        return ()
    require_day("answered_on", command.answered_on, context, _sent_on(taken, command))
    return (event,)


def _sent_on(taken: Accepted, command: AnswerRecommendation) -> date:
    sent = taken.passed_on.get(command.body)
    if sent is None:
        raise Refusal(
            "not-passed-on",
            f"Recommendation {command.recommendation} was not passed on to {command.body!r}.",
            "Record that first: `assure recommend pass-on`.",
        )
    return sent.passed_on
