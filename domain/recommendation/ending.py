"""Closing a recommendation, and taking back that it was closed, rejected or merged by mistake."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, assert_never

from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.rules import require_day
from domain.recommendation.decisions import RecommendationCommand, accepted, unknown
from domain.recommendation.events import (
    MergedInto,
    RecommendationClosed,
    RecommendationRejected,
    RecommendationReopened,
)
from domain.recommendation.state import Accepted, Ended, Made, NotMade, State


class CloseRecommendation(RecommendationCommand):
    """Close a recommendation whose actions are ended. This says nothing about its impact."""

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationClosed,)
    closed_on: common_fields.OnDay
    reason: common_fields.Reason


class ReopenRecommendation(RecommendationCommand):
    """Take back that a recommendation was closed, rejected or merged. It stays on record.

    Example: `assure recommend reopen 2026-neglect-R1 --reason "R2 was meant"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (RecommendationReopened,)
    reopened_on: common_fields.OnDay
    reason: common_fields.Reason


Commands = CloseRecommendation | ReopenRecommendation


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case CloseRecommendation():
            return _close(state, command, context)
        case ReopenRecommendation():
            return _reopen(state, command, context)
        case _:
            assert_never(command)


def _close(state: State, command: CloseRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationClosed(**fields(command))
    if isinstance(state, Ended) and state.how == event:
        return ()
    taken = accepted(state, command.recommendation)
    require_day("closed_on", command.closed_on, context, taken.considered_on)
    still_open = [ref for ref, action in taken.actions.items() if not action.ended]
    if still_open or not (taken.actions or taken.answers):
        raise Refusal(
            "actions-open",
            f"Actions of {command.recommendation} still open: "
            f"{', '.join(still_open) or 'none was ever agreed'}.",
            "Close them with evidence, drop what will not be done (`assure action drop`), or merge"
            " the recommendation into another.",
        )
    return (event,)


def _reopen(state: State, command: ReopenRecommendation, context: Context) -> tuple[Event, ...]:
    event = RecommendationReopened(**fields(command))
    match state:
        case NotMade():
            raise unknown(command.recommendation)
        case Made() | Accepted():
            if state.reopened == event:
                return ()
            raise Refusal(
                "not-ended",
                f"Recommendation {command.recommendation} is neither closed, rejected nor merged.",
                "There is nothing to take back: see `assure recommend list`.",
            )
        case Ended():
            require_day("reopened_on", command.reopened_on, context, _ended_on(state))
            return (event,)


def _ended_on(state: Ended) -> date:
    """The first day on which it can have ended: a merger names none of its own."""
    match state.how:
        case RecommendationClosed():
            return state.how.closed_on
        case RecommendationRejected():
            return state.how.considered_on
        case MergedInto():
            return state.accepted.considered_on if state.accepted else state.made.made_on
