"""The one builder of a small invented partnership: its events and sheets, for tests of any level.

A level adds only what is its own: which agencies and people there are, and which days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from domain.audit.events import (
    Attendance,
    AuditClosed,
    AuditorNominated,
    BriefingAcknowledged,
    BriefingHeld,
    FindingRecorded,
    LeadAuditorAppointed,
    PlanAgreed,
    ReportAgreed,
    ReportCirculated,
    ReportConsidered,
    ReportDrafted,
    ReportFrozen,
)
from domain.audit.terms import CaseworkWindow, Plan, SampleSpecification, Timescale
from domain.directory.events import AgencyJoined, PersonEnrolled, RoleGranted
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import FindingKind, Method, Role, Sector, StreamId
from domain.returns.events import GradeGiven, NoInvolvementDeclared, ReturnAppended
from domain.sample.events import CaseSampled, FrameCommitted, SampleDrawn, Seats, SeedDrawn, Stratum
from domain.tool.events import Area, GradedArea, ScaleGrade, ToolPublished

Happened = tuple[StreamId, Event]
"""An event and its stream."""

TOOL = "neglect"
GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
"""From the lowest."""
_LABELS = ("Inadequate", "Requires improvement", "Good", "Outstanding")
_LETTERS = "IRGO"
METHOD = "largest-remainder/sha256-order/v1"
SEED = "85945266985722969732"

Person = tuple[str, str, str | None, Role | None]
"""A person's code, full name, agency and role."""


def at(stream: StreamId, *events: Event) -> tuple[Happened, ...]:
    """These events, each with their stream."""
    return tuple((stream, event) for event in events)


# The directory.
def agencies(sectors: Mapping[str, Sector]) -> list[Event]:
    return [
        AgencyJoined(agency=agency, title=agency.capitalize(), sector=sector)
        for agency, sector in sectors.items()
    ]


def enrolled(people: Iterable[Person]) -> list[Event]:
    """Each person and their role; only an agency's roles are held for their agency."""
    events: list[Event] = []
    for person, name, agency, role in people:
        events.append(PersonEnrolled(person=person, full_name=name, agency=agency))
        if role is not None:
            own = agency if role in (Role.AUDITOR, Role.AGENCY_LEAD) else None
            events.append(RoleGranted(person=person, role=role, agency=own))
    return events


# The tool.
def scale() -> tuple[ScaleGrade, ...]:
    return tuple(
        ScaleGrade(
            code=code, label=label, letter=letter, descriptor=f"Practice is {label.lower()}."
        )
        for code, label, letter in zip(GRADES, _LABELS, _LETTERS, strict=True)
    )


def area(code: str) -> Area:
    return Area(id=code, title=code.capitalize(), standard="JTAI", prompts=("What was done?",))


def graded(area: Area, comparable_as: str | None = None, wording: str | None = None) -> GradedArea:
    """An area; its wording is the one that its scale gives it, unless it is named."""
    wording = wording or area.wording(scale())
    return GradedArea(area=area, wording=wording, comparable_as=comparable_as or wording)


def published(*areas: GradedArea, tool: str = TOOL, version: int = 1) -> ToolPublished:
    return ToolPublished(
        tool=tool,
        tool_version=version,
        title="Neglect",
        methods=(Method.CASE_FILE,),
        draws_on=("JTAI 2023",),
        scale=scale(),
        good_from="good",
        areas=areas,
    )


# The plan.
def timescale(
    briefing: date, returns: date, moderation: date, report: date, process: Process = Process.THEMED
) -> Timescale:
    return Timescale(
        briefing_on=briefing,
        returns_by=returns,
        moderation_on=moderation if STEPS[process].moderated else None,
        report_by=report,
    )


def plan(
    audit: str,
    window: tuple[date, date],
    days: Timescale,
    agencies: tuple[str, ...],
    *,
    process: Process = Process.THEMED,
    title: str = "Neglect",
    frame: str = "Children with a plan for neglect",
    size: int = 2,
    stratifier: str = "district",
) -> Plan:
    start, end = window
    return Plan(
        audit=audit,
        title=title,
        process=process,
        tool=TOOL,
        purpose="To see what daily life is like for the children.",
        issues=("A case review found that nobody had asked.",),
        outcomes=("Children are asked, and the plan changes.",),
        methodology="Case files, then a moderation day.",
        casework_window=CaseworkWindow(start=start, end=end),
        timescale=days,
        agencies=agencies,
        views_approach="A social worker speaks with each child.",
        sample=SampleSpecification(frame_definition=frame, size=size, stratifier=stratifier),
    )


