"""A small ledger in which every event of the registry was recorded, by whoever may record it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from application.identity import local
from domain.audit.comparing import CompareFrames, DrawOldCases
from domain.audit.ending import AbandonAudit, CloseAudit, ResumeAudit
from domain.audit.findings import ReviseFinding, WithdrawFinding
from domain.audit.people import NominateAuditor
from domain.audit.plan import AmendPlan
from domain.audit.report import AgreeReport, CirculateReport, ConsiderReport, FreezeReport
from domain.audit.taking_part import CertifyParticipation, GiveToolFeedback, WithdrawToolFeedback
from domain.case.decisions import (
    AgreeAreaGrade,
    AgreeLearning,
    AgreeOverallGrade,
    FindNotApplicable,
    ModerateGrade,
    WithdrawLearning,
)
from domain.case.events import Dissent
from domain.custody.decisions import (
    AllowLogins,
    ContinueLedger,
    ExportPack,
    IssueReceipt,
    NameLedger,
    PublishCheckpoint,
    RecordBackup,
    RotateLogKey,
    TimeCheckpoint,
)
from domain.custody.events import Evidence
from domain.directory.agencies import (
    CorrectAgencyName,
    JoinAgency,
    LeaveAgency,
    MergeAgency,
    RenameAgency,
)
from domain.directory.decisions import (
    AssignAccount,
    EnrolPerson,
    GrantRole,
    LeavePerson,
    RenamePartnership,
    RenamePerson,
    WithdrawAccount,
    WithdrawRole,
)
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.event import Stamp
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    FindingKind,
    Function,
    InformedBy,
    KnownBy,
    Likeness,
    ReplacementReason,
    Role,
    Sector,
)
from domain.programme.decisions import (
    AgreeProgramme,
    CallOffSingleAgencyAudit,
    DeclareCapacity,
    DeclareSingleAgencyAudit,
    RescheduleAudit,
    ReviewProgramme,
    ScheduleAudit,
    WithdrawAudit,
)
from domain.request.decisions import (
    HoldRequest,
    ReleaseRequest,
    RequestContinuation,
    RequestErasure,
    RequestKeeper,
    RequestKeyRotation,
    WithdrawRequest,
)
from domain.request.events import Act
from domain.returns.decisions import DeclareNoInvolvement, WithdrawReturn, WithdrawSecondJudgement
from domain.returns.queries_and_feedback import RegradeOldCase, WithdrawRegrade
from domain.sample.changes import (
    CallNotGradable,
    FindGradable,
    RedrawSample,
    ReplaceCase,
    ReplaceFrame,
    SayFamily,
)
from domain.sample.frame import Frame, FrameRow
from domain.single_agency.decisions import (
    ConsiderSingleAgencyAudit,
    ReportSingleAgencyAudit,
    WithdrawSingleAgencyReport,
)
from domain.tool.decisions import CompareAreaVersions, PublishTool, RetireTool, ReviseTool
from domain.tool.events import Equivalence
from domain.vault.decisions import (
    BeginErasure,
    BreakGlass,
    CompleteErasure,
    PlaceLegalHold,
    ReleaseLegalHold,
)
from domain.vault.events import ErasureRequested
from ledger.service import Ledger
from ledger.store.entry import Entry
from tests import world
from tests.ledger import two_people
from tests.ledger.attack import toolkit
from tests.ledger.attack.entering import entering
from tests.ledger.attack.improving import improvement, measured
from tests.ledger.attack.knowing import BY_ACCOUNT, ORIGIN, PROOF, how_known
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
NEW = "wrenshire.example/ledger-2"
PERIOD, QUARTER = "2026-2029", "2026-Q4"
SUBJECT = f"{AUDIT}/C02"
AGAIN = "2026-again"
_FROZEN = {
    **{"audit": AUDIT, "frozen_on": DAY, "document": "1a" * 32, "digest": "2b" * 32},
    **{"size": 5, "root": "0a" * 32},
}
_OTHER_TOOL = SHEET.model_validate({**SHEET.model_dump(), "code": "voice"})
_AREA = {**world.area("voice").model_dump(), "prompts": ("What did they say?",)}
_REWORDED = SHEET.model_validate({**SHEET.model_dump(), "areas": (_AREA,)})
Step = tuple[str, Command]


def directory() -> tuple[Step, ...]:
    return tuple(
        ("ruth-haldane", command)
        for command in (
            RenamePartnership(name="Northshire and Wold", reason="Two became one."),
            HOUSING,
            CorrectAgencyName(agency="housing", title="Homes", reason="Misspelt."),
            RenameAgency(agency="housing", title="New Homes", renamed_on=DAY, reason="By law."),
            LeaveAgency(agency="housing", reason="Merged."),
            MergeAgency(agency="housing", into="health", merged_on=DAY, reason="One trust."),
            JoinAgency(agency="dfe", title="Department", sector=Sector.GOVERNMENT),
            EnrolPerson(person="leaver", full_name="Lee Ver"),
            RenamePerson(person="leaver", full_name="Lee Aver", reason="Misspelt."),
            LeavePerson(person="leaver", left_on=DAY, reason="Moved."),
            EnrolPerson(person=KEEPER, full_name="Kit Keeper"),
            GrantRole(person=KEEPER, role=Role.KEEPER),
            GrantRole(person=KEEPER, role=Role.SAIG_MEMBER),
            WithdrawRole(person=KEEPER, role=Role.SAIG_MEMBER, reason="A mistake."),
            AssignAccount(person=KEEPER, account="kkeeper"),
            WithdrawAccount(person=KEEPER, account="kkeeper", reason="A mistake."),
            NameLedger(origin=ORIGIN, key="the first key"),
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
        ("cas-chair", DeclareCapacity(**of, agency="police", days=4, reason="A post less.")),
        ("cas-chair", ScheduleAudit.model_validate({**audit, **why})),
        ("cas-chair", RescheduleAudit.model_validate({**of, **moved, "quarter": "2027-Q2"})),
        ("cas-chair", WithdrawAudit.model_validate({**of, **moved})),
        ("cas-chair", ReviewProgramme(**of, reviewed_on=DAY, conclusion="It stands.")),
        ("ida-police", DeclareSingleAgencyAudit(**of, **own, title="Custody", quarter=QUARTER)),
        ("ida-police", ReportSingleAgencyAudit.model_validate({**own, **said, **found})),
        ("cas-chair", ConsiderSingleAgencyAudit(**own, considered_on=DAY, conclusion="Noted.")),
        ("ida-police", WithdrawSingleAgencyReport(**own, reason="Another one's.")),
        ("ida-police", CallOffSingleAgencyAudit(**of, **own, reason="An inspection.")),
    )


def tools_and_sample() -> tuple[Step, ...]:
    same = (Equivalence(area="voice", reason="The same question in other words."),)
    amended = PLAN.model_validate({**PLAN.model_dump(), "title": "Neglect, again"})
    why = ReplacementReason.COURT
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
        ("lee-lead", SayFamily(audit=AGAIN, case="C01", with_case="C03", reason="Brothers.")),
    )


def ruler() -> tuple[Step, ...]:
    """The second audit's frame beside the first one's, and cases of the first graded again."""
    two = {"audit": AGAIN, "other_audit": AUDIT}
    frames = {**two, "likeness": Likeness.EQUIVALENT, "reason": "The same children."}
    versions = {"tool": "neglect", "area": "voice", "tool_version": 2, "other_version": 1}
    case = {"audit": AUDIT, "case": "C01", "agency": "police", "area": "voice"}
    said = {"likeness": Likeness.EQUIVALENT, "reason": "The same question."}
    rows = (*FRAME.rows, FrameRow(ref="R1", stratum="All"))
    longer = ReplaceFrame(
        audit=AGAIN,
        frame=Frame(salt=FRAME.salt, rows=rows),
        reason="A village was missing.",
        different=("all | All", "r1 | R1"),
    )
    return (
        ("cas-chair", CompareFrames.model_validate(frames)),
        ("lee-lead", CompareAreaVersions.model_validate({**versions, **said})),
        ("lee-lead", DrawOldCases.model_validate({**two, "size": 3})),
        ("ida-police", NominateAuditor(audit=AGAIN, agency="police", person="sam-police")),
        ("sam-police", RegradeOldCase.model_validate({**case, "in_audit": AGAIN, "grade": "good"})),
        ("sam-police", WithdrawRegrade(**case, in_audit=AGAIN, reason="The brother's grade.")),
        ("lee-lead", RedrawSample(audit=AGAIN, reason="The list was read out.")),
        ("lee-lead", longer),
    )


def returns() -> tuple[Step, ...]:
    """Every return of the audit's two cases, and what is said before they are open."""
    of_health = {"audit": AUDIT, "case": "C02", "agency": "health"}
    withdrawn = WithdrawReturn(audit=AUDIT, case="C02", agency="police", reason="Mixed up.")
    again = WithdrawSecondJudgement(audit=AUDIT, case="C01", agency="police", reason="In haste.")
    return (
        ("pat-police", a_return(evidence="Seen at home.")),
        ("pat-police", a_revision("inadequate")),
        ("sam-police", a_return(evidence="Read in haste.")),
        ("sam-police", again),
        ("sam-police", a_return(evidence="Read by a second.")),
        ("noor-health", a_return("health", evidence="Heard at school.")),
        ("noor-health", DeclareNoInvolvement(**of_health, reason="Not registered.")),
        ("sam-police", a_return(case="C02")),
        ("sam-police", withdrawn),
        *SHUT,
    )


