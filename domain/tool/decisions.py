"""Publishing, revising and retiring audit tools.

A version is never changed: a revision is a new version, and says which reworded areas still
measure the same and why. Areas whose wording is unchanged stay comparable by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, assert_never

from pydantic import Field, StringConstraints

from domain.kernel import common_fields, streams
from domain.kernel.command import Command, Context, Refusal, fields
from domain.kernel.event import Event, Value
from domain.kernel.plain_letters import letters
from domain.kernel.rules import require_once
from domain.kernel.vocabulary import GradeCode, Line, Method, StreamId, Text, ToolCode
from domain.tool.events import (
    Area,
    Equivalence,
    GradedArea,
    ScaleGrade,
    ToolPublished,
    ToolRetired,
    ToolRevised,
)
from domain.tool.not_applicable import says_not_applicable
from domain.tool.state import NoTool, State, Tool


class GradeSheet(Value):
    """A grade as written in a tool's file.

    `letter` defaults to the label's first letter, without its accent, or its first digit.
    """

    code: GradeCode
    label: Line
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,2}$")] | None = None
    descriptor: Text

    def grade(self) -> ScaleGrade:
        letter = self.letter or _first_letter(self.label)
        if letter is None:
            raise Refusal(
                "no-letter",
                f"Grade {self.code}: its label {self.label!r} has no letter from A to Z.",
                "Give the grade one or two: `letter: G`.",
            )
        return ScaleGrade(
            code=self.code, label=self.label, letter=letter, descriptor=self.descriptor
        )


def _first_letter(label: str) -> str | None:
    return next(
        (mark for mark in letters(label).upper() if mark.isascii() and mark.isalnum()), None
    )


class ToolSheet(Value):
    """A tool as written in its file. `scale` from the worst grade to the best."""

    code: ToolCode
    title: Line
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    draws_on: tuple[Line, ...] = ()
    scale: Annotated[tuple[GradeSheet, ...], Field(min_length=2, max_length=10)]
    good_from: GradeCode
    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=40)]


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
    """Retire a tool: no new audit uses it. Nothing of it is lost."""

    records: ClassVar[tuple[type[Event], ...]] = (ToolRetired,)
    tool: common_fields.TheTool
    reason: common_fields.Reason

    @property
    def stream(self) -> StreamId:
        return streams.tool(self.tool)


Commands = PublishTool | ReviseTool | RetireTool


def decide(state: State, command: Commands, context: Context) -> tuple[Event, ...]:
    if isinstance(command, PublishTool | ReviseTool) and not context.recorded:
        _require_grades(command.sheet)
    match command:
        case PublishTool():
            return _publish(state, command.sheet)
        case ReviseTool():
            return _revise(_published(state, command.sheet.code), command)
        case RetireTool():
            tool = _published(state, command.tool)
            return () if tool.retired else (ToolRetired(tool=tool.code, reason=command.reason),)
        case _:
            assert_never(command)


def _published(state: State, code: str) -> Tool:
    if isinstance(state, NoTool):
        raise Refusal(
            "unknown-tool",
            f"No tool {code!r} is published.",
            "Publish it first: `assure tool publish`.",
        )
    return state


def _require_grades(sheet: ToolSheet) -> None:
    """Refuses a scale that lists the answer that there is no grade among its grades."""
    for grade in sheet.scale:
        if says_not_applicable(grade.code) or says_not_applicable(grade.label):
            raise Refusal(
                "not-applicable-is-no-grade",
                f"The scale has {grade.label!r}, which would count as a grade among the others.",
                "Take it out: any area can be answered as not applicable, with the reason.",
            )


def _scale(sheet: ToolSheet) -> tuple[ScaleGrade, ...]:
    scale = tuple(grade.grade() for grade in sheet.scale)
    codes = [grade.code for grade in scale]
    require_once("Grade", codes)
    _require_letters(scale)
    if sheet.good_from not in codes[1:]:
        raise Refusal(
            "good-from",
            f"good_from is {sheet.good_from!r}, which is not a grade above the worst.",
            f"Choose one of: {', '.join(codes[1:])}.",
        )
    return scale


def _require_letters(scale: tuple[ScaleGrade, ...]) -> None:
    """Refuses two grades that a narrow table would show alike."""
    first: dict[str, ScaleGrade] = {}
    for grade in scale:
        other = first.setdefault(grade.letter, grade)
        if other is not grade:
            raise Refusal(
                "named-twice",
                f"Grades {other.code} and {grade.code} of the scale would both be shown as"
                f" {grade.letter}: {other.label!r} and {grade.label!r}.",
                f"Give one of them a letter of its own, such as `letter: {_initials(grade)}`.",
            )


def _initials(grade: ScaleGrade) -> str:
    words = [letter for word in grade.label.split() if (letter := _first_letter(word))]
    return "".join(words[:2]) if len(words) > 1 else f"{grade.letter[0]}2"


def _areas(
    sheet: ToolSheet, scale: tuple[ScaleGrade, ...], comparable: Mapping[tuple[str, str], str]
) -> tuple[GradedArea, ...]:
    """`comparable`: (area, wording) to the identity under which that wording is compared."""
    require_once("Area", (area.id for area in sheet.areas))
    codes = {grade.code for grade in scale}
    graded = []
    for area in sheet.areas:
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


def _publish(state: State, sheet: ToolSheet) -> tuple[Event, ...]:
    scale = _scale(sheet)
    event = ToolPublished(
        tool=sheet.code,
        tool_version=1,
        title=sheet.title,
        methods=sheet.methods,
        draws_on=sheet.draws_on,
        scale=scale,
        good_from=sheet.good_from,
        areas=_areas(sheet, scale, {}),
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
    if state.retired:
        raise Refusal(
            "tool-retired",
            f"Tool {sheet.code!r} is retired.",
            "Publish its successor under another code: `assure tool publish`.",
        )
    scale = _scale(sheet)
    newest = state.versions[state.newest]
    comparable = {
        (graded.area.id, graded.wording): graded.comparable_as
        for version in state.versions.values()
        for graded in version.areas.values()
    }
    wordings = {area.id: area.wording(scale) for area in sheet.areas}
    if command.equivalences and tuple(grade.code for grade in scale) != newest.grades:
        raise Refusal(
            "scale-changed",
            "The revision changes the grades of the scale, so no area measures the same.",
            "Keep the grades, or revise without equivalences and begin a new series.",
        )
    for equivalence in command.equivalences:
        before = newest.areas.get(equivalence.area)
        if before is None or equivalence.area not in wordings:
            raise Refusal(
                "nothing-to-compare",
                f"Area {equivalence.area!r} does not stand in both versions.",
                "Declare equivalence only for an area that was reworded.",
            )
        comparable[equivalence.area, wordings[equivalence.area]] = before.comparable_as
    event = ToolRevised(
        tool=sheet.code,
        tool_version=state.newest + 1,
        title=sheet.title,
        methods=sheet.methods,
        draws_on=sheet.draws_on,
        scale=scale,
        good_from=sheet.good_from,
        areas=_areas(sheet, scale, comparable),
        changes=command.changes,
        equivalences=command.equivalences,
    )
    repeated = ToolRevised(**{**fields(event), "tool_version": state.newest})
    return () if newest.recorded == repeated else (event,)
