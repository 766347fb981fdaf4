"""A small invented partnership and one themed audit of it, told by its events in order.

Two agencies take part, two areas are graded, two cases are drawn of five.
"""

from __future__ import annotations

from datetime import date

from domain.audit.events import (
    Attendance,
    AuditClosed,
    AuditorNominated,
    BriefingAcknowledged,
    BriefingHeld,
    CaseworkWindow,
    FindingRecorded,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    Plan,
    PlanAgreed,
    ReportAgreed,
    ReportCirculated,
    ReportConsidered,
    ReportDrafted,
    SampleSpecification,
    Timescale,
    ViewsDecided,
)
from domain.case.events import OverallGradeAgreed, ViewsNotSought, ViewsRecorded, ViewsSought
from domain.directory.events import AgencyJoined, PartnershipFormed, PersonEnrolled, RoleGranted
from domain.kernel import streams
from domain.kernel.event import Event, Value
from domain.kernel.processes import Process
from domain.kernel.vocabulary import FindingKind, Method, Role, Sector, StreamId, ViewsMethod, Whose
from domain.returns.events import GradeGiven, NoInvolvementDeclared, NotApplicable, ReturnAppended
from domain.sample.decisions import Frame, FrameRow
from domain.sample.events import CaseSampled, FrameCommitted, SampleDrawn, Seats, SeedDrawn, Stratum
from domain.tool.events import Area, GradedArea, ScaleGrade, ToolPublished
from tests.domain.spec import Happened, at

AUDIT, TOOL = "2026-neglect", "neglect"


def changed(value: Value, **fields: object) -> dict[str, object]:
    """A value's fields with some of them other."""
    return {name: getattr(value, name) for name in type(value).model_fields} | fields


# The directory: names tell the roles.
_PEOPLE: tuple[tuple[str, str, str | None, Role | None], ...] = (
    ("ruth", "Ruth Haldane", None, Role.COORDINATOR),
    ("chair", "Chris Chair", None, Role.SAIG_CHAIR),
    ("member", "Mo Member", None, Role.SAIG_MEMBER),
    ("lead", "Lee Lead", "health", Role.LEAD_AUDITOR),
    ("other-lead", "Otto Lead", None, Role.LEAD_AUDITOR),
    ("pc", "Pat Constable", "police", Role.AUDITOR),
    ("sergeant", "Sam Sergeant", "police", Role.AUDITOR),
    ("inspector-of-police", "Ida Police", "police", Role.AGENCY_LEAD),
    ("nurse", "Noor Nurse", "health", Role.AUDITOR),
    ("matron", "May Matron", "health", Role.AGENCY_LEAD),
    ("warden", "Win Warden", "housing", Role.AUDITOR),
    ("neutral", "Nell Neutral", None, Role.NEUTRAL),
    ("keeper", "Kim Keeper", None, Role.KEEPER),
    ("ina", "Ina Inspector", None, Role.INSPECTOR),
    ("witness", "Wes Witness", None, None),
)


def _enrolment() -> list[Event]:
    events: list[Event] = []
    for person, name, agency, role in _PEOPLE:
        events.append(PersonEnrolled(person=person, full_name=name, agency=agency))
        if role is not None:
            own = agency if role in (Role.AUDITOR, Role.AGENCY_LEAD) else None
            events.append(RoleGranted(person=person, role=role, agency=own))
    return events


FORMED = at(
    streams.DIRECTORY,
    PartnershipFormed(name="Wrenshire Partnership"),
    *_enrolment()[:2],
)
JOINED = (
    *FORMED,
    *at(
        streams.DIRECTORY,
        AgencyJoined(agency="police", title="Wrenshire Police", sector=Sector.POLICE),
        AgencyJoined(agency="health", title="Wrenshire Health", sector=Sector.HEALTH),
        AgencyJoined(agency="housing", title="Wrenshire Homes", sector=Sector.HOUSING),
        *_enrolment()[2:],
    ),
)

# The tool.
GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
SCALE = tuple(
    ScaleGrade(code=code, label=label, letter=letter, descriptor=f"Practice is {label.lower()}.")
    for code, label, letter in zip(
        GRADES,
        ("Inadequate", "Requires improvement", "Good", "Outstanding"),
        "IRGO",
        strict=True,
    )
)
VOICE = Area(id="voice", title="Voice", standard="JTAI", prompts=("Is the child heard?",))
PLANNING = Area(id="planning", title="Planning", standard="JTAI", prompts=("Is there a plan?",))


def graded(area: Area, comparable_as: str | None = None) -> GradedArea:
    wording = area.wording(SCALE)
    return GradedArea(area=area, wording=wording, comparable_as=comparable_as or wording)


