"""A record in which everything adds up: a programme, four audits, recommendations and actions."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    GradeModerated,
    LearningAgreed,
    OverallGradeAgreed,
)
from domain.directory.events import AgencyJoined, AgencyMerged, BodyNamed
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Function, InformedBy, ReplacementReason, Sector
from domain.programme.events import (
    AgencyDays,
    AuditRescheduled,
    AuditScheduled,
    ProgrammeAgreed,
    ProgrammeReviewed,
)
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ActionProgressed,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationPassedOn,
)
from domain.returns.events import GradeRevised, OldCaseRegraded, ReturnWithdrawn
from domain.sample.events import CaseReplaced, SampleDrawn, SampleRedrawn, Spread
from domain.work_stream.events import WorkStreamOpened
from projections.engine.projector import Projection
from tests.projections.followed import followed, query, query_answer
from tests.projections.harness import project
from tests.projections.past import case, entered, recommended_then
from tests.projections.story import (
    AGENCIES,
    Happened,
    appended,
    audit,
    case_sampled,
    directory,
    given,
    not_involved,
    planned,
    recommended,
    reported,
    returned,
    sampled,
    tool,
)

PERIOD = "2025-2027"
FIRST = (date(2025, 1, 1), date(2025, 2, 28))
SECOND = (date(2026, 2, 1), date(2026, 2, 27))
LAST = (date(2026, 8, 1), date(2026, 10, 30))
MADE = date(2025, 3, 10)
LOW = {"voice": [1, 1, 1, 2, 1, 1], "plans": [3] * 6, "supervision": [2, 2, 3, 3, 3, 3]}
HIGH = {"voice": [3, 4, 3, 3, 3, 4], "plans": [3] * 6, "supervision": [2, 3, 3, 3, 3, 3]}


def programme() -> Happened:
    days = (AgencyDays(agency="police", days=4), AgencyDays(agency="health", days=6))
    events: list[Event] = [
        ProgrammeAgreed(
            period=PERIOD,
            agreed_on=date(2025, 1, 5),
            priorities=("Neglect",),
            capacity_per_quarter=days,
        ),
        AuditScheduled(
            period=PERIOD,
            audit="first",
            title="Neglect",
            process=Process.THEMED,
            function=Function.CORE,
            informed_by=InformedBy.CONCERN,
            quarter="2025-Q1",
            demand=days,
        ),
        AuditRescheduled(
            period=PERIOD,
            audit="first",
            from_quarter="2025-Q1",
            to_quarter="2025-Q2",
            reason="Staff",
        ),
        ProgrammeReviewed(period=PERIOD, reviewed_on=date(2026, 1, 5), conclusion="Go on"),
    ]
    return [(streams.programme(PERIOD), event) for event in events]


def moderated_audit() -> Happened:
    """An audit with a redraw, a replacement, a withdrawn return, a revision and moderation."""
    code, case = "second", "C01"
    police = streams.agency_return(code, case, "police")
    agreed = streams.case(code, case)
    voice: dict[str, Any] = {"audit": code, "case": case, "area": "voice"}
    later = [replace_case(code, event) for event in returned(code, HIGH)]
    opening, *reporting = reported(code, SECOND[1])
    return [
        *planned(code, *SECOND),
        *sampled(code, 0),
        (streams.sample(code), SampleRedrawn(audit=code, reason="The list was old")),
        *with_second_margin(sampled(code, 6)),
        (
            streams.sample(code),
            CaseReplaced(
                audit=code, case="C06", replaced_by="C07", reason=ReplacementReason.COURT
            ),
        ),
        (streams.sample(code), case_sampled(code, 7)),
        appended(code, case, "police"),
        given(code, case, "police", "voice", 1),
        (police, ReturnWithdrawn(audit=code, case=case, agency="police", reason="")),
        *later,
        (
            police,
            GradeRevised(**voice, agency="police", from_grade="good", to_grade="outstanding",
                         reason=""),
        ),
        opening,
        (
            agreed,
            GradeModerated(**voice, agency="police", from_grade="outstanding", to_grade="good",
                           reason="Seen together"),
        ),
        (agreed, AreaGradeAgreed(**voice, grade="good", reason="Seen")),
        (agreed, OverallGradeAgreed(audit=code, case=case, grade="good", reason="Seen")),
        (agreed, LearningAgreed(audit=code, case=case, learning="Listen")),
        (
            streams.case(code, "C02"),
            AreaFoundNotApplicable(
                audit=code, case="C02", agency="health", area="voice", reason="Not theirs"
            ),
        ),
        *reporting,
    ]  # fmt: skip


def with_second_margin(happened: Happened) -> Happened:
    """The same draw, of a list that has a second margin."""
    second = (Spread(name="boy", size=10, drawn=2), Spread(name="girl", size=30, drawn=4))
    return [
        (stream, event.model_copy(update={"second": second}))
        if isinstance(event, SampleDrawn)
        else (stream, event)
        for stream, event in happened
    ]


def replace_case(code: str, happened: tuple[str, Event]) -> tuple[str, Event]:
    """The same return on the replacement, where it was on the replaced case."""
    stream, event = happened
    if getattr(event, "case", None) != "C06":
        return happened
    return (stream.replace("C06", "C07"), event.model_copy(update={"case": "C07"}))


def improvement() -> Happened:
    r1, r2, theme = streams.recommendation("R1"), streams.recommendation("R2"), "voice"
    agreed = ActionAgreed(
        recommendation="R1",
        action="A1",
        text="Train",
        agency="police",
        owner="police-auditor",
        due=date(2025, 6, 1),
    )
    shut = ActionClosed(
        recommendation="R1", action="A1", implemented_on=date(2025, 9, 1), evidence="Seen"
    )
    return [
        *recommended("R1", "voice", made_on=MADE, target=5),
        *recommended("R2", "voice", made_on=MADE, agencies=("police",)),
        *recommended("R3", "plans", made_on=MADE, audit_code=None),
        (streams.work_stream(theme), WorkStreamOpened(theme=theme, title="Voice")),
        (r1, PlacedInWorkStream(recommendation="R1", theme=theme)),
        (r2, MergedInto(recommendation="R2", into="R1", reason="The same work")),
        (r1, agreed),
        (r1, ActionProgressed(recommendation="R1", action="A1", note="Half way")),
        (r1, shut),
        (r1, RecommendationClosed(recommendation="R1", closed_on=date(2025, 10, 1), reason="x")),
    ]


def in_progress() -> Happened:
    """An audit with the returns of health and schools, not open yet; the clinic's have ended."""
    return [
        *planned("third", *LAST, agencies=(*AGENCIES, "clinic")),
        *sampled("third", 3),
        appended("third", "C01", "health"),
        given("third", "C01", "health", "voice", 2),
        not_involved("third", "C02", "schools"),
    ]


