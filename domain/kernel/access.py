"""Who may record and who may read: one table, deny by default.

`Ledger.record` asks `may_record`; `projections.queries` and `ledger.reader` ask `may_read` and
`may_read_text`. Pages and commands never decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.kernel.vocabulary import AGENCY_ROLES, Role


class Scope(StrEnum):
    """How far a right reaches."""

    ANYWHERE = "anywhere"
    OWN_AGENCY = "own agency"
    LED_AUDIT = "audits led"
    INVOLVED = "audits their agency takes part in"


@dataclass(frozen=True, slots=True)
class Right:
    role: Role
    scope: Scope


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds. `agency` is set for agency roles only."""

    role: Role
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is at one moment: the roles held and the audits led."""

    person: str
    grants: frozenset[Grant] = frozenset()
    leads: frozenset[str] = frozenset()

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies for which this person holds an agency role."""
        return frozenset(g.agency for g in self.grants if g.agency is not None)


@dataclass(frozen=True, slots=True)
class Resource:
    """What an entry is about, as far as access is concerned.

    `involved`: the agencies that take part in the audit, where they matter.
    """

    audit: str | None = None
    agency: str | None = None
    involved: frozenset[str] = frozenset()


def _rights(scope: Scope, *roles: Role) -> frozenset[Right]:
    return frozenset(Right(role, scope) for role in roles)


_SAIG = _rights(Scope.ANYWHERE, Role.SAIG_CHAIR, Role.SAIG_MEMBER)
_COORDINATOR = _rights(Scope.ANYWHERE, Role.COORDINATOR)
_ANY_LEAD = _rights(Scope.ANYWHERE, Role.LEAD_AUDITOR)
_LEAD = _rights(Scope.LED_AUDIT, Role.LEAD_AUDITOR)
_NEUTRAL = _rights(Scope.ANYWHERE, Role.NEUTRAL)
_ENTERS_HISTORY = _COORDINATOR | _ANY_LEAD
_KEEPER = _rights(Scope.ANYWHERE, Role.KEEPER)
_INSPECTOR = _rights(Scope.ANYWHERE, Role.INSPECTOR)
_OWN_AUDITOR = _rights(Scope.OWN_AGENCY, Role.AUDITOR)
_OWN_LEAD = _rights(Scope.OWN_AGENCY, Role.AGENCY_LEAD)
_OWN = _OWN_AUDITOR | _OWN_LEAD
_OWN_OR_LEAD = _OWN | _LEAD
_ANY_AGENCY = _rights(Scope.ANYWHERE, *AGENCY_ROLES)
_ANY_AGENCY_LEAD = _rights(Scope.ANYWHERE, Role.AGENCY_LEAD)
_INVOLVED = _rights(Scope.INVOLVED, *AGENCY_ROLES)
_EVERY_ROLE = _rights(Scope.ANYWHERE, *Role)
_PARTNERSHIP = _EVERY_ROLE - _rights(Scope.ANYWHERE, Role.NEUTRAL, Role.KEEPER)
_NOBODY: frozenset[Right] = frozenset()


@dataclass(frozen=True, slots=True)
class Access:
    """One event's row of the table.

    `read` holds always; `read_once_open` holds from the moment the audit's returns are opened.
    `text` and `text_once_open` are the same for the confidential fields. `count`: who may know
    how many there are in each audit, and nothing else about them. `exists`: who may know which
    case and agency has one, and nothing else about it. `enter`: who may enter it for somebody who
    may record it, from a document of theirs.
    """

    record: frozenset[Right]
    read: frozenset[Right] = _EVERY_ROLE
    read_once_open: frozenset[Right] = _NOBODY
    text: frozenset[Right] = _NOBODY
    text_once_open: frozenset[Right] = _NOBODY
    count: frozenset[Right] = _NOBODY
    exists: frozenset[Right] = _NOBODY
    enter: frozenset[Right] = _NOBODY


