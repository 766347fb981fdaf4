"""The lead auditor's queries, feedback, comments on the report, and what taking part was like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.reading import FEEDBACK, read, readable_of_agencies


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


@dataclass(frozen=True, slots=True)
class ReportComment:
    """`report_changed` is None while the comment waits for an answer."""

    audit: str
    number: int
    agency: str
    commented_at: datetime
    position: int
    answered_at: datetime | None
    answer_position: int | None
    report_changed: bool | None


@dataclass(frozen=True, slots=True)
class ToolFeedback:
    """`agency` None: the lead auditor's own."""

    tool: str
    tool_version: int
    audit: str
    agency: str | None
    worked_well: str
    worked_less_well: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Certificate:
    """The newest for a person and an audit. `corrected`: it supersedes an earlier one."""

    audit: str
    person: str
    full_name: str
    capacity: str
    first_day: date
    last_day: date
    hours: int
    recorded_at: datetime
    position: int
    corrected: bool


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


def report_comments(session: Session, audit: str) -> tuple[ReportComment, ...]:
    """The agencies' comments on an audit's report, each with its answer if there is one."""
    return read(
        session,
        ReportComment,
        "report_comments",
        where="audit = ?",
        order="number",
        parameters=[audit],
    )


def tool_feedback(session: Session, tool: str) -> tuple[ToolFeedback, ...]:
    """What was said of conducting audits with a tool, the newest first."""
    return read(
        session,
        ToolFeedback,
        "tool_feedback",
        where="tool = ?",
        order="position DESC",
        parameters=[tool],
    )


def certificates(
    session: Session, audit: str | None = None, person: str | None = None
) -> tuple[Certificate, ...]:
    """The newest certificate of each person and audit: of an audit, of a person, or of all."""
    return read(
        session,
        Certificate,
        "certificates",
        where="($1::VARCHAR IS NULL OR audit = $1::VARCHAR)"
        " AND ($2::VARCHAR IS NULL OR person = $2::VARCHAR)",
        order="audit, full_name, person",
        parameters=[audit, person],
    )
