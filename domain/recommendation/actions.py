"""Actions under an accepted recommendation: agreed and progressed, moved, closed or dropped."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from domain.directory.requirements import (
    goes_on_as,
    require_agency,
    require_person,
    require_present,
)
from domain.kernel import common_fields
from domain.kernel.command import Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day
from domain.kernel.vocabulary import AgencyId, FewWords, PersonId, Role, Text
from domain.recommendation.decisions import RecommendationCommand, accepted
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionDropped,
    ActionHandedOver,
    ActionProgressed,
    ActionReopened,
    ActionRescheduled,
)
from domain.recommendation.state import Accepted, Action, State


class AgreeAction(RecommendationCommand):
    """Agree an action, with its agency, its owner and the day it is due.

    Example: `assure action agree 2026-neglect-R1 A1 --text "Agree one page on the child's day"
    --agency police --owner p-kaur --due 2027-01-31`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActionAgreed,)
    action: common_fields.TheAction
    text: Annotated[Text, common_fields.SAYING]
    agency: common_fields.OfAgency
    owner: Annotated[PersonId, Shown("Who sees that it is done", "PERSON")]
    due: common_fields.Due
    called: Annotated[
        FewWords | None,
        Shown("What charts call it, in about three words; else its first words", "TEXT"),
    ] = None


class ProgressAction(RecommendationCommand):
    """Record progress on an action. Its owner does this, or SAIG."""

    records: ClassVar[tuple[type[Event], ...]] = (ActionProgressed,)
    action: common_fields.TheAction
    note: Annotated[Text, common_fields.SAYING]


class RescheduleAction(RecommendationCommand):
    """Give an action another due day, with the reason. The first one stays on record."""

    records: ClassVar[tuple[type[Event], ...]] = (ActionRescheduled,)
    action: common_fields.TheAction
    due: common_fields.Due
    reason: common_fields.Reason


class CloseAction(RecommendationCommand):
    """Close an action, with the evidence and the day from which practice was different."""

    records: ClassVar[tuple[type[Event], ...]] = (ActionClosed,)
    action: common_fields.TheAction
    implemented_on: Annotated[
        date,
        Shown(
            "The day from which practice was different: a re-audit counts casework after it",
            "DATE",
        ),
    ]
    evidence: Annotated[Text, Shown("What shows it", "TEXT")]


class ReopenAction(RecommendationCommand):
    """Open a closed or a dropped action again, with the reason."""

    records: ClassVar[tuple[type[Event], ...]] = (ActionReopened,)
    action: common_fields.TheAction
    reason: common_fields.Reason


