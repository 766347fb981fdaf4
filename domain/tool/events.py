"""Audit tools, kept so that an audit can be repeated (framework section 5)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    GradeCode,
    Likeness,
    Line,
    Method,
    ScaleId,
    Text,
    ToolCode,
)


class ScaleGrade(Value):
    """One grade of a scale. `letter` is what a narrow table shows."""

    code: GradeCode
    label: Line
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,2}$")]
    descriptor: Text


class FurtherScale(Value):
    """A scale beside the tool's own, such as of the impact on the child beside practice.

    As `ToolPublished` has its own: from the worst grade to the best. No two scales share a code.
    """

    id: ScaleId
    title: Line
    grades: tuple[ScaleGrade, ...]
    good_from: GradeCode


class AreaDescriptor(Value):
    """What one grade looks like in one area."""

    grade: GradeCode
    text: Text


class Area(Value):
    """An area of work that is graded on its own. `wording`: SHA-256 of what auditors read.

    `scale`: the further scale that it is graded on; None: the tool's own. `asked_of`: the agencies
    that grade it; none: every agency that takes part.
    """

    id: AreaId
    title: Line
    standard: Text
    prompts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]
    descriptors: tuple[AreaDescriptor, ...] = ()
    scale: ScaleId | None = None
    asked_of: Annotated[tuple[AgencyId, ...], Field(max_length=40)] = ()

    def wording(self, scale: tuple[ScaleGrade, ...]) -> str:
        """Digest of the question and descriptors: equal wording means comparable waves."""
        parts = [self.title, *self.prompts]
        parts += [f"{d.grade}: {d.text}" for d in self.descriptors]
        parts += [f"{g.code} {g.label}: {g.descriptor}" for g in scale]
        return sha256("\n".join(parts).encode()).hexdigest()


class GradedArea(Value):
    """An area together with its wording's digest, as a version of a tool records it.

    `comparable_as`: the identity under which waves are compared. It is the wording's digest, or
    the digest of an earlier wording that a revision declared equivalent.
    """

    area: Area
    wording: str
    comparable_as: str


class Equivalence(Value):
    """The lead auditor's decision that a reworded area still measures the same, and why."""

    area: AreaId
    reason: Text


class ToolPublished(Event):
    """`scale` runs from the worst grade to the best; `good_from` opens "Good or better".

    `scales`: further ones, for areas that name them; `overall`: the one of a case's overall grade,
    None for the tool's own.
    """

    schema_version: ClassVar[int] = 3

    tool: ToolCode
    tool_version: int
    title: Line
    methods: tuple[Method, ...]
    draws_on: tuple[Line, ...]
    scale: tuple[ScaleGrade, ...]
    good_from: GradeCode
    areas: tuple[GradedArea, ...]
    scales: tuple[FurtherScale, ...] = ()
    overall: ScaleId | None = None


class ToolRevised(Event):
    """A whole new version. `changes` says in words what changed."""

    schema_version: ClassVar[int] = 3

    tool: ToolCode
    tool_version: int
    title: Line
    methods: tuple[Method, ...]
    draws_on: tuple[Line, ...]
    scale: tuple[ScaleGrade, ...]
    good_from: GradeCode
    areas: tuple[GradedArea, ...]
    changes: Text
    equivalences: tuple[Equivalence, ...]
    scales: tuple[FurtherScale, ...] = ()
    overall: ScaleId | None = None


class AreaVersionsCompared(Event):
    """The decision, at any time, whether two versions of an area measure the same, and why."""

    tool: ToolCode
    area: AreaId
    tool_version: int
    other_version: int
    likeness: Likeness
    reason: Text


class ToolRetired(Event):
    tool: ToolCode
    reason: Text
