"""A partnership's record in small: two audits with one tool, and what was recommended between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.audit.events import ModerationHeld, ModerationOpened
from domain.audit.terms import Plan
from domain.directory.events import PartnershipFormed
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import STEPS, Process
from domain.kernel.vocabulary import Direction, FindingKind, Role, Sector, Source
from domain.recommendation.events import DesiredImpact, RecommendationAccepted, RecommendationMade
from domain.sample.events import CaseSampled
from domain.tool.events import GradedArea
from tests import world
from tests.world import GRADES, at
from tests.world import scale as scale

Happened = list[tuple[str, Event]]

SECTORS = {"health": Sector.HEALTH, "police": Sector.POLICE, "schools": Sector.EDUCATION}
AGENCIES = tuple(SECTORS)
AREAS = ("voice", "plans", "supervision")
DAY = date(2025, 3, 10)
_POLICE = {"police": "police-auditor"}


def directory() -> Happened:
    """Three agencies with an auditor each, a lead auditor and a chair."""
    people: list[world.Person] = [
        (f"{agency}-auditor", f"A {agency}", agency, Role.AUDITOR) for agency in AGENCIES
    ]
    people += [
        ("lead", "L Ead", None, Role.LEAD_AUDITOR),
        ("chair", "C Hair", None, Role.SAIG_CHAIR),
    ]
    formed = PartnershipFormed(name="Invented partnership", invented=True)
    return [
        *at(streams.DIRECTORY, formed, *world.agencies(SECTORS), *world.enrolled(people)),
    ]


def graded_area(area: str, comparable_as: str | None = None) -> GradedArea:
    return world.graded(world.area(area), comparable_as, f"{area}-w")


def tool(code: str = "neglect", version: int = 1) -> Happened:
    areas = map(graded_area, AREAS)
    return [*at(streams.tool(code), world.published(*areas, tool=code, version=version))]


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
    return world.plan(
        code,
        (start, end),
        world.timescale(end, end, end, end, process),
        agencies,
        process=process,
        title=f"Audit {code}",
        frame=frame,
        size=size,
        stratifier="locality",
    )


def planned(
    code: str,
    start: date,
    end: date,
    *,
    process: Process = Process.THEMED,
    agencies: tuple[str, ...] = AGENCIES,
) -> Happened:
    """The plan, its lead auditor, and a briefing."""
    return [
        *at(
            streams.audit(code),
            world.agreed(plan(code, start, end, process=process, agencies=agencies), end),
            world.led(code),
            *world.nominated(code, _POLICE),
            *world.briefed(code, end, _POLICE),
        )
    ]


def sampled(code: str, cases: int) -> Happened:
    """A frame of two strata and a draw of so many cases, all from the first."""
    return [
        *at(
            streams.sample(code),
            world.framed(code, {"North": 30, "South": 10}, "locality"),
            world.seeded(code, "chair", "lead"),
            world.drawn(code, ("North", 30, "9/2", cases), ("South", 10, "3/2", 0)),
            *(case_sampled(code, place) for place in range(1, cases + 1)),
        )
    ]


def case_sampled(code: str, number: int) -> CaseSampled:
    return world.sampled(code, f"C{number:02d}", f"ref-{number}", "North", number)


def appended(code: str, case: str, agency: str, version: int = 1) -> tuple[str, Event]:
    event = world.appended(
        code, case, agency, f"{agency}-auditor", tool_version=version, involvement=""
    )
    return (world.return_of(code, case, agency), event)


def given(code: str, case: str, agency: str, area: str, rank: int) -> tuple[str, Event]:
    grade = GRADES[rank - 1]
    event = world.grade_given(code, case, agency, area, grade, "planted-words-of-a-case")
    return (world.return_of(code, case, agency), event)


def not_involved(code: str, case: str, agency: str) -> tuple[str, Event]:
    return (world.return_of(code, case, agency), world.not_involved(code, case, agency, ""))


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
    here = world.here("police-auditor", "police")
    moderation: list[Event] = [
        ModerationOpened(audit=code, missing=()),
        ModerationHeld(audit=code, held_on=day, attended=(here,)),
    ]
    return [
        *at(
            streams.audit(code),
            *(moderation if moderated else []),
            world.finding(code, FindingKind.CONCERN, "Not heard"),
            world.drafted(code, day),
            world.circulated(code, day, AGENCIES),
            world.report_agreed(code, day),
            world.frozen(code, day),
            world.considered(code, day),
            world.closed(code, day),
        )
    ]


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
