"""The partnership as it stands: agencies, people and the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from domain.directory.events import (
    AgencyJoined,
    AgencyLeft,
    AgencyMerged,
    AgencyNameCorrected,
    AgencyRenamed,
    BodyNamed,
    PartnershipFormed,
    PersonEnrolled,
    PersonLeft,
    PersonRenamed,
    RoleGranted,
    RoleWithdrawn,
)
from domain.kernel.access import Grant
from domain.kernel.event import Event
from domain.kernel.vocabulary import Role, Sector


@dataclass(frozen=True, slots=True)
class Agency:
    """`left`: it takes part no longer; what it recorded stays its own. `into`: the agency that it
    became part of, where it left by that.
    """

    title: str
    sector: Sector
    left: bool = False
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`left`: they act for nobody here any more, and hold no role."""

    full_name: str
    agency: str | None
    grants: frozenset[Grant] = frozenset()
    left: bool = False

    def holds(self, role: Role, agency: str | None = None) -> bool:
        return Grant(role, agency) in self.grants


@dataclass(frozen=True, slots=True)
class Directory:
    """`name` is None until the partnership is formed. `bodies`: outside it, by short name."""

    name: str | None = None
    invented: bool = False
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    bodies: Mapping[str, BodyNamed] = field(default_factory=dict)


INITIAL = Directory()


def evolve(state: Directory, event: Event) -> Directory:
    match event:
        case PartnershipFormed():
            return replace(state, name=event.name, invented=event.invented)
        case AgencyJoined():
            joined = {**state.agencies, event.agency: Agency(event.title, event.sector)}
            return replace(state, agencies=joined)
        case AgencyNameCorrected() | AgencyRenamed():
            return _agency(state, event.agency, title=event.title)
        case AgencyLeft():
            return _agency(state, event.agency, left=True)
        case AgencyMerged():
            return _agency(state, event.agency, left=True, into=event.into)
        case BodyNamed():
            return replace(state, bodies={**state.bodies, event.body: event})
        case PersonEnrolled():
            person = Person(event.full_name, event.agency)
            return replace(state, people={**state.people, event.person: person})
        case PersonRenamed():
            renamed = replace(state.people[event.person], full_name=event.full_name)
            return replace(state, people={**state.people, event.person: renamed})
        case PersonLeft():
            gone = replace(state.people[event.person], grants=frozenset(), left=True)
            return replace(state, people={**state.people, event.person: gone})
        case RoleGranted():
            held = state.people[event.person].grants | {Grant(event.role, event.agency)}
            return _with_grants(state, event.person, held)
        case RoleWithdrawn():
            held = state.people[event.person].grants - {Grant(event.role, event.agency)}
            return _with_grants(state, event.person, held)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the directory")


def _agency(state: Directory, agency: str, **changed: Any) -> Directory:
    now = replace(state.agencies[agency], **changed)
    return replace(state, agencies={**state.agencies, agency: now})


def _with_grants(state: Directory, person: str, grants: frozenset[Grant]) -> Directory:
    changed = replace(state.people[person], grants=grants)
    return replace(state, people={**state.people, person: changed})
