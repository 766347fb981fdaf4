"""A tool and all its versions: none is ever lost, so that an audit can be repeated."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.tool.events import (
    AreaVersionsCompared,
    FurtherScale,
    GradedArea,
    ScaleGrade,
    ToolPublished,
    ToolRetired,
    ToolRevised,
)


@dataclass(frozen=True, slots=True)
class ToolVersion:
    """A version as recorded; `areas` by id, in the tool's order."""

    recorded: ToolPublished | ToolRevised
    areas: Mapping[str, GradedArea]

    def asked_of(self, names: Collection[str]) -> ToolVersion:
        """The same with those areas only that an agency is asked.

        `names`: the agency, and those in whose place it is.
        """
        return replace(
            self,
            areas={
                name: graded
                for name, graded in self.areas.items()
                if not graded.area.asked_of or set(graded.area.asked_of) & set(names)
            },
        )

    @property
    def scale(self) -> tuple[ScaleGrade, ...]:
        """The tool's own, from the worst grade to the best."""
        return self.recorded.scale

    @property
    def every_grade(self) -> tuple[ScaleGrade, ...]:
        """The grades of all its scales: no two have the same code."""
        further = (grade for scale in self.recorded.scales for grade in scale.grades)
        return (*self.scale, *further)

    @property
    def ranks(self) -> Mapping[str, int]:
        """Each grade's code to its place on its own scale, 1 the worst."""
        scales = (self.scale, *(scale.grades for scale in self.recorded.scales))
        return {grade.code: rank for scale in scales for rank, grade in enumerate(scale, start=1)}

    def named(self, area: str | None) -> str | None:
        """The further scale of an area, or (None) of the overall grade; None for the tool's own."""
        if area is None:
            return self.recorded.overall
        return self.areas[area].area.scale if area in self.areas else None

    def scale_of(self, area: str | None) -> tuple[ScaleGrade, ...]:
        """What an area is graded on, or (None) a whole case; from the worst grade to the best."""
        further = self._further(area)
        return self.scale if further is None else further.grades

    def good_from_of(self, area: str | None) -> str:
        """The first grade that is good, on the scale of an area or (None) of the overall grade."""
        further = self._further(area)
        return self.recorded.good_from if further is None else further.good_from

    def grades_of(self, area: str | None) -> tuple[str, ...]:
        """Grade codes of an area or (None) of the overall grade, worst first."""
        return tuple(grade.code for grade in self.scale_of(area))

    def _further(self, area: str | None) -> FurtherScale | None:
        named = self.named(area)
        return next((scale for scale in self.recorded.scales if scale.id == named), None)


@dataclass(frozen=True, slots=True)
class NoTool:
    """Nothing published under this code."""


@dataclass(frozen=True, slots=True)
class Tool:
    """`compared`: by area and pair of versions, the last decision whether they measure the same."""

    code: str
    versions: Mapping[int, ToolVersion]
    retired: bool = False
    compared: Mapping[tuple[str, int, int], AreaVersionsCompared] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        return max(self.versions)


State = NoTool | Tool
INITIAL: State = NoTool()


def _version(event: ToolPublished | ToolRevised) -> ToolVersion:
    areas = {graded.area.id: graded for graded in event.areas}
    return ToolVersion(event, areas)


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoTool(), ToolPublished():
            return Tool(event.tool, {event.tool_version: _version(event)})
        case Tool(), ToolRevised():
            versions = {**state.versions, event.tool_version: _version(event)}
            return replace(state, versions=versions, retired=False)
        case Tool(), AreaVersionsCompared():
            key = (event.area, event.tool_version, event.other_version)
            return replace(state, compared={**state.compared, key: event})
        case Tool(), ToolRetired():
            return replace(state, retired=True)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
