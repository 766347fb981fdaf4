"""A ledger of any size in which every command was decided by the rules, written past the store.

Audits of 50 cases in four agencies: planned, drawn, and each case returned by each agency, a
return of nine entries and a correction of one grade. The deciders decide each command as they do
when one records it; only SQLite's transactions are left out, and the sealed words are random bytes.
"""

from __future__ import annotations

import random
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from pydantic_core import to_json

from domain.audit.people import AppointLeadAuditor, NominateAuditor
from domain.audit.plan import AcknowledgeBriefing, AgreePlan, HoldBriefing
from domain.audit.terms import CaseworkWindow, Plan, SampleSpecification, Timescale
from domain.directory.agencies import JoinAgency
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole
from domain.kernel import streams
from domain.kernel.command import Command, Context
from domain.kernel.confidential import subject, texts
from domain.kernel.days import day_of
from domain.kernel.event import Event, Stamp
from domain.kernel.processes import Process
from domain.kernel.registry import decide, fold
from domain.kernel.vocabulary import KnownBy, Method, Role, Sector, StreamId
from domain.returns.decisions import Answer, AppendReturn, ReviseGrade
from domain.sample.decisions import CommitFrame, DrawSample, DrawSeed
from domain.sample.frame import Frame, FrameRow
from domain.tool.decisions import PublishTool
from domain.tool.events import Area
from domain.tool.sheet import GradeSheet, ToolSheet
from domain.vault.events import KeyIssued
from ledger.decision import Decision
from ledger.keys.vault import put
from ledger.permission import require_permission
from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.proof.tiles import TILE, Growth
from ledger.store.entry import state_bytes
from ledger.store.sqlite import schema

_AGENCIES = {
    "police": Sector.POLICE,
    "health": Sector.HEALTH,
    "social-care": Sector.SOCIAL_CARE,
    "education": Sector.EDUCATION,
}
_GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
_AREAS = tuple(f"area-{number}" for number in range(8))
_CASES = 50
_BEGAN = datetime(2026, 1, 1, 9, tzinfo=UTC)
_TODAY = date(2026, 1, 1)
_WRITTEN_AT_ONCE = 10_000

Step = tuple[str, Command]