def _return_row(record: frozenset[Right], exists: frozenset[Right] = _NOBODY) -> Access:
    """A return: its agency and the lead auditor only, until moderation opens (section 9).

    Whoever chases returns may know before that which have come.
    """
    return Access(
        exists=exists,
        record=record,
        read=_OWN | _LEAD,
        read_once_open=_PARTNERSHIP,
        text=_OWN | _LEAD,
        text_once_open=_INVOLVED,
    )


def _concern_row(record: frozenset[Right]) -> Access:
    """A concern: whoever takes it up and the agency that raised it; for all others, a count."""
    return Access(record, read=_OWN_OR_LEAD, text=_OWN_OR_LEAD, count=_PARTNERSHIP)


def _views_row() -> Access:
    """What child and family said: the lead auditor, the agency that heard it, then the involved."""
    return Access(
        record=_OWN_OR_LEAD, read=_PARTNERSHIP, text=_OWN_OR_LEAD, text_once_open=_INVOLVED
    )


def _report_row(record: frozenset[Right], read: frozenset[Right] = _EVERY_ROLE) -> Access:
    """Report and findings: its text is for SAIG and for the agencies of the audit."""
    return Access(
        record=record,
        read=read,
        read_once_open=_PARTNERSHIP,
        text=_LEAD,
        text_once_open=_INVOLVED | _SAIG,
    )


def _case_row() -> Access:
    """What moderation agreed: the partnership reads it; the text stays with those involved."""
    return Access(
        record=_LEAD,
        read=_LEAD,
        read_once_open=_PARTNERSHIP,
        text=_LEAD,
        text_once_open=_INVOLVED,
    )


_ENTERED = (
    *("AuditorNominated", "BriefingAcknowledged", "ToolFeedbackGiven", "ReportCommented"),
    *("ReturnAppended", "ReturnCameLate", "GradeGiven", "GradeRevised", "NoInvolvementDeclared"),
    *("ReturnWithdrawn", "CaseGradedAgain", "QueryAnswered", "SingleAgencyAuditReported"),
    *("FeedbackDelivered", "FeedbackAcknowledged", "ViewsSought", "ViewsRecorded"),
    *("ViewsNotSought", "ActionProgressed"),
)
"""What an agency's people send in by other ways, and somebody may enter for them. Never what
changes who may do what, nor what takes a second person."""

