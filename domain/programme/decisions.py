"""Agreeing, changing and reviewing the rolling three-year programme (framework sections 2, 3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, assert_never

from domain.directory.requirements import require_agency
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.processes import Process
from domain.kernel.rules import require_day, require_once, require_reason
from domain.kernel.vocabulary import (
    AuditCode,
    Function,
    InformedBy,
    Line,
    Quarter,
    StreamId,
    quarter_words,
    quarters_between,
    quarters_of,
)
from domain.programme.events import (
    AgencyDays,
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    CapacityDeclared,
    Days,
    ProgrammeAgreed,
    ProgrammeReviewed,
    SingleAgencyAuditCalledOff,
    SingleAgencyAuditDeclared,
)
from domain.programme.state import Item, NoProgramme, Programme, State
from domain.single_agency.state import NotReported

QUARTERS = 12
"""Of three years."""


class _ProgrammeCommand(Command):
    period: common_fields.ThePeriod

    @property
    def stream(self) -> StreamId:
        return streams.programme(self.period)


class AgreeProgramme(_ProgrammeCommand):
    records: ClassVar[tuple[type[Event], ...]] = (ProgrammeAgreed,)
    agreed_on: date
    priorities: tuple[Line, ...]
    capacity_per_quarter: tuple[AgencyDays, ...] = ()


class DeclareCapacity(_ProgrammeCommand):
    """Record that an agency can give other days in a quarter than the programme says.

    Example: `assure programme capacity 2026-2029 --agency police --days 12 --reason "A post
    less"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (CapacityDeclared,)
    agency: common_fields.OfAgency
    days: Annotated[Days, Shown("The days of its auditors in each quarter", "DAYS")]
    reason: common_fields.Reason


class ScheduleAudit(_ProgrammeCommand):
    records: ClassVar[tuple[type[Event], ...]] = (AuditScheduled,)
    audit: AuditCode
    title: Line
    process: Process
    function: Function
    informed_by: InformedBy
    quarter: Quarter
    demand: tuple[AgencyDays, ...] = ()


class RescheduleAudit(_ProgrammeCommand):
    """Move an audit of the programme to another quarter."""

    records: ClassVar[tuple[type[Event], ...]] = (AuditRescheduled,)
    audit: common_fields.TheAudit
    quarter: common_fields.InQuarter
    reason: common_fields.Reason


class WithdrawAudit(_ProgrammeCommand):
    """Take an audit out of the programme; that it was in it stays recorded."""

    records: ClassVar[tuple[type[Event], ...]] = (AuditWithdrawn,)
    audit: common_fields.TheAudit
    reason: common_fields.Reason


class ReviewProgramme(_ProgrammeCommand):
    """Record SAIG's review of the programme, due at least once a year."""

    records: ClassVar[tuple[type[Event], ...]] = (ProgrammeReviewed,)
    reviewed_on: common_fields.OnDay
    conclusion: common_fields.Conclusion


class DeclareSingleAgencyAudit(_ProgrammeCommand):
    """Declare an audit that your agency means to do by itself in the year to come.

    Example: `assure single-agency declare 2026-2029 2026-custody --agency police --title
    "Children in custody" --quarter 2026-Q4`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SingleAgencyAuditDeclared,)
    agency: common_fields.OfAgency
    ref: common_fields.TheOwnAudit
    title: common_fields.Title
    quarter: common_fields.InQuarter


class CallOffSingleAgencyAudit(_ProgrammeCommand):
    """Call off an audit that your agency declared. That it was declared stays on record.

    Example: `assure single-agency call-off 2026-2029 2026-custody --agency police --reason
    "An inspection covers it"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (SingleAgencyAuditCalledOff,)
    agency: common_fields.OfAgency
    ref: common_fields.TheOwnAudit
    reason: common_fields.Reason


