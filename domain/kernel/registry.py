"""Everything that can be recorded, by name: what is not in this table is refused.

A noun is one folder of `domain` and one kind of stream. The table names what the folder holds;
a test compares the two. A module is imported when a name of it is asked for, so that a command
about grades builds no model of anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from importlib import import_module
from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import StreamId

if TYPE_CHECKING:
    from domain.kernel.command import Command, Context


@dataclass(frozen=True, slots=True)
class Noun:
    """A folder of `domain`: the names of its events, and of its commands by deciding module.

    The folder's `events` defines the events, its `state` has `INITIAL` and `evolve`, and each
    deciding module defines its commands and has `decide`.
    """

    folder: str
    events: tuple[str, ...]
    commands: Mapping[str, tuple[str, ...]]


def _noun(folder: str, events: str, **commands: str) -> Noun:
    by_module = {module: tuple(names.split()) for module, names in commands.items()}
    return Noun(folder, tuple(events.split()), by_module)


NOUNS: dict[str, Noun] = {
    "directory": _noun(
        "directory",
        "PartnershipFormed PartnershipRenamed AgencyJoined AgencyNameCorrected AgencyRenamed"
        " AgencyLeft AgencyMerged BodyNamed PersonEnrolled PersonRenamed PersonLeft RoleGranted"
        " AccountAssigned AccountWithdrawn RoleWithdrawn PersonKeyAdded PersonKeyWithdrawn"
        " SignInAdded SignInWithdrawn AgencyKeyNamed KeysVouchedFor ProofRequired",
        decisions="FormPartnership RenamePartnership EnrolPerson RenamePerson LeavePerson GrantRole"
        " AssignAccount WithdrawAccount WithdrawRole",
        agencies="JoinAgency CorrectAgencyName RenameAgency LeaveAgency MergeAgency",
        known_by="AddPersonKey WithdrawPersonKey AddSignIn WithdrawSignIn NameAgencyKey"
        " VouchForKeys RequireProof",
    ),
    "programme": _noun(
        "programme",
        "ProgrammeAgreed CapacityDeclared AuditScheduled AuditRescheduled AuditWithdrawn"
        " ProgrammeReviewed SingleAgencyAuditDeclared SingleAgencyAuditCalledOff",
        decisions="AgreeProgramme DeclareCapacity ScheduleAudit RescheduleAudit WithdrawAudit"
        " ReviewProgramme DeclareSingleAgencyAudit CallOffSingleAgencyAudit",
    ),
    "tool": _noun(
        "tool",
        "ToolPublished ToolRevised AreaVersionsCompared ToolRetired",
        decisions="PublishTool ReviseTool RetireTool CompareAreaVersions",
    ),
    "audit": _noun(
        "audit",
        "PlanAgreed PlanAmended FramesCompared OldCasesDrawn LeadAuditorAppointed AuditorNominated"
        " BriefingHeld"
        " BriefingAcknowledged ModerationOpened ModerationHeld ViewsDecided GroupViewsRecorded"
        " ToolFeedbackGiven GroupViewsWithdrawn ToolFeedbackWithdrawn"
        " FindingRecorded FindingRevised FindingWithdrawn"
        " ReportDrafted ReportCirculated ReportCommented"
        " ReportCommentAnswered ReportAgreed ReportFrozen ReportConsidered"
        " ParticipationCertified AuditClosed AuditAbandoned AuditResumed",
        plan="AgreePlan AmendPlan HoldBriefing AcknowledgeBriefing OpenModeration HoldModeration",
        people="AppointLeadAuditor NominateAuditor",
        comparing="CompareFrames DrawOldCases",
        taking_part="DecideViews RecordGroupViews WithdrawGroupViews GiveToolFeedback"
        " WithdrawToolFeedback CertifyParticipation",
        findings="RecordFinding ReviseFinding WithdrawFinding",
        report="DraftReport CirculateReport CommentOnReport AnswerComment"
        " AgreeReport FreezeReport ConsiderReport",
        ending="CloseAudit AbandonAudit ResumeAudit",
    ),
    "history": _noun(
        "history",
        "AuditEnteredFromDocument CaseEnteredFromDocument EnteredCaseWithdrawn"
        " EnteredAuditWithdrawn",
        decisions="EnterAudit EnterCase WithdrawEnteredCase WithdrawEnteredAudit",
    ),
    "sample": _noun(
        "sample",
        "FrameCommitted FrameReplaced SeedDrawn SampleDrawn CaseSampled CaseReplaced"
        " SampleRedrawn CaseNotGradable CaseFoundGradable CaseFamilySaid",
        decisions="CommitFrame DrawSeed DrawSample",
        changes="ReplaceFrame ReplaceCase RedrawSample CallNotGradable FindGradable SayFamily",
    ),
    "return": _noun(
        "returns",
        "ReturnAppended ReturnCameLate GradeGiven GradeRevised NoInvolvementDeclared"
        " ReturnWithdrawn CaseGradedAgain SecondJudgementWithdrawn QueryRaised QueryAnswered"
        " FeedbackDelivered FeedbackAcknowledged FeedbackWithdrawn OldCaseRegraded"
        " RegradeWithdrawn",
        decisions="AppendReturn DeclareNoInvolvement ReviseGrade WithdrawReturn"
        " WithdrawSecondJudgement",
        queries_and_feedback="RaiseQuery AnswerQuery DeliverFeedback AcknowledgeFeedback"
        " WithdrawFeedback RegradeOldCase WithdrawRegrade",
    ),
    "case": _noun(
        "case",
        "GradeModerated AreaGradeAgreed AreaFoundNotApplicable OverallGradeAgreed LearningAgreed"
        " LearningWithdrawn"
        " ViewsSought ViewsRecorded ViewsNotSought ViewsWithdrawn",
        decisions="ModerateGrade AgreeAreaGrade FindNotApplicable AgreeOverallGrade AgreeLearning"
        " WithdrawLearning",
        views="SeekViews RecordViews ExplainNoViews WithdrawViews",
    ),
    "concern": _noun(
        "concern",
        "ConcernRaised ConcernTakenUp ConcernAcknowledged ConcernResolved",
        decisions="RaiseConcern TakeUpConcern AcknowledgeConcern ResolveConcern",
    ),
    "single-agency": _noun(
        "single_agency",
        "SingleAgencyAuditReported SingleAgencyAuditConsidered SingleAgencyReportWithdrawn",
        decisions="ReportSingleAgencyAudit ConsiderSingleAgencyAudit WithdrawSingleAgencyReport",
    ),
    "recommendation": _noun(
        "recommendation",
        "RecommendationMade RecommendationEnteredFromDocument EnteredRecommendationWithdrawn"
        " RecommendationAccepted RecommendationRejected RecommendationPassedOn"
        " RecommendationAnswered PlacedInWorkStream MergedInto ActionAgreed ActionProgressed"
        " ActionRescheduled ActionClosed ActionReopened ActionDropped ActionHandedOver"
        " ImpactAssessed RecommendationClosed RecommendationReopened",
        decisions="MakeRecommendation AcceptRecommendation RejectRecommendation PlaceInWorkStream"
        " MergeInto AssessImpact",
        actions="AgreeAction ProgressAction RescheduleAction CloseAction ReopenAction DropAction"
        " HandOverAction",
        from_document="EnterRecommendation WithdrawEnteredRecommendation",
        outside="PassOnRecommendation AnswerRecommendation",
        ending="CloseRecommendation ReopenRecommendation",
    ),
    "work-stream": _noun(
        "work_stream",
        "WorkStreamOpened WorkStreamClosed",
        decisions="OpenWorkStream CloseWorkStream",
    ),
    "vault": _noun(
        "vault",
        "KeyIssued GlassBroken LegalHoldPlaced LegalHoldReleased ErasureRequested ErasureBegun"
        " ErasureCompleted",
        decisions="BreakGlass PlaceLegalHold ReleaseLegalHold BeginErasure CompleteErasure",
    ),
    "request": _noun(
        "request",
        "ActRequested RequestHeld RequestHoldReleased RequestWithdrawn",
        decisions="RequestErasure RequestKeeper RequestKeyRotation RequestContinuation"
        " RequestProof HoldRequest ReleaseRequest WithdrawRequest",
    ),
    "custody": _noun(
        "custody",
        "LedgerNamed LogKeyRotated LedgerBackedUp LoginsAllowed CheckpointPublished"
        " CheckpointTimed ReceiptIssued PackExported LedgerContinued",
        decisions="NameLedger RotateLogKey PublishCheckpoint TimeCheckpoint IssueReceipt"
        " ExportPack ContinueLedger RecordBackup AllowLogins",
    ),
}
"""Kind of stream, as `streams.kind` says it, to its noun, in the order in which an audit meets
them."""

EVENTS: dict[str, str] = {
    name: f"domain.{noun.folder}.events" for noun in NOUNS.values() for name in noun.events
}
"""Every event's stored name, with the module that defines it."""

