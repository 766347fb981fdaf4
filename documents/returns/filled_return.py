"""An agency's return as people give it, of one case or of several."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from domain.kernel.event import Value
from domain.kernel.numbered import numbered
from domain.kernel.vocabulary import AgencyId, AuditCode, CaseRef, CaseText
from domain.returns.decisions import Answer
from domain.returns.events import NotApplicable


class CaseSheet(Value):
    """One case of a return: answers, or `no_involvement` with the reason and nothing else.

    `correcting`: why what was returned before is corrected.
    """

    case: CaseRef
    independent: bool | None = None
    involvement: CaseText = ""
    answers: Annotated[tuple[Answer, ...], Field(max_length=40)] = ()
    not_applicable: Annotated[tuple[NotApplicable, ...], Field(max_length=40)] = ()
    no_involvement: CaseText = ""
    correcting: CaseText = ""

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
        values = {name: getattr(self, name) for name in CaseSheet.model_fields}
        values["answers"] = tuple(sorted(self.answers, key=lambda answer: answer.area))
        values["not_applicable"] = tuple(
            sorted(self.not_applicable, key=lambda declared: declared.area)
        )
        return CaseSheet(**values)


class ReturnSheet(Value):
    """An agency's return on one case or more."""

    audit: AuditCode
    agency: AgencyId
    cases: Annotated[tuple[CaseSheet, ...], Field(min_length=1, max_length=500)]

    @model_validator(mode="after")
    def _each_once(self) -> ReturnSheet:
        cases = [sheet.case for sheet in self.cases]
        doubled = sorted({case for case in cases if cases.count(case) > 1}, key=numbered)
        if doubled:
            raise ValueError(f"case {', '.join(doubled)} stands in it twice; give each case once")
        return self

    def in_order(self) -> ReturnSheet:
        """The same return by case and area."""
        cases = sorted(
            (sheet.in_order() for sheet in self.cases), key=lambda sheet: numbered(sheet.case)
        )
        return ReturnSheet(audit=self.audit, agency=self.agency, cases=tuple(cases))
