"""Publishing, revising and retiring audit tools.

A version is never changed: a revision is a new version, and says which reworded areas still
measure the same and why. Areas whose wording is unchanged stay comparable by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar, assert_never

from domain.directory.requirements import require_agency
from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event
from domain.kernel.field_help import Shown
from domain.kernel.rules import require_once
from domain.kernel.vocabulary import (
    Likeness,
    StreamId,
    Text,
)
from domain.tool.events import (
    Area,
    AreaVersionsCompared,
    Equivalence,
    FurtherScale,
    GradedArea,
    ScaleGrade,
    ToolPublished,
    ToolRetired,
    ToolRevised,
)
from domain.tool.sheet import ToolSheet, require_grades, scale_of_grades, scales_of
from domain.tool.state import NoTool, State, Tool, ToolVersion


class PublishTool(Command):
    records: ClassVar[tuple[type[Event], ...]] = (ToolPublished,)
    sheet: ToolSheet

    @property
    def stream(self) -> StreamId:
        return streams.tool(self.sheet.code)


class ReviseTool(Command):
    records: ClassVar[tuple[type[Event], ...]] = (ToolRevised,)
    sheet: ToolSheet
    changes: Text
    equivalences: tuple[Equivalence, ...] = ()

    @property
    def stream(self) -> StreamId:
        return streams.tool(self.sheet.code)


class RetireTool(Command):
    """Retire a tool: no new audit uses it, until it is revised. Nothing of it is lost."""

    records: ClassVar[tuple[type[Event], ...]] = (ToolRetired,)
    tool: common_fields.TheTool
    reason: common_fields.Reason

    @property
    def stream(self) -> StreamId:
        return streams.tool(self.tool)


class CompareAreaVersions(Command):
    """Say whether two versions of a reworded area measure the same, and why. At any time.

    Example: `assure tool compare neglect --area voice --version 2 --other 1 --likeness equivalent
    --reason "A misprint in a prompt"`
    """

    records: ClassVar[tuple[type[Event], ...]] = (AreaVersionsCompared,)
    tool: common_fields.TheTool
    area: common_fields.OfArea
    tool_version: Annotated[
        int, Shown("The later version of the tool", "NUMBER", "2", option="version")
    ]
    other_version: Annotated[int, Shown("The earlier version", "NUMBER", "1", option="other")]
    likeness: Annotated[Likeness, Shown("Whether the two measure the same")]
    reason: common_fields.Reason

    @property
    def stream(self) -> StreamId:
        return streams.tool(self.tool)


Commands = PublishTool | ReviseTool | RetireTool | CompareAreaVersions


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, PublishTool | ReviseTool) and not context.recorded:
        require_grades(command.sheet)
        _require_agencies(command.sheet, context)
    match command:
        case PublishTool():
            return _publish(state, command.sheet)
        case ReviseTool():
            return _revise(_published(state, command.sheet.code), command)
        case RetireTool():
            tool = _published(state, command.tool)
            return () if tool.retired else (ToolRetired(tool=tool.code, reason=command.reason),)
        case CompareAreaVersions():
            return _compare(_published(state, command.tool), command)
        case _:
            assert_never(command)


def _require_agencies(sheet: ToolSheet, context: Context) -> None:
    """Refuses an area that is asked of nobody: a misspelt agency would be asked nothing."""
    for area in sheet.areas:
        require_once(f"Area {area.id}: agency", area.asked_of)
        for agency in area.asked_of:
            require_agency(context, agency)


def _compare(tool: Tool, command: CompareAreaVersions) -> tuple[Event, ...]:
    later, earlier = command.tool_version, command.other_version
    if not 1 <= earlier < later:
        raise Refusal(
            "not-an-earlier-version",
            f"Version {earlier} is not earlier than version {later}.",
            "Give the later version as --version and the earlier one as --other.",
        )
    for number in (earlier, later):
        version = tool.versions.get(number)
        if version is None or command.area not in version.areas:
            raise Refusal(
                "nothing-to-compare",
                f"Version {number} of {tool.code!r} has no area {command.area!r}.",
                f"Its versions are 1 to {tool.newest}: see `assure tool show`.",
            )
    scales = [tool.versions[number].grades_of(command.area) for number in (earlier, later)]
    if scales[0] != scales[1]:
        raise Refusal(
            "scale-changed",
            f"Versions {earlier} and {later} have different grades, so no area measures the same.",
            "Nothing is to be declared: a new scale begins a new series.",
        )
    event = AreaVersionsCompared(**fields(command))
    known = tool.compared.get((command.area, later, earlier))
    return () if known == event else (event,)


def _published(state: State, code: str) -> Tool:
    if isinstance(state, NoTool):
        raise Refusal(
            "unknown-tool",
            f"No tool {code!r} is published.",
            "Publish it first: `assure tool publish`.",
        )
    return state


def _areas(
    sheet: ToolSheet, scale_of: ScaleOf, comparable: Mapping[tuple[str, str], str]
) -> tuple[GradedArea, ...]:
    """`comparable`: (area, wording) to the identity under which that wording is compared."""
    require_once("Area", (area.id for area in sheet.areas))
    graded = []
    for area in sheet.areas:
        scale = scale_of(area)
        codes = {grade.code for grade in scale}
        require_once(f"Area {area.id}: the descriptor for", (d.grade for d in area.descriptors))
        foreign = {d.grade for d in area.descriptors} - codes
        if foreign:
            raise Refusal(
                "grade-outside-scale",
                f"Area {area.id}: descriptor for {', '.join(sorted(foreign))}.",
                f"The scale's grades are: {', '.join(sorted(codes))}.",
            )
        wording = area.wording(scale)
        identity = comparable.get((area.id, wording), wording)
        graded.append(GradedArea(area=area, wording=wording, comparable_as=identity))
    return tuple(graded)


ScaleOf = Callable[[Area], tuple[ScaleGrade, ...]]


def _scale_of(scale: tuple[ScaleGrade, ...], scales: tuple[FurtherScale, ...]) -> ScaleOf:
    """What an area of a tool's file is graded on."""
    by_id = {further.id: further.grades for further in scales}
    return lambda area: scale if area.scale is None else by_id[area.scale]


