"""A tool and all its versions: none is ever lost, so that an audit can be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.tool.events import (
    AreaVersionsCompared,
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

    @property
    def scale(self) -> tuple[ScaleGrade, ...]:
        """From the worst grade to the best."""
        return self.recorded.scale

    @property
    def grades(self) -> tuple[str, ...]:
        """Grade codes, worst first."""
        return tuple(grade.code for grade in self.scale)


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
            return replace(state, versions=versions)
        case Tool(), AreaVersionsCompared():
            key = (event.area, event.tool_version, event.other_version)
            return replace(state, compared={**state.compared, key: event})
        case Tool(), ToolRetired():
            return replace(state, retired=True)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