Commands = (
    AgreeProgramme
    | DeclareCapacity
    | ScheduleAudit
    | RescheduleAudit
    | WithdrawAudit
    | ReviewProgramme
    | DeclareSingleAgencyAudit
    | CallOffSingleAgencyAudit
)


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    match command:
        case AgreeProgramme():
            return _agree(state, command, context)
        case ScheduleAudit():
            return _schedule(_agreed(state, command.period), command, context)
        case RescheduleAudit():
            return _reschedule(_agreed(state, command.period), command)
        case WithdrawAudit():
            item = _item(_agreed(state, command.period), command.audit)
            if item.withdrawn:
                return ()
            return (AuditWithdrawn(**fields(command)),)
        case ReviewProgramme():
            agreed = _agreed(state, command.period)
            require_day("reviewed_on", command.reviewed_on, context, agreed.agreed.agreed_on)
            reviewed = ProgrammeReviewed(**fields(command))
            return () if agreed.reviewed == reviewed else (reviewed,)
        case DeclareCapacity():
            return _declare_days(_agreed(state, command.period), command, context)
        case CallOffSingleAgencyAudit():
            return _call_off(_agreed(state, command.period), command, context)
        case DeclareSingleAgencyAudit():
            return _declare(_agreed(state, command.period), command, context)
        case _:
            assert_never(command)


def _agree(state: State, command: AgreeProgramme, context: Context) -> tuple[Event, ...]:
    _require_three_years(command.period)
    event = ProgrammeAgreed(**fields(command))
    if isinstance(state, Programme):
        if state.agreed == event:
            return ()
        raise Refusal(
            "programme-exists",
            f"The programme {command.period} was agreed on {state.agreed.agreed_on}.",
            "Schedule, reschedule or withdraw single audits, change an agency's days with `assure"
            " programme capacity`, or record a review.",
        )
    require_day("agreed_on", command.agreed_on, context)
    _require_days(command.capacity_per_quarter, context)
    return (event,)


def _require_three_years(period: str) -> tuple[str, str]:
    """The first and the last quarter of a programme's period."""
    quarters = quarters_of(period)
    if quarters is None:
        first = int(period[:4])
        raise Refusal(
            "not-three-years",
            f"The period {period} is not three years.",
            f"Three years are {first}-{first + 3}, such as from April {first} to March {first + 3},"
            f" or {first}-{first + 2}, from January {first} to December {first + 2}.",
        )
    return quarters


def _require_days(days: tuple[AgencyDays, ...], context: Context) -> None:
    require_once("Agency", (entry.agency for entry in days))
    for entry in days:
        require_agency(context, entry.agency)


def _agreed(state: State, period: str) -> Programme:
    if isinstance(state, NoProgramme):
        raise Refusal(
            "no-programme",
            f"No programme {period} is agreed.",
            "Agree one first: `assure programme agree`.",
        )
    return state


def _item(state: Programme, audit: str) -> Item:
    item = state.items.get(audit)
    if item is None:
        raise Refusal(
            "not-scheduled",
            f"Audit {audit!r} is not in this programme.",
            f"It holds: {', '.join(state.items) or 'nothing yet'}.",
        )
    return item


def _require_quarter(state: Programme, period: str, quarter: str, *, but: str = "") -> None:
    """Refuses a quarter outside the years, or with which the programme is longer than three.

    `but`: an audit that is being moved from where it stands.
    """
    first, last = _require_three_years(period)
    if not first <= quarter <= last:
        raise Refusal(
            "quarter-outside-period",
            f"{quarter}, {quarter_words(quarter)}, lies outside the programme {period}.",
            f"Use a quarter from {first}, {quarter_words(first)}, to {last}, {quarter_words(last)}:"
            " they are named by the calendar year.",
        )
    others = [
        *(it.quarter for code, it in state.items.items() if code != but and not it.withdrawn),
        *(one.quarter for one in state.declared.values()),
    ]
    first, last = min([quarter, *others]), max([quarter, *others])
    if quarters_between(first, last) >= QUARTERS:
        raise Refusal(
            "quarter-outside-period",
            f"With {quarter}, {quarter_words(quarter)}, the programme {period} would run from"
            f" {quarter_words(first)} to {quarter_words(last)}: more than three years.",
            "Use a quarter within three years of the others, or the next programme.",
        )


