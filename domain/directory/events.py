"""The partnership, its agencies and its people."""

from __future__ import annotations

from datetime import date

from domain.kernel.event import Event
from domain.kernel.vocabulary import AgencyId, Name, PersonId, Role, Sector, Text


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
    """`agency` is set for agency roles only."""

    person: PersonId
    role: Role
    agency: AgencyId | None = None


class RoleWithdrawn(Event):
    person: PersonId
    role: Role
    agency: AgencyId | None = None
    reason: Text
