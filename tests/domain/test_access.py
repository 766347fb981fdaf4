"""Who may record and who may read: every person, event and stage against a table of its own.

Written from the design's "who" column and the framework's sections 7 to 10, not from
`domain.kernel.access`.
"""

from __future__ import annotations

import pytest

from domain.kernel.access import (
    ACCESS,
    Grant,
    Resource,
    Standing,
    may_read,
    may_read_text,
    may_record,
    right_held,
)
from domain.kernel.registry import EVENTS
from domain.kernel.vocabulary import Role

AUDIT, OWN, OTHER, OUTSIDE = "2026-neglect", "police", "health", "housing"
ABOUT = Resource(AUDIT, OWN, frozenset({OWN, OTHER}))
"""A return of the agency `OWN`. `OTHER` takes part in the audit as well, `OUTSIDE` does not."""


def _person(role: Role | None, agency: str | None = None, *led: str) -> Standing:
    grants = frozenset() if role is None else frozenset({Grant(role, agency)})
    return Standing("somebody", grants, frozenset(led))


PEOPLE: dict[str, Standing] = {
    "coordinator": _person(Role.COORDINATOR),
    "chair": _person(Role.SAIG_CHAIR),
    "member": _person(Role.SAIG_MEMBER),
    "lead": _person(Role.LEAD_AUDITOR, None, AUDIT),
    "lead elsewhere": _person(Role.LEAD_AUDITOR, None, "2026-step-down"),
    "auditor": _person(Role.AUDITOR, OWN),
    "other auditor": _person(Role.AUDITOR, OTHER),
    "agency lead": _person(Role.AGENCY_LEAD, OWN),
    "other agency lead": _person(Role.AGENCY_LEAD, OTHER),
    "outside auditor": _person(Role.AUDITOR, OUTSIDE),
    "outside agency lead": _person(Role.AGENCY_LEAD, OUTSIDE),
    "neutral": _person(Role.NEUTRAL),
    "inspector": _person(Role.INSPECTOR),
    "keeper": _person(Role.KEEPER),
    "nobody": _person(None),
}
SAIG = {"chair", "member"}
LEADS = {"lead", "lead elsewhere"}
AGENCY = {"auditor", "agency lead"}
INVOLVED = AGENCY | {"other auditor", "other agency lead"}
AGENCIES = INVOLVED | {"outside auditor", "outside agency lead"}
AGENCY_LEADS = {"agency lead", "other agency lead", "outside agency lead"}
EVERYBODY = PEOPLE.keys() - {"nobody"}

