"""Everything that the record says for one audit's overview report, as one reader may read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projections.queries.audits import Learning
    from projections.queries.case_views import GroupViews
    from projections.queries.grades import AgencyGrade
    from projections.queries.impact import ImpactMeasure
    from projections.queries.report import OverviewReport
    from projections.queries.tools import ScaleGrade, ToolArea

Words = Mapping[str, str] | None
"""Confidential words by field; None when they are not for this reader."""


@dataclass(frozen=True, slots=True)
class Names:
    """Codes to what people call it."""

    partnership: str
    agencies: Mapping[str, str]
    people: Mapping[str, str]

    def agency(self, code: str) -> str:
        return self.agencies.get(code, code)

    def person(self, code: str) -> str:
        return self.people.get(code, code)


@dataclass(frozen=True, slots=True)
class Material:
    """`position`: the entry up to which the record was read; `day`: to which ages are counted.

    `words`: the confidential words of entries by position, of those that are for this reader.
    `areas`: of the version of the tool that the audit uses, in its order; `scales`: by scale.
    `own_words`: the entry with an auditor's own words, by case, agency and area.
    `earlier`: what became of earlier recommendations; None for a reader who may not know it.
    `agreed_by`: who agreed the report and how that was known; empty while nobody did.
    """

    report: OverviewReport
    names: Names
    position: int
    day: date
    words: Mapping[int, Words]
    areas: tuple[ToolArea, ...]
    scales: Mapping[str, tuple[ScaleGrade, ...]]
    grades: tuple[AgencyGrade, ...]
    own_words: Mapping[tuple[str, str, str], int]
    learning: tuple[Learning, ...]
    group_views: tuple[GroupViews, ...]
    earlier: tuple[ImpactMeasure, ...] | None
    agreed_by: str

    def said(self, position: int | None, field: str) -> str:
        """One field of the entry at a position; empty where it is not for this reader."""
        words = None if position is None else self.words.get(position)
        return "" if words is None else words.get(field, "")

    def area(self, code: str) -> str:
        return next((area.title for area in self.areas if area.area == code), code)