def _require_in_no_other(command: ScheduleAudit, context: Context) -> None:
    """Refuses a code that stands in another programme: it would be counted twice."""
    first = int(command.period[:4])
    for begins in range(first - 3, first + 4):
        for span in (2, 3):
            period = f"{begins}-{begins + span}"
            if period == command.period:
                continue
            other = context.look(streams.programme(period))
            known = other.items.get(command.audit) if isinstance(other, Programme) else None
            if known is not None and not known.withdrawn:
                raise Refusal(
                    "in-another-programme",
                    f"Audit {command.audit!r} is in the programme {period} already.",
                    f"Take it out there first, `assure programme withdraw {period}"
                    f" {command.audit}`, or choose another code.",
                )


def _schedule(state: Programme, command: ScheduleAudit, context: Context) -> tuple[Event, ...]:
    event = AuditScheduled(**fields(command))
    known = state.items.get(command.audit)
    if known is not None:
        if known == Item(event, event.quarter):
            return ()
        raise Refusal(
            "already-scheduled",
            f"Audit {command.audit!r} is already in this programme.",
            "Move it with `assure programme reschedule`.",
        )
    _require_quarter(state, command.period, command.quarter)
    _require_in_no_other(command, context)
    _require_days(command.demand, context)
    return (event,)


def _reschedule(state: Programme, command: RescheduleAudit) -> tuple[Event, ...]:
    item = _item(state, command.audit)
    if item.withdrawn:
        raise Refusal(
            "audit-withdrawn",
            f"Audit {command.audit!r} was withdrawn from the programme.",
            "Schedule it anew under another code.",
        )
    _require_quarter(state, command.period, command.quarter, but=command.audit)
    if item.quarter == command.quarter:
        return ()
    return (
        AuditRescheduled(
            period=command.period,
            audit=command.audit,
            from_quarter=item.quarter,
            to_quarter=command.quarter,
            reason=command.reason,
        ),
    )


def _declare(
    state: Programme, command: DeclareSingleAgencyAudit, context: Context
) -> tuple[Event, ...]:
    event = SingleAgencyAuditDeclared(**fields(command))
    known = state.declared.get((command.agency, command.ref))
    if known == event:
        return ()
    if known is not None:
        raise Refusal(
            "already-declared",
            f"{command.agency} has already declared an audit {command.ref!r}.",
            "Use the next reference.",
        )
    require_agency(context, command.agency)
    _require_quarter(state, command.period, command.quarter)
    return (event,)


def _declare_days(
    state: Programme, command: DeclareCapacity, context: Context
) -> tuple[Event, ...]:
    require_agency(context, command.agency)
    require_reason(command.reason, "Changing an agency's days")
    if state.capacity.get(command.agency) == command.days:
        return ()
    return (CapacityDeclared(**fields(command)),)


def _call_off(
    state: Programme, command: CallOffSingleAgencyAudit, context: Context
) -> tuple[Event, ...]:
    require_reason(command.reason, "Calling off an audit")
    ref = (command.agency, command.ref)
    if ref in state.called_off:
        return ()
    if ref not in state.declared:
        refs = ", ".join(known for agency, known in state.declared if agency == command.agency)
        raise Refusal(
            "not-declared",
            f"{command.agency} has declared no audit {command.ref!r} for {command.period}.",
            f"Declared: {refs or 'none'}.",
        )
    if not isinstance(context.look(streams.single_agency(*ref)), NotReported):
        raise Refusal(
            "already-reported",
            f"The audit {command.ref!r} of {command.agency} is reported: it was done.",
            "What SAIG has read it has read.",
        )
    return (SingleAgencyAuditCalledOff(**fields(command)),)
