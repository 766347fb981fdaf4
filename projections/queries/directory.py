"""The partnership's agencies and people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.rows import read


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


def agencies(session: Session) -> tuple[Agency, ...]:
    return read(session, Agency, "agencies", order="title, agency")


def people(session: Session) -> tuple[Person, ...]:
    return read(session, Person, "people", order="full_name, person")
