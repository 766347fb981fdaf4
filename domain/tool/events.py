"""Audit tools, kept so that an audit can be repeated (framework section 5)."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import Field, StringConstraints

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import AreaId, GradeCode, Likeness, Line, Method, Text, ToolCode


class ScaleGrade(Value):
    """One grade of a scale. `letter` is what a narrow table shows."""

    code: GradeCode
    label: Line
    letter: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{1,2}$")]
    descriptor: Text


class AreaDescriptor(Value):
    """What one grade looks like in one area."""

    grade: GradeCode
    text: Text


class Area(Value):
    """An area of work that is graded on its own. `wording`: SHA-256 of what auditors read."""

    id: AreaId
    title: Line
    standard: Text
    prompts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=40)]
    descriptors: tuple[AreaDescriptor, ...] = ()

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
    """`scale` runs from the worst grade to the best; `good_from` opens "Good or better"."""

    tool: ToolCode
    tool_version: int
    title: Line
    methods: tuple[Method, ...]
    draws_on: tuple[Line, ...]
    scale: tuple[ScaleGrade, ...]
    good_from: GradeCode
    areas: tuple[GradedArea, ...]


class ToolRevised(Event):
    """A whole new version. `changes` says in words what changed."""

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