def agreed(plan: Plan, agreed_on: date) -> PlanAgreed:
    return PlanAgreed(audit=plan.audit, agreed_on=agreed_on, tool_version=1, plan=plan)


def led(audit: str, person: str = "lead") -> LeadAuditorAppointed:
    return LeadAuditorAppointed(audit=audit, person=person)


def nominated(audit: str, auditors: Mapping[str, str]) -> list[Event]:
    """`auditors`: agency to person."""
    return [
        AuditorNominated(audit=audit, agency=agency, person=person)
        for agency, person in auditors.items()
    ]


def briefed(audit: str, held_on: date, auditors: Mapping[str, str]) -> list[Event]:
    """`auditors`: agency to person."""
    return [
        BriefingHeld(audit=audit, held_on=held_on),
        *(
            BriefingAcknowledged(audit=audit, agency=agency, person=person)
            for agency, person in auditors.items()
        ),
    ]


# The sample.
def framed(
    audit: str,
    sizes: Mapping[str, int],
    stratifier: str = "district",
    digest: str = "a3" * 32,
    fixed_on: date | None = None,
) -> FrameCommitted:
    """`sizes`: stratum to the number of its cases."""
    return FrameCommitted(
        audit=audit,
        digest=digest,
        size=sum(sizes.values()),
        stratifier=stratifier,
        strata=tuple(Stratum(name=name, size=size) for name, size in sizes.items()),
        fixed_on=fixed_on,
    )


def seeded(audit: str, drawn_by: str, witness: str) -> SeedDrawn:
    return SeedDrawn(
        audit=audit,
        seed=SEED,
        source="Twenty ten-sided dice",
        drawn_by=drawn_by,
        witness=witness,
    )


def drawn(audit: str, *strata: tuple[str, int, str, int]) -> SampleDrawn:
    """`strata`: name, size, exact quota and seats of each."""
    return SampleDrawn(
        audit=audit,
        method=METHOD,
        allocation=tuple(
            Seats(name=name, size=size, quota=quota, seats=seats)
            for name, size, quota, seats in strata
        ),
        self_weighting=True,
        warnings=(),
    )


def sampled(audit: str, case: str, frame_ref: str, stratum: str, place: int = 1) -> CaseSampled:
    return CaseSampled(audit=audit, case=case, place=place, frame_ref=frame_ref, stratum=stratum)


# The returns.
def return_of(audit: str, case: str, agency: str) -> StreamId:
    return streams.agency_return(audit, case, agency)


def appended(audit: str, case: str, agency: str, auditor: str, **fields: object) -> ReturnAppended:
    return ReturnAppended.model_validate(
        {
            "audit": audit,
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


def grade_given(
    audit: str, case: str, agency: str, area: str, grade: str, evidence: str
) -> GradeGiven:
    return GradeGiven(
        audit=audit,
        case=case,
        agency=agency,
        area=area,
        grade=grade,
        evidence=evidence,
        strengths="",
        developments="",
    )


def not_involved(
    audit: str, case: str, agency: str, reason: str = "The family is not registered."
) -> NoInvolvementDeclared:
    return NoInvolvementDeclared(audit=audit, case=case, agency=agency, reason=reason)


# Moderation and the report.
def here(person: str, agency: str | None = None) -> Attendance:
    return Attendance(person=person, agency=agency, undertaking=True)


def finding(audit: str, kind: FindingKind, text: str, area: str = "voice") -> FindingRecorded:
    return FindingRecorded(
        audit=audit, finding="F1", kind=kind, area=area, text=text, evidenced_by=("C01/police",)
    )


def drafted(audit: str, day: date, summary: str = "Voice is a strength.") -> ReportDrafted:
    return ReportDrafted(audit=audit, drafted_on=day, summary=summary)


def circulated(audit: str, day: date, agencies: tuple[str, ...]) -> ReportCirculated:
    return ReportCirculated(audit=audit, circulated_on=day, agencies=agencies)


def report_agreed(audit: str, day: date) -> ReportAgreed:
    return ReportAgreed(audit=audit, agreed_on=day)


def frozen(audit: str, day: date) -> ReportFrozen:
    return ReportFrozen(
        audit=audit, frozen_on=day, document="1" * 64, digest="2" * 64, size=1, root="3" * 64
    )


def considered(audit: str, day: date) -> ReportConsidered:
    return ReportConsidered(audit=audit, considered_on=day, conclusion="Accepted.")


def closed(audit: str, day: date) -> AuditClosed:
    return AuditClosed(audit=audit, closed_on=day)
