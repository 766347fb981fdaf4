"""Returns: which are in, the lead auditor's queries on them, and feedback given from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import (
    FEEDBACK,
    noticed_returns,
    read,
    readable_of_agencies,
    readable_returns,
)


@dataclass(frozen=True, slots=True)
class _Due:
    audit: str
    case_ref: str
    agency: str
    state: str
    returns_by: date
    received_at: datetime | None
    auditor: str | None
    independent: bool | None
    position: int | None
    is_called_off: bool
    had_seen_others: bool | None


@dataclass(frozen=True, slots=True)
class ReturnCell:
    """One agency's return on one case. `state`: due, received, not involved, not gradable or
    agency left.

    `received_at` and `position` are of the entry that says so; for a withdrawn return `position`
    is that of the withdrawal. `overdue`: still due after `returns_by`, in an audit that is not
    called off. `had_seen_others`: None unless it came after moderation was opened.
    """

    audit: str
    case_ref: str
    agency: str
    state: str
    returns_by: date
    received_at: datetime | None
    auditor: str | None
    independent: bool | None
    position: int | None
    overdue: bool
    had_seen_others: bool | None


@dataclass(frozen=True, slots=True)
class ReturnQuery:
    """A question to an auditor. `area` None: about the return as a whole, or a missing one.

    The words are in the ledger, at the positions; `answered_at` is None while it waits.
    """

    audit: str
    case_ref: str
    agency: str
    number: int
    area: str | None
    raised_at: datetime
    raised_position: int
    answered_at: datetime | None
    answered_position: int | None


@dataclass(frozen=True, slots=True)
class Feedback:
    """How many of an agency's `returns` were passed to the practitioner and to the manager."""

    audit: str
    agency: str
    returns: int
    practitioner_delivered: int
    practitioner_acknowledged: int
    manager_delivered: int
    manager_acknowledged: int

    @property
    def due(self) -> int:
        """Each return goes to a practitioner and to a manager."""
        return 2 * self.returns

    @property
    def delivered(self) -> int:
        return self.practitioner_delivered + self.manager_delivered

    @property
    def acknowledged(self) -> int:
        return self.practitioner_acknowledged + self.manager_acknowledged


def returns_matrix(session: Session, audit: str, today: date) -> tuple[ReturnCell, ...]:
    """The audit's cases by agency, only of agencies whose returns the viewer may read."""
    found = read(
        session,
        _Due,
        "returns_due",
        where="audit = ?",
        order="numbered(case_ref), agency",
        parameters=[audit],
    )
    readable = readable_returns(session)
    return tuple(
        ReturnCell(
            due.audit,
            due.case_ref,
            due.agency,
            due.state,
            due.returns_by,
            due.received_at,
            due.auditor,
            due.independent,
            due.position,
            overdue=due.state == "due" and due.returns_by < today and not due.is_called_off,
            had_seen_others=due.had_seen_others,
        )
        for due in found
        if (due.audit, due.agency) in readable
    )


@dataclass(frozen=True, slots=True)
class ReturnsIn:
    """How many returns of an agency are due in all, have come, and are missing.

    That an agency had no part in a case counts as come.
    """

    audit: str
    agency: str
    returns_due: int
    returns_received: int
    returns_missing: int


def returns_in(session: Session, audit: str) -> tuple[ReturnsIn, ...]:
    """Of each agency of which the viewer may know it: whom to chase."""
    noticed = noticed_returns(session)
    found = read(
        session,
        ReturnsIn,
        "returns_in",
        where="audit = ?",
        order="returns_missing DESC, agency",
        parameters=[audit],
    )
    return tuple(one for one in found if (one.audit, one.agency) in noticed)


def return_queries(session: Session, audit: str) -> tuple[ReturnQuery, ...]:
    """The audit's queries that the viewer may read, in the order of asking."""
    return read(
        session,
        ReturnQuery,
        "return_queries",
        where="audit = ?",
        order="raised_position",
        parameters=[audit],
    )


def feedback(session: Session, audit: str | None = None) -> tuple[Feedback, ...]:
    """Of each agency of an audit, or of all; only where the viewer may count its returns."""
    counted = readable_of_agencies(session, "ReturnAppended", *FEEDBACK)
    found = read(
        session,
        Feedback,
        "feedback_given",
        where="$1::VARCHAR IS NULL OR audit = $1::VARCHAR",
        order="audit, agency",
        parameters=[audit],
    )
    return tuple(one for one in found if (one.audit, one.agency) in counted)
