"""A small invented partnership, recorded through the one door, and short forms of its commands."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from application.identity import local
from domain.audit.people import AppointLeadAuditor, NominateAuditor
from domain.audit.plan import (
    AcknowledgeBriefing,
    AgreePlan,
    HoldBriefing,
    OpenModeration,
)
from domain.audit.taking_part import DecideViews
from domain.audit.terms import Plan
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole, WithdrawRole
from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.vocabulary import Method, Role, Sector, ViewsMethod
from domain.returns.decisions import Answer, AppendReturn, ReviseGrade
from domain.sample.decisions import CommitFrame, DrawSample, DrawSeed
from domain.sample.frame import Frame, FrameRow
from domain.tool.decisions import PublishTool
from domain.tool.sheet import GradeSheet, ToolSheet
from ledger.decision import Receipt
from ledger.keys.keystore import Keystore
from ledger.keys.sealing import Entropy
from ledger.keys.vault import Vault
from ledger.service import Ledger
from tests import world
from tests.ledger.vault.keys import KEK

AUDIT = "2026-neglect"
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RETURN = streams.agency_return(AUDIT, "C01", "police")
OTHER_RETURN = streams.agency_return(AUDIT, "C01", "health")

FORM = FormPartnership(name="Invented Partnership", full_name="Ruth Haldane", invented=True)
POLICE = JoinAgency(agency="police", title="Police", sector=Sector.POLICE)
HEALTH = JoinAgency(agency="health", title="Health", sector=Sector.HEALTH)
HOUSING = JoinAgency(agency="housing", title="Housing", sector=Sector.HOUSING)
WITHDRAW_PAT = WithdrawRole(person="pat-police", role=Role.AUDITOR, agency="police", reason="Left.")
PEOPLE: tuple[world.Person, ...] = (
    ("lee-lead", "Lee Lead", None, Role.LEAD_AUDITOR),
    ("cas-chair", "Cas Chair", None, Role.SAIG_CHAIR),
    ("nell-neutral", "Nell Neutral", None, Role.NEUTRAL),
    ("ina-inspector", "Ina Inspector", None, Role.INSPECTOR),
    ("pat-police", "Pat Police", "police", Role.AUDITOR),
    ("sam-police", "Sam Police", "police", Role.AUDITOR),
    ("ida-police", "Ida Police", "police", Role.AGENCY_LEAD),
    ("noor-health", "Noor Health", "health", Role.AUDITOR),
    ("may-health", "May Health", "health", Role.AGENCY_LEAD),
)
SHEET = ToolSheet(
    code="neglect",
    title="Neglect",
    methods=(Method.CASE_FILE,),
    scale=(
        GradeSheet(code="inadequate", label="Inadequate", descriptor="Children are not safe."),
        GradeSheet(code="good", label="Good", descriptor="Children are helped."),
    ),
    good_from="good",
    areas=(world.area("voice"),),
)
PLAN = world.plan(
    AUDIT,
    (date(2026, 1, 1), date(2026, 6, 30)),
    world.timescale(date(2026, 11, 23), date(2026, 12, 7), date(2026, 12, 14), date(2027, 1, 11)),
    ("police", "health"),
    stratifier="age",
)
FRAME = Frame(
    salt="00112233445566778899aabbccddeeff",
    rows=tuple(FrameRow(ref=f"r{number}", stratum="all") for number in range(1, 5)),
)

DRAW = DrawSample(audit=AUDIT, frame=FRAME)


@dataclass
class SteppingClock:
    """A clock that moves one second each time it is read, from a literal start."""

    now: datetime = START
    step: timedelta = field(default=timedelta(seconds=1))

    def __call__(self) -> datetime:
        moment, self.now = self.now, self.now + self.step
        return moment


def keys_of(path: Path, entropy: Entropy | None = None) -> Vault:
    """The keys of a test's ledger, in a folder beside it; made when there are none."""
    keystore = path.parent / "keys" / "keystore.db"
    chance = entropy or random.Random(1).randbytes
    return Vault(Keystore(keystore, KEK, create=True, entropy=chance))


