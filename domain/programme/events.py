"""The rolling three-year audit programme (framework sections 2 and 3)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from domain.kernel.event import Event, Value
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    AgencyId,
    AuditCode,
    Function,
    InformedBy,
    Line,
    Period,
    Quarter,
    Ref,
    Text,
)

Days = Annotated[int, Field(ge=0, le=1_000)]


class AgencyDays(Value):
    """Days of one agency's auditors."""

    agency: AgencyId
    days: Days


class ProgrammeAgreed(Event):
    """`capacity`: the days each agency declares it can give in a quarter."""

    period: Period
    agreed_on: date
    priorities: tuple[Line, ...]
    capacity_per_quarter: tuple[AgencyDays, ...]


class CapacityDeclared(Event):
    """An agency can give other days in a quarter than was agreed, which stays on record."""

    period: Period
    agency: AgencyId
    days: Days
    reason: Text


class AuditScheduled(Event):
    """`demand`: the days the audit asks of each agency, all in its quarter."""

    period: Period
    audit: AuditCode
    title: Line
    process: Process
    function: Function
    informed_by: InformedBy
    quarter: Quarter
    demand: tuple[AgencyDays, ...]


class AuditRescheduled(Event):
    period: Period
    audit: AuditCode
    from_quarter: Quarter
    to_quarter: Quarter
    reason: Text


class AuditWithdrawn(Event):
    period: Period
    audit: AuditCode
    reason: Text


class ProgrammeReviewed(Event):
    """SAIG's review, due at least yearly."""

    period: Period
    reviewed_on: date
    conclusion: Text


class SingleAgencyAuditDeclared(Event):
    """An audit that an agency means to do by itself in the year to come (section 7)."""

    period: Period
    agency: AgencyId
    ref: Ref
    title: Line
    quarter: Quarter


class SingleAgencyAuditCalledOff(Event):
    """An audit that an agency declared will not be done, or was declared by mistake."""

    period: Period
    agency: AgencyId
    ref: Ref
    reason: Text
