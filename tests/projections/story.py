"""A partnership's record in small: two audits with one tool, and what was recommended between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
)
from domain.directory.events import AgencyJoined, PartnershipFormed, PersonEnrolled, RoleGranted
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Direction, FindingKind, Method, Role, Sector, Source
from domain.recommendation.events import DesiredImpact, RecommendationAccepted, RecommendationMade
from domain.returns.events import GradeGiven, NoInvolvementDeclared, ReturnAppended
from domain.sample.events import CaseSampled, FrameCommitted, SampleDrawn, Seats, SeedDrawn, Stratum
from domain.tool.events import Area, GradedArea, ScaleGrade, ToolPublished

Happened = list[tuple[str, Event]]

AGENCIES = ("health", "police", "schools")
SCALE = ("inadequate", "requires-improvement", "good", "outstanding")
AREAS = ("voice", "plans", "supervision")
DAY = date(2025, 3, 10)
SECTORS = {"health": Sector.HEALTH, "police": Sector.POLICE, "schools": Sector.EDUCATION}


def directory() -> Happened:
    """Three agencies with an auditor each, a lead auditor and a chair."""
    events: list[Event] = [PartnershipFormed(name="Invented partnership", invented=True)]
    for agency in AGENCIES:
        events += [
            AgencyJoined(agency=agency, title=agency.capitalize(), sector=SECTORS[agency]),
            PersonEnrolled(person=f"{agency}-auditor", full_name=f"A {agency}", agency=agency),
            RoleGranted(person=f"{agency}-auditor", role=Role.AUDITOR, agency=agency),
        ]
    events += [
        PersonEnrolled(person="lead", full_name="L Ead"),
        RoleGranted(person="lead", role=Role.LEAD_AUDITOR),
        PersonEnrolled(person="chair", full_name="C Hair"),
        RoleGranted(person="chair", role=Role.SAIG_CHAIR),
    ]
    return [(streams.DIRECTORY, event) for event in events]


def scale() -> tuple[ScaleGrade, ...]:
    labels = ("Inadequate", "Requires improvement", "Good", "Outstanding")
    letters = ("I", "RI", "G", "O")
    return tuple(
        ScaleGrade(code=code, label=label, letter=letter, descriptor=f"What {label} is")
        for code, label, letter in zip(SCALE, labels, letters, strict=True)
    )


def graded_area(area: str, comparable_as: str | None = None) -> GradedArea:
    title = area.capitalize()
    words = Area(id=area, title=title, standard="A standard", prompts=("What was done?",))
    return GradedArea(area=words, wording=f"{area}-w", comparable_as=comparable_as or f"{area}-w")


def tool(code: str = "neglect", version: int = 1) -> Happened:
    published = ToolPublished(
        tool=code,
        tool_version=version,
        title="Neglect",
        methods=(Method.CASE_FILE,),
        draws_on=("Joint inspections",),
        scale=scale(),
        good_from="good",
        areas=tuple(graded_area(area) for area in AREAS),
    )
    return [(streams.tool(code), published)]


def plan(
    code: str,
    start: date,
    end: date,
    *,
    process: Process = Process.THEMED,
    agencies: tuple[str, ...] = AGENCIES,
    size: int = 6,
    frame: str = "Children with a plan for neglect",
) -> Plan:
    moderated = STEPS[process].moderated
    return Plan(
        audit=code,
        title=f"Audit {code}",
        process=process,
        tool="neglect",
        purpose="To see how children are heard",
        issues=("Concern",),
        outcomes=("Better",),
        methodology="Case files",
        casework_window=CaseworkWindow(start=start, end=end),
        timescale=Timescale(
            briefing_on=end,
            returns_by=end,
            moderation_on=end if moderated else None,
            report_by=end,
        ),
        agencies=agencies,
        views_approach="Conversations",
        sample=SampleSpecification(frame_definition=frame, size=size, stratifier="locality"),
    )


def planned(code: str, start: date, end: date, *, process: Process = Process.THEMED) -> Happened:
    """The plan, its lead auditor, and a briefing."""
    events: list[Event] = [
        PlanAgreed(
            audit=code, agreed_on=end, tool_version=1, plan=plan(code, start, end, process=process)
        ),
        LeadAuditorAppointed(audit=code, person="lead"),
        AuditorNominated(audit=code, agency="police", person="police-auditor"),
        BriefingHeld(audit=code, held_on=end),
        BriefingAcknowledged(audit=code, agency="police", person="police-auditor"),
    ]
    return [(streams.audit(code), event) for event in events]


def sampled(code: str, cases: int) -> Happened:
    """A frame of two strata and a draw of so many cases, all from the first."""
    events: list[Event] = [
        FrameCommitted(
            audit=code,
            digest="a3" * 32,
            size=40,
            stratifier="locality",
            strata=(Stratum(name="North", size=30), Stratum(name="South", size=10)),
        ),
        SeedDrawn(audit=code, seed="12345", source="dice", drawn_by="chair", witness="lead"),
        SampleDrawn(
            audit=code,
            method="largest remainder",
            allocation=(
                Seats(name="North", size=30, quota="9/2", seats=cases),
                Seats(name="South", size=10, quota="3/2", seats=0),
            ),
            self_weighting=True,
            warnings=(),
        ),
    ]
    events += [case_sampled(code, place) for place in range(1, cases + 1)]
    return [(streams.sample(code), event) for event in events]


def case_sampled(code: str, number: int) -> CaseSampled:
    return CaseSampled(
        audit=code,
        case=f"C{number:02d}",
        place=number,
        frame_ref=f"ref-{number}",
        stratum="North",
    )


def appended(code: str, case: str, agency: str, version: int = 1) -> tuple[str, Event]:
    event = ReturnAppended(
        audit=code,
        case=case,
        agency=agency,
        auditor=f"{agency}-auditor",
        tool="neglect",
        tool_version=version,
        independent=True,
        involvement="",
        not_applicable=(),
    )
    return (streams.agency_return(code, case, agency), event)


def given(code: str, case: str, agency: str, area: str, rank: int) -> tuple[str, Event]:
    event = GradeGiven(
        audit=code,
        case=case,
        agency=agency,
        area=area,
        grade=SCALE[rank - 1],
        evidence="planted-words-of-a-case",
        strengths="",
        developments="",
    )
    return (streams.agency_return(code, case, agency), event)


def not_involved(code: str, case: str, agency: str) -> tuple[str, Event]:
    event = NoInvolvementDeclared(audit=code, case=case, agency=agency, reason="")
    return (streams.agency_return(code, case, agency), event)


Ranks = Mapping[str, Sequence[int]]
"""Area to each case's rank."""