RECORD: dict[str, set[str]] = {
    "PartnershipFormed AgencyJoined AgencyNameCorrected AgencyLeft PersonEnrolled": {"coordinator"},
    "RoleGranted RoleWithdrawn PersonRenamed PersonLeft": {"coordinator"},
    "AgencyRenamed AgencyMerged BodyNamed PartnershipRenamed": {"coordinator"},
    "AccountAssigned AccountWithdrawn": {"coordinator"},
    "PersonKeyAdded SignInAdded AgencyKeyNamed KeysVouchedFor": {"coordinator", "agency lead"},
    "PersonKeyWithdrawn SignInWithdrawn": {"coordinator", "keeper"} | AGENCY_LEADS,
    "ProofRequired": {"coordinator", "chair"},
    # Two people for what cannot be undone: whoever may ask is known, the brake is everybody's.
    "ActRequested RequestWithdrawn": {"keeper", "coordinator"} | SAIG,
    "RequestHeld RequestHoldReleased": set(EVERYBODY),
    "ProgrammeAgreed AuditScheduled AuditRescheduled AuditWithdrawn ProgrammeReviewed": SAIG,
    "CapacityDeclared": SAIG,
    "SingleAgencyAuditDeclared SingleAgencyAuditCalledOff": SAIG | {"coordinator", "agency lead"},
    "SingleAgencyAuditReported": {"agency lead"},
    "SingleAgencyAuditConsidered": SAIG,
    "SingleAgencyReportWithdrawn": SAIG | {"agency lead"},
    "ToolPublished ToolRevised AreaVersionsCompared ToolRetired": LEADS,
    "PlanAgreed FramesCompared": SAIG | LEADS,
    "PlanAmended AuditClosed AuditAbandoned AuditResumed": SAIG | {"lead"},
    "LeadAuditorAppointed ReportConsidered": SAIG,
    "AuditEnteredFromDocument CaseEnteredFromDocument": LEADS | {"coordinator"},
    "EnteredCaseWithdrawn EnteredAuditWithdrawn": LEADS | {"coordinator"},
    "RecommendationEnteredFromDocument EnteredRecommendationWithdrawn": LEADS | {"coordinator"},
    "AuditorNominated": {"agency lead"},
    "BriefingAcknowledged": {"auditor"},
    "OldCasesDrawn BriefingHeld ModerationOpened ModerationHeld FindingRecorded": {"lead"},
    "FindingRevised FindingWithdrawn": {"lead"},
    "ReportDrafted ReportCirculated ReportCommentAnswered ReportAgreed": {"lead"},
    "ReportFrozen": {"lead"},
    "ReportCommented": AGENCY,
    "ViewsDecided GroupViewsRecorded ParticipationCertified": {"lead"},
    "GroupViewsWithdrawn LearningWithdrawn": {"lead"},
    # Whoever spoke with the child: the agency's worker, or the lead auditor for nobody's.
    "ViewsSought ViewsRecorded ViewsNotSought ViewsWithdrawn": AGENCY | {"lead"},
    "ToolFeedbackWithdrawn": AGENCY | {"lead"},
    "ToolFeedbackGiven FeedbackDelivered FeedbackAcknowledged FeedbackWithdrawn": AGENCY | {"lead"},
    "QueryRaised": {"lead"},
    "QueryAnswered OldCaseRegraded RegradeWithdrawn": {"auditor"},
    "ConcernRaised": {"auditor", "lead"},
    "ConcernTakenUp ConcernAcknowledged ConcernResolved": {"lead"},
    "FrameCommitted FrameReplaced SampleDrawn CaseSampled CaseReplaced SampleRedrawn": {"lead"},
    "CaseNotGradable CaseFoundGradable CaseFamilySaid": {"lead"},
    "SeedDrawn": {"neutral"},
    "ReturnAppended GradeGiven GradeRevised NoInvolvementDeclared ReturnWithdrawn": {"auditor"},
    "ReturnCameLate": {"auditor"},
    "CaseGradedAgain": {"auditor"},
    "SecondJudgementWithdrawn": {"auditor"},
    "GradeModerated AreaGradeAgreed OverallGradeAgreed LearningAgreed": {"lead"},
    "AreaFoundNotApplicable": {"lead"},
    "RecommendationMade": LEADS,
    "RecommendationAccepted RecommendationRejected PlacedInWorkStream MergedInto": SAIG,
    "RecommendationPassedOn RecommendationAnswered": SAIG | {"coordinator"},
    "ActionAgreed": SAIG | {"agency lead"},
    # Whose action it is to hand over, the decision says.
    "ActionHandedOver": SAIG | {"agency lead", "other agency lead", "outside agency lead"},
    "ActionProgressed": SAIG | AGENCIES,
    "ActionRescheduled ActionClosed ActionReopened ActionDropped": SAIG,
    "ImpactAssessed RecommendationClosed RecommendationReopened": SAIG,
    "WorkStreamOpened WorkStreamClosed": SAIG,
    # The ledger itself records it, before the first words about a case: nobody asks for a key.
    "KeyIssued": set(),
    "GlassBroken": {"inspector"},
    "LegalHoldPlaced LegalHoldReleased": {"keeper"},
    "ErasureRequested ErasureBegun ErasureCompleted": {"keeper"},
    "LogKeyRotated LedgerContinued LedgerBackedUp": {"keeper"},
    # Whoever starts a ledger names it, and there is no keeper yet.
    "LedgerNamed LoginsAllowed": {"keeper", "coordinator"},
    # Handing out proof is everyday work: of the whole by those who answer for an audit, of one
    # entry by whoever may have recorded it.
    "CheckpointPublished": {"keeper", "coordinator"} | LEADS,
    "CheckpointTimed": {"keeper", "coordinator"} | LEADS,
    "ReceiptIssued": {"keeper", "coordinator"} | LEADS | AGENCIES,
    # The inspector's own breaking of the glass, or a pack made for the inspector.
    "PackExported": {"keeper", "inspector"} | LEADS,
}
RECORDERS = {event: who for events, who in RECORD.items() for event in events.split()}