_OF_THE_PAST = Access(_ENTERS_HISTORY, read=_PARTNERSHIP, text=_ENTERS_HISTORY | _INVOLVED)
_ROWS: dict[str, Access] = {
    "PartnershipFormed": Access(_COORDINATOR),
    "PartnershipRenamed": Access(_COORDINATOR),
    "AgencyJoined": Access(_COORDINATOR),
    "AgencyNameCorrected": Access(_COORDINATOR),
    "AgencyRenamed": Access(_COORDINATOR),
    "AgencyLeft": Access(_COORDINATOR),
    "AgencyMerged": Access(_COORDINATOR),
    "BodyNamed": Access(_COORDINATOR),
    "PersonEnrolled": Access(_COORDINATOR),
    "PersonRenamed": Access(_COORDINATOR),
    "PersonLeft": Access(_COORDINATOR),
    "RoleGranted": Access(_COORDINATOR),
    "RoleWithdrawn": Access(_COORDINATOR),
    "AccountAssigned": Access(_COORDINATOR),
    "AccountWithdrawn": Access(_COORDINATOR),
    "PersonKeyAdded": Access(_OWN_LEAD | _COORDINATOR),
    "PersonKeyWithdrawn": Access(_ANY_AGENCY_LEAD | _COORDINATOR | _KEEPER),
    "SignInAdded": Access(_OWN_LEAD | _COORDINATOR),
    "SignInWithdrawn": Access(_ANY_AGENCY_LEAD | _COORDINATOR | _KEEPER),
    "AgencyKeyNamed": Access(_OWN_LEAD | _COORDINATOR),
    "KeysVouchedFor": Access(_OWN_LEAD | _COORDINATOR),
    "ProofRequired": Access(_COORDINATOR | _rights(Scope.ANYWHERE, Role.SAIG_CHAIR)),
    "ProgrammeAgreed": Access(_SAIG),
    "CapacityDeclared": Access(_SAIG),
    "AuditScheduled": Access(_SAIG),
    "AuditRescheduled": Access(_SAIG),
    "AuditWithdrawn": Access(_SAIG),
    "ProgrammeReviewed": Access(_SAIG),
    "SingleAgencyAuditDeclared": Access(_SAIG | _COORDINATOR | _OWN_LEAD),
    "SingleAgencyAuditCalledOff": Access(_SAIG | _COORDINATOR | _OWN_LEAD),
    "ToolPublished": Access(_ANY_LEAD),
    "ToolRevised": Access(_ANY_LEAD),
    "AreaVersionsCompared": Access(_ANY_LEAD),
    "ToolRetired": Access(_ANY_LEAD),
    "PlanAgreed": Access(_SAIG | _ANY_LEAD),
    "PlanAmended": Access(_SAIG | _LEAD),
    "FramesCompared": Access(_SAIG | _ANY_LEAD),
    "OldCasesDrawn": Access(_LEAD),
    "LeadAuditorAppointed": Access(_SAIG),
    "AuditorNominated": Access(_OWN_LEAD),
    "BriefingHeld": Access(_LEAD),
    "BriefingAcknowledged": Access(_OWN_AUDITOR),
    "ModerationOpened": Access(_LEAD),
    "ModerationHeld": Access(_LEAD),
    "ViewsDecided": Access(_LEAD),
    "GroupViewsRecorded": _report_row(_LEAD, read=_PARTNERSHIP),
    "GroupViewsWithdrawn": _report_row(_LEAD, read=_PARTNERSHIP),
    "ToolFeedbackGiven": Access(_OWN_OR_LEAD),
    "ToolFeedbackWithdrawn": Access(_OWN_OR_LEAD),
    "FindingRecorded": _report_row(_LEAD, read=_LEAD),
    "FindingRevised": _report_row(_LEAD, read=_LEAD),
    "FindingWithdrawn": _report_row(_LEAD, read=_LEAD),
    "ReportDrafted": _report_row(_LEAD),
    "ReportCirculated": Access(_LEAD),
    "ReportCommented": Access(_OWN, text=_OWN_OR_LEAD | _SAIG),
    "ReportCommentAnswered": Access(_LEAD, text=_OWN_OR_LEAD | _SAIG),
    "ReportAgreed": Access(_LEAD),
    "ReportFrozen": Access(_LEAD),
    "ReportConsidered": Access(_SAIG),
    "ParticipationCertified": Access(_LEAD),
    "AuditClosed": Access(_LEAD | _SAIG),
    "AuditAbandoned": Access(_LEAD | _SAIG),
    "AuditResumed": Access(_LEAD | _SAIG),
    "AuditEnteredFromDocument": Access(_ENTERS_HISTORY),
    "CaseEnteredFromDocument": _OF_THE_PAST,
    "EnteredCaseWithdrawn": _OF_THE_PAST,
    "EnteredAuditWithdrawn": Access(_ENTERS_HISTORY),
    "FrameCommitted": Access(_LEAD),
    "FrameReplaced": Access(_LEAD),
    "SeedDrawn": Access(_NEUTRAL),
    "SampleDrawn": Access(_LEAD),
    "CaseSampled": Access(_LEAD, text=_LEAD | _NEUTRAL),
    "CaseReplaced": Access(_LEAD),
    "SampleRedrawn": Access(_LEAD),
    "CaseNotGradable": Access(_LEAD, text=_LEAD, text_once_open=_INVOLVED),
    "CaseFoundGradable": Access(_LEAD, text=_LEAD, text_once_open=_INVOLVED),
    "CaseFamilySaid": Access(_LEAD, text=_LEAD, text_once_open=_INVOLVED),
    "ReturnAppended": _return_row(_OWN_AUDITOR, exists=_COORDINATOR),
    "ReturnCameLate": Access(_OWN_AUDITOR, read=_OWN | _LEAD, read_once_open=_PARTNERSHIP),
    "GradeGiven": _return_row(_OWN_AUDITOR),
    "GradeRevised": _return_row(_OWN_AUDITOR),
    "NoInvolvementDeclared": _return_row(_OWN_AUDITOR, exists=_COORDINATOR),
    "ReturnWithdrawn": _return_row(_OWN_AUDITOR, exists=_COORDINATOR),
    "CaseGradedAgain": _return_row(_OWN_AUDITOR),
    "SecondJudgementWithdrawn": _return_row(_OWN_AUDITOR),
    "QueryRaised": _return_row(_LEAD),
    "QueryAnswered": _return_row(_OWN_AUDITOR),
    "FeedbackDelivered": Access(_OWN_OR_LEAD, read=_PARTNERSHIP),
    "FeedbackAcknowledged": Access(_OWN_OR_LEAD, read=_PARTNERSHIP, text=_OWN_OR_LEAD),
    "FeedbackWithdrawn": Access(_OWN_OR_LEAD, read=_PARTNERSHIP, text=_OWN_OR_LEAD),
    "OldCaseRegraded": Access(_OWN_AUDITOR, read=_OWN | _LEAD, read_once_open=_PARTNERSHIP),
    "RegradeWithdrawn": _return_row(_OWN_AUDITOR),
    "GradeModerated": _case_row(),
    "AreaGradeAgreed": _case_row(),
    "AreaFoundNotApplicable": _case_row(),
    "OverallGradeAgreed": _case_row(),
    "LearningAgreed": _case_row(),
    "LearningWithdrawn": _case_row(),
    "ViewsSought": _views_row(),
    "ViewsRecorded": _views_row(),
    "ViewsNotSought": _views_row(),
    "ViewsWithdrawn": _views_row(),
    "ConcernRaised": _concern_row(_OWN_AUDITOR | _LEAD),
    "ConcernTakenUp": _concern_row(_LEAD),
    "ConcernAcknowledged": _concern_row(_LEAD),
    "ConcernResolved": _concern_row(_LEAD),
    "SingleAgencyAuditReported": Access(_OWN_LEAD, read=_PARTNERSHIP),
    "SingleAgencyAuditConsidered": Access(_SAIG, read=_PARTNERSHIP),
    "SingleAgencyReportWithdrawn": Access(_SAIG | _OWN_LEAD, read=_PARTNERSHIP),
    "RecommendationMade": Access(_ANY_LEAD),
    "RecommendationEnteredFromDocument": Access(_ENTERS_HISTORY),
    "EnteredRecommendationWithdrawn": Access(_ENTERS_HISTORY),
    "RecommendationAccepted": Access(_SAIG),
    "RecommendationRejected": Access(_SAIG),
    "RecommendationPassedOn": Access(_SAIG | _COORDINATOR),
    "RecommendationAnswered": Access(_SAIG | _COORDINATOR),
    "PlacedInWorkStream": Access(_SAIG),
    "MergedInto": Access(_SAIG),
    "ActionAgreed": Access(_SAIG | _OWN_LEAD),
    "ActionProgressed": Access(_SAIG | _ANY_AGENCY),
    "ActionRescheduled": Access(_SAIG),
    "ActionClosed": Access(_SAIG),
    "ActionReopened": Access(_SAIG),
    "ActionDropped": Access(_SAIG),
    "ActionHandedOver": Access(_SAIG | _ANY_AGENCY_LEAD),
    "ImpactAssessed": Access(_SAIG),
    "RecommendationClosed": Access(_SAIG),
    "RecommendationReopened": Access(_SAIG),
    "WorkStreamOpened": Access(_SAIG),
    "WorkStreamClosed": Access(_SAIG),
    # Its entry names whoever recorded the first text: for a concern, whoever raised it.
    "KeyIssued": Access(_NOBODY, read=_ANY_LEAD | _INSPECTOR | _KEEPER),
    "GlassBroken": Access(_INSPECTOR),
    "LegalHoldPlaced": Access(_KEEPER),
    "LegalHoldReleased": Access(_KEEPER),
    "ErasureRequested": Access(_KEEPER),
    "ErasureBegun": Access(_KEEPER),
    "ErasureCompleted": Access(_KEEPER),
    # Whoever may ask is known to the partnership; a brake is for everybody.
    "ActRequested": Access(_KEEPER | _COORDINATOR | _SAIG),
    "RequestHeld": Access(_EVERY_ROLE),
    "RequestHoldReleased": Access(_EVERY_ROLE),
    "RequestWithdrawn": Access(_KEEPER | _COORDINATOR | _SAIG),
    "LedgerBackedUp": Access(_KEEPER),
    "LoginsAllowed": Access(_KEEPER | _COORDINATOR),
    "LedgerNamed": Access(_COORDINATOR | _KEEPER),
    "LogKeyRotated": Access(_KEEPER),
    "CheckpointPublished": Access(_KEEPER | _COORDINATOR | _ANY_LEAD),
    "CheckpointTimed": Access(_KEEPER | _COORDINATOR | _ANY_LEAD),
    "ReceiptIssued": Access(_KEEPER | _COORDINATOR | _ANY_LEAD | _ANY_AGENCY),
    "PackExported": Access(_KEEPER | _INSPECTOR | _ANY_LEAD),
    "LedgerContinued": Access(_KEEPER),
}

