"""A small ledger in which every event of the registry was recorded, by whoever may record it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from application.identity import local
from domain.audit.plan import AmendPlan
from domain.audit.report import AgreeReport, CloseAudit, ConsiderReport
from domain.audit.taking_part import CertifyParticipation, GiveToolFeedback
from domain.case.decisions import (
    AgreeAreaGrade,
    AgreeLearning,
    AgreeOverallGrade,
    FindNotApplicable,
    ModerateGrade,
)
from domain.case.events import Dissent
from domain.custody.decisions import (
    ContinueLedger,
    ExportPack,
    IssueReceipt,
    NameLedger,
    PublishCheckpoint,
    RotateLogKey,
    TimeCheckpoint,
)
from domain.custody.events import Evidence
from domain.directory.decisions import (
    CorrectAgencyName,
    EnrolPerson,
    GrantRole,
    LeaveAgency,
    WithdrawRole,
)
from domain.kernel.command import Command
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    Direction,
    Function,
    InformedBy,
    Judgement,
    ReplacementReason,
    Role,
)
from domain.programme.decisions import (
    AgreeProgramme,
    DeclareSingleAgencyAudit,
    RescheduleAudit,
    ReviewProgramme,
    ScheduleAudit,
    WithdrawAudit,
)
from domain.recommendation.actions import (
    AgreeAction,
    CloseAction,
    ProgressAction,
    ReopenAction,
    RescheduleAction,
)
from domain.recommendation.decisions import (
    AcceptRecommendation,
    AssessImpact,
    CloseRecommendation,
    MakeRecommendation,
    MergeInto,
    PlaceInWorkStream,
    RejectRecommendation,
)
from domain.recommendation.events import DesiredImpact, MeasuredVerdict, Measurement
from domain.returns.decisions import DeclareNoInvolvement, WithdrawReturn
from domain.sample.changes import (
    CallNotGradable,
    FindGradable,
    RedrawSample,
    ReplaceCase,
    ReplaceFrame,
)
from domain.sample.frame import Frame, FrameRow
from domain.single_agency.decisions import ConsiderSingleAgencyAudit, ReportSingleAgencyAudit
from domain.tool.decisions import PublishTool, RetireTool, ReviseTool
from domain.tool.events import Equivalence
from domain.vault.decisions import (
    BeginErasure,
    BreakGlass,
    CompleteErasure,
    PlaceLegalHold,
    ReleaseLegalHold,
    RequestErasure,
)
from domain.work_stream.decisions import CloseWorkStream, OpenWorkStream
from ledger.service import Ledger
from tests import world
from tests.ledger.attack.planted import MODERATED, SHUT
from tests.ledger.attack.returning import steps
from tests.ledger.partnership import (
    AUDIT,
    FRAME,
    HOUSING,
    PLAN,
    SHEET,
    a_return,
    a_revision,
    begin,
    open_moderation,
    prepare,
)

DAY = date(2026, 11, 23)
KEEPER = "kit-keeper"
PERIOD, QUARTER = "2026-2029", "2026-Q4"
SUBJECT = f"{AUDIT}/C02"
AGAIN = "2026-again"
_OTHER_TOOL = SHEET.model_validate({**SHEET.model_dump(), "code": "voice"})
_AREA = {**world.area("voice").model_dump(), "prompts": ("What did they say?",)}
_REWORDED = SHEET.model_validate({**SHEET.model_dump(), "areas": (_AREA,)})
_ASSESSED = AssessImpact(
    recommendation="R1", assessed_on=DAY, judgement=Judgement.CANNOT_TELL, reason="Too early."
)
Step = tuple[str, Command]


def directory() -> tuple[Step, ...]:
    return tuple(
        ("ruth-haldane", command)
        for command in (
            HOUSING,
            CorrectAgencyName(agency="housing", title="Homes", reason="Misspelt."),
            LeaveAgency(agency="housing", reason="Merged."),
            EnrolPerson(person=KEEPER, full_name="Kit Keeper"),
            GrantRole(person=KEEPER, role=Role.KEEPER),
            GrantRole(person=KEEPER, role=Role.SAIG_MEMBER),
            WithdrawRole(person=KEEPER, role=Role.SAIG_MEMBER, reason="A mistake."),
            NameLedger(origin="wrenshire.example/ledger", key="the first key"),
        )
    )


def programme() -> tuple[Step, ...]:
    of: dict[str, Any] = {"period": PERIOD}
    audit = {**of, "audit": "2027-voice", "title": "Voice", "process": Process.THEMED}
    why = {"function": Function.CORE, "informed_by": InformedBy.CONCERN, "quarter": "2027-Q1"}
    own = {"agency": "police", "ref": "custody"}
    said = {"title": "Custody", "reported_on": DAY, "for_the_programme": "Look at custody."}
    found = {"strengths": ("Quick.",), "improvements": ("Notes.",)}
    moved = {"audit": "2027-voice", "reason": "Later."}
    return (
        ("cas-chair", AgreeProgramme(**of, agreed_on=DAY, priorities=("Neglect",))),
        ("cas-chair", ScheduleAudit.model_validate({**audit, **why})),
        ("cas-chair", RescheduleAudit.model_validate({**of, **moved, "quarter": "2027-Q2"})),
        ("cas-chair", WithdrawAudit.model_validate({**of, **moved})),
        ("cas-chair", ReviewProgramme(**of, reviewed_on=DAY, conclusion="It stands.")),
        ("ida-police", DeclareSingleAgencyAudit(**of, **own, title="Custody", quarter=QUARTER)),
        ("ida-police", ReportSingleAgencyAudit.model_validate({**own, **said, **found})),
        ("cas-chair", ConsiderSingleAgencyAudit(**own, considered_on=DAY, conclusion="Noted.")),
    )


def tools_and_sample() -> tuple[Step, ...]:
    same = (Equivalence(area="voice", reason="The same question in other words."),)
    amended = PLAN.model_validate({**PLAN.model_dump(), "title": "Neglect, again"})
    why = ReplacementReason.COURT
    rows = (*FRAME.rows, FrameRow(ref="R1", stratum="All"))
    longer = ReplaceFrame(
        audit=AGAIN,
        frame=Frame(salt=FRAME.salt, rows=rows),
        reason="A village was missing.",
        different=("all | All", "r1 | R1"),
    )
    replaced = ReplaceCase(audit=AGAIN, case="C02", reason=why, frame=FRAME)
    return (
        ("lee-lead", PublishTool(sheet=_OTHER_TOOL)),
        ("lee-lead", RetireTool(tool="voice", reason="Part of neglect.")),
        ("lee-lead", ReviseTool(sheet=_REWORDED, changes="Words.", equivalences=same)),
        ("lee-lead", AmendPlan(plan=amended, amended_on=DAY, reason="A better title.")),
        *list(steps(AGAIN))[:10],
        ("lee-lead", replaced),
        ("lee-lead", CallNotGradable(audit=AGAIN, case="C01", reason="No record.")),
        ("lee-lead", FindGradable(audit=AGAIN, case="C01", reason="It was found.")),
        ("lee-lead", RedrawSample(audit=AGAIN, reason="The list was read out.")),
        ("lee-lead", longer),
    )


def returns() -> tuple[Step, ...]:
    """Every return of the audit's two cases, and what is said before they are open."""
    of_health = {"audit": AUDIT, "case": "C02", "agency": "health"}
    withdrawn = WithdrawReturn(audit=AUDIT, case="C02", agency="police", reason="Mixed up.")
    return (
        ("pat-police", a_return(evidence="Seen at home.")),
        ("pat-police", a_revision("inadequate")),
        ("sam-police", a_return(evidence="Read by a second.")),
        ("noor-health", a_return("health", evidence="Heard at school.")),
        ("noor-health", DeclareNoInvolvement(**of_health, reason="Not registered.")),
        ("sam-police", a_return(case="C02")),
        ("sam-police", withdrawn),
        ("sam-police", a_return(case="C02", evidence="Read again.")),
        *SHUT,
    )


