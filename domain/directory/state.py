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
    AgencyKeyNamed,
    AgencyLeft,
    AgencyMerged,
    AgencyNameCorrected,
    AgencyRenamed,
    BodyNamed,
    KeysVouchedFor,
    PartnershipFormed,
    PartnershipRenamed,
    PersonEnrolled,
    PersonKeyAdded,
    PersonKeyWithdrawn,
    PersonLeft,
    PersonRenamed,
    ProofRequired,
    RoleGranted,
    RoleWithdrawn,
    SignInAdded,
    SignInWithdrawn,
)
from domain.directory.keys import fingerprint_of
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
    """`left`: they act for nobody here any more, and hold no role, no account and no key.

    `keys`: public keys. `sign_ins`: pairs of an identity provider and what it calls them.
    """

    full_name: str
    agency: str | None
    grants: frozenset[Grant] = frozenset()
    accounts: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    sign_ins: frozenset[tuple[str, str]] = frozenset()
    left: bool = False

    def holds(self, role: Role, agency: str | None = None) -> bool:
        return Grant(role, agency) in self.grants


@dataclass(frozen=True, slots=True)
class Directory:
    """`name` is None until the partnership is formed. `bodies`: outside it, by short name.

    `had_keeper`: whether anybody is or was a keeper. `carried_out`: the requests that were.
    `keys_seen`: whose each key is or was. `agency_keys`: with which an agency vouches for its
    people; `vouched`: its newest list. `proofs`: what was required of whoever records, in order.
    """

    name: str | None = None
    invented: bool = False
    agencies: Mapping[str, Agency] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    bodies: Mapping[str, BodyNamed] = field(default_factory=dict)
    had_keeper: bool = False
    carried_out: frozenset[int | None] = frozenset()
    keys_seen: Mapping[str, str] = field(default_factory=dict)
    agency_keys: Mapping[str, str] = field(default_factory=dict)
    vouched: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[ProofRequired, ...] = ()

    def owner(self, account: str) -> str | None:
        """The person whom an account of the operating system belongs to."""
        owners = (name for name, person in self.people.items() if account in person.accounts)
        return next(owners, None)

    def key_owner(self, fingerprint: str) -> str | None:
        """The person whose key this is now."""
        owners = (
            name
            for name, person in self.people.items()
            if any(fingerprint_of(key) == fingerprint for key in person.keys)
        )
        return next(owners, None)

    def signed_in(self, issuer: str, subject: str) -> str | None:
        """The person whom an identity provider means."""
        owners = (
            name for name, person in self.people.items() if (issuer, subject) in person.sign_ins
        )
        return next(owners, None)

    def required_on(self, day: date) -> ProofRequired | None:
        """How whoever records on a day must be known: the newest requirement that has begun."""
        begun = (one for one in reversed(self.proofs) if one.from_day <= day)
        return next(begun, None)


INITIAL = Directory()


def evolve(state: Directory, event: Event) -> Directory:
    moved = _of_agencies(state, event) or _of_people(state, event) or _of_how_known(state, event)
    if moved is None:
        raise TypeError(f"{type(event).__name__} does not belong to the directory")
    return moved


def _of_agencies(state: Directory, event: Event) -> Directory | None:
    """The directory after what happened to an agency; None for another event."""
    match event:
        case PartnershipFormed():
            return replace(state, name=event.name, invented=event.invented)
        case PartnershipRenamed():
            return replace(state, name=event.name)
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
            return _person(state, event.person, full_name=event.full_name)
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
            return _person(state, event.person, grants=held)
        case AccountAssigned():
            accounts = state.people[event.person].accounts | {event.account}
            return _person(state, event.person, accounts=accounts)
        case AccountWithdrawn():
            accounts = state.people[event.person].accounts - {event.account}
            return _person(state, event.person, accounts=accounts)
        case RoleWithdrawn():
            held = state.people[event.person].grants - {Grant(event.role, event.agency)}
            return _person(state, event.person, grants=held)
        case _:
            return None


def _agency(state: Directory, agency: str, **changed: Any) -> Directory:
    now = replace(state.agencies[agency], **changed)
    return replace(state, agencies={**state.agencies, agency: now})


def _of_how_known(state: Directory, event: Event) -> Directory | None:
    """The directory after what changed how people are known; None for another event."""
    match event:
        case PersonKeyAdded():
            seen = {**state.keys_seen, event.key: event.person}
            keys = state.people[event.person].keys | {event.key}
            return _person(replace(state, keys_seen=seen), event.person, keys=keys)
        case PersonKeyWithdrawn():
            left = {
                key
                for key in state.people[event.person].keys
                if fingerprint_of(key) != event.fingerprint
            }
            return _person(state, event.person, keys=frozenset(left))
        case SignInAdded():
            held = state.people[event.person].sign_ins | {(event.issuer, event.subject)}
            return _person(state, event.person, sign_ins=held)
        case SignInWithdrawn():
            held = state.people[event.person].sign_ins - {(event.issuer, event.subject)}
            return _person(state, event.person, sign_ins=held)
        case AgencyKeyNamed():
            return replace(state, agency_keys={**state.agency_keys, event.agency: event.key})
        case KeysVouchedFor():
            return _vouched(state, event)
        case ProofRequired():
            return replace(
                state,
                proofs=(*state.proofs, event),
                carried_out=state.carried_out | {event.request},
            )
        case _:
            return None


def _vouched(state: Directory, event: KeysVouchedFor) -> Directory:
    """The directory in which the agency's people have the keys of its list and no others."""
    people = dict(state.people)
    for name, person in people.items():
        if person.agency == event.agency:
            keys = frozenset(line.key for line in event.keys if line.person == name)
            people[name] = replace(person, keys=keys)
    return replace(
        state,
        people=people,
        keys_seen={**state.keys_seen, **{line.key: line.person for line in event.keys}},
        vouched={**state.vouched, event.agency: event.note},
    )


def _person(state: Directory, person: str, **changed: Any) -> Directory:
    now = replace(state.people[person], **changed)
    return replace(state, people={**state.people, person: now})