def moderation() -> tuple[Step, ...]:
    case: dict[str, Any] = {"audit": AUDIT, "case": "C01"}
    voice = {**case, "area": "voice", "grade": "good"}
    moderated = {**voice, "agency": "police", "reason": "The day showed more."}
    dissent = (Dissent(agency="health", words="We saw less."),)
    tried = {"worked_well": "The form.", "worked_less_well": "The dates."}
    part: dict[str, Any] = {"first_day": DAY, "last_day": DAY, "hours": 5}
    late = a_return(case="C02", evidence="Read again.").model_copy(
        update={"had_seen_others": False}
    )
    finding: dict[str, Any] = {"audit": AUDIT, "finding": "F1", "reason": "Read again."}
    said: dict[str, Any] = {"kind": FindingKind.CONCERN, "area": "voice", "text": "Not heard."}
    return (
        ("sam-police", late),
        ("lee-lead", ModerateGrade.model_validate({**moderated, "dissent": dissent})),
        ("lee-lead", FindNotApplicable(**case, area="voice", reason="A baby of six days.")),
        ("lee-lead", AgreeAreaGrade(**voice, reason="Both agree.")),
        ("lee-lead", AgreeOverallGrade(**case, grade="good", reason="Taken together.")),
        ("lee-lead", AgreeLearning(**case, learning="Ask the child first.")),
        ("lee-lead", WithdrawLearning(**case, reason="Of another audit.")),
        *MODERATED,
        ("pat-police", GiveToolFeedback(audit=AUDIT, agency="police", **tried)),
        ("pat-police", WithdrawToolFeedback(audit=AUDIT, agency="police", reason="Of 2025.")),
        ("lee-lead", CertifyParticipation(audit=AUDIT, person="pat-police", **part)),
        ("lee-lead", ReviseFinding(**finding, **said, evidenced_by=("C01/police",))),
        ("lee-lead", WithdrawFinding(**finding)),
        ("lee-lead", CirculateReport(audit=AUDIT, circulated_on=DAY)),
        ("lee-lead", AgreeReport(audit=AUDIT, agreed_on=DAY)),
        ("lee-lead", FreezeReport.model_validate(_FROZEN)),
        ("cas-chair", ConsiderReport(audit=AUDIT, considered_on=DAY, conclusion="Accepted.")),
        ("lee-lead", AbandonAudit(audit=AUDIT, abandoned_on=DAY, reason="An inspection.")),
        ("lee-lead", ResumeAudit(audit=AUDIT, resumed_on=DAY, reason="It is put off.")),
        ("lee-lead", CloseAudit(audit=AUDIT, closed_on=DAY, reason="Passed on next week.")),
    )


