"""Audit tools: versions, areas and scales, and feedback on auditing with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.rows import read


@dataclass(frozen=True, slots=True)
class ToolVersion:
    """`changes` says what a revision changed, None for the first version."""

    tool: str
    tool_version: int
    title: str
    methods: tuple[str, ...]
    draws_on: tuple[str, ...]
    good_from: str
    overall_scale: str | None
    changes: str | None
    published_at: datetime
    is_newest: bool
    retired_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class ToolArea:
    """`comparable_as`: areas with the same one measure the same. `scale`: '' for the tool's own."""

    tool: str
    tool_version: int
    area: str
    title: str
    standard: str
    wording: str
    comparable_as: str
    place: int
    scale: str = ""


@dataclass(frozen=True, slots=True)
class ScaleGrade:
    """`rank` 1 is the worst grade of its scale, '' for the tool's own; `is_good`: counted as "Good
    or better".
    """

    tool: str
    tool_version: int
    code: str
    label: str
    letter: str
    descriptor: str
    rank: int
    is_good: bool
    scale: str = ""


@dataclass(frozen=True, slots=True)
class ToolFeedback:
    """`agency` None: the lead auditor's own. `number`: which of the audit's it is."""

    tool: str
    tool_version: int
    audit: str
    number: int
    agency: str | None
    worked_well: str
    worked_less_well: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Scales:
    """Every tool's scales, and on which of them each version of an area is graded.

    `grades`: by tool, version and scale, the worst first. `areas`: by tool and area, in the order
    of versions.
    """

    grades: Mapping[tuple[str, int, str], Sequence[ScaleGrade]]
    areas: Mapping[tuple[str, str], Sequence[ToolArea]]

    @classmethod
    def of(cls, session: Session) -> Scales:
        grades: dict[tuple[str, int, str], list[ScaleGrade]] = {}
        in_order = "tool, tool_version, scale, rank"
        for one in read(session, ScaleGrade, "scale_grades", order=in_order):
            grades.setdefault((one.tool, one.tool_version, one.scale), []).append(one)
        areas: dict[tuple[str, str], list[ToolArea]] = {}
        for area in read(session, ToolArea, "tool_areas", order="tool, area, tool_version"):
            areas.setdefault((area.tool, area.area), []).append(area)
        return cls(grades, areas)

    def of_area(self, tool: str, area: str, version: int | None) -> Sequence[ScaleGrade]:
        """That of an area in a version of its tool; None: the newest with it."""
        known = self.areas[tool, area]
        of_version = next((one for one in known if one.tool_version == version), known[-1])
        return self.grades[tool, of_version.tool_version, of_version.scale]


def tools(session: Session) -> tuple[ToolVersion, ...]:
    return read(session, ToolVersion, "tools", order="tool, tool_version")


def area_titles(session: Session) -> dict[tuple[str, str], str]:
    """The newest title of each area, by tool and area."""
    found = read(session, ToolArea, "tool_areas", order="tool, area, tool_version")
    return {(area.tool, area.area): area.title for area in found}


def tool_areas(session: Session, tool: str) -> tuple[ToolArea, ...]:
    """The areas of every version of a tool, each version in its own order."""
    return read(
        session,
        ToolArea,
        "tool_areas",
        where="tool = ?",
        order="tool_version, place",
        parameters=[tool],
    )


def scale_grades(session: Session, tool: str) -> tuple[ScaleGrade, ...]:
    """The scales of every version of a tool, its own first, the worst grade of each first."""
    return read(
        session,
        ScaleGrade,
        "scale_grades",
        where="tool = ?",
        order="tool_version, scale, rank",
        parameters=[tool],
    )


def tool_feedback(session: Session, tool: str) -> tuple[ToolFeedback, ...]:
    """Feedback on conducting audits with a tool, the newest first."""
    return read(
        session,
        ToolFeedback,
        "tool_feedback",
        where="tool = ?",
        order="position DESC",
        parameters=[tool],
    )
