"""An audit's terms of reference (framework section 5): what its plan says."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from domain.kernel.event import Value
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    AgencyId,
    AuditCode,
    Line,
    Name,
    Siblings,
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
    """How the cases are to be selected. `size`, `reserves`: cases.

    `families`: whether several cases of one family may be drawn, where the case list names them.
    """

    frame_definition: Text
    size: Annotated[int, Field(ge=1, le=500)]
    stratifier: Line
    second_margin: Line | None = None
    minimum_one: bool = False
    reserves: Annotated[int, Field(ge=0, le=500)] = 5
    exclusions: tuple[Line, ...] = ()
    families: Siblings = Siblings.ONE_EACH


class Plan(Value):
    """An audit's terms of reference. `tool_version` None means the newest at agreement.

    `at_risk`: who is told at once of a child at risk, by name and number, for every form.
    """

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
    at_risk: Name | None = None
