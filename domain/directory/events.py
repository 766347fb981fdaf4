"""The partnership, its agencies and its people."""

from __future__ import annotations

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


class AgencyLeft(Event):
    agency: AgencyId
    reason: Text


class PersonEnrolled(Event):
    """A person who acts for the partnership (`agency` None) or for one agency."""

    person: PersonId
    full_name: Name
    agency: AgencyId | None = None


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
