"""The files that people fill in, where they differ from the domain's own values."""

from __future__ import annotations

from domain.kernel.event import Value
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
from domain.programme.events import Days
from domain.tool.events import Equivalence
from domain.tool.sheet import ToolSheet


class ScheduledSheet(Value):
    """One audit of a programme's file. `demand`: agency to days."""

    audit: AuditCode
    title: Line
    process: Process
    function: Function
    informed_by: InformedBy
    quarter: Quarter
    demand: dict[AgencyId, Days] = {}


class ProgrammeSheet(Value):
    """`capacity_per_quarter`: agency to days."""

    period: Period
    priorities: tuple[Line, ...]
    capacity_per_quarter: dict[AgencyId, Days] = {}
    audits: tuple[ScheduledSheet, ...] = ()


class SingleAgencySheet(Value):
    """What an agency's own audit found, as its file says it."""

    agency: AgencyId
    ref: Ref
    title: Line
    strengths: tuple[Text, ...] = ()
    improvements: tuple[Text, ...] = ()
    for_the_programme: Text


class RevisedToolSheet(ToolSheet):
    """A tool's file with what changed in it."""

    changes: Text
    equivalences: tuple[Equivalence, ...] = ()

    def tool(self) -> ToolSheet:
        return ToolSheet(**{name: getattr(self, name) for name in ToolSheet.model_fields})