def of_police() -> Happened:
    """What the police append to the audit in progress."""
    stream = streams.agency_return("third", "C01", "police")
    case: dict[str, str] = {"audit": "third", "case": "C01", "agency": "police"}
    return [
        appended("third", "C01", "police"),
        given("third", "C01", "police", "voice", 4),
        given("third", "C01", "police", "plans", 1),
        (
            stream,
            GradeRevised(**case, area="plans", from_grade="inadequate", to_grade="good", reason=""),
        ),
        query("third", "C01", "police"),
        query_answer("third", "C01", "police"),
        not_involved("third", "C02", "police"),
        appended("third", "C03", "police"),
        (
            streams.agency_return("third", "C03", "police"),
            ReturnWithdrawn(audit="third", case="C03", agency="police", reason=""),
        ),
    ]


def regraded() -> Happened:
    """An old case that was graded again, at the audit that is not there yet."""
    again = {"audit": "first", "case": "C01", "agency": "police", "area": "voice"}
    event = OldCaseRegraded.model_validate({**again, "in_audit": "third", "grade": "good"})
    return [(streams.agency_return("first", "C01", "police"), event)]


def succeeded() -> Happened:
    """An agency that became part of another, and a body outside that answered."""
    names: list[Event] = [
        AgencyJoined(agency="clinic", title="Clinic", sector=Sector.HEALTH),
        AgencyMerged(agency="clinic", into="health", merged_on=LAST[0], reason="One trust"),
        BodyNamed(body="dfe", title="Department", sector=Sector.GOVERNMENT),
    ]
    answers: list[Event] = [
        RecommendationPassedOn(recommendation="R3", body="dfe", passed_on=MADE, how="Letter"),
        RecommendationAnswered(
            recommendation="R3", body="dfe", answered_on=date(2025, 6, 1), answer="Next year"
        ),
    ]
    r3 = streams.recommendation("R3")
    return [
        *((streams.DIRECTORY, event) for event in names),
        *((r3, event) for event in answers),
    ]


@cache
def whole() -> Projection:
    """The projection of everything, one for all tests that only read it."""
    return project(everything())


def everything() -> Happened:
    return [
        *directory(),
        *programme(),
        *tool(),
        *audit("first", FIRST, LOW),
        *improvement(),
        *moderated_audit(),
        *followed("second"),
        *audit("dip", FIRST, {"voice": [2, 2, 3]}, process=Process.DIP_SAMPLE),
        *succeeded(),
        *regraded(),
        *tool("paper"),
        entered(tool="paper"),
        case(1, {"health": 2, "police": 2}, agreed=2),
        case(2, {"health": 3, "police": 2}),
        *recommended_then("P1", tool="paper"),
        *in_progress(),
        *of_police(),
    ]
