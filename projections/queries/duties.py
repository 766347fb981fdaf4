"""What a list of things to do is made from: whose it is, on what day, over which record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.kernel.access import Standing
from domain.kernel.vocabulary import Role
from projections.engine.projector import Session
from projections.queries.audits import AuditOverview
from projections.queries.directory import Person, people

_NOMINATED = "SELECT DISTINCT audit, agency, person FROM main.auditor_nominated"
_ACKNOWLEDGED = "SELECT DISTINCT audit, agency, person FROM main.briefing_acknowledged"
_SUCCESSIONS = "SELECT agency, successor FROM main.successions"
_TAKING_PART = "SELECT agency FROM main.agencies WHERE takes_part"
Named = frozenset[tuple[str, str, str]]
"""Audit, agency and person."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do. `about`: the audit, recommendation or period; `command`: how to do it.

    `is_concern`: a child may be at risk, so that it stands before everything else.
    """

    about: str
    what: str
    due: date | None
    overdue: bool
    command: str
    is_concern: bool = False


class Asked:
    """Whose list it is, on what day, over which record. What it looks up is looked up once."""

    def __init__(
        self, session: Session, viewer: Standing, today: date, audits: tuple[AuditOverview, ...]
    ) -> None:
        self.session, self.viewer, self.today, self.audits = session, viewer, today, audits

    def holds(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.viewer.grants)

    def agencies_as(self, *roles: Role) -> frozenset[str]:
        return frozenset(g.agency for g in self.viewer.grants if g.agency and g.role in roles)

    def one(
        self,
        about: str,
        what: str,
        command: str,
        due: date | None = None,
        *,
        is_concern: bool = False,
    ) -> Waiting:
        late = due is not None and due < self.today
        return Waiting(about, what, due, late, f"assure {command}", is_concern)

    @cached_property
    def people(self) -> dict[str, Person]:
        return {one.person: one for one in people(self.session)}

    @cached_property
    def taking_part(self) -> frozenset[str]:
        """The agencies that take part now."""
        return frozenset(row["agency"] for row in self.session.rows(_TAKING_PART))

    def took_over(self, agency: str) -> frozenset[str]:
        """The agencies that take part now and go on with what this one was asked to do."""
        return frozenset(now for was, now in self._successions if was == agency) & self.taking_part

    @cached_property
    def _successions(self) -> frozenset[tuple[str, str]]:
        return frozenset(
            (row["agency"], row["successor"]) for row in self.session.rows(_SUCCESSIONS)
        )

    @cached_property
    def nominated(self) -> Named:
        return _named(self.session, _NOMINATED)

    @cached_property
    def acknowledged(self) -> Named:
        return _named(self.session, _ACKNOWLEDGED)

    def hold_now(self, role: Role, agency: str | None = None) -> frozenset[str]:
        """The people who hold a role now."""
        wanted = role if agency is None else f"{role} of {agency}"
        return frozenset(one.person for one in self.people.values() if wanted in one.roles)

    def auditors_now(self, audit: str, agency: str) -> frozenset[str]:
        """The agency's nominees for an audit who are still its auditors."""
        nominees = {who for code, of, who in self.nominated if (code, of) == (audit, agency)}
        return self.hold_now(Role.AUDITOR, agency) & nominees

    def is_gone(self, person: str) -> bool:
        """Whether somebody holds no role here now, so that what is theirs is nobody's."""
        return person not in self.people or not self.people[person].roles

    def name(self, person: str) -> str:
        return self.people[person].full_name if person in self.people else person


def _named(session: Session, query: str) -> Named:
    return frozenset((row["audit"], row["agency"], row["person"]) for row in session.rows(query))
