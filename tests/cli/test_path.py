"""The lead auditor's path by hand, from an empty folder to the impact of a recommendation."""

from __future__ import annotations

import json
from datetime import date

import pytest
import yaml

from application.identity import local
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Judgement
from domain.recommendation.decisions import AssessImpact
from domain.recommendation.events import ImpactAssessed, MeasuredVerdict, Measurement
from ledger.service import Ledger
from tests.cli.harness import (
    AGENCIES,
    AUDITORS,
    CHAIR,
    IMPACT,
    LEAD,
    LEADS,
    Assure,
    append,
    cases_of,
    decide_views,
    draw,
    form_partnership,
    plan,
    publish_tool,
    returned,
)

PROGRAMME = """
period: 2026-2029
priorities: [Neglect is recognised early]
capacity_per_quarter: {police: 12, health: 10}
"""


def _moderate(assure: Assure, code: str, cases: list[str], grade: str) -> None:
    decide_views(assure, code)
    assure("moderate", "open", code, actor=LEAD)
    for case in cases:
        words = ("--grade", grade, "--reason", "Agreed on the day")
        assure("moderate", "overall", code, case, *words, actor=LEAD)
    came = [word for person in AUDITORS.values() for word in ("--attended", person)]
    assure("moderate", "close", code, *came, "--undertaking", actor=LEAD)


def _report(assure: Assure, code: str) -> None:
    assure("report", "draft", code, "--summary", "Practice is uneven.", actor=LEAD)
    assure("report", "circulate", code, actor=LEAD)
    comment = ("--agency", "police", "--comment", "Agreed.")
    assure("report", "comment", code, *comment, actor=LEADS["police"])
    assure("report", "agree", code, actor=LEAD, code=3)
    assure("report", "answer", code, "1", "--text", "Thank you.", "--unchanged", actor=LEAD)
    assure("report", "agree", code, actor=LEAD)
    assure("report", "consider", code, "--conclusion", "Accepted.", actor=CHAIR)


def _audit(assure: Assure, code: str, grade: str, overall: str) -> list[str]:
    """From the draw to the moderation day; both agencies return every case."""
    draw(assure, code)
    cases = cases_of(assure, code)
    assert len(cases) == 5
    for agency in AGENCIES:
        form = assure("return", "form", code, "--agency", agency, actor=AUDITORS[agency])
        assert [one["case"] for one in yaml.safe_load(form.stdout)["cases"]] == cases
        append(assure, agency, returned(code, agency, cases, {"voice": grade, "planning": "good"}))
    _moderate(assure, code, cases, overall)
    return cases


def test_the_lead_auditors_path_from_an_empty_folder(assure: Assure) -> None:
    form_partnership(assure)
    publish_tool(assure)
    programme = assure.file("programme.yaml", PROGRAMME)
    assure("programme", "agree", programme, actor=CHAIR)
    scheduled = ("--process", "themed", "--function", "core", "--informed-by", "baseline")
    assure(
        "programme", "schedule", "2026-2029", "2026-neglect", "--title", "Neglect", *scheduled,
        "--quarter", "2026-Q1", "--demand", "police=7", actor=CHAIR,
    )  # fmt: skip
    assure.clock.put("2026-01-12")
    plan(assure, "2026-neglect", 2026)
    assert assure.read("plan", "show", "2026-neglect")["lead_auditor"] == LEAD

    assure.clock.put("2026-02-20")
    cases = _audit(assure, "2026-neglect", "inadequate", "requires-improvement")
    assure(
        "finding", "record", "2026-neglect", "F1", "--kind", "concern", "--area", "voice",
        "--text", "Children are not heard", "--evidence", f"{cases[0]}/police", actor=LEAD,
    )  # fmt: skip
    _report(assure, "2026-neglect")
    assure(
        "recommend", "make", "R1", "--audit", "2026-neglect", "--text", "Record the child's day",
        "--agency", "police", "--agency", "health", "--area", "voice", actor=LEAD,
    )  # fmt: skip
    assure("recommend", "accept", "R1", assure.file("impact.yaml", IMPACT), actor=CHAIR)
    assure("work-stream", "open", "hearing", "--title", "Hearing children", actor=CHAIR)
    assure("recommend", "place", "R1", "hearing", actor=CHAIR)
    assure(
        "action", "agree", "R1", "A1", "--text", "One page", "--agency", "police",
        "--owner", AUDITORS["police"], "--due", "2026-06-30", actor=CHAIR,
    )  # fmt: skip
    for case in cases:
        assure("views", "not-sought", "2026-neglect", case, "--reason", "Not now", actor=LEAD)
    assure("audit", "close", "2026-neglect", "--reason", "Passed on next week", actor=LEAD)
    assert assure.read("audit", "show", "2026-neglect")["stage"] == "closed"

    assure.clock.put("2026-06-30")
    assure("action", "progress", "R1", "A1", "--text", "In use", actor=AUDITORS["police"])
    closing = ("--implemented-on", "2026-06-25", "--evidence", "Seen in both agencies")
    assure("action", "close", "R1", "A1", *closing, actor=CHAIR)
    assure("recommend", "close", "R1", "--reason", "Delivered", actor=CHAIR)
    waiting = assure.read("impact", "show", actor=CHAIR)
    assert [row["verdict"] for row in waiting] == ["not yet re-audited"]

    assure.clock.put("2027-01-12")
    plan(assure, "2027-neglect", 2027)
    _audit(assure, "2027-neglect", "good", "good")
    _report(assure, "2027-neglect")
    shown = assure.read("impact", "show", "--recommendation", "R1", actor=CHAIR)
    assert [(row["area"], row["verdict"]) for row in shown] == [("voice", "improved")]
    assert shown[0]["baseline"] == "2026-neglect"
    assert shown[0]["re_audits"] == ["2027-neglect"]
    judged = ("--judgement", "achieved", "--reason", "Seen in the re-audit")
    receipt = assure.read("impact", "assess", "R1", *judged, actor=CHAIR)
    assert [line["event"] for line in receipt["entries"]] == ["ImpactAssessed"]
    _require_measured_just_before(assure, receipt["entries"][0]["entry"])
    assert assure.read("recommend", "show", "R1", actor=CHAIR)["judgement"] == "achieved"

    history = assure.read("grade", "history", "2026-neglect", cases[0], "--area", "voice")
    assert {line["to_grade"] for line in history} >= {"inadequate", "requires-improvement"}
    assert "they add up" in assure("ledger", "verify").stdout
    _require_a_lie_is_named(assure)


