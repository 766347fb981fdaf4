"""The files that people fill in, where they differ from the domain's own values."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from domain.kernel.event import Value
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    AgencyId,
    AuditCode,
    CaseRef,
    CaseText,
    Function,
    InformedBy,
    Line,
    Period,
    Quarter,
    Ref,
    Text,
)
from domain.programme.events import Days
from domain.returns.decisions import Answer
from domain.returns.events import NotApplicable
from domain.tool.decisions import ToolSheet
from domain.tool.events import Equivalence


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


class CaseSheet(Value):
    """One case of a return: answers, or `no_involvement` with the reason and nothing else."""

    case: CaseRef
    independent: bool | None = None
    involvement: CaseText = ""
    answers: Annotated[tuple[Answer, ...], Field(max_length=40)] = ()
    not_applicable: Annotated[tuple[NotApplicable, ...], Field(max_length=40)] = ()
    no_involvement: CaseText = ""

    @model_validator(mode="after")
    def _one_or_the_other(self) -> CaseSheet:
        if self.no_involvement:
            if self.answers or self.not_applicable:
                raise ValueError("no_involvement and answers exclude each other; take one out")
        elif self.independent is None:
            raise ValueError(
                "independent is missing; say yes if you had no part in the case, else no"
            )
        return self

    def in_order(self) -> CaseSheet:
        """The same case by area."""
        given = {name: getattr(self, name) for name in CaseSheet.model_fields}
        given["answers"] = tuple(sorted(self.answers, key=lambda answer: answer.area))
        given["not_applicable"] = tuple(sorted(self.not_applicable, key=lambda one: one.area))
        return CaseSheet(**given)


class ReturnSheet(Value):
    """An agency's return on one case or more."""

    audit: AuditCode
    agency: AgencyId
    cases: Annotated[tuple[CaseSheet, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _each_once(self) -> ReturnSheet:
        cases = [sheet.case for sheet in self.cases]
        twice = sorted({case for case in cases if cases.count(case) > 1})
        if twice:
            raise ValueError(f"case {', '.join(twice)} stands in it twice; give each case once")
        return self

    def in_order(self) -> ReturnSheet:
        """The same return by case and area."""
        cases = sorted((one.in_order() for one in self.cases), key=lambda one: one.case)
        return ReturnSheet(audit=self.audit, agency=self.agency, cases=tuple(cases))


class CaseNumber(Value):
    """An agency's own number of a case. It stands in the keystore only, under the case's key."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reference: Line

    @property
    def subject(self) -> str:
        return f"{self.audit}/{self.case}"