RETURNS = {
    "ReturnAppended",
    "GradeGiven",
    "GradeRevised",
    "NoInvolvementDeclared",
    "ReturnWithdrawn",
    "CaseGradedAgain",
    "SecondJudgementWithdrawn",
    "QueryRaised",
    "QueryAnswered",
    "RegradeWithdrawn",
}
AGREED = {
    *("GradeModerated", "AreaGradeAgreed", "AreaFoundNotApplicable"),
    *("OverallGradeAgreed", "LearningAgreed", "LearningWithdrawn"),
}
UNGRADED = {"CaseNotGradable", "CaseFoundGradable", "CaseFamilySaid"}
FOUND = {"FindingRecorded", "FindingRevised", "FindingWithdrawn"}
MARKS = {"ReturnCameLate"}
"""What is said of a return without a word about the case."""
CONCERNS = {"ConcernRaised", "ConcernTakenUp", "ConcernAcknowledged", "ConcernResolved"}
VIEWS = {"ViewsSought", "ViewsRecorded", "ViewsNotSought", "ViewsWithdrawn"}
GROUPS = {"GroupViewsRecorded", "GroupViewsWithdrawn"}
OF_THE_REPORT = FOUND | GROUPS | {"ReportDrafted"}
COMMENTS = {"ReportCommented", "ReportCommentAnswered"}
PASSED_ON = {"FeedbackDelivered", "FeedbackAcknowledged", "FeedbackWithdrawn"}
ANSWERED = {"FeedbackAcknowledged", "FeedbackWithdrawn"}
OF_THE_PAST = {"CaseEnteredFromDocument", "EnteredCaseWithdrawn"}
"""What a document says of a case: there is no day before which it is shut."""
OF_AN_AGENCY = {
    *("SingleAgencyAuditReported", "SingleAgencyAuditConsidered", "SingleAgencyReportWithdrawn")
}
PARTNERSHIP = EVERYBODY - {"neutral", "keeper"}


def _readers(event: str, *, is_open: bool) -> set[str]:
    if event in CONCERNS:
        return AGENCY | {"lead"}
    if event == "KeyIssued":  # it names whoever recorded the words, and so who raised a concern
        return LEADS | {"inspector", "keeper"}
    if event in VIEWS | PASSED_ON | OF_AN_AGENCY | GROUPS | OF_THE_PAST:
        return PARTNERSHIP
    if event not in RETURNS | MARKS | AGREED | FOUND | {"OldCaseRegraded"}:
        return set(EVERYBODY)
    if is_open:
        return PARTNERSHIP
    return {"lead"} | (AGENCY if event in RETURNS | MARKS | {"OldCaseRegraded"} else set())


WORDS_ONCE_OPEN = {
    **dict.fromkeys(OF_THE_PAST, INVOLVED | LEADS | {"coordinator"}),
    **dict.fromkeys(RETURNS | AGREED | UNGRADED | VIEWS, INVOLVED | {"lead"}),
    **dict.fromkeys(OF_THE_REPORT, INVOLVED | SAIG | {"lead"}),
}
WORDS = {
    **dict.fromkeys(OF_THE_PAST, INVOLVED | LEADS | {"coordinator"}),
    "CaseSampled": {"lead", "neutral"},
    **dict.fromkeys(RETURNS | VIEWS | CONCERNS | ANSWERED, AGENCY | {"lead"}),
    **dict.fromkeys(AGREED | UNGRADED | OF_THE_REPORT, {"lead"}),
    **dict.fromkeys(COMMENTS, AGENCY | SAIG | {"lead"}),
}


def _readers_of_words(event: str, *, is_open: bool) -> set[str]:
    shut: set[str] = WORDS.get(event, set())
    return WORDS_ONCE_OPEN.get(event, shut) if is_open else shut


@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_recorded_by_whom_the_design_says_and_nobody_else(event: str) -> None:
    may = {who for who, standing in PEOPLE.items() if may_record(standing, event, ABOUT)}
    assert may == RECORDERS[event]