def _require_measured_just_before(assure: Assure, position: int) -> None:
    with Ledger.open(assure.ledger) as ledger:
        entry = ledger.entry(position)
    assert entry is not None
    assert isinstance(entry.event, ImpactAssessed)
    assert entry.event.measured_at == position - 1
    assert [(one.area, one.verdict) for one in entry.event.measured] == [("voice", "improved")]


def _require_a_lie_is_named(assure: Assure) -> None:
    """The ledger takes no verdict from a command; one forged in the process itself is found."""
    lie = MeasuredVerdict(area="voice", verdict="worsened", baseline=None, latest=None)
    asked = AssessImpact(
        recommendation="R1",
        assessed_on=date(2027, 1, 12),
        judgement=Judgement.NOT_ACHIEVED,
        reason="A lie",
    )
    with Ledger.open(assure.ledger, assure.clock) as ledger:
        with pytest.raises(Refusal, match="cannot be measured here"):
            ledger.record(asked, actor=local(CHAIR))
        forged = Measurement(position=ledger.size(), method=2, verdicts=(lie,))
        outcome = ledger.record(asked, actor=local(CHAIR), measure=lambda _: forged)
    told = assure("ledger", "verify", code=7).stdout
    assert told.startswith("Every seal fits"), "and nothing here remembers what went past the home"
    entry = outcome.receipt.lines[0].position
    assert f"Entry {entry} records a measured verdict" in told
    found = json.loads(assure("ledger", "verify", "--output", "json", code=7).stdout)
    assert (found["figures_agree"], len(found["figures"])) == (False, 1)


def test_moderation_keeps_the_auditors_grade_beside_its_own(prepared: Assure) -> None:
    code, cases = "2026-neglect", cases_of(prepared, "2026-neglect")
    grades = {"police": {"voice": "inadequate", "planning": "good"}}
    grades["health"] = {"voice": "outstanding", "planning": "good"}
    for agency in AGENCIES:
        append(prepared, agency, returned(code, agency, cases, grades[agency]))
    agenda = prepared.read("moderate", "agenda", code, actor=LEAD)
    assert sorted(item["case"] for item in agenda["items"]) == cases
    assert {item["why"] for item in agenda["items"]} == {"F1a"}

    decide_views(prepared, code)
    prepared("moderate", "open", code, actor=LEAD)
    where = (code, cases[0])
    by = ("--agency", "police", "--area", "voice", "--grade", "good", "--reason", "New papers")
    prepared("moderate", "grade", *where, *by, actor=LEAD)
    moved = [{"case": cases[0], "area": "voice", "agencies": ["police"]}]
    moved[0]["question"] = "moderation moved police by 2"
    agenda = prepared.read("moderate", "agenda", code, actor=LEAD)
    assert (agenda["after_the_day"], len(agenda["severity"])) == (moved, 2)
    agenda = prepared.read("moderate", "agenda", code, actor=CHAIR)
    assert (agenda["after_the_day"], agenda["severity"]) == (moved, None)
    area = ("--area", "voice", "--grade", "good", "--reason", "Agreed", "--dissent", "police=No")
    prepared("moderate", "area", *where, *area, actor=LEAD)
    prepared("moderate", "learning", *where, "--text", "Ask the child", actor=LEAD)
    life = prepared.read("grade", "history", *where, "--agency", "police", "--area", "voice")
    of_voice = [(line["event"], line["to_grade"]) for line in life if line["area"] == "voice"]
    assert of_voice == [
        ("GradeGiven", "inadequate"),
        ("GradeModerated", "good"),
        ("AreaGradeAgreed", "good"),
    ]
