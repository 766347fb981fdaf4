"""An audit from agreed plan to closing (framework section 5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from domain.events.base import Event, Value
from domain.processes import Process
from domain.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    FindingKind,
    Line,
    PersonId,
    Ref,
    Text,
    ToolCode,
)


class CaseworkWindow(Value):
    """The first and last day of the casework that auditors look at."""

    start: date
    end: date

    @model_validator(mode="after")
    def _in_order(self) -> CaseworkWindow:
        if self.end < self.start:
            raise ValueError("end is before start; give the first day, then the last")
        return self


class Timescale(Value):
    """The dates by which each step is due. `moderation_on` only where the process has it."""

    briefing_on: date
    returns_by: date
    moderation_on: date | None = None
    report_by: date

    @model_validator(mode="after")
    def _in_order(self) -> Timescale:
        steps = {
            "briefing_on": self.briefing_on,
            "returns_by": self.returns_by,
            "moderation_on": self.moderation_on or self.returns_by,
            "report_by": self.report_by,
        }
        names = list(steps)
        for earlier, later in zip(names, names[1:], strict=False):
            if steps[later] < steps[earlier]:
                raise ValueError(f"{later} is before {earlier}; put the dates in order")
        return self


class SampleSpecification(Value):
    """How the cases are to be selected. `size`, `reserves`: cases."""

    frame_definition: Text
    size: Annotated[int, Field(ge=1, le=500)]
    stratifier: Line
    second_margin: Line | None = None
    minimum_one: bool = False
    reserves: Annotated[int, Field(ge=0, le=500)] = 5
    exclusions: tuple[Line, ...] = ()


class Plan(Value):
    """An audit's terms of reference. `tool_version` None means the newest at agreement."""

    audit: AuditCode
    title: Line
    process: Process
    tool: ToolCode
    tool_version: int | None = None
    purpose: Text
    issues: Annotated[tuple[Text, ...], Field(min_length=1)]
    outcomes: Annotated[tuple[Text, ...], Field(min_length=1)]
    methodology: Text
    casework_window: CaseworkWindow
    timescale: Timescale
    agencies: Annotated[tuple[AgencyId, ...], Field(min_length=1)]
    views_approach: Text
    sample: SampleSpecification


class Attendance(Value):
    """Who came to the moderation day and undertook to keep it confidential (section 9)."""

    person: PersonId
    agency: AgencyId | None
    undertaking: bool


class PlanAgreed(Event):
    """`tool_version` is the version that every return of this audit will use."""

    audit: AuditCode
    agreed_on: date
    tool_version: int
    plan: Plan


class PlanAmended(Event):
    audit: AuditCode
    amended_on: date
    plan: Plan
    reason: Text


class LeadAuditorAppointed(Event):
    audit: AuditCode
    person: PersonId


class AuditorNominated(Event):
    audit: AuditCode
    agency: AgencyId
    person: PersonId


class BriefingHeld(Event):
    audit: AuditCode
    held_on: date


class BriefingAcknowledged(Event):
    audit: AuditCode
    agency: AgencyId
    person: PersonId


class ModerationOpened(Event):
    """From here the agencies may read each other's returns, and nobody may revise one.

    `missing`: returns that were due and had not come, as `C07/police`.
    """

    audit: AuditCode
    missing: tuple[str, ...]
    reason: Text | None = None


class ModerationHeld(Event):
    audit: AuditCode
    held_on: date
    attended: tuple[Attendance, ...]


class FindingRecorded(Event):
    """A strength or a concern, with the returns that evidence it, as `C07/police`."""

    audit: AuditCode
    finding: Ref
    kind: FindingKind
    area: AreaId
    text: Text
    evidenced_by: tuple[str, ...]


class ReportDrafted(Event):
    audit: AuditCode
    drafted_on: date
    summary: Text


class ReportCirculated(Event):
    audit: AuditCode
    circulated_on: date
    agencies: tuple[AgencyId, ...]


class ReportCommented(Event):
    audit: AuditCode
    agency: AgencyId
    comment: Text


class ReportAgreed(Event):
    audit: AuditCode
    agreed_on: date


class ReportConsidered(Event):
    """SAIG's consideration of the overview report."""

    audit: AuditCode
    considered_on: date
    conclusion: Text


class AuditClosed(Event):
    audit: AuditCode
    closed_on: date