ACCESS: dict[str, Access] = {
    name: replace(row, enter=_COORDINATOR | _LEAD) if name in _ENTERED else row
    for name, row in _ROWS.items()
}
"""Event name to its row. An event without a row can neither be recorded nor read."""


def right_held(standing: Standing, rights: Iterable[Right], resource: Resource) -> Grant | None:
    """The grant by which the person holds one of the rights over the resource, or None.

    A lead auditor's grant over a led audit needs the appointment only: the role may since have
    been withdrawn from new work, and the appointment still stands until another is made.
    """
    for right in sorted(rights, key=lambda r: (r.scope, r.role)):
        if right.scope is Scope.LED_AUDIT:
            if resource.audit is not None and resource.audit in standing.leads:
                return Grant(right.role)
            continue
        for grant in sorted(standing.grants, key=lambda g: (g.role, g.agency or "")):
            if grant.role is not right.role:
                continue
            if _reaches(right.scope, grant, resource):
                return grant
    return None


def _reaches(scope: Scope, grant: Grant, resource: Resource) -> bool:
    if scope is Scope.INVOLVED:
        return grant.agency in resource.involved
    return scope is Scope.ANYWHERE or grant.agency == resource.agency


def may_record(standing: Standing, event: str, resource: Resource) -> Grant | None:
    """The grant under which this person may record the event, or None: not permitted."""
    row = ACCESS.get(event)
    return None if row is None else right_held(standing, row.record, resource)