class DropAction(RecommendationCommand):
    """End an action that is not done and will not be, with the reason. It is never credited.

    Example: `assure action drop 2026-neglect-R1 A2 --reason "The post was cut"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActionDropped,)
    action: common_fields.TheAction
    reason: common_fields.Reason
    dropped_on: common_fields.OnDay


class HandOverAction(RecommendationCommand):
    """Hand an action over to another owner, and to another agency if need be.

    Example: `assure action hand-over 2026-neglect-R1 A1 --owner p-kaur --agency police --reason
    "Her predecessor has retired"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (ActionHandedOver,)
    action: common_fields.TheAction
    owner: Annotated[PersonId, Shown("Who sees that it is done from now on", "PERSON")]
    agency: Annotated[
        AgencyId | None, Shown("Their agency; the action's, if left out", "AGENCY")
    ] = None
    reason: common_fields.Reason


Commands = (
    AgreeAction
    | ProgressAction
    | RescheduleAction
    | CloseAction
    | ReopenAction
    | DropAction
    | HandOverAction
)
_Known = (
    ProgressAction | RescheduleAction | CloseAction | ReopenAction | DropAction | HandOverAction
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    taken = accepted(state, command.recommendation)
    match command:
        case AgreeAction():
            return _agree(taken, command, context)
        case ProgressAction():
            return _progress(taken, command, context)
        case RescheduleAction():
            return _reschedule(taken, command)
        case CloseAction():
            return _close(taken, command, context)
        case ReopenAction():
            if not _known(taken, command).ended:
                return ()
            return (ActionReopened(**fields(command)),)
        case DropAction():
            return _drop(taken, command, context)
        case HandOverAction():
            return _hand_over(taken, command, context)
        case _:
            assert_never(command)


def _known(taken: Accepted, command: _Known) -> Action:
    known = taken.actions.get(command.action)
    if known is None:
        raise Refusal(
            "unknown-action",
            f"Recommendation {command.recommendation} has no action {command.action!r}.",
            f"It has: {', '.join(taken.actions) or 'none'}.",
        )
    return known


def _require_open(action: Action, ref: str) -> None:
    if action.ended:
        how = "closed" if action.done else "dropped"
        raise Refusal(
            "action-closed",
            f"Action {ref} is {how}.",
            "Reopen it first, with a reason: `assure action reopen`.",
        )


def _agree(taken: Accepted, command: AgreeAction, context: Context) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    require_present(context, command.owner)
    event = ActionAgreed(**fields(command))
    known = taken.actions.get(command.action)
    if known is not None:
        if known.agreed == event:
            return ()
        raise Refusal(
            "action-exists",
            f"Action {command.action} of {command.recommendation} is already agreed.",
            "Use the next reference, or reschedule it.",
        )
    _require_due(taken, command.due)
    return (event,)


def _require_due(taken: Accepted, due: date) -> None:
    if due < taken.considered_on:
        raise Refusal(
            "date-too-early",
            f"due is {due}, before the recommendation was accepted.",
            "Correct the date.",
        )


def _progress(taken: Accepted, command: ProgressAction, context: Context) -> tuple[Event, ...]:
    action = _known(taken, command)
    _require_open(action, command.action)
    person = require_person(context, context.actor)
    saig = person.holds(Role.SAIG_CHAIR) or person.holds(Role.SAIG_MEMBER)
    if context.actor != action.owner and not saig:
        raise Refusal(
            "not-the-owner",
            f"Action {command.action} is owned by {action.owner!r}.",
            "Its owner records progress, or SAIG does.",
        )
    return (ActionProgressed(**fields(command)),)


def _reschedule(taken: Accepted, command: RescheduleAction) -> tuple[Event, ...]:
    action = _known(taken, command)
    _require_open(action, command.action)
    if action.due == command.due:
        return ()
    _require_due(taken, command.due)
    return (
        ActionRescheduled(
            recommendation=command.recommendation,
            action=command.action,
            from_due=action.due,
            to_due=command.due,
            reason=command.reason,
        ),
    )


def _close(taken: Accepted, command: CloseAction, context: Context) -> tuple[Event, ...]:
    action = _known(taken, command)
    event = ActionClosed(**fields(command))
    if action.ending == event:
        return ()
    _require_open(action, command.action)
    require_day("implemented_on", command.implemented_on, context, taken.considered_on)
    return (event,)


def _drop(taken: Accepted, command: DropAction, context: Context) -> tuple[Event, ...]:
    action = _known(taken, command)
    event = ActionDropped(**fields(command))
    if action.ending == event:
        return ()
    _require_open(action, command.action)
    require_day("dropped_on", command.dropped_on, context, taken.considered_on)
    return (event,)


def _hand_over(taken: Accepted, command: HandOverAction, context: Context) -> tuple[Event, ...]:
    action = _known(taken, command)
    _require_open(action, command.action)
    agency = command.agency or goes_on_as(context, action.agency)
    if (action.owner, action.agency) == (command.owner, agency):
        return ()
    require_agency(context, agency)
    require_present(context, command.owner)
    _require_theirs_to_give(action, command, context)
    return (
        ActionHandedOver(
            recommendation=command.recommendation,
            action=command.action,
            from_owner=action.owner,
            to_owner=command.owner,
            agency=agency,
            reason=command.reason,
        ),
    )


def _require_theirs_to_give(action: Action, command: HandOverAction, context: Context) -> None:
    """An agency's lead hands over what is that agency's, or what it took over."""
    person = require_person(context, context.actor)
    if person.holds(Role.SAIG_CHAIR) or person.holds(Role.SAIG_MEMBER):
        return
    now = goes_on_as(context, action.agency)
    if not person.holds(Role.AGENCY_LEAD, now):
        raise Refusal(
            "other-agencys-action",
            f"Action {command.action} of {command.recommendation} is with {now}.",
            "That agency's lead hands it over, or SAIG does.",
        )
