"""A small invented partnership and one themed audit of it, told by its events in order.

Two agencies take part, two areas are graded, two cases are drawn of five.
"""

from __future__ import annotations

from datetime import date

from domain.audit.events import ModerationHeld, ModerationOpened, ViewsDecided
from domain.case.events import OverallGradeAgreed, ViewsNotSought, ViewsRecorded, ViewsSought
from domain.directory.events import AgencyJoined, PartnershipFormed
from domain.kernel import streams
from domain.kernel.event import Event, Value
from domain.kernel.vocabulary import FindingKind, Role, Sector, StreamId, ViewsMethod, Whose
from domain.returns.events import GradeGiven, NotApplicable, ReturnAppended
from domain.sample.frame import Frame, FrameRow
from domain.tool.events import Area
from tests import world
from tests.world import GRADES as GRADES
from tests.world import TOOL as TOOL
from tests.world import Happened, at
from tests.world import graded as graded

AUDIT = "2026-neglect"


def changed(value: Value, **fields: object) -> dict[str, object]:
    """A value's fields with some of them other."""
    return {name: getattr(value, name) for name in type(value).model_fields} | fields


# The directory: names tell the roles.
_PEOPLE: tuple[world.Person, ...] = (
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


_ENROLMENT = world.enrolled(_PEOPLE)
FORMED = at(
    streams.DIRECTORY,
    PartnershipFormed(name="Wrenshire Partnership"),
    *_ENROLMENT[:2],
)
JOINED = (
    *FORMED,
    *at(
        streams.DIRECTORY,
        AgencyJoined(agency="police", title="Wrenshire Police", sector=Sector.POLICE),
        AgencyJoined(agency="health", title="Wrenshire Health", sector=Sector.HEALTH),
        AgencyJoined(agency="housing", title="Wrenshire Homes", sector=Sector.HOUSING),
        *_ENROLMENT[2:],
    ),
)

# The tool.
SCALE = world.scale()
VOICE, PLANNING = world.area("voice"), world.area("planning")
TOOL_PUBLISHED = world.published(graded(VOICE), graded(PLANNING))
PUBLISHED = (*JOINED, *at(streams.tool(TOOL), TOOL_PUBLISHED))
PLANNING_ASKED = world.published(
    graded(VOICE), graded(Area.model_validate(changed(PLANNING, asked_of=("health",))))
)
"""The tool with an area that only health is asked."""


def with_planning_asked(happened: tuple[Happened, ...]) -> tuple[Happened, ...]:
    """The same, but with that tool."""
    return tuple(
        (stream, PLANNING_ASKED if event is TOOL_PUBLISHED else event) for stream, event in happened
    )


# The plan.
PLAN = world.plan(
    AUDIT,
    (date(2025, 10, 1), date(2026, 3, 31)),
    world.timescale(date(2026, 4, 1), date(2026, 5, 1), date(2026, 5, 20), date(2026, 6, 30)),
    ("police", "health"),
)
PLAN_AGREED = world.agreed(PLAN, date(2026, 3, 2))
_AUDIT = streams.audit(AUDIT)
AGREED = (*PUBLISHED, *at(_AUDIT, PLAN_AGREED))
LED = (*AGREED, *at(_AUDIT, world.led(AUDIT)))
VIEWS_DECIDED = ViewsDecided(
    audit=AUDIT,
    decided_on=date(2026, 3, 10),
    methods=(ViewsMethod.CONVERSATION,),
    by_whom="Whoever knows the child best.",
    reason=None,
)
DECIDED = (*LED, *at(_AUDIT, VIEWS_DECIDED))
AUDITORS = {"police": "pc", "health": "nurse"}
NOMINATED = (*DECIDED, *at(_AUDIT, *world.nominated(AUDIT, AUDITORS)))
BRIEFED = (*NOMINATED, *at(_AUDIT, *world.briefed(AUDIT, date(2026, 4, 1), AUDITORS)))

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
FRAME_COMMITTED = world.framed(
    AUDIT, {"north": 3, "south": 2}, digest=DIGEST, fixed_on=date(2026, 9, 1)
)
SEED_DRAWN = world.seeded(AUDIT, "neutral", "witness")
SAMPLE_DRAWN = world.drawn(AUDIT, ("north", 3, "6/5", 1), ("south", 2, "4/5", 1))
C01 = world.sampled(AUDIT, "C01", "k1", "north")
C02 = world.sampled(AUDIT, "C02", "k5", "south")
_SAMPLE = streams.sample(AUDIT)
FRAMED = (*BRIEFED, *at(_SAMPLE, FRAME_COMMITTED))
SEEDED = (*FRAMED, *at(_SAMPLE, SEED_DRAWN))
DRAWN = (*SEEDED, *at(_SAMPLE, SAMPLE_DRAWN, C01, C02))


# The returns: police grade both cases, health one; health is not involved in C02.
def appended(case: str, agency: str, auditor: str, **fields: object) -> ReturnAppended:
    return world.appended(AUDIT, case, agency, auditor, **fields)


def grade_given(case: str, agency: str, area: str, grade: str) -> GradeGiven:
    evidence = f"What {agency} recorded about {area}."
    return world.grade_given(AUDIT, case, agency, area, grade, evidence)


def return_of(case: str, agency: str) -> StreamId:
    return world.return_of(AUDIT, case, agency)


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
        world.not_involved(AUDIT, "C02", "health"),
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
OPENED_AT_ONCE = at(_AUDIT, ModerationOpened(audit=AUDIT, missing=()))


def overall(case: str) -> Happened:
    grade = OverallGradeAgreed(
        audit=AUDIT, case=case, grade="good", reason="The agencies agreed after discussion."
    )
    return streams.case(AUDIT, case), grade


GRADED = (*OPENED, overall("C01"), overall("C02"))
MODERATION_HELD = ModerationHeld(
    audit=AUDIT,
    held_on=date(2026, 5, 20),
    attended=(world.here("pc", "police"), world.here("nurse", "health"), world.here("member")),
)
HELD = (*GRADED, *at(_AUDIT, MODERATION_HELD))
FINDING = world.finding(AUDIT, FindingKind.STRENGTH, "Officers wrote down what children said.")
FOUND = (*HELD, *at(_AUDIT, FINDING))
DRAFTED = (*FOUND, *at(_AUDIT, world.drafted(AUDIT, date(2026, 6, 1))))
_CIRCULATED = world.circulated(AUDIT, date(2026, 6, 5), PLAN.agencies)
CIRCULATED = (*DRAFTED, *at(_AUDIT, _CIRCULATED))
REPORT_AGREED = (*CIRCULATED, *at(_AUDIT, world.report_agreed(AUDIT, date(2026, 6, 20))))
CONSIDERED = (*REPORT_AGREED, *at(_AUDIT, world.considered(AUDIT, date(2026, 7, 1))))
CLOSED = (*CONSIDERED, *at(_AUDIT, world.closed(AUDIT, date(2026, 7, 2))))