def build(path: Path, size: int, seed: int = 1) -> int:
    """Makes the ledger's file, of `size` entries and what is left of the last command; its size."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    statements = [one for one in schema.statements() if "TRIGGER" not in one]
    triggers = [one for one in schema.statements() if "TRIGGER" in one]
    for statement in statements:
        db.execute(statement)
    db.execute("BEGIN")
    writer = _Writer(db, random.Random(seed))
    for actor, command in _steps():
        writer.record(actor, command)
        if writer.growth.size >= size:
            break
    writer.end()
    for statement in triggers:
        db.execute(statement)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return writer.growth.size


class _Writer:
    def __init__(self, db: sqlite3.Connection, chance: random.Random) -> None:
        self._db, self._chance = db, chance
        self._states: dict[StreamId, tuple[int, object]] = {}
        self._keys: dict[str, str] = {}
        self.growth = Growth()
        self._rows: list[tuple[int, str, int, str, bytes]] = []
        self._leaves: list[tuple[int, bytes]] = []
        self._commands: list[tuple[str, int, int]] = []

    def record(self, actor: str, command: Command) -> None:
        moment = _BEGAN + timedelta(milliseconds=50 * self.growth.size)
        decision = Decision(lambda stream: self._states.get(stream, (0, fold(stream, ()))))
        grant = require_permission(command, actor, decision.look)
        context = Context(actor, day_of(moment), decision.look)
        stamp = Stamp(
            recorded_at=moment.replace(microsecond=0),
            actor=actor,
            role=grant.role,
            agency=grant.agency,
            command_id=f"{self._chance.getrandbits(128):032x}",
            known_by=KnownBy.LOCAL,
        )
        events = decide(decision.look(command.stream), command, context)
        for about in dict.fromkeys(filter(None, map(_about, events))):
            if about not in self._keys:
                self._keys[about] = f"{self._chance.getrandbits(128):032x}"
                issued = KeyIssued(subject=about, kid=self._keys[about], commitment="0a" * 32)
                decision.look(streams.vault(about))
                decision.add(streams.vault(about), (issued,), stamp)
        decision.add(command.stream, events, stamp)
        self._write(decision, stamp)

    def _write(self, decision: Decision, stamp: Stamp) -> None:
        first = self.growth.size + 1
        for entry in decision.entries:
            state = state_bytes(entry.event, stamp, self._sealed(entry.event))
            row = (entry.stream, entry.version, entry.name, state)
            leaf = merkle.leaf_hash(leaf_data(*row))
            tile = self.growth.append(leaf)
            if tile is not None:
                number = self.growth.size // TILE - 1
                self._db.execute("INSERT INTO ledger_tile VALUES (?, ?)", (number, tile))
            self._rows.append((self.growth.size, *row))
            self._leaves.append((self.growth.size, leaf))
            self._states[entry.stream] = entry.version, decision.states[entry.stream]
        self._commands.append((stamp.command_id, first, self.growth.size))
        if len(self._rows) >= _WRITTEN_AT_ONCE:
            self._flush()

    def _sealed(self, event: Event) -> bytes | None:
        paths = [path for path, _ in texts(event)]
        if not paths:
            return None
        stored, kid = event.model_dump(mode="json"), self._keys[subject(event) or ""]
        for path in paths:
            nonce, sealed = (b64encode(self._chance.randbytes(n)).decode() for n in (12, 144))
            put(stored, path, {"sealed": "v1", "kid": kid, "n": nonce, "c": sealed})
        return to_json(stored)

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", self._rows)
        self._db.executemany("INSERT INTO ledger_leaf VALUES (?, ?)", self._leaves)
        self._db.executemany("INSERT INTO ledger_command VALUES (?, ?, ?)", self._commands)
        self._rows, self._leaves, self._commands = [], [], []

    def end(self) -> None:
        self._flush()
        head = (self.growth.size, b"".join(self.growth.frontier))
        self._db.execute("UPDATE ledger_frontier SET size = ?, hashes = ?", head)


def _about(event: Event) -> str | None:
    return subject(event) if any(texts(event)) else None


def _steps() -> Iterator[Step]:
    yield from beginning()
    number = 0
    while True:
        number += 1
        yield from audit(f"audit-{number}")


def beginning() -> Iterator[Step]:
    formed = FormPartnership(name="Invented", full_name="Ruth Haldane", invented=True)
    yield "ruth", formed
    people: list[tuple[str, Role, str | None]] = [
        ("lead", Role.LEAD_AUDITOR, None),
        ("chair", Role.SAIG_CHAIR, None),
        ("neutral", Role.NEUTRAL, None),
        ("witness", Role.INSPECTOR, None),
    ]
    for agency, sector in _AGENCIES.items():
        yield "ruth", JoinAgency(agency=agency, title=agency.title(), sector=sector)
        people.append((f"{agency}-auditor", Role.AUDITOR, agency))
        people.append((f"{agency}-lead", Role.AGENCY_LEAD, agency))
    for person, role, of in people:
        yield "ruth", EnrolPerson(person=person, full_name=person.title(), agency=of)
        yield "ruth", GrantRole(person=person, role=role, agency=of)
    scale = tuple(
        GradeSheet(code=code, label=code.title(), letter=code[0].upper(), descriptor="So.")
        for code in _GRADES
    )
    areas = tuple(
        Area(id=area, title=area.title(), standard="JTAI", prompts=("What was done?",))
        for area in _AREAS
    )
    sheet = ToolSheet(
        code="neglect",
        title="Neglect",
        methods=(Method.CASE_FILE,),
        scale=scale,
        good_from="good",
        areas=areas,
    )
    yield "lead", PublishTool(sheet=sheet)


def audit(code: str, cases: int = _CASES) -> Iterator[Step]:
    plan = Plan(
        audit=code,
        title=code,
        process=Process.THEMED,
        tool="neglect",
        purpose="To see.",
        issues=("Is it named?",),
        outcomes=("It is.",),
        methodology="Case files.",
        casework_window=CaseworkWindow(start=date(2025, 1, 1), end=date(2025, 6, 30)),
        timescale=Timescale(
            briefing_on=_TODAY, returns_by=_TODAY, moderation_on=_TODAY, report_by=_TODAY
        ),
        agencies=tuple(_AGENCIES),
        views_approach="A conversation.",
        sample=SampleSpecification(frame_definition="Open.", size=cases, stratifier="age"),
    )
    yield "chair", AgreePlan(plan=plan, agreed_on=_TODAY)
    yield "chair", AppointLeadAuditor(audit=code, person="lead")
    for agency in _AGENCIES:
        person = f"{agency}-auditor"
        yield f"{agency}-lead", NominateAuditor(audit=code, agency=agency, person=person)
    yield "lead", HoldBriefing(audit=code, held_on=_TODAY)
    for agency in _AGENCIES:
        yield f"{agency}-auditor", AcknowledgeBriefing(audit=code, agency=agency)
    rows = tuple(FrameRow(ref=f"r{number}", stratum="all") for number in range(cases + 20))
    frame = Frame(salt="0a" * 16, rows=rows)
    yield "lead", CommitFrame(audit=code, frame=frame)
    dice = random.Random(code)
    seed = "".join(str(dice.randrange(10)) for _ in range(20))
    yield "neutral", DrawSeed(audit=code, seed=seed, source="Dice", witness="witness")
    yield "lead", DrawSample(audit=code, frame=frame)
    for number in range(1, cases + 1):
        yield from _returns(code, f"C{number:02}")


def _returns(code: str, case: str) -> Iterator[Step]:
    answers = tuple(Answer(area=area, grade="good", evidence="Seen.") for area in _AREAS)
    for agency in _AGENCIES:
        of = {"audit": code, "case": case, "agency": agency}
        whole = {**of, "independent": True, "involvement": "Visited.", "answers": answers}
        yield f"{agency}-auditor", AppendReturn.model_validate(whole)
    for agency in _AGENCIES:
        of = {"audit": code, "case": case, "agency": agency}
        revised = {"area": _AREAS[0], "grade": "outstanding", "reason": "Read again."}
        yield f"{agency}-auditor", ReviseGrade(**of, **revised)
