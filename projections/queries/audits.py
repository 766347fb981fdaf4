"""Audits on their way from plan to closing: stages, dates, counts and findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.kernel.vocabulary import Recipient
from projections.engine.projector import Session
from projections.queries.rows import FEEDBACK, countable_audits, read, readable_audits, whole_audits


@dataclass(frozen=True, slots=True)
class AuditOverview:
    """One audit. Counts of returns, overall grades, findings, feedback and unresolved concerns are
    None for a viewer who may not know them whole.

    `concerns` are findings; `concerns_unresolved` safeguarding concerns (section 10). `feedback_*`:
    how often a return was passed on, each to practitioner and manager.
    `stage`: planned, briefed, sampling, returns, moderation, reporting, considered, closed or
    abandoned, which is called off.
    `is_open`: returns may be read outside their agency; `is_settled`: grades may be compared.
    """

    audit: str
    title: str
    process: str
    stage: str
    tool: str
    tool_version: int
    purpose: str
    lead_auditor: str | None
    casework_start: date
    casework_end: date
    agencies: tuple[str, ...]
    frame_definition: str
    sample_size: int
    agreed_on: date
    briefing_on: date
    returns_by: date
    moderation_on: date | None
    report_by: date
    briefing_held_on: date | None
    moderation_held_on: date | None
    report_drafted_on: date | None
    report_circulated_on: date | None
    report_agreed_on: date | None
    report_considered_on: date | None
    closed_on: date | None
    abandoned_on: date | None
    abandoned_reason: str | None
    opened_at: datetime | None
    is_open: bool
    was_moderated: bool
    is_settled: bool
    cases: int
    cases_replaced: int
    cases_without_a_successor: int
    cases_not_gradable: int
    areas_found_not_applicable: int | None
    returns_due: int
    returns_received: int | None
    returns_not_involved: int | None
    returns_missing: int | None
    overall_grades_agreed: int | None
    strengths_found: int | None
    concerns_found: int | None
    auditors_nominated: int
    briefings_acknowledged: int
    comments: int
    comments_unanswered: int
    feedback_delivered: int | None
    feedback_acknowledged: int | None
    concerns_unresolved: int | None
    views_decided_on: date | None

    @property
    def feedback_due(self) -> int | None:
        """How often returns have to be passed on: each to its practitioner and their manager."""
        return None if self.returns_received is None else len(Recipient) * self.returns_received

    @property
    def has_ended(self) -> bool:
        """Whether it is closed or was called off: no step of it waits for anybody."""
        return self.closed_on is not None or self.abandoned_on is not None

    def overdue(self, today: date) -> tuple[str, ...]:
        """The steps whose day in the plan has passed and that are not done, in words."""
        if self.has_ended:
            return ()
        steps = (
            ("briefing", self.briefing_on, self.briefing_held_on is not None),
            ("returns", self.returns_by, self.is_open or self.returns_missing == 0),
            ("moderation", self.moderation_on, self.moderation_held_on is not None),
            ("report", self.report_by, self.report_agreed_on is not None),
        )
        return tuple(
            name for name, day, done in steps if day is not None and day < today and not done
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind`: strength or concern; its words are in the ledger, at `position`.

    `evidenced_by`: returns, as `C07/police`; views, as `C07/views` or `views`.
    """

    audit: str
    finding: str
    kind: str
    area: str
    evidenced_by: tuple[str, ...]
    recorded_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class TakingPart:
    """A person with a part in an audit. `attended_on`: the moderation day, None for who was not
    there; `undertaking`: to keep it confidential; `hours`: as certified."""

    audit: str
    person: str
    agency: str | None
    is_lead: bool
    was_nominated: bool
    was_briefed: bool
    attended_on: date | None
    undertaking: bool | None
    hours: int | None


@dataclass(frozen=True, slots=True)
class Learning:
    """What moderation agreed is to be learnt from a case; its words are in the ledger.

    `number`: which of the case's it is, as `assure moderate withdraw-learning` takes it.
    """

    audit: str
    case_ref: str
    number: int
    recorded_at: datetime
    position: int


def audits_overview(session: Session) -> tuple[AuditOverview, ...]:
    """Every audit with an agreed plan, the latest casework first."""
    found = read(
        session,
        AuditOverview,
        "audit_overview",
        order="casework_end DESC, casework_start DESC, audit",
    )
    without: tuple[tuple[frozenset[str], Callable[[AuditOverview], AuditOverview]], ...] = (
        (whole_audits(session), _without_returns),
        (readable_audits(session, "ReturnAppended", *FEEDBACK), _without_feedback),
        (countable_audits(session, "ConcernRaised"), _without_concerns),
    )
    for known, left in without:
        found = tuple(audit if audit.audit in known else left(audit) for audit in found)
    return found


def closed_for_good(session: Session) -> frozenset[str]:
    """The closed audits that were never taken up again after a closing: nothing of them changes."""
    rows = session.rows(
        "SELECT audit FROM main.audits WHERE stage = 'closed' AND audit IN"
        " (SELECT audit FROM main.audit_closed GROUP BY audit HAVING count(*) = 1)"
    )
    return frozenset(str(row["audit"]) for row in rows)


def _without_returns(audit: AuditOverview) -> AuditOverview:
    return replace(
        audit,
        returns_received=None,
        returns_not_involved=None,
        returns_missing=None,
        areas_found_not_applicable=None,
        overall_grades_agreed=None,
        strengths_found=None,
        concerns_found=None,
    )


def _without_feedback(audit: AuditOverview) -> AuditOverview:
    return replace(audit, feedback_delivered=None, feedback_acknowledged=None)


def _without_concerns(audit: AuditOverview) -> AuditOverview:
    return replace(audit, concerns_unresolved=None)


def findings(session: Session, audit: str) -> tuple[Finding, ...]:
    """Findings that the viewer may read: for most, once the returns are open."""
    return read(
        session,
        Finding,
        "findings",
        where="audit = ?",
        order="position",
        parameters=[audit],
    )


def taking_part(session: Session, audit: str) -> tuple[TakingPart, ...]:
    """Everybody with a part in the audit, the lead auditor first, then by agency."""
    return read(
        session,
        TakingPart,
        "taking_part",
        where="audit = ?",
        order="is_lead DESC, agency, person",
        parameters=[audit],
    )


def learning(session: Session, audit: str | None = None) -> tuple[Learning, ...]:
    """What was agreed to be learnt: of one audit, or of all that the viewer may read."""
    return read(
        session,
        Learning,
        "learning",
        where="$1::VARCHAR IS NULL OR audit = $1::VARCHAR",
        order="audit, case_ref, position",
        parameters=[audit],
    )


def all_findings(session: Session) -> tuple[Finding, ...]:
    """Findings of every audit that the viewer may read, the latest first."""
    return read(session, Finding, "findings", order="position DESC")
