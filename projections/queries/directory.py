"""The partnership's agencies and people, and its audit tools."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.reading import read


@dataclass(frozen=True, slots=True)
class Agency:
    """`takes_part`: it has joined and not left since."""

    agency: str
    title: str
    sector: str
    joined_at: datetime
    left_at: datetime | None
    takes_part: bool


@dataclass(frozen=True, slots=True)
class Person:
    """`roles` held now, as `saig-chair` or `auditor of police`."""

    person: str
    full_name: str
    agency: str | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToolVersion:
    """`changes` says what a revision changed, None for the first version."""

    tool: str
    tool_version: int
    title: str
    methods: tuple[str, ...]
    draws_on: tuple[str, ...]
    good_from: str
    changes: str | None
    published_at: datetime
    newest: bool
    retired_at: datetime | None
    position: int


@dataclass(frozen=True, slots=True)
class ToolArea:
    """`comparable_as`: areas with the same one measure the same."""

    tool: str
    tool_version: int
    area: str
    title: str
    standard: str
    wording: str
    comparable_as: str
    place: int


@dataclass(frozen=True, slots=True)
class ScaleGrade:
    """`rank` 1 is the worst grade; `good`: counted as "Good or better"."""

    tool: str
    tool_version: int
    code: str
    label: str
    letter: str
    descriptor: str
    rank: int
    good: bool


def agencies(session: Session) -> tuple[Agency, ...]:
    return read(session, Agency, "agencies", order="title, agency")


def people(session: Session) -> tuple[Person, ...]:
    return read(session, Person, "people", order="full_name, person")


def tools(session: Session) -> tuple[ToolVersion, ...]:
    return read(session, ToolVersion, "tools", order="tool, tool_version")


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
    """The scale of every version of a tool, worst grade first."""
    return read(
        session,
        ScaleGrade,
        "scale_grades",
        where="tool = ?",
        order="tool_version, rank",
        parameters=[tool],
    )
