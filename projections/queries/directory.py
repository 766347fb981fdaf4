"""The partnership's agencies and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import read


@dataclass(frozen=True, slots=True)
class Agency:
    """`takes_part`: it has joined and not left since. `merged_into`: what it became part of."""

    agency: str
    title: str
    sector: str
    joined_at: datetime
    left_at: datetime | None
    merged_into: str | None
    merged_on: date | None
    takes_part: bool


@dataclass(frozen=True, slots=True)
class Person:
    """`roles` held now, as `saig-chair` or `auditor of police`. `left_on`: None for who is here."""

    person: str
    full_name: str
    agency: str | None
    left_on: date | None
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Body:
    """A body outside the partnership that recommendations can be addressed to."""

    body: str
    title: str
    sector: str
    named_at: datetime


def bodies(session: Session) -> tuple[Body, ...]:
    return read(session, Body, "bodies", order="title, body")


def agencies(session: Session) -> tuple[Agency, ...]:
    return read(session, Agency, "agencies", order="title, agency")


def people(session: Session) -> tuple[Person, ...]:
    return read(session, Person, "people", order="full_name, person")