def moderation() -> tuple[Step, ...]:
    case: dict[str, Any] = {"audit": AUDIT, "case": "C01"}
    voice = {**case, "area": "voice", "grade": "good"}
    moderated = {**voice, "agency": "police", "reason": "The day showed more."}
    dissent = (Dissent(agency="health", words="We saw less."),)
    tried = {"worked_well": "The form.", "worked_less_well": "The dates."}
    part: dict[str, Any] = {"first_day": DAY, "last_day": DAY, "hours": 5}
    return (
        ("lee-lead", ModerateGrade.model_validate({**moderated, "dissent": dissent})),
        ("lee-lead", FindNotApplicable(**case, area="voice", reason="A baby of six days.")),
        ("lee-lead", AgreeAreaGrade(**voice, reason="Both agree.")),
        ("lee-lead", AgreeOverallGrade(**case, grade="good", reason="Taken together.")),
        ("lee-lead", AgreeLearning(**case, learning="Ask the child first.")),
        *MODERATED,
        ("pat-police", GiveToolFeedback(audit=AUDIT, agency="police", **tried)),
        ("lee-lead", CertifyParticipation(audit=AUDIT, person="pat-police", **part)),
        ("lee-lead", AgreeReport(audit=AUDIT, agreed_on=DAY)),
        ("cas-chair", ConsiderReport(audit=AUDIT, considered_on=DAY, conclusion="Accepted.")),
        ("lee-lead", CloseAudit(audit=AUDIT, closed_on=DAY)),
    )