def _publish(state: State, sheet: ToolSheet) -> tuple[Event, ...]:
    scale, scales = scale_of_grades(sheet.scale, sheet.good_from), scales_of(sheet)
    event = ToolPublished(
        tool=sheet.code,
        tool_version=1,
        title=sheet.title,
        methods=sheet.methods,
        draws_on=sheet.draws_on,
        scale=scale,
        good_from=sheet.good_from,
        areas=_areas(sheet, _scale_of(scale, scales), {}),
        scales=scales,
        overall=sheet.overall,
    )
    if isinstance(state, Tool):
        if state.versions[state.newest].recorded == event and not state.retired:
            return ()
        raise Refusal(
            "tool-exists",
            f"Tool {sheet.code!r} is already published, in version {state.newest}.",
            "Record a new version with `assure tool revise`, or choose another code.",
        )
    return (event,)


def _revise(state: Tool, command: ReviseTool) -> tuple[Event, ...]:
    sheet = command.sheet
    scale, scales = scale_of_grades(sheet.scale, sheet.good_from), scales_of(sheet)
    scale_of = _scale_of(scale, scales)
    newest = state.versions[state.newest]
    comparable = {
        (graded.area.id, graded.wording): graded.comparable_as
        for version in state.versions.values()
        for graded in version.areas.values()
    }
    comparable |= _declared(command, newest, scale_of)
    event = ToolRevised(
        tool=sheet.code,
        tool_version=state.newest + 1,
        title=sheet.title,
        methods=sheet.methods,
        draws_on=sheet.draws_on,
        scale=scale,
        good_from=sheet.good_from,
        areas=_areas(sheet, scale_of, comparable),
        changes=command.changes,
        equivalences=command.equivalences,
        scales=scales,
        overall=sheet.overall,
    )
    repeated = ToolRevised(**{**fields(event), "tool_version": state.newest})
    return () if newest.recorded == repeated and not state.retired else (event,)


def _declared(
    command: ReviseTool, newest: ToolVersion, scale_of: ScaleOf
) -> dict[tuple[str, str], str]:
    """The reworded areas that are declared equivalent: (area, wording) to the identity before."""
    asked = {area.id: area for area in command.sheet.areas}
    declared = {}
    for equivalence in command.equivalences:
        before, area = newest.areas.get(equivalence.area), asked.get(equivalence.area)
        if before is None or area is None:
            raise Refusal(
                "nothing-to-compare",
                f"Area {equivalence.area!r} does not stand in both versions.",
                "Declare equivalence only for an area that was reworded.",
            )
        scale = scale_of(area)
        if tuple(grade.code for grade in scale) != newest.grades_of(area.id):
            raise Refusal(
                "scale-changed",
                f"The revision changes the grades of area {area.id!r}: it measures something else.",
                "Keep the grades, or revise without equivalences and begin a new series.",
            )
        declared[area.id, area.wording(scale)] = before.comparable_as
    return declared
