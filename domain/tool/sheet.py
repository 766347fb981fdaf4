"""A tool as written in its file: its areas, its own scale and further ones."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.kernel.command import Refusal
from domain.kernel.event import Value
from domain.kernel.plain_letters import letters
from domain.kernel.rules import require_once
from domain.kernel.vocabulary import GradeCode, Line, Method, ScaleId, Text, ToolCode
from domain.tool.events import Area, FurtherScale, ScaleGrade
from domain.tool.not_applicable import says_not_applicable


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


class ScaleSheet(Value):
    """A further scale as written in a tool's file; `grades` from the worst to the best."""

    id: ScaleId
    title: Line
    grades: Annotated[tuple[GradeSheet, ...], Field(min_length=2, max_length=10)]
    good_from: GradeCode


class ToolSheet(Value):
    """A tool as written in its file. `scale` from the worst grade to the best.

    `scales`: further ones, which areas and `overall`, the case's overall grade, may name.
    """

    code: ToolCode
    title: Line
    methods: Annotated[tuple[Method, ...], Field(min_length=1)]
    draws_on: tuple[Line, ...] = ()
    scale: Annotated[tuple[GradeSheet, ...], Field(min_length=2, max_length=10)]
    good_from: GradeCode
    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=40)]
    scales: Annotated[tuple[ScaleSheet, ...], Field(max_length=5)] = ()
    overall: ScaleId | None = None

    @property
    def every_grade(self) -> tuple[GradeSheet, ...]:
        """The grades of all its scales."""
        return (*self.scale, *(grade for scale in self.scales for grade in scale.grades))


def require_grades(sheet: ToolSheet) -> None:
    """Refuses a scale that lists the answer that there is no grade among its grades."""
    for grade in sheet.every_grade:
        if says_not_applicable(grade.code) or says_not_applicable(grade.label):
            raise Refusal(
                "not-applicable-is-no-grade",
                f"The scale has {grade.label!r}, which would count as a grade among the others.",
                "Take it out: any area can be answered as not applicable, with the reason.",
            )


def scale_of_grades(sheets: tuple[GradeSheet, ...], good_from: str) -> tuple[ScaleGrade, ...]:
    """A scale as it is recorded. Refuses grades that are doubled or would be shown alike."""
    scale = tuple(grade.grade() for grade in sheets)
    codes = [grade.code for grade in scale]
    require_once("Grade", codes)
    _require_letters(scale)
    if good_from not in codes[1:]:
        raise Refusal(
            "good-from",
            f"good_from is {good_from!r}, which is not a grade above the worst.",
            f"Choose one of: {', '.join(codes[1:])}.",
        )
    return scale


def scales_of(sheet: ToolSheet) -> tuple[FurtherScale, ...]:
    """The further scales. Refuses one that nothing is graded on, and a code that stands twice."""
    require_once("Scale", (scale.id for scale in sheet.scales))
    require_once("Grade", (grade.code for grade in sheet.every_grade))
    known = {scale.id for scale in sheet.scales}
    named = {area.scale for area in sheet.areas} | {sheet.overall}
    unknown = sorted(named - {None} - known, key=str)
    if unknown:
        raise Refusal(
            "unknown-scale",
            f"No scale {', '.join(map(repr, unknown))} stands under scales.",
            f"Its scales are: {', '.join(sorted(known)) or 'none but its own'}.",
        )
    if unused := sorted(known - named):
        raise Refusal(
            "scale-unused",
            f"Nothing is graded on the scale {', '.join(unused)}.",
            "Name it under an area, `scale: ...`, or for the whole case, `overall: ...`.",
        )
    return tuple(
        FurtherScale(
            id=scale.id,
            title=scale.title,
            grades=scale_of_grades(scale.grades, scale.good_from),
            good_from=scale.good_from,
        )
        for scale in sheet.scales
    )


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