@pytest.mark.parametrize("is_open", [False, True], ids=["shut", "open"])
@pytest.mark.parametrize("event", EVENTS)
def test_an_event_is_read_by_whom_it_is_for_and_nobody_else(event: str, is_open: bool) -> None:
    facts = {w for w, s in PEOPLE.items() if may_read(s, event, ABOUT, is_open=is_open)}
    words = {w for w, s in PEOPLE.items() if may_read_text(s, event, ABOUT, is_open=is_open)}
    assert facts == _readers(event, is_open=is_open)
    assert words == _readers_of_words(event, is_open=is_open)


@pytest.mark.parametrize("is_open", [False, True], ids=["shut", "open"])
@pytest.mark.parametrize("event", sorted(CONCERNS))
def test_of_a_concern_only_a_count_reaches_anybody_else(event: str, is_open: bool) -> None:
    """Anybody but the lead auditor and the agency that raised it."""
    for who in EVERYBODY - AGENCY - {"lead"}:
        assert not may_read(PEOPLE[who], event, ABOUT, is_open=is_open)
        assert not may_read_text(PEOPLE[who], event, ABOUT, is_open=is_open)
    of_the_lead = Resource(AUDIT, None, ABOUT.involved)
    for who in EVERYBODY - {"lead"}:
        assert not may_read(PEOPLE[who], event, of_the_lead, is_open=is_open)
        assert not may_read_text(PEOPLE[who], event, of_the_lead, is_open=is_open)


@pytest.mark.parametrize("event", EVENTS)
def test_what_is_counted_for_those_who_may_not_read_it(event: str) -> None:
    counted = ACCESS[event].count
    may = {who for who, standing in PEOPLE.items() if right_held(standing, counted, ABOUT)}
    assert may == (PARTNERSHIP if event in CONCERNS else set())


@pytest.mark.parametrize("event", sorted(VIEWS | COMMENTS | ANSWERED))
def test_what_somebody_said_is_read_by_their_own_agency_before_any_other(event: str) -> None:
    for who in AGENCIES - AGENCY:
        assert not may_read_text(PEOPLE[who], event, ABOUT, is_open=False)


@pytest.mark.parametrize("event", sorted(RETURNS | MARKS))
def test_no_other_agency_sees_a_return_before_it_is_open(event: str) -> None:
    """Framework section 9, said again without a table."""
    for who in EVERYBODY - AGENCY - {"lead"}:
        assert not may_read(PEOPLE[who], event, ABOUT, is_open=False)
        assert not may_read_text(PEOPLE[who], event, ABOUT, is_open=False)


@pytest.mark.parametrize("event", sorted(RETURNS | AGREED | VIEWS | OF_THE_REPORT))
def test_words_never_leave_the_agencies_that_take_part(event: str) -> None:
    """An agency outside the audit reads its grades once they are open, and no word about a child.

    Where nobody says who takes part, nobody does.
    """
    for who in AGENCIES - INVOLVED:
        assert may_read(PEOPLE[who], event, ABOUT, is_open=True)
        assert not may_read_text(PEOPLE[who], event, ABOUT, is_open=True)
    for who in INVOLVED - AGENCY:
        assert not may_read_text(PEOPLE[who], event, Resource(AUDIT, OWN), is_open=True)


@pytest.mark.parametrize("event", ["GradeRenamed", "", "gradegiven"])
def test_an_event_without_a_row_is_denied_to_everybody(event: str) -> None:
    for standing in PEOPLE.values():
        assert may_record(standing, event, ABOUT) is None
        assert not may_read(standing, event, ABOUT, is_open=True)
        assert not may_read_text(standing, event, ABOUT, is_open=True)


def test_a_right_over_an_agency_or_an_audit_does_not_hold_where_none_is_named() -> None:
    for event, row in ACCESS.items():
        for who in ("auditor", "agency lead", "lead"):
            held = may_record(PEOPLE[who], event, Resource())
            anywhere = {right.role for right in row.record if right.scope.value == "anywhere"}
            assert held is None or held.role in anywhere


def test_the_grant_under_which_somebody_records_names_role_and_agency() -> None:
    assert may_record(PEOPLE["auditor"], "GradeGiven", ABOUT) == Grant(Role.AUDITOR, OWN)
    assert may_record(PEOPLE["lead"], "ModerationOpened", ABOUT) == Grant(Role.LEAD_AUDITOR)
    appointed = Standing("somebody", frozenset(), frozenset({AUDIT}))
    assert may_record(appointed, "ModerationOpened", ABOUT) == Grant(Role.LEAD_AUDITOR)
