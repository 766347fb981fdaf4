"""Out of a mistake, or round a rule that meant somebody else: each way as a person takes it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.harness import (
    AREAS,
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEAD,
    LEADS,
    NEUTRAL,
    Assure,
    append,
    cases_of,
    decide_views,
    returned,
)
from tests.cli.keeping import entries

CODE = "2026-neglect"
POLICE, HEALTH = AUDITORS["police"], AUDITORS["health"]
GOOD = dict.fromkeys(AREAS, "good")


# Grades as people write them


@pytest.mark.parametrize(
    "written",
    ["Requires improvement", "requires-improvement", "RI", "ri", " Requires  Improvement."],
)
def test_a_grade_is_taken_however_it_is_written(prepared: Assure, written: str) -> None:
    document = returned(CODE, "police", ["C01"], {"voice": written, "planning": "Good"})
    append(prepared, "police", document)
    revise = ("grade", "revise", CODE, "C01", "--area", "planning", "--grade", written)
    prepared(*revise, "--reason", "Read again", actor=POLICE)
    shown = prepared.read("return", "show", CODE, "C01", actor=POLICE)
    assert {row["grade"] for row in shown if row["area"]} == {"requires-improvement", "good"}
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, "--reason", "For a test", actor=LEAD)
    for words in (
        ("moderate", "grade", CODE, "C01", "--agency", "police", "--area", "voice"),
        ("moderate", "area", CODE, "C01", "--area", "voice"),
        ("moderate", "overall", CODE, "C01"),
    ):
        dry = (*words, "--grade", "Outstanding", "--reason", "So", "--dry-run")
        assert '"outstanding"' in prepared(*dry, "--output", "json", actor=LEAD).stdout


def test_what_is_no_grade_is_refused_with_the_grades_there_are(prepared: Assure) -> None:
    grades = "Its grades are: Outstanding, Good, Requires improvement, Inadequate."
    document = returned(CODE, "police", ["C01"], {"voice": "Excellent", "planning": "Fair"})
    said = append(prepared, "police", document, code=3).stderr
    assert f"cases[0].answers[0].grade: 'Excellent' is not a grade of this tool. {grades}" in said
    assert "cases[0].answers[1].grade: 'Fair'" in said
    assert "early-help" not in said
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, "--reason", "For a test", actor=LEAD)
    overall = ("moderate", "overall", CODE, "C01", "--grade", "Excellent", "--reason", "So")
    assert grades in prepared(*overall, actor=LEAD, code=3).stderr


# One's own agency


def test_ones_own_agency_is_meant_where_nobody_says_another(prepared: Assure) -> None:
    declared = ("return", "not-involved", CODE, "C01", "--reason", "Never called")
    assert "For your own agency, police." in prepared(*declared, actor=POLICE).stderr
    assert prepared.read("return", "show", CODE, "C01", actor=POLICE)
    assert "agency: police" in prepared("return", "form", CODE, actor=POLICE).stdout
    said = prepared("query", "raise", CODE, "C01", "--question", "Why?", actor=LEAD, code=3).stderr
    assert "agency: is missing" in said
    assert "--agency" in prepared("return", "form", CODE, actor=LEAD, code=2).stderr


# Who may, and why not


def test_a_refusal_says_what_is_missing(prepared: Assure) -> None:
    for words, who, why in (
        (("plan", "brief", CODE), "x-lead", f"x-lead is not appointed to lead {CODE}"),
        (("plan", "nominate", CODE, POLICE, "--agency", "police"), LEADS["health"],
         "that reaches health, not police"),
        (("audit", "close", CODE), NEUTRAL, "It takes lead-auditor, saig-chair, saig-member"),
        (("audit", "close", CODE), "nobody", "nobody is not enrolled here"),
    ):  # fmt: skip
        if who == "x-lead":
            prepared("person", "enrol", who, "--full-name", "X Lead")
            prepared("role", "grant", who, "lead-auditor")
        said = prepared(*words, actor=who, code=4).stderr
        assert why in said, said


def test_whoever_may_not_append_is_told_before_the_return_is_read_back(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GOOD)
    path = prepared.file("foreign.json", json.dumps(document))
    said = prepared("return", "append", path, actor=HEALTH, code=4).stderr
    assert "Grades:" not in said
    assert "that reaches health, not police" in said


def test_access_is_shown_for_one_person_and_for_one_thing(prepared: Assure) -> None:
    table = {row["event"]: row for row in prepared.read("access", "show", "--for", LEAD)}
    assert table["BriefingHeld"]["may_record"] == CODE
    assert table["ReturnAppended"] == {
        "event": "ReturnAppended",
        "may_record": "",
        "may_read": "anywhere",
        "why_not": "needs the role auditor",
    }
    (own,) = prepared.read("access", "show", "--for", POLICE, "--event", "ReturnAppended")
    assert (own["may_record"], own["why_not"]) == ("police", "")
    shown = prepared("access", "show", "--event", "ReturnAppended").stdout
    assert max(map(len, shown.splitlines())) <= 100
    assert "auditor (own agency)" in shown
    assert "[unknown-event]" in prepared("access", "show", "--event", "Nothing", code=3).stderr


# Late, and withdrawn


def test_a_late_return_is_taken_marked_and_shown(prepared: Assure) -> None:
    cases = cases_of(prepared, CODE)
    append(prepared, "health", returned(CODE, "health", cases, GOOD))
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, "--reason", "Police are late", actor=LEAD)
    document = returned(CODE, "police", ["C01"], GOOD)
    said = append(prepared, "police", document, code=3).stderr
    assert "comes late" in said
    assert "--had-seen-others" in said
    path = prepared.file("late.json", json.dumps(document))
    prepared("return", "append", path, "--had-not-seen-others", actor=POLICE)
    shown = prepared.read("return", "show", CODE, "C01", actor=POLICE)
    assert "ReturnCameLate" in {row["event"] for row in shown}
    size = entries(prepared)
    for flags in ((), ("--had-not-seen-others",)):
        prepared("return", "append", path, *flags, actor=POLICE)
    assert entries(prepared) == size
    (police,) = (r for r in prepared.read("return", "list", CODE) if r["agency"] == "police")
    assert police["returns_missing"] == 4


def test_a_withdrawn_return_that_comes_again_says_what_happened_before(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GOOD)
    append(prepared, "police", document)
    prepared("return", "withdraw", CODE, "C01", "--reason", "Of a sibling", actor=POLICE)
    prepared("return", "withdraw", CODE, "C02", "--reason", "Of a sibling", actor=POLICE)
    said = append(prepared, "police", document).stderr
    assert "The return on C01 was withdrawn on 20 January 2026: this one takes its place." in said
    assert "on C02 was withdrawn" in said


# The programme


def test_what_a_programmes_file_leaves_out_is_said_and_what_was_withdrawn_is_marked(
    prepared: Assure,
) -> None:
    text = "period: 2026-2029\npriorities: [Neglect]\naudits:\n"
    audit = (
        "  - {audit: CODE, title: T, process: themed, function: core, informed_by: concern,"
        " quarter: 2026-Q3}\n"
    )
    both = text + audit.replace("CODE", "2026-a") + audit.replace("CODE", "2026-b")
    prepared("programme", "agree", prepared.file("both.yaml", both), actor=CHAIR)
    one = prepared.file("one.yaml", text + audit.replace("CODE", "2026-a"))
    said = prepared("programme", "agree", one, actor=CHAIR).stderr
    assert "2026-b is in the programme 2026-2029 and not in this file. It stays" in said
    withdraw = ("programme", "withdraw", "2026-2029", "2026-b", "--reason", "Inspected")
    prepared(*withdraw, actor=CHAIR)
    shown = prepared.read("programme", "show")
    assert {row["audit"]: row["stage"] for row in shown} == {
        "2026-a": None,
        "2026-b": "withdrawn: Inspected",
    }
    assert {row["months"] for row in shown} == {"July to September 2026"}
    assert "Note:" not in prepared("programme", "agree", one, actor=CHAIR).stderr
    other = prepared.file("next.yaml", text.replace("2026-2029", "2027-2030") + audit.replace(
        "CODE", "2026-a").replace("2026-Q3", "2027-Q3"))  # fmt: skip
    again = prepared("programme", "agree", other, actor=CHAIR, code=3).stderr
    assert "is in the programme 2026-2029 already" in again


# Names and plans


def test_names_are_changed_and_corrected_and_never_given_twice(prepared: Assure) -> None:
    rename = ("agency", "rename", "police", "--title", "Northshire Constabulary")
    prepared(*rename, "--reason", "By order", "--on", "2026-01-12")
    correct = ("agency", "correct", "health", "--title", "Health Trust")
    prepared(*correct, "--reason", "Misspelt")
    married = ("person", "rename", POLICE, "--full-name", "Priya Kaur-Lee")
    prepared(*married, "--reason", "Married")
    titles = {row["agency"]: row["title"] for row in prepared.read("agency", "list")}
    assert titles == {"police": "Northshire Constabulary", "health": "Health Trust"}
    assert prepared.read("person", "show", POLICE)["full_name"] == "Priya Kaur-Lee"
    again = ("person", "enrol", POLICE, "--full-name", "Another", "--agency", "police")
    assert "assure person rename" in prepared(*again, code=3).stderr


def test_an_agency_found_once_the_cases_are_known_is_asked_and_owes_its_returns(
    prepared: Assure,
) -> None:
    prepared("agency", "join", "housing", "--title", "Homes", "--sector", "housing")
    path = prepared.path(f"{CODE}.yaml")
    text = (
        Path(path)
        .read_text(encoding="utf-8")
        .replace("[police, health]", "[police, health, housing]")
    )
    amended = prepared.file(
        "wider.yaml", text.replace("tool: neglect", "tool: neglect\ntool_version: 1")
    )
    prepared("plan", "amend", amended, "--reason", "Two are tenants", actor=CHAIR)
    counts = {
        row["agency"]: row["returns_missing"] for row in prepared.read("return", "list", CODE)
    }
    assert counts == {"health": 5, "housing": 5, "police": 5}
    assert "Nobody is agency-lead of housing: enrol somebody, and grant the role" in [
        row["what"] for row in prepared.read("status", actor=COORDINATOR)
    ]
    wrong = prepared.file("wrong.yaml", text.replace("title: Neglect", "titel: Neglect"))
    said = prepared("plan", "amend", wrong, "--reason", "A slip", actor=CHAIR, code=3).stderr
    assert "titel: is not a field here" in said
    assert "tool_version" not in said