COMMANDS: dict[str, str] = {
    name: f"domain.{noun.folder}.{module}"
    for noun in NOUNS.values()
    for module, names in noun.commands.items()
    for name in names
}
"""Every command's name, with the module that defines and decides it."""


class UnknownEventError(Exception):
    """A stored name or version that this software does not know."""

    def __init__(self, name: str, schema: int) -> None:
        if name not in EVENTS:
            what = f"an event named {name!r}, which this version of assure does not know"
        else:
            what = f"{name} in version {schema}; this version of assure knows up to "
            what += str(event_class(name).schema_version)
        super().__init__(what)
        self.name, self.schema = name, schema

    @property
    def is_newer(self) -> bool:
        """Whether another version of this software may know it."""
        return self.schema >= 1


def event_class(name: str) -> type[Event]:
    """The class of an event of the table. Raises KeyError for a name that is not in it."""
    return cast("type[Event]", getattr(_module(EVENTS[name]), name))


_module = cache(import_module)


def resolve(name: str, schema: int) -> type[Event]:
    """The class for a stored name. Raises `UnknownEventError` for a foreign or a future one."""
    if name not in EVENTS or not 1 <= schema <= event_class(name).schema_version:
        raise UnknownEventError(name, schema)
    return event_class(name)


def events() -> dict[str, type[Event]]:
    """Every event by its stored name, in the order in which an audit meets them."""
    return {name: event_class(name) for name in EVENTS}