def begin(path: Path, clock: SteppingClock | None = None) -> Ledger:
    """A ledger with its keys, made if there is none."""
    return Ledger.create(path, clock or SteppingClock(), keys_of(path))


def enter(path: Path, clock: SteppingClock | None = None) -> Ledger:
    """A ledger that is there, with its keys. Each process makes keys of its own."""
    return Ledger.open(path, clock or SteppingClock(), keys_of(path, secrets.token_bytes))


def form(ledger: Ledger) -> Receipt:
    """The first command of a ledger."""
    return ledger.record(FORM, actor=local("ruth-haldane"), command_id="form").receipt


def enrol(ledger: Ledger) -> None:
    """The partnership, its two agencies and everybody with a role."""
    form(ledger)
    people: list[Command] = [POLICE, HEALTH]
    for person, name, agency, role in PEOPLE:
        people.append(EnrolPerson(person=person, full_name=name, agency=agency))
        if role is not None:
            people.append(GrantRole(person=person, role=role, agency=agency))
    ledger.record(*people, actor=local("ruth-haldane"))


def prepare(
    ledger: Ledger, *, drawn: bool = True, sheet: ToolSheet = SHEET, plan: Plan = PLAN
) -> None:
    """Everything up to the moment when returns may be appended to cases C01 and C02.

    Without `drawn`, all but the draw, which brings the first words about each case.
    """
    enrol(ledger)
    today = date(2026, 11, 23)
    steps: Sequence[tuple[str, Command]] = (
        ("lee-lead", PublishTool(sheet=sheet)),
        ("cas-chair", AgreePlan(plan=plan, agreed_on=today)),
        ("cas-chair", AppointLeadAuditor(audit=AUDIT, person="lee-lead")),
        ("ida-police", NominateAuditor(audit=AUDIT, agency="police", person="pat-police")),
        ("ida-police", NominateAuditor(audit=AUDIT, agency="police", person="sam-police")),
        ("may-health", NominateAuditor(audit=AUDIT, agency="health", person="noor-health")),
        ("lee-lead", HoldBriefing(audit=AUDIT, held_on=today)),
        ("pat-police", AcknowledgeBriefing(audit=AUDIT, agency="police")),
        ("sam-police", AcknowledgeBriefing(audit=AUDIT, agency="police")),
        ("noor-health", AcknowledgeBriefing(audit=AUDIT, agency="health")),
        ("lee-lead", CommitFrame(audit=AUDIT, frame=FRAME)),
        (
            "nell-neutral",
            DrawSeed(
                audit=AUDIT,
                seed="75986266870374181873",
                source="Ten-sided dice",
                witness="ina-inspector",
            ),
        ),
    )
    for actor, command in steps:
        ledger.record(command, actor=local(actor))
    if drawn:
        ledger.record(DRAW, actor=local("lee-lead"))


def a_return(
    agency: str = "police", case: str = "C01", grade: str = "good", evidence: str = ""
) -> AppendReturn:
    """An agency's whole return on a case."""
    return AppendReturn(
        audit=AUDIT,
        case=case,
        agency=agency,
        independent=True,
        involvement="",
        answers=(Answer(area="voice", grade=grade, evidence=evidence),),
    )


def a_revision(grade: str, reason: str = "Read again.") -> ReviseGrade:
    """Police correct their grade of C01."""
    return ReviseGrade(
        audit=AUDIT, case="C01", agency="police", area="voice", grade=grade, reason=reason
    )


DECIDE_VIEWS = DecideViews(
    audit=AUDIT,
    decided_on=date(2026, 11, 23),
    methods=(ViewsMethod.QUESTIONNAIRE,),
    by_whom="The board's office.",
)


def open_moderation(ledger: Ledger) -> None:
    """From here on the partnership reads the returns."""
    opening = OpenModeration(audit=AUDIT, reason="For a test.")
    ledger.record(DECIDE_VIEWS, opening, actor=local("lee-lead"))
