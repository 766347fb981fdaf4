"""One agency's return on one case: grades by area, with evidence (framework sections 5 and 9)."""

from __future__ import annotations

from datetime import date

from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    CaseRef,
    CaseText,
    GradeCode,
    Number,
    PersonId,
    Recipient,
    ToolCode,
)


class NotApplicable(Value):
    """An area that this agency's work on this case did not touch."""

    area: AreaId
    reason: CaseText


class ReturnAppended(Event):
    """`independent`: the auditor had no part in the case. The grades follow as `GradeGiven`."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    auditor: PersonId
    tool: ToolCode
    tool_version: int
    independent: bool
    involvement: CaseText
    not_applicable: tuple[NotApplicable, ...]


class ReturnCameLate(Event):
    """The return came after moderation was opened. `had_seen_others`: its auditor had read what
    other agencies returned on the case, so that it is no judgement of its own.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    had_seen_others: bool


class GradeGiven(Event):
    """The auditor's own grade of one area. It is never overwritten."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    area: AreaId
    grade: GradeCode
    evidence: CaseText
    strengths: CaseText
    developments: CaseText


class GradeRevised(Event):
    """The agency's own correction, before moderation opens."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    area: AreaId
    from_grade: GradeCode
    to_grade: GradeCode
    reason: CaseText


class NoInvolvementDeclared(Event):
    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reason: CaseText


class ReturnWithdrawn(Event):
    """The agency takes its return back before moderation opens; it stays on the record."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reason: CaseText


class SecondAnswer(Value):
    """A second auditor's grade of one area, with what it rests on."""

    area: AreaId
    grade: GradeCode
    evidence: CaseText
    strengths: CaseText
    developments: CaseText


class CaseGradedAgain(Event):
    """A second auditor's own judgement on a case that a colleague has returned.

    It is compared with the first, to see whether two people read one record alike. The agency's
    grade stays the first; a withdrawal of the return takes both back, and it is withdrawn alone by
    `SecondJudgementWithdrawn`.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    auditor: PersonId
    tool: ToolCode
    tool_version: int
    independent: bool
    involvement: CaseText
    answers: tuple[SecondAnswer, ...]
    not_applicable: tuple[NotApplicable, ...]


class SecondJudgementWithdrawn(Event):
    """The second auditor's judgement is taken back; the agency's return stands as it was."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    reason: CaseText


class QueryRaised(Event):
    """The lead auditor's question about a return, or about one that has not come."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    number: Number
    area: AreaId | None
    question: CaseText


class QueryAnswered(Event):
    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    number: Number
    answer: CaseText


class FeedbackDelivered(Event):
    """The individual audit was passed to the practitioner, or to the manager (section 10)."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    recipient: Recipient
    delivered_on: date


class FeedbackAcknowledged(Event):
    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    recipient: Recipient
    acknowledged_on: date
    response: CaseText


class FeedbackWithdrawn(Event):
    """It was recorded by mistake that the audit was passed on, or heard: it is still to be."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    recipient: Recipient
    reason: CaseText


class OldCaseRegraded(Event):
    """A second auditor's grade of an area, without sight of the first: it changes no grade.

    `in_audit`: the later audit at which it was graded again.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    area: AreaId
    in_audit: AuditCode
    grade: GradeCode


class RegradeWithdrawn(Event):
    """A second grade of an area of an old case was entered wrongly, and counts no more."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    area: AreaId
    in_audit: AuditCode
    reason: CaseText
