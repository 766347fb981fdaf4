"""An audit from agreed plan to closing (framework section 5)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from domain.audit.terms import Plan
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    CaseRef,
    CaseText,
    Digest,
    FindingKind,
    Likeness,
    Line,
    Number,
    PersonId,
    Ref,
    Text,
    ToolCode,
    ViewsMethod,
)


class Attendance(Value):
    """Who came to the moderation day and undertook to keep it confidential (section 9)."""

    person: PersonId
    agency: AgencyId | None
    undertaking: bool


class PlanAgreed(Event):
    """`tool_version` is the version that every return of this audit will use."""

    schema_version: ClassVar[int] = 3

    audit: AuditCode
    agreed_on: date
    tool_version: int
    plan: Plan


class PlanAmended(Event):
    """The whole plan as it stands from then on, and why."""

    schema_version: ClassVar[int] = 3

    audit: AuditCode
    amended_on: date
    plan: Plan
    reason: Text


class FramesCompared(Event):
    """The decision, at any time, whether this audit's cases come from the frame of another's."""

    audit: AuditCode
    other_audit: AuditCode
    likeness: Likeness
    reason: Text


class OldCasesDrawn(Event):
    """Cases of an earlier audit to be graded again here, blind, and own ones to be graded twice.

    `size`: how many were asked for; `cases`: the earlier audit's; `twice`: this audit's.
    """

    audit: AuditCode
    other_audit: AuditCode
    size: int
    cases: tuple[CaseRef, ...]
    twice: tuple[CaseRef, ...]


class LeadAuditorAppointed(Event):
    audit: AuditCode
    person: PersonId


class AuditorNominated(Event):
    audit: AuditCode
    agency: AgencyId
    person: PersonId


class BriefingHeld(Event):
    """`reason`: why what was recorded before is corrected; None for the first time."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    held_on: date
    reason: Text | None = None


class BriefingAcknowledged(Event):
    audit: AuditCode
    agency: AgencyId
    person: PersonId


class ModerationOpened(Event):
    """From here the agencies may read each other's returns, and nobody may revise one.

    `missing`: returns that were due and had not come, as `C07/police`.
    """

    audit: AuditCode
    missing: tuple[str, ...]
    reason: Text | None = None


class ModerationHeld(Event):
    """`reason`: as for the briefing."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    held_on: date
    attended: tuple[Attendance, ...]
    reason: Text | None = None


class ViewsDecided(Event):
    """Whether and how the views of children and families are sought, and by whom (section 8).

    `methods` is empty when they are not sought: `reason` then says why.
    """

    audit: AuditCode
    decided_on: date
    methods: tuple[ViewsMethod, ...]
    by_whom: Text | None
    reason: Text | None


class GroupViewsRecorded(Event):
    """What children and families said together: a questionnaire, the Young People's Board.

    `respondents`: how many were heard.
    """

    audit: AuditCode
    method: ViewsMethod
    heard_on: date
    respondents: Annotated[int, Field(ge=1, le=100_000)]
    views: CaseText


class ToolFeedbackGiven(Event):
    """What worked and what did not in conducting the audit: for the next one with this tool.

    `agency` None: the lead auditor's own.
    """

    audit: AuditCode
    agency: AgencyId | None
    tool: ToolCode
    tool_version: int
    worked_well: Text
    worked_less_well: Text


class GroupViewsWithdrawn(Event):
    """What a group was recorded to have said was recorded by mistake, such as of another audit.

    `number`: which of the audit's, counted as they were recorded.
    """

    audit: AuditCode
    number: Number
    reason: CaseText


class ToolFeedbackWithdrawn(Event):
    """Feedback on the tool was recorded by mistake, such as of another audit or in another's name.

    `number`: which of the audit's, counted as it was recorded.
    """

    audit: AuditCode
    agency: AgencyId | None
    number: Number
    reason: Text


class FindingRecorded(Event):
    """A strength or a concern, with what evidences it.

    `evidenced_by`: returns, as `C07/police`; a child's or family's views, as `C07/views`; a
    group's, as `views`. `views_changed`: what those views changed in it.
    """

    audit: AuditCode
    finding: Ref
    kind: FindingKind
    area: AreaId
    text: CaseText
    evidenced_by: tuple[str, ...]
    views_changed: CaseText = ""


class FindingRevised(Event):
    """What a finding says instead, until the report is agreed. What it said before stays."""

    audit: AuditCode
    finding: Ref
    kind: FindingKind
    area: AreaId
    text: CaseText
    evidenced_by: tuple[str, ...]
    views_changed: CaseText = ""
    reason: CaseText


class FindingWithdrawn(Event):
    audit: AuditCode
    finding: Ref
    reason: CaseText


class ReportDrafted(Event):
    """`conclusion`: the lead auditor's overall judgement on the work; version 1 had none."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    drafted_on: date
    summary: CaseText
    conclusion: CaseText = ""


class ReportCirculated(Event):
    audit: AuditCode
    circulated_on: date
    agencies: tuple[AgencyId, ...]


class ReportCommented(Event):
    audit: AuditCode
    agency: AgencyId
    number: Number
    comment: CaseText


class ReportCommentAnswered(Event):
    """The lead auditor's answer to one comment. `report_changed`: whether the report did."""

    audit: AuditCode
    agency: AgencyId
    number: Number
    answer: CaseText
    report_changed: bool


class ReportAgreed(Event):
    """`reason`: as for the briefing."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    agreed_on: date
    reason: Text | None = None


class ReportFrozen(Event):
    """The agreed report as a PDF that nobody changes. Frozen again, the newest is the one agreed.

    `document`: SHA-256 of the Word file that it was made of; `digest`: of the PDF. `size`, `root`:
    the ledger's checkpoint that stands in its foot.
    """

    audit: AuditCode
    frozen_on: date
    document: Digest
    digest: Digest
    size: Annotated[int, Field(ge=1)]
    root: Digest


class ReportConsidered(Event):
    """SAIG's consideration of the overview report. `reason`: as for the briefing."""

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    considered_on: date
    conclusion: Text
    reason: Text | None = None


class ParticipationCertified(Event):
    """For continued professional development (section 2). Given again, it supersedes: `reason`.

    `hours`: of the person's work on the audit between `first_day` and `last_day`.
    """

    audit: AuditCode
    person: PersonId
    capacity: Line
    first_day: date
    last_day: date
    hours: Annotated[int, Field(ge=1, le=1_000)]
    reason: Text | None


class AuditClosed(Event):
    """`unanswered`: queries, as `C07/police 1`; `undelivered`: individual audits that were not
    passed on, as `C07/police manager`; `uncertified`: who took part. `reason`: why it is closed
    all the same. None in the first three: version 1 did not ask.
    """

    schema_version: ClassVar[int] = 2

    audit: AuditCode
    closed_on: date
    unanswered: tuple[str, ...] | None = ()
    undelivered: tuple[str, ...] | None = ()
    uncertified: tuple[PersonId, ...] | None = ()
    reason: Text | None = None


class AuditAbandoned(Event):
    """The audit is called off, not carried out. What was recorded for it stays."""

    audit: AuditCode
    abandoned_on: date
    reason: Text


class AuditResumed(Event):
    """An audit that was abandoned, or closed by mistake, goes on from where it stood."""

    audit: AuditCode
    resumed_on: date
    reason: Text