TOOL_PUBLISHED = ToolPublished(
    tool=TOOL,
    tool_version=1,
    title="Neglect",
    methods=(Method.CASE_FILE,),
    draws_on=("JTAI 2023",),
    scale=SCALE,
    good_from="good",
    areas=(graded(VOICE), graded(PLANNING)),
)
PUBLISHED = (*JOINED, *at(streams.tool(TOOL), TOOL_PUBLISHED))

# The plan.
PLAN = Plan(
    audit=AUDIT,
    title="Neglect",
    process=Process.THEMED,
    tool=TOOL,
    purpose="To see what daily life is like for the children.",
    issues=("A case review found that nobody had asked.",),
    outcomes=("Children are asked, and the plan changes.",),
    methodology="Case files, then a moderation day.",
    casework_window=CaseworkWindow(start=date(2025, 10, 1), end=date(2026, 3, 31)),
    timescale=Timescale(
        briefing_on=date(2026, 4, 1),
        returns_by=date(2026, 5, 1),
        moderation_on=date(2026, 5, 20),
        report_by=date(2026, 6, 30),
    ),
    agencies=("police", "health"),
    views_approach="A social worker speaks with each child.",
    sample=SampleSpecification(
        frame_definition="Open neglect plans", size=2, stratifier="district"
    ),
)
PLAN_AGREED = PlanAgreed(audit=AUDIT, agreed_on=date(2026, 3, 2), tool_version=1, plan=PLAN)
_AUDIT = streams.audit(AUDIT)
AGREED = (*PUBLISHED, *at(_AUDIT, PLAN_AGREED))
LED = (*AGREED, *at(_AUDIT, LeadAuditorAppointed(audit=AUDIT, person="lead")))
VIEWS_DECIDED = ViewsDecided(
    audit=AUDIT,
    decided_on=date(2026, 3, 10),
    methods=(ViewsMethod.CONVERSATION,),
    by_whom="Whoever knows the child best.",
    reason=None,
)
DECIDED = (*LED, *at(_AUDIT, VIEWS_DECIDED))
NOMINATED = (
    *DECIDED,
    *at(
        _AUDIT,
        AuditorNominated(audit=AUDIT, agency="police", person="pc"),
        AuditorNominated(audit=AUDIT, agency="health", person="nurse"),
    ),
)
BRIEFED = (
    *NOMINATED,
    *at(
        _AUDIT,
        BriefingHeld(audit=AUDIT, held_on=date(2026, 4, 1)),
        BriefingAcknowledged(audit=AUDIT, agency="police", person="pc"),
        BriefingAcknowledged(audit=AUDIT, agency="health", person="nurse"),
    ),
)

# The sample: three cases in the north, two in the south; one of each is drawn.
FRAME = Frame(
    salt="00112233445566778899aabbccddeeff",
    rows=(
        FrameRow(ref="k1", stratum="north"),
        FrameRow(ref="k2", stratum="north"),
        FrameRow(ref="k3", stratum="north"),
        FrameRow(ref="k4", stratum="south"),
        FrameRow(ref="k5", stratum="south"),
    ),
)
DIGEST = "c0e20abcdc8d6eef120813cb2430c087c8efa8f19bb19cf7aa44d007959becb8"
FRAME_COMMITTED = FrameCommitted(
    audit=AUDIT,
    digest=DIGEST,
    size=5,
    stratifier="district",
    strata=(Stratum(name="north", size=3), Stratum(name="south", size=2)),
)
SEED_DRAWN = SeedDrawn(
    audit=AUDIT,
    seed="31415926535897932384",
    source="Twenty ten-sided dice",
    drawn_by="neutral",
    witness="witness",
)
SAMPLE_DRAWN = SampleDrawn(
    audit=AUDIT,
    method="largest-remainder/sha256-order/v1",
    allocation=(
        Seats(name="north", size=3, quota="6/5", seats=1),
        Seats(name="south", size=2, quota="4/5", seats=1),
    ),
    self_weighting=True,
    warnings=(),
)
C01 = CaseSampled(audit=AUDIT, case="C01", place=1, frame_ref="k1", stratum="north")
C02 = CaseSampled(audit=AUDIT, case="C02", place=1, frame_ref="k5", stratum="south")
_SAMPLE = streams.sample(AUDIT)
FRAMED = (*BRIEFED, *at(_SAMPLE, FRAME_COMMITTED))
SEEDED = (*FRAMED, *at(_SAMPLE, SEED_DRAWN))
DRAWN = (*SEEDED, *at(_SAMPLE, SAMPLE_DRAWN, C01, C02))


# The returns: police grade both cases, health one; health is not involved in C02.
def appended(case: str, agency: str, auditor: str, **fields: object) -> ReturnAppended:
    return ReturnAppended.model_validate(
        {
            "audit": AUDIT,
            "case": case,
            "agency": agency,
            "auditor": auditor,
            "tool": TOOL,
            "tool_version": 1,
            "independent": True,
            "involvement": "Visited twice.",
            "not_applicable": (),
        }
        | fields
    )


