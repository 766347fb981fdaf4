"""An area that is asked of certain agencies: nobody else is shown it, or misses it."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.harness import (
    AUDITORS,
    CHAIR,
    LEAD,
    PLAN,
    TOOL,
    Assure,
    append,
    cases_of,
    decide_views,
    draw,
    form_partnership,
    plan,
    returned,
)

CODE, POLICE, HEALTH = "2026-neglect", AUDITORS["police"], AUDITORS["health"]
ASKED = TOOL.replace(
    "prompts: [Was there a plan?]}", "prompts: [Was there a plan?], asked_of: [health]}"
)
SLIP = ("--changes", "A slip")
VOICE = {"voice": "good"}
BOTH = {"voice": "good", "planning": "inadequate"}


@pytest.fixture
def asked(assure: Assure) -> Assure:
    """Planning is asked of health, voice of everybody; the returns may come in."""
    form_partnership(assure)
    assure("tool", "publish", assure.file("tool.yaml", ASKED), actor=LEAD)
    assure.clock.put("2026-01-10")
    plan(assure, CODE, 2026)
    draw(assure, CODE)
    return assure


def test_each_agency_answers_what_it_is_asked(asked: Assure) -> None:
    cases = cases_of(asked, CODE)
    said = append(asked, "police", returned(CODE, "police", cases, BOTH), code=3).stderr
    assert f"Case {cases[0]}: area 'planning' is not asked of this agency." in said
    assert "It is asked: voice." in said
    append(asked, "police", returned(CODE, "police", cases, VOICE))
    said = append(asked, "health", returned(CODE, "health", cases, VOICE), code=3).stderr
    assert "no answer for planning" in said
    append(asked, "health", returned(CODE, "health", cases, BOTH))
    query = ("query", "raise", CODE, cases[0], "--agency", "police", "--area", "planning")
    said = asked(*query, "--question", "Why?", actor=LEAD, code=3).stderr
    assert "not asked of this agency" in said
    listed = asked("moderate", "agenda", CODE, actor=LEAD).stdout
    assert "no return" not in listed
    decide_views(asked, CODE)
    asked("moderate", "open", CODE, actor=LEAD)
    history = asked.read("grade", "history", CODE, cases[0], actor=LEAD)
    given = {(row["agency"], row["area"]) for row in history if row["area"]}
    assert given == {("police", "voice"), ("health", "voice"), ("health", "planning")}
    asked("ledger", "verify", "--rules", actor=LEAD)


def test_a_form_shows_what_is_asked(asked: Assure) -> None:
    areas = {}
    for agency in ("police", "health"):
        out = asked.path(f"{agency}.xlsx")
        asked("return", "form", CODE, "--agency", agency, "--out", out, actor=AUDITORS[agency])
        book = load_workbook(out)
        areas[agency] = [book["C01"][f"A{row}"].value for row in (6, 7)]
        told = asked("return", "form", CODE, "--agency", agency, actor=AUDITORS[agency]).stdout
        assert ("planning" in told) is (agency == "health")
        sheet = asked.path(f"{agency}.csv")
        written = ("sheet", "write", "returns", CODE, "--out", sheet)
        asked(*written, actor=AUDITORS[agency])
        first = Path(sheet).read_text(encoding="utf-8-sig")
        assert ("grade_planning" in first) is (agency == "health")
    assert "Planning" in str(areas["health"])
    assert "Planning" not in str(areas["police"])


def test_who_takes_the_place_of_an_agency_is_asked_its_areas(asked: Assure) -> None:
    asked("agency", "join", "trust", "--title", "The trust", "--sector", "health")
    asked("agency", "merge", "health", "--into", "trust", "--reason", "One trust now")
    shown = asked("tool", "show", "neglect").stdout
    assert "asked_of" in shown
    asked("plan", "agree", asked.file("next.yaml", _plan_of("police", "trust")), actor=CHAIR)
    only = ASKED.replace("[Was the child heard?]}", "[Was the child heard?], asked_of: [health]}")
    said = asked("tool", "revise", asked.file("only.yaml", only), *SLIP, actor=LEAD, code=3).stderr
    assert "The trust (trust) took its place" in said


def test_a_tool_asks_agencies_that_there_are(asked: Assure) -> None:
    wrong = asked.file("wrong.yaml", ASKED.replace("[health]", "[heatlh]"))
    said = asked("tool", "revise", wrong, *SLIP, actor=LEAD, code=3).stderr
    assert "'heatlh' is not an agency of this partnership" in said
    twice = asked.file("twice.yaml", ASKED.replace("[health]", "[health, health]"))
    said = asked("tool", "revise", twice, *SLIP, actor=LEAD, code=3).stderr
    assert "health is named twice" in said


def test_a_plan_asks_something_of_each_agency(asked: Assure) -> None:
    only = ASKED.replace("[Was the child heard?]}", "[Was the child heard?], asked_of: [health]}")
    asked("tool", "revise", asked.file("only.yaml", only), "--changes", "Health's", actor=LEAD)
    text = asked.file("next.yaml", _plan_of("police", "health"))
    said = asked("plan", "agree", text, actor=CHAIR, code=3).stderr
    assert "No area of neglect is asked of 'police'." in said


def _plan_of(*agencies: str) -> str:
    return PLAN.format(
        code="2027-neglect",
        start="2025-07-01",
        end="2025-12-31",
        briefing="2026-01-15",
        returns="2026-02-15",
        day="2026-03-15",
    ).replace("agencies: [police, health]", f"agencies: [{', '.join(agencies)}]")
