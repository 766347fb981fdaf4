"""What moderation agreed about one case, and what child and family said (sections 5 and 8)."""

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
    ViewsMethod,
    Whose,
)


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


class AreaFoundNotApplicable(Event):
    """Moderation found that an area does not apply: no grade of it counts.

    `agency`: only to its work on the case; None: to the case. A grade agreed later supersedes it.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None
    area: AreaId
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


class LearningWithdrawn(Event):
    """Learning that was recorded by mistake, such as with the wrong case or audit.

    `number`: which of what was agreed from the case, counted as it was recorded.
    """

    audit: AuditCode
    case: CaseRef
    number: Number
    reason: CaseText


class ViewsSought(Event):
    """Somebody was asked to speak with the child or the family.

    `agency`: whose worker was chosen, None when it is nobody's of the audit; `by_whom`: who, and
    why they are the most appropriate person.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None
    method: ViewsMethod
    sought_on: date
    by_whom: CaseText


class ViewsRecorded(Event):
    """What the child or the family said of the service, and of the difference it made."""

    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None
    method: ViewsMethod
    heard_on: date
    whose: Whose
    views: CaseText
    difference_made: CaseText


class ViewsNotSought(Event):
    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None
    reason: CaseText


class ViewsWithdrawn(Event):
    """What was said of hearing this case's family was said by mistake, such as of another's.

    `number`: which of what was recorded of it, asked, heard and not sought counted together.
    `agency`: whose worker takes it back, None for the lead auditor.
    """

    audit: AuditCode
    case: CaseRef
    agency: AgencyId | None
    number: Number
    reason: CaseText