def command_class(name: str) -> type[Command]:
    """The class of a command of the table. Raises KeyError for a name that is not in it."""
    return cast("type[Command]", getattr(import_module(COMMANDS[name]), name))


def commands() -> dict[str, type[Command]]:
    """Every command by its name."""
    return {name: command_class(name) for name in COMMANDS}


def fold(stream: StreamId, events: Iterable[Event], start: object | None = None) -> object:
    """The state of a stream after these events, from `start` or from nothing."""
    evolve, initial = _folding(streams.kind(stream))
    return reduce(evolve, events, initial if start is None else start)


@cache
def _folding(kind: str) -> tuple[Callable[[object, Event], object], object]:
    """How a noun's state moves on, and where it begins. Raises KeyError for no kind of stream."""
    state = import_module(f"domain.{NOUNS[kind].folder}.state")
    return state.evolve, state.INITIAL


def decide(state: object, command: Command, context: Context) -> tuple[Event, ...]:
    """The events that the command leads to; none means that it is already so.

    Raises `Refusal` when a rule says no.
    """
    return _deciding(type(command).__name__)(state, command, context)


@cache
def _deciding(command: str) -> Callable[[object, Command, Context], tuple[Event, ...]]:
    decided_by = import_module(COMMANDS[command]).decide
    return cast("Callable[[object, Command, Context], tuple[Event, ...]]", decided_by)