def may_enter(standing: Standing, event: str, resource: Resource) -> bool:
    """Whether this person may enter the event for somebody else who may record it."""
    row = ACCESS.get(event)
    return row is not None and right_held(standing, row.enter, resource) is not None


def may_read(standing: Standing, event: str, resource: Resource, *, is_open: bool) -> bool:
    """Whether the facts of an entry may be read. `is_open`: the audit's returns are open now."""
    row = ACCESS.get(event)
    if row is None:
        return False
    rights = row.read | (row.read_once_open if is_open else _NOBODY)
    return right_held(standing, rights, resource) is not None


def may_count(standing: Standing, event: str, resource: Resource) -> bool:
    """Whether it may be known how many such entries there are."""
    row = ACCESS.get(event)
    return row is not None and right_held(standing, row.count, resource) is not None


def may_notice(standing: Standing, event: str, resource: Resource, *, is_open: bool) -> bool:
    """Whether it may be known that such an entry is there: to read it is enough."""
    row = ACCESS.get(event)
    if row is None:
        return False
    return right_held(standing, row.exists, resource) is not None or may_read(
        standing, event, resource, is_open=is_open
    )


def may_read_text(standing: Standing, event: str, resource: Resource, *, is_open: bool) -> bool:
    """Whether the confidential text of an entry may be read."""
    row = ACCESS.get(event)
    if row is None:
        return False
    rights = row.text | (row.text_once_open if is_open else _NOBODY)
    return right_held(standing, rights, resource) is not None
