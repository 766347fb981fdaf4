"""The partnership as it stands: agencies, people and the roles they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from domain.directory.events import (
    AccountAssigned,
    AccountWithdrawn,
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
    became part of on `merged_on`, where it left by that.
    """

    title: str
    sector: Sector
    left: bool = False
    into: str | None = None
    merged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """`left`: they act for nobody here any more, and hold no role and no account."""

    full_name: str
    agency: str | None
    grants: frozenset[Grant] = frozenset()
    accounts: frozenset[str] = frozenset()
    left: bool = False

    def holds(self, role: Role, agency: str | None = None) -> bool:
        return Grant(role, agency) in self.grants


@dataclass(frozen=True, slots=True)
class Directory:
    """`name` is None until the partnership is formed. `bodies`: outside it, by short name.

    `had_keeper`: whether anybody is or was a keeper. `carried_out`: the requests that were.
    """

    name: str | None = None
    invented: bool = False
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    bodies: Mapping[str, BodyNamed] = field(default_factory=dict)
    had_keeper: bool = False
    carried_out: frozenset[int | None] = frozenset()

    def owner(self, account: str) -> str | None:
        """The person whom an account of the operating system belongs to."""
        owners = (name for name, person in self.people.items() if account in person.accounts)
        return next(owners, None)


INITIAL = Directory()


def evolve(state: Directory, event: Event) -> Directory:
    moved = _of_agencies(state, event) or _of_people(state, event)
    if moved is None:
        raise TypeError(f"{type(event).__name__} does not belong to the directory")
    return moved


def _of_agencies(state: Directory, event: Event) -> Directory | None:
    """The directory after what happened to an agency; None for another event."""
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
            return _agency(
                state, event.agency, left=True, into=event.into, merged_on=event.merged_on
            )
        case BodyNamed():
            return replace(state, bodies={**state.bodies, event.body: event})
        case _:
            return None


def _of_people(state: Directory, event: Event) -> Directory | None:
    """The directory after what happened to a person; None for another event."""
    match event:
        case PersonEnrolled():
            person = Person(event.full_name, event.agency)
            return replace(state, people={**state.people, event.person: person})
        case PersonRenamed():
            renamed = replace(state.people[event.person], full_name=event.full_name)
            return replace(state, people={**state.people, event.person: renamed})
        case PersonLeft():
            gone = Person(state.people[event.person].full_name, state.people[event.person].agency)
            gone = replace(gone, left=True)
            return replace(state, people={**state.people, event.person: gone})
        case RoleGranted():
            held = state.people[event.person].grants | {Grant(event.role, event.agency)}
            state = replace(
                state,
                had_keeper=state.had_keeper or event.role is Role.KEEPER,
                carried_out=state.carried_out | {event.request},
            )
            return _with_grants(state, event.person, held)
        case AccountAssigned():
            accounts = state.people[event.person].accounts | {event.account}
            return _with_accounts(state, event.person, accounts)
        case AccountWithdrawn():
            accounts = state.people[event.person].accounts - {event.account}
            return _with_accounts(state, event.person, accounts)
        case RoleWithdrawn():
            held = state.people[event.person].grants - {Grant(event.role, event.agency)}
            return _with_grants(state, event.person, held)
        case _:
            return None


def _agency(state: Directory, agency: str, **changed: Any) -> Directory:
    now = replace(state.agencies[agency], **changed)
    return replace(state, agencies={**state.agencies, agency: now})


def _with_grants(state: Directory, person: str, grants: frozenset[Grant]) -> Directory:
    changed = replace(state.people[person], grants=grants)
    return replace(state, people={**state.people, person: changed})


def _with_accounts(state: Directory, person: str, accounts: frozenset[str]) -> Directory:
    changed = replace(state.people[person], accounts=accounts)
    return replace(state, people={**state.people, person: changed})
