"""The command line as a person uses it, on a small invented partnership and a clock by hand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from cli.main import app

DOUBLE_STOP = re.compile(r"[^.\s/]\.\.(?=\s|$)")
"""Two full stops at the end of what is said."""
COORDINATOR, CHAIR, LEAD, NEUTRAL = "s-lee", "c-hart", "l-mori", "n-dice"
AGENCIES = ("police", "health")
AUDITORS = {"police": "p-kaur", "health": "h-obi"}
LEADS = {"police": "p-ames", "health": "h-ames"}
SEED = "58316907245103388642"
AREAS = ("voice", "planning")

TOOL = """
code: neglect
title: Neglect
methods: [case-file]
draws_on: [JTAI criteria]
scale:
  - {code: inadequate, label: Inadequate, descriptor: Unsafe.}
  - {code: requires-improvement, label: Requires improvement, descriptor: Gaps.}
  - {code: good, label: Good, descriptor: Met.}
  - {code: outstanding, label: Outstanding, descriptor: Beyond.}
good_from: good
areas:
  - {id: voice, title: Voice, standard: JTAI, prompts: [Was the child heard?]}
  - {id: planning, title: Planning, standard: JTAI, prompts: [Was there a plan?]}
"""

PLAN = """
audit: {code}
title: Neglect
process: themed
tool: neglect
purpose: To see how well neglect is recognised.
issues: [More second plans.]
outcomes: [A clear picture.]
methodology: Each agency audits its own records.
casework_window: {{start: {start}, end: {end}}}
timescale:
  {{briefing_on: {briefing}, returns_by: {returns}, moderation_on: {day}, report_by: {day}}}
agencies: [police, health]
views_approach: A conversation is offered.
sample: {{frame_definition: Children with a plan for neglect, size: 5, stratifier: district}}
"""

IMPACT = """
text: The child's day can be read from any record.
tool: neglect
areas: [voice]
direction: better
target_of_ten: 8
reaudit_by: 2027-12-31
"""


class Clock:
    """The service's clock, put by a test; each look is a second later."""

    def __init__(self, day: date = date(2026, 1, 5)) -> None:
        self.now = datetime.combine(day, time(9), tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def put(self, day: str) -> None:
        self.now = datetime.combine(date.fromisoformat(day), time(9), tzinfo=UTC)


@dataclass
class Assure:
    """Runs `assure` in a folder that holds the ledger and the files."""

    folder: Path
    clock: Clock
    runs: list[list[str]] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def named(self) -> str:
        """How the ledger is named."""
        return str(self.ledger)

    def __call__(
        self, *words: str, actor: str = COORDINATOR, stdin: str | None = None, code: int | None = 0
    ) -> Result:
        """Runs a command and checks its exit code; None for any."""
        environment = {
            "ASSURE_LEDGER": self.named,
            "ASSURE_ACTOR": actor,
            "ASSURE_HOME": str(self.folder / "home"),
        }
        result = CliRunner().invoke(app, list(words), input=stdin, env=environment)
        self.runs.append(list(words))
        assert code in (None, result.exit_code), (words, result.output, result.exc_info)
        assert "Traceback" not in result.output
        assert DOUBLE_STOP.search(result.stderr) is None, result.stderr
        return result

    def read(self, *words: str, actor: str = COORDINATOR) -> Any:
        """A command's JSON."""
        return json.loads(self(*words, "--output", "json", actor=actor).stdout)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    def path(self, name: str) -> str:
        return str(self.folder / name)


def form_partnership(assure: Assure) -> None:
    assure("ledger", "init", "--name", "Northshire", "--full-name", "Sam Lee", "--invented")
    for agency in AGENCIES:
        assure("agency", "join", agency, "--title", agency.title(), "--sector", agency)
    roles = {CHAIR: "saig-chair", LEAD: "lead-auditor", NEUTRAL: "neutral"}
    for person, role in roles.items():
        assure("person", "enrol", person, "--full-name", person.title())
        assure("role", "grant", person, role)
    for role, people in (("auditor", AUDITORS), ("agency-lead", LEADS)):
        for agency, person in people.items():
            assure("person", "enrol", person, "--full-name", person.title(), "--agency", agency)
            assure("role", "grant", person, role, "--agency", agency)


def publish_tool(assure: Assure) -> None:
    assure("tool", "publish", assure.file("tool.yaml", TOOL), actor=LEAD)


def plan(assure: Assure, code: str, year: int) -> None:
    """Agrees a plan for casework of the year before, and briefs everybody in January."""
    text = PLAN.format(
        code=code,
        start=f"{year - 1}-07-01",
        end=f"{year - 1}-12-31",
        briefing=f"{year}-01-15",
        returns=f"{year}-02-15",
        day=f"{year}-03-15",
    )
    assure("plan", "agree", assure.file(f"{code}.yaml", text), actor=CHAIR)
    assure("plan", "appoint", code, LEAD, actor=CHAIR)
    for agency in AGENCIES:
        person = AUDITORS[agency]
        assure("plan", "nominate", code, person, "--agency", agency, actor=LEADS[agency])
    assure("plan", "brief", code, actor=LEAD)
    for agency in AGENCIES:
        assure("plan", "acknowledge", code, "--agency", agency, actor=AUDITORS[agency])


def case_list(assure: Assure, name: str = "cases.csv") -> str:
    rows = "".join(f"K{at:02d},{'North' if at % 3 else 'South'}\n" for at in range(20))
    return assure.file(name, f"ref,district\n{rows}")


def draw(assure: Assure, code: str) -> str:
    """Draws five cases; the frame's file."""
    out = assure.path(f"{code}.tsv")
    assure("sample", "frame", code, "--cases", case_list(assure), "--out", out, actor=LEAD)
    seed = ("--seed", SEED, "--source", "dice", "--witness", COORDINATOR)
    assure("sample", "seed", code, *seed, actor=NEUTRAL)
    assure("sample", "draw", code, "--frame", out, actor=LEAD)
    return out


def cases_of(assure: Assure, code: str) -> list[str]:
    shown = assure.read("sample", "show", code)["cases"]
    return [case["case"] for case in shown if case["standing"] == "to be audited"]


def returned(code: str, agency: str, cases: list[str], grades: dict[str, str]) -> dict[str, Any]:
    """A filled-in return: the same grades by area on every case."""
    return {
        "audit": code,
        "agency": agency,
        "cases": [
            {
                "case": case,
                "independent": True,
                "involvement": "Lead agency.",
                "answers": [
                    {"area": area, "grade": grade, "evidence": f"Seen on {case}."}
                    for area, grade in grades.items()
                ],
            }
            for case in cases
        ],
    }


def append(assure: Assure, agency: str, document: dict[str, Any], **expected: Any) -> Result:
    name = f"{agency}-{len(assure.runs)}.json"
    path = assure.file(name, json.dumps(document))
    return assure("return", "append", path, actor=AUDITORS[agency], **expected)


def decide_views(assure: Assure, code: str) -> None:
    """Without it moderation does not open."""
    told = ("--method", "conversation", "--by", "The worker whom each child knows best")
    assure("views", "decide", code, *told, actor=LEAD)


def prepare(assure: Assure) -> None:
    """A ledger in which the returns of five cases may be appended."""
    form_partnership(assure)
    publish_tool(assure)
    assure.clock.put("2026-01-10")
    plan(assure, "2026-neglect", 2026)
    draw(assure, "2026-neglect")