def returned(code: str, ranks: Ranks, agencies: Sequence[str] = ("health", "police")) -> Happened:
    """Both agencies grade every case alike; the schools were not involved."""
    happened: Happened = []
    for number in range(1, len(next(iter(ranks.values()))) + 1):
        case = f"C{number:02d}"
        for agency in agencies:
            happened.append(appended(code, case, agency))
            happened += [given(code, case, agency, area, ranks[area][number - 1]) for area in ranks]
        happened.append(not_involved(code, case, "schools"))
    return happened


def reported(code: str, day: date, *, moderated: bool = True) -> Happened:
    """From moderation to the closed audit."""
    here = Attendance(person="police-auditor", agency="police", undertaking=True)
    moderation: list[Event] = [
        ModerationOpened(audit=code, missing=()),
        ModerationHeld(audit=code, held_on=day, attended=(here,)),
    ]
    events: list[Event] = [
        *(moderation if moderated else []),
        FindingRecorded(
            audit=code,
            finding="F1",
            kind=FindingKind.CONCERN,
            area="voice",
            text="Not heard",
            evidenced_by=("C01/police",),
        ),
        ReportDrafted(audit=code, drafted_on=day, summary="In short"),
        ReportCirculated(audit=code, circulated_on=day, agencies=AGENCIES),
        ReportAgreed(audit=code, agreed_on=day),
        ReportConsidered(audit=code, considered_on=day, conclusion="Agreed"),
        AuditClosed(audit=code, closed_on=day),
    ]
    return [(streams.audit(code), event) for event in events]


def audit(
    code: str,
    window: tuple[date, date],
    ranks: Ranks,
    *,
    process: Process = Process.THEMED,
) -> Happened:
    """A whole audit from plan to closing."""
    cases = len(next(iter(ranks.values())))
    return [
        *planned(code, *window, process=process),
        *sampled(code, cases),
        *returned(code, ranks),
        *reported(code, window[1], moderated=STEPS[process].moderated),
    ]


def impact(*areas: str, target: int | None = None, by: date = date(2026, 6, 1)) -> DesiredImpact:
    return DesiredImpact(
        text="Children are heard",
        tool="neglect",
        areas=areas,
        direction=Direction.BETTER,
        target_of_ten=target,
        reaudit_by=by,
    )


def recommended(
    ref: str,
    *areas: str,
    made_on: date,
    agencies: tuple[str, ...] = AGENCIES,
    target: int | None = None,
    audit_code: str | None = "first",
) -> Happened:
    """A recommendation, made and accepted on one day."""
    stream = streams.recommendation(ref)
    made = RecommendationMade(
        recommendation=ref,
        source=Source.AUDIT if audit_code else Source.CASE_REVIEW,
        audit=audit_code,
        review=None if audit_code else "Review 7",
        made_on=made_on,
        text=f"Do {ref}",
        areas=areas,
        agencies=agencies,
    )
    accepted = RecommendationAccepted(
        recommendation=ref, considered_on=made_on, desired_impact=impact(*areas, target=target)
    )
    return [(stream, made), (stream, accepted)]
