"""The partnership, its agencies and its people."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import StringConstraints

from domain.kernel.event import Event
from domain.kernel.vocabulary import AgencyId, Name, Number, PersonId, Role, Sector, Text

Account = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.@-]*\$?$", max_length=256)
]
"""The name of an account of the ledger's own computer."""


class PartnershipFormed(Event):
    """The ledger's first entry. `invented` marks a demonstration, shown on every page."""

    name: Name
    invented: bool = False


class AgencyJoined(Event):
    agency: AgencyId
    title: Name
    sector: Sector


class AgencyNameCorrected(Event):
    """The agency was always called `title`; what was recorded before was a mistake."""

    agency: AgencyId
    title: Name
    reason: Text


class AgencyRenamed(Event):
    """The same agency has another name from `renamed_on`."""

    agency: AgencyId
    title: Name
    renamed_on: date
    reason: Text


class AgencyLeft(Event):
    agency: AgencyId
    reason: Text


class AgencyMerged(Event):
    """The agency is part of `into` from `merged_on`: what it was asked to do goes on there."""

    agency: AgencyId
    into: AgencyId
    merged_on: date
    reason: Text


class BodyNamed(Event):
    """A body outside the partnership, such as a department of government. It takes part in
    nothing; recommendations can be addressed to it.
    """

    body: AgencyId
    title: Name
    sector: Sector


class PersonEnrolled(Event):
    """A person who acts for the partnership (`agency` None) or for one agency."""

    person: PersonId
    full_name: Name
    agency: AgencyId | None = None


class PersonRenamed(Event):
    """The same person has another name, or the one on record was wrong: `reason` says which."""

    person: PersonId
    full_name: Name
    reason: Text


class PersonLeft(Event):
    """The person acts for nobody here any more: every role they held ends."""

    person: PersonId
    left_on: date
    reason: Text


class RoleGranted(Event):
    """`agency` is set for agency roles only.

    `request`: the number of the request that this carries out, for a keeper. The first keeper
    needs none. Version 1 had none at all.
    """

    schema_version: ClassVar[int] = 2

    person: PersonId
    role: Role
    agency: AgencyId | None = None
    request: Number | None = None


class AccountAssigned(Event):
    """Whoever the operating system knows by this account is this person."""

    person: PersonId
    account: Account


class AccountWithdrawn(Event):
    """The account is this person's no longer. What they recorded with it stays theirs."""

    person: PersonId
    account: Account
    reason: Text


class RoleWithdrawn(Event):
    person: PersonId
    role: Role
    agency: AgencyId | None = None
    reason: Text
