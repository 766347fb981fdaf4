"""Raising a safeguarding concern, and seeing it through (framework section 10).

It never waits for moderation: any auditor raises it in one command, and the lead auditor takes it
up with the manager. Concerns of an audit are numbered from 1 without a gap.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, TypeVar, assert_never

from domain.audit.requirements import (
    audit_state,
    not_closed,
    planned,
    require_involved,
    require_nominated,
)
from domain.concern.events import (
    ConcernAcknowledged,
    ConcernRaised,
    ConcernResolved,
    ConcernTakenUp,
)
from domain.concern.requirements import concern_state
from domain.concern.state import Concern, NoConcern, State
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_day, require_text, unless_recorded
from domain.kernel.vocabulary import AgencyId, CaseRef, CaseText, StreamId
from domain.sample.requirements import sample_state
from domain.sample.state import cases_ever

E = TypeVar("E", bound=Event)


class _ConcernCommand(Command):
    audit: common_fields.TheAudit
    concern: common_fields.TheNumber

    @property
    def stream(self) -> StreamId:
        return streams.concern(self.audit, self.concern)


class RaiseConcern(_ConcernCommand):
    """`agency`: the auditor's; None for the lead auditor. `case` None: about no one case."""

    records: ClassVar[tuple[type[Event], ...]] = (ConcernRaised,)
    agency: AgencyId | None = None
    case: CaseRef | None = None
    seen_on: date
    words: CaseText


class TakeUpConcern(_ConcernCommand):
    """Record that you, the lead auditor, took a concern up with the relevant manager."""

    records: ClassVar[tuple[type[Event], ...]] = (ConcernTakenUp,)
    taken_up_on: common_fields.OnDay
    manager: Annotated[CaseText, Shown("With which manager, by name and post", "TEXT")]


class AcknowledgeConcern(_ConcernCommand):
    """Record that the manager has it, and what happens now."""

    records: ClassVar[tuple[type[Event], ...]] = (ConcernAcknowledged,)
    acknowledged_on: common_fields.OnDay
    response: Annotated[CaseText, common_fields.SAYING]


class ResolveConcern(_ConcernCommand):
    """Record what was done. An audit is not closed while a concern is unresolved."""

    records: ClassVar[tuple[type[Event], ...]] = (ConcernResolved,)
    resolved_on: common_fields.OnDay
    outcome: Annotated[CaseText, common_fields.SAYING]


Commands = RaiseConcern | TakeUpConcern | AcknowledgeConcern | ResolveConcern


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case RaiseConcern():
            return _raise(state, command, context)
        case TakeUpConcern():
            concern = _raised(state, command)
            require_text(command.manager, "Which manager it was taken up with")
            require_day("taken_up_on", command.taken_up_on, context, concern.raised.seen_on)
            return _once(concern.taken_up, ConcernTakenUp(**_told(concern, command)))
        case AcknowledgeConcern():
            concern = _raised(state, command)
            taken_up = _require(concern.taken_up, command, "taken up", "take-up")
            require_text(command.response, "What the manager said happens now")
            day = command.acknowledged_on
            require_day("acknowledged_on", day, context, taken_up.taken_up_on)
            return _once(concern.acknowledged, ConcernAcknowledged(**_told(concern, command)))
        case ResolveConcern():
            concern = _raised(state, command)
            known = _require(concern.acknowledged, command, "acknowledged", "acknowledge")
            require_text(command.outcome, "What was done about the concern")
            require_day("resolved_on", command.resolved_on, context, known.acknowledged_on)
            return _once(concern.resolved, ConcernResolved(**_told(concern, command)))
        case _:
            assert_never(command)


def raised_in(context: Context, audit: str) -> tuple[Concern, ...]:
    """Every concern of an audit, in order."""
    concerns: list[Concern] = []
    while isinstance(concern := concern_state(context, audit, len(concerns) + 1), Concern):
        concerns.append(concern)
    return tuple(concerns)


def unresolved(context: Context, audit: str) -> tuple[int, ...]:
    """The numbers of an audit's concerns that are not resolved."""
    return tuple(
        concern.raised.concern for concern in raised_in(context, audit) if concern.resolved is None
    )


def _raise(state: State, command: RaiseConcern, context: Context) -> tuple[Event, ...]:
    event = ConcernRaised(**fields(command))
    if isinstance(state, Concern):
        if state.raised == event:
            return ()
        raise Refusal(
            "concern-exists",
            f"Concern {command.concern} of {command.audit} is already raised.",
            "Raise this one under the next number.",
        )
    audit = not_closed(planned(audit_state(context, command.audit), command.audit))
    require_text(command.words, "What was seen")
    if command.agency is not None:
        require_involved(audit, command.agency)
        require_nominated(audit, command.agency, context.actor)
    _require_drawn(command, context)
    require_day("seen_on", command.seen_on, context, audit.agreed.agreed_on)
    before = command.concern - 1
    if before and isinstance(concern_state(context, command.audit, before), NoConcern):
        raise Refusal(
            "number-skipped",
            f"{command.audit} has no concern {before} yet.",
            "Use the first number that is free.",
        )
    return (event,)


def _require_drawn(command: RaiseConcern, context: Context) -> None:
    """A case that was replaced since, or set aside in a redraw, still has a child in it."""
    ever = cases_ever(sample_state(context, command.audit))
    if command.case is not None and command.case not in ever:
        raise Refusal(
            "case-never-drawn",
            f"No case {command.case} was ever drawn for {command.audit}.",
            "Correct the case, or leave it out and say in words whom the concern is about.",
        )


def _raised(state: State, command: _ConcernCommand) -> Concern:
    if isinstance(state, Concern):
        return state
    raise Refusal(
        "unknown-concern",
        f"{command.audit} has no concern {command.concern}.",
        "See `assure concern list`.",
    )


def _require(step: E | None, command: _ConcernCommand, what: str, verb: str) -> E:
    if step is not None:
        return step
    raise Refusal(
        "step-missing",
        f"Concern {command.concern} of {command.audit} is not {what}.",
        f"Record that first: `assure concern {verb}`.",
    )


def _told(concern: Concern, command: _ConcernCommand) -> dict[str, Any]:
    return {**fields(command), "agency": concern.raised.agency}


def _once(known: Event | None, event: Event) -> tuple[Event, ...]:
    refusal = Refusal(
        "step-taken",
        f"{type(event).__name__} is already recorded for this concern, and differs.",
        "What is recorded stands; put the rest into the next step.",
    )
    return unless_recorded(known, event, refusal)
