"""`assure sheet`: many things in one file, checked whole, recorded once, safe to send twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import AUDITORS, COORDINATOR, LEAD, LEADS, Assure
from tests.documents.returns.books import filled, opened

CODE = "2026-neglect"
PEOPLE = """
sheet: people
agencies:
  - {agency: police, title: Northshire Police, sector: Police}
  - {agency: health, title: Northshire Health, sector: health}
people:
  - {person: p-kaur, full_name: Priya Kaur, agency: police, role: auditor, second_role: agency-lead}
  - {person: l-mori, full_name: Lena Mori, role: lead-auditor}
"""


def _begun(assure: Assure) -> Assure:
    assure("ledger", "init", "--name", "Northshire", "--full-name", "Sam Lee", "--invented")
    return assure


def _events(answer: Any) -> list[str]:
    return [entry["event"] for entry in answer["entries"]]


def test_a_partnership_is_set_up_in_one_file_and_sending_it_twice_is_safe(assure: Assure) -> None:
    _begun(assure)
    path = assure.file("people.yaml", PEOPLE)
    rows = assure.read("sheet", "check", path)
    assert rows == [
        {"row": "agencies[0]", "records": ["AgencyJoined"]},
        {"row": "agencies[1]", "records": ["AgencyJoined"]},
        {"row": "people[0]", "records": ["PersonEnrolled", "RoleGranted", "RoleGranted"]},
        {"row": "people[1]", "records": ["PersonEnrolled", "RoleGranted"]},
    ]
    assert assure.read("sheet", "record", path, "--dry-run")["dry_run"]
    first = assure.read("sheet", "record", path)
    assert _events(first).count("RoleGranted") == 3
    second = assure.read("sheet", "record", path)
    assert (second["repeated"], second["entries"]) == (True, first["entries"])
    assert assure.read("sheet", "check", path)[0]["records"] == "nothing new"


@pytest.mark.parametrize("way", ["here", "far", "server"], indirect=True)
def test_a_workbook_goes_on_where_the_record_is_and_corrects_a_name_with_its_reason(
    assure: Assure,
) -> None:
    _begun(assure)
    assure("sheet", "record", assure.file("people.yaml", PEOPLE))
    out = assure.path("people.xlsx")
    assure("sheet", "write", "people", "--out", out)
    wrong = filled(Path(out).read_bytes(), {"Agencies!B4": "Northshire Constabulary"})
    Path(out).write_bytes(wrong)
    refused = assure("sheet", "record", out, code=3).stderr
    assert "Agencies!B4: differs from the record, which has 'Northshire Police'." in refused
    right = {"Agencies!D4": "Misheard", "People!A8": "j-obi", "People!B8": "Joy Obi"}
    marked = assure.folder / "people-marked.xlsx"
    marked.write_bytes(filled(marked.read_bytes(), right))
    recorded = assure.read("sheet", "record", str(marked))
    assert _events(recorded) == ["AgencyNameCorrected", "PersonEnrolled"]


def test_a_refused_row_is_named_and_marked_and_nothing_is_recorded(assure: Assure) -> None:
    _begun(assure)
    before = assure.read("ledger", "status")["entries"]
    text = PEOPLE.replace("agency: police, role", "agency: fire, role")
    refused = assure("sheet", "record", assure.file("people.yaml", text), code=3).stderr
    assert "people[0], person: is refused: 'fire' is not an agency of this partnership." in refused
    marked = opened((assure.folder / "people-marked.xlsx").read_bytes())
    assert marked["People"]["A4"].comment is not None
    assert assure.read("ledger", "status")["entries"] == before


def test_a_role_that_is_left_out_is_not_dropped_unsaid(assure: Assure) -> None:
    _begun(assure)
    assure("sheet", "record", assure.file("people.yaml", PEOPLE))
    out = assure.path("people.xlsx")
    assure("sheet", "write", "people", "--out", out)
    Path(out).write_bytes(filled(Path(out).read_bytes(), {"People!E5": None}))
    assert "leaves out auditor" in assure("sheet", "check", out, code=3).stderr


def test_auditors_are_entered_for_those_who_nominate_and_the_record_says_so(
    prepared: Assure,
) -> None:
    """The coordinator enters whom an agency nominated, and that the briefing was understood."""
    people = "person,full_name,agency,role\np-new,Pat New,police,auditor\n"
    rows = people.replace("\n", "\npeople/people,,").removesuffix("people/people,,")
    prepared("sheet", "record", prepared.file("new.csv", f"sheet,audit,{rows}"))
    text = (
        f"sheet: people\naudit: {CODE}\nauditors:\n"
        f"  - {{agency: police, person: p-new, nominated_by: {LEADS['police']},"
        " acknowledged: yes}\n"
    )
    path = prepared.file("auditors.yaml", text)
    said = prepared("sheet", "record", path, actor=LEAD)
    assert "Entered for others, as of this file: p-ames, p-new." in said.stderr
    receipt = said.stdout
    assert "AuditorNominated" in receipt
    assert "BriefingAcknowledged" in receipt
    assert prepared("ledger", "verify", "--rules").exit_code == 0


@pytest.mark.parametrize("actor", [AUDITORS["health"], AUDITORS["police"]])
def test_nobody_else_enters_for_others(prepared: Assure, actor: str) -> None:
    text = (
        f"sheet: people\naudit: {CODE}\nauditors:\n"
        f"  - {{agency: police, person: p-ames, nominated_by: {LEADS['police']}}}\n"
    )
    refused = prepared("sheet", "record", prepared.file("a.yaml", text), actor=actor, code=4)
    assert f"on behalf of {LEADS['police']}" in refused.stderr


@pytest.mark.parametrize("way", ["here", "far"], indirect=True)
def test_every_agencys_form_is_written_at_once(prepared: Assure) -> None:
    words = ("--every-agency", "--out", prepared.path("forms.xlsx"))
    prepared("return", "form", CODE, *words, actor=LEAD)
    assert sorted(one.name for one in prepared.folder.glob("forms*")) == [
        "forms-health.xlsx",
        "forms-police.xlsx",
    ]
    for wrong in ((), ("--out", prepared.path("f.xlsx"), "--agency", "police")):
        prepared("return", "form", CODE, "--every-agency", *wrong, actor=LEAD, code=2)


def test_a_sheet_that_is_none_is_refused_with_the_kinds(prepared: Assure) -> None:
    for words in (("write", "pebble"), ("write", "people", "2031-none")):
        assert prepared("sheet", *words, code=3).stdout == ""
    text = "sheet: pebble\nrows: []\n"
    refused = prepared("sheet", "check", prepared.file("x.yaml", text), code=3).stderr
    assert "Its kinds are: people" in refused
    assert COORDINATOR in prepared("sheet", "write", "people").stdout