def grade_given(case: str, agency: str, area: str, grade: str) -> GradeGiven:
    return GradeGiven(
        audit=AUDIT,
        case=case,
        agency=agency,
        area=area,
        grade=grade,
        evidence=f"What {agency} recorded about {area}.",
        strengths="",
        developments="",
    )


def return_of(case: str, agency: str) -> StreamId:
    return streams.agency_return(AUDIT, case, agency)


POLICE_RETURN: tuple[Event, ...] = (
    appended("C01", "police", "pc"),
    grade_given("C01", "police", "voice", "good"),
    grade_given("C01", "police", "planning", "inadequate"),
)
HEALTH_RETURN: tuple[Event, ...] = (
    appended(
        "C01",
        "health",
        "nurse",
        not_applicable=(NotApplicable(area="planning", reason="No plan was ours to make."),),
    ),
    grade_given("C01", "health", "voice", "requires-improvement"),
)
RETURNED = (
    *DRAWN,
    *at(return_of("C01", "police"), *POLICE_RETURN),
    *at(return_of("C01", "health"), *HEALTH_RETURN),
    *at(
        return_of("C02", "police"),
        appended("C02", "police", "pc"),
        grade_given("C02", "police", "voice", "good"),
        grade_given("C02", "police", "planning", "good"),
    ),
    *at(
        return_of("C02", "health"),
        NoInvolvementDeclared(
            audit=AUDIT, case="C02", agency="health", reason="The family is not registered."
        ),
    ),
)

# Views: the child of C01 was heard, the family of C02 could not be reached.
VIEWS_SOUGHT = ViewsSought(
    audit=AUDIT,
    case="C01",
    agency="health",
    method=ViewsMethod.CONVERSATION,
    sought_on=date(2026, 4, 7),
    by_whom="The school nurse: she sees him every week.",
)
VIEWS = ViewsRecorded(
    audit=AUDIT,
    case="C01",
    agency="health",
    method=ViewsMethod.CONVERSATION,
    heard_on=date(2026, 4, 14),
    whose=Whose.CHILD,
    views="They asked, and nobody came back.",
    difference_made="He has a bed now.",
)
NOT_SOUGHT = ViewsNotSought(
    audit=AUDIT, case="C02", agency=None, reason="The family has moved abroad."
)
HEARD = (
    *RETURNED,
    *at(streams.case(AUDIT, "C01"), VIEWS_SOUGHT, VIEWS),
    *at(streams.case(AUDIT, "C02"), NOT_SOUGHT),
)

# Moderation, findings, report.
OPENED = (*HEARD, *at(_AUDIT, ModerationOpened(audit=AUDIT, missing=())))


def overall(case: str) -> Happened:
    grade = OverallGradeAgreed(
        audit=AUDIT, case=case, grade="good", reason="The agencies agreed after discussion."
    )
    return streams.case(AUDIT, case), grade


GRADED = (*OPENED, overall("C01"), overall("C02"))
MODERATION_HELD = ModerationHeld(
    audit=AUDIT,
    held_on=date(2026, 5, 20),
    attended=(
        Attendance(person="pc", agency="police", undertaking=True),
        Attendance(person="nurse", agency="health", undertaking=True),
        Attendance(person="member", agency=None, undertaking=True),
    ),
)
HELD = (*GRADED, *at(_AUDIT, MODERATION_HELD))
FINDING = FindingRecorded(
    audit=AUDIT,
    finding="F1",
    kind=FindingKind.STRENGTH,
    area="voice",
    text="Officers wrote down what children said.",
    evidenced_by=("C01/police",),
)
FOUND = (*HELD, *at(_AUDIT, FINDING))
DRAFTED = (
    *FOUND,
    *at(
        _AUDIT,
        ReportDrafted(audit=AUDIT, drafted_on=date(2026, 6, 1), summary="Voice is a strength."),
    ),
)
CIRCULATED = (
    *DRAFTED,
    *at(
        _AUDIT,
        ReportCirculated(
            audit=AUDIT, circulated_on=date(2026, 6, 5), agencies=("police", "health")
        ),
    ),
)
REPORT_AGREED = (
    *CIRCULATED,
    *at(_AUDIT, ReportAgreed(audit=AUDIT, agreed_on=date(2026, 6, 20))),
)
CONSIDERED = (
    *REPORT_AGREED,
    *at(
        _AUDIT,
        ReportConsidered(audit=AUDIT, considered_on=date(2026, 7, 1), conclusion="Accepted."),
    ),
)
CLOSED = (*CONSIDERED, *at(_AUDIT, AuditClosed(audit=AUDIT, closed_on=date(2026, 7, 2))))
