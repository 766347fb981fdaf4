"""What the moderation day agreed about one case (framework section 5)."""

from __future__ import annotations

from domain.events.base import Event, Value
from domain.vocabulary import AgencyId, AreaId, AuditCode, CaseRef, CaseText, GradeCode


class Dissent(Value):
    """An agency that did not agree, in its own words."""

    agency: AgencyId
    words: CaseText


class GradeModerated(Event):
    """Moderation's grade for one agency's work. It supersedes, with a reason, up or down."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId
    area: AreaId
    from_grade: GradeCode
    to_grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class AreaGradeAgreed(Event):
    """The grade that the agencies together agree for one area of the case."""

    audit: AuditCode
    case: CaseRef
    area: AreaId
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class OverallGradeAgreed(Event):
    """The grade of the whole case. Agreeing it again supersedes it, with a reason."""

    audit: AuditCode
    case: CaseRef
    grade: GradeCode
    reason: CaseText
    dissent: tuple[Dissent, ...] = ()


class LearningAgreed(Event):
    audit: AuditCode
    case: CaseRef
    learning: CaseText