def improvement() -> tuple[Step, ...]:
    chair = "cas-chair"
    impact = DesiredImpact(
        text="Children are heard.",
        tool="neglect",
        areas=("voice",),
        direction=Direction.BETTER,
        reaudit_by=date(2027, 11, 23),
    )
    made = {"agencies": ("police",), "audit": AUDIT, "areas": ("voice",), "made_on": DAY}
    accepted: dict[str, Any] = {"considered_on": DAY, "desired_impact": impact}
    action: dict[str, Any] = {"recommendation": "R1", "action": "A1"}
    agreed = {**action, "text": "One page.", "agency": "police", "owner": "pat-police"}
    done = {**action, "implemented_on": DAY, "evidence": "Seen."}
    return (
        *(
            (
                "lee-lead",
                MakeRecommendation.model_validate({**made, "recommendation": ref, "text": ref}),
            )
            for ref in ("R1", "R2", "R3")
        ),
        (chair, AcceptRecommendation(recommendation="R1", **accepted)),
        (chair, AcceptRecommendation(recommendation="R2", **accepted)),
        (chair, RejectRecommendation(recommendation="R3", considered_on=DAY, reason="Done.")),
        (chair, OpenWorkStream(theme="voice", title="Voice")),
        (chair, PlaceInWorkStream(recommendation="R1", theme="voice")),
        (chair, MergeInto(recommendation="R2", into="R1", reason="The same.")),
        ("ida-police", AgreeAction(**agreed, due=date(2027, 1, 31))),
        ("pat-police", ProgressAction(**action, note="Half done.")),
        (chair, RescheduleAction(**action, due=date(2027, 2, 28), reason="Leave.")),
        (chair, CloseAction(**done)),
        (chair, ReopenAction(**action, reason="Not everywhere.")),
        (chair, CloseAction(**{**done, "evidence": "Seen everywhere."})),
        (chair, _ASSESSED),
        (chair, CloseRecommendation(recommendation="R1", closed_on=DAY, reason="Delivered.")),
        (chair, CloseWorkStream(theme="voice", reason="Finished.")),
    )


def _called(ref: str) -> dict[str, str]:
    return {"recommendation": ref, "text": f"Do {ref}."}


def keeping() -> tuple[Step, ...]:
    court: dict[str, Any] = {"subject": SUBJECT, "authority": "Family Court"}
    root: dict[str, Any] = {"size": 5, "root": "0a" * 32}
    seen = {"by": "witness.example", "seen_at": datetime(2026, 11, 23, 8, tzinfo=UTC)}
    proof = {"evidence": Evidence.COSIGNATURE, "evidence_sha256": "0c" * 32}
    pack = {"scope": AUDIT, "digest": "0d" * 32, "sealed_text_opened": False}
    new = {"new_origin": "wrenshire.example/ledger-2", "new_key": "a third key"}
    lost = {"last_outside_size": 5, "last_outside_root": "0a" * 32, "restored_size": 5}
    asked = RequestErasure(**court, requested_on=DAY, reason="By order.")
    return (
        ("ina-inspector", BreakGlass(subject=SUBJECT, reason="An inspection.")),
        (KEEPER, PlaceLegalHold(**court, reason="Proceedings.")),
        (KEEPER, ReleaseLegalHold(**court, reason="They ended.")),
        (KEEPER, asked),
        (KEEPER, BeginErasure(subject=SUBJECT)),
        (KEEPER, CompleteErasure(subject=SUBJECT, checks=("The key is gone.",))),
        (KEEPER, PublishCheckpoint(**root, note_sha256="0b" * 32, to_whom="Ofsted")),
        (KEEPER, TimeCheckpoint.model_validate({**root, **seen, **proof})),
        (KEEPER, IssueReceipt(entry=3, size=5, to_whom="Police")),
        (KEEPER, ExportPack.model_validate({**pack, "to_whom": "Ofsted", "reason": "Asked."})),
        (KEEPER, RotateLogKey(new_key="the second key")),
        (KEEPER, ContinueLedger.model_validate({**new, **lost, "reason": "The disk failed."})),
    )


def measured(recommendation: str) -> Measurement:
    verdict = MeasuredVerdict(
        area="voice", verdict="not yet re-audited", baseline=None, latest=None
    )
    return Measurement(position=9, verdicts=(verdict,))


def build(path: Path) -> None:
    """Records all of it; the ledger is closed afterwards."""
    with begin(path) as ledger:
        prepare(ledger)
        record(ledger, *directory(), *programme(), *tools_and_sample(), *returns())
        open_moderation(ledger)
        record(ledger, *moderation(), *improvement(), *keeping())


def record(ledger: Ledger, *taken: Step) -> None:
    for actor, command in taken:
        measure = {"measure": measured} if command is _ASSESSED else {}
        assert ledger.record(command, actor=local(actor), **measure).receipt.lines, command