def asking() -> tuple[Step, ...]:
    """What takes two people, asked for by one of them; and requests held back and withdrawn."""
    why: dict[str, Any] = {"asked_on": DAY, "reason": "It was decided."}
    number: dict[str, Any] = {"number": 4, "reason": "Is it needed?"}
    return (
        ("cas-chair", RequestErasure(subject=SUBJECT, authority="Dana Officer", **why)),
        ("cas-chair", RequestKeyRotation(**why)),
        ("cas-chair", RequestContinuation(origin=NEW, **why)),
        ("cas-chair", RequestKeeper(person="ina-inspector", **why)),
        ("noor-health", HoldRequest(**number)),
        ("noor-health", ReleaseRequest(**number)),
        ("ida-police", HoldRequest(**number)),
        ("ina-inspector", HoldRequest(**number)),
        ("ida-police", ReleaseRequest(**number)),
        ("cas-chair", WithdrawRequest(**number)),
    )


def alone() -> Entry:
    """What stands in ledgers from before it took two people."""
    asked = ErasureRequested(
        subject=f"{AUDIT}/C01", requested_on=DAY, authority="Dana Officer", reason="By order."
    )
    stamp = Stamp(
        recorded_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
        actor=KEEPER,
        role=Role.KEEPER,
        command_id="before-it-took-two",
        known_by=KnownBy.LOCAL,
    )
    return Entry(streams.vault(asked.subject), 2, asked, stamp)


def as_written_before(path: Path) -> None:
    """Roles as software wrote them that knew no requests: a ledger from before it took two."""
    toolkit.write(path, [granted_before(item) for item in toolkit.read(path)])


def granted_before(item: toolkit.Item) -> toolkit.Item:
    if item.topic != "RoleGranted" or b'"schema":1' in item.state:
        return item
    return item.saying(b'{"schema":2,', b'{"schema":1,').saying(b',"request":null}', b"}")


def granted_today(item: toolkit.Item) -> toolkit.Item:
    """The reverse of `granted_before`."""
    if item.topic != "RoleGranted" or b'"schema":2' in item.state:
        return item
    begun = item.saying(b'{"schema":1,', b'{"schema":2,')
    return replace(begun, state=begun.state.removesuffix(b"}}") + b',"request":null}}')


def keeping() -> tuple[Step, ...]:
    court: dict[str, Any] = {"subject": SUBJECT, "authority": "Family Court"}
    root: dict[str, Any] = {"size": 5, "root": "0a" * 32}
    seen = {"by": "witness.example", "seen_at": datetime(2026, 11, 23, 8, tzinfo=UTC)}
    proof = {"evidence": Evidence.COSIGNATURE, "evidence_sha256": "0c" * 32}
    pack = {"scope": AUDIT, "digest": "0d" * 32, "sealed_text_opened": False}
    new = {"new_origin": NEW, "new_key": "a third key"}
    lost = {"last_outside_size": 5, "last_outside_root": "0a" * 32, "restored_size": 5}
    copy: dict[str, Any] = {**root, "digest": "0e" * 32, "kept": "The safe"}
    return (
        ("ina-inspector", BreakGlass(subject=SUBJECT, reason="An inspection.")),
        (KEEPER, PlaceLegalHold(**court, reason="Proceedings.")),
        (KEEPER, ReleaseLegalHold(**court, reason="They ended.")),
        (KEEPER, RecordBackup(**copy)),
        (KEEPER, AllowLogins(logins=("desk_one",), reason="Our desk.")),
        (KEEPER, BeginErasure(subject=SUBJECT)),
        (KEEPER, CompleteErasure(subject=SUBJECT, checks=("The key is gone.",))),
        (KEEPER, PublishCheckpoint(**root, note_sha256="0b" * 32, to_whom="Ofsted")),
        (KEEPER, TimeCheckpoint.model_validate({**root, **seen, **proof})),
        (KEEPER, IssueReceipt(entry=3, size=5, to_whom="Police")),
        (KEEPER, ExportPack.model_validate({**pack, "to_whom": "Ofsted", "reason": "Asked."})),
        (KEEPER, RotateLogKey(new_key="the second key")),
        (KEEPER, ContinueLedger.model_validate({**new, **lost, "reason": "The disk failed."})),
    )


def build(path: Path) -> None:
    """Records all of it; the ledger is closed afterwards."""
    with begin(path) as ledger:
        prepare(ledger)
        record(ledger, *directory(), *entering(), *programme(), *tools_and_sample(), *returns())
        open_moderation(ledger)
        record(ledger, *ruler(), *moderation(), *improvement())
        as_written_before(path)
        ledger._store.append(alone(), command_id="before-it-took-two", read_versions={})
        record(ledger, *asking(), *how_known(KEEPER))
        ledger.record(PROOF, actor=BY_ACCOUNT)
        two_people.wait(ledger, Act.ERASE)
        record(ledger, *keeping())


def record(ledger: Ledger, *taken: Step) -> None:
    for actor, command in taken:
        outcome = ledger.record(command, actor=local(actor), measure=measured)
        assert outcome.receipt.lines, command
