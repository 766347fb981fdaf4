"""An earlier audit that was done on paper: one sheet in, a baseline out, and never a draw."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import service
from tests.cli.harness import (
    CHAIR,
    COORDINATOR,
    LEAD,
    LEADS,
    NEUTRAL,
    PLAN,
    TOOL,
    Assure,
    Clock,
)
from tests.cli.history_book import (
    PAST,
    PLANTED,
    audit_again,
    begin,
    book,
    document,
    row,
    write,
)
from tests.documents.returns.books import NEEDS_OFFICE, filled

SAID = "entered from a document"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Made once: a partnership with a tool; and the same with the audit of 2024 entered."""
    folders = tmp_path_factory.mktemp("there"), tmp_path_factory.mktemp("known")
    with pytest.MonkeyPatch.context() as patch:
        clock = Clock()
        patch.setattr(service, "utc_now", clock)
        there = Assure(folders[0], clock)
        begin(there)
        write(there)
        shutil.copytree(*folders, dirs_exist_ok=True)
        known = Assure(folders[1], clock)
        known("sheet", "record", book(known), "--document", document(known), actor=LEAD)
    return folders


@pytest.fixture
def there(assure: Assure, begun: tuple[Path, Path]) -> Assure:
    shutil.copytree(begun[0], assure.folder, dirs_exist_ok=True)
    return assure


@pytest.fixture
def known(assure: Assure, begun: tuple[Path, Path]) -> Assure:
    """With the audit of 2024 entered."""
    shutil.copytree(begun[1], assure.folder, dirs_exist_ok=True)
    assure.clock.put("2026-01-06")
    return assure


def test_it_is_recorded_once_and_says_what_it_was_entered_from(there: Assure) -> None:
    path, paper = book(there), document(there)
    checked = there("sheet", "check", path, "--document", paper, actor=LEAD)
    assert PLANTED not in checked.output
    first = there.read("sheet", "record", path, "--document", paper, actor=LEAD)
    events = [entry["event"] for entry in first["entries"] if entry["event"] != "KeyIssued"]
    assert events == [
        *("AuditEnteredFromDocument", *["CaseEnteredFromDocument"] * 6),
        "RecommendationEnteredFromDocument",
    ]
    again = there.read("sheet", "record", path, "--document", paper, actor=LEAD)
    assert (again["repeated"], again["entries"]) == (True, first["entries"])
    shown = there.read("history", "show", PAST, actor=LEAD)
    assert shown["source"] == SAID
    digest = sha256(Path(paper).read_bytes()).hexdigest()
    assert shown["document"]["sha256"] == digest
    assert shown["entered_by"].startswith(LEAD)
    assert (len(shown["cases"]), shown["cases"][0]["words"]["learning"]) == (6, PLANTED)
    life = there.read("grade", "history", PAST, "C01", "--area", "voice", actor=LEAD)
    assert [one["to_grade"] for one in life if one["agency"] == "health"] == [
        *("requires-improvement", "inadequate"),
    ]
    assert all(f"{SAID}: Report to SAIG" in one["how_known"] for one in life)
    assert all(digest in one["how_known"] for one in life)
    (listed,) = there.read("recommend", "list", actor=LEAD)
    assert (listed["actions_closed"], listed["entered"]) == (2, SAID)
    there("ledger", "verify", "--rules", actor=LEAD)


def test_nothing_is_taken_to_have_been_drawn_or_held(known: Assure) -> None:
    assert known.read("audit", "list", actor=LEAD) == []
    assert known.read("sample", "show", PAST, actor=LEAD)["cases"] == []
    for words in (("moderate", "agenda", PAST), ("plan", "show", PAST)):
        known(*words, actor=LEAD, code=3)
    here = known.file("plan.yaml", PLAN.format(
        code=PAST, start="2025-07-01", end="2025-12-31", briefing="2026-01-15",
        returns="2026-02-15", day="2026-03-15",
    ))  # fmt: skip
    refused = known("plan", "agree", here, "--on", "2026-01-05", actor=CHAIR, code=3).stderr
    assert "was entered from a document" in refused


def test_it_is_a_baseline_for_an_audit_that_is_held_here(known: Assure) -> None:
    audit_again(known)
    (told,) = known.read("impact", "show", actor=LEAD)
    assert told["verdict"] == "improved"
    assert f"January to June 2024, {SAID}" in told["sentence"]
    known("ledger", "verify", "--rules", actor=LEAD)


def test_what_was_entered_wrongly_is_corrected_and_taken_back(known: Assure) -> None:
    paper = document(known)
    other = book(known, {"Cases!B4": "Outstanding"})
    said = known("sheet", "record", other, "--document", paper, actor=LEAD, code=3).stderr
    assert "Cases!A4: is refused: Case C01 is entered already, and differs." in said
    right = book(known, {"Cases!B4": "Outstanding", "Cases!F4": "A slip"}, "r.xlsx")
    done = known.read("sheet", "record", right, "--document", paper, actor=COORDINATOR)
    assert [entry["event"] for entry in done["entries"]] == ["CaseEnteredFromDocument"]
    known("history", "withdraw-case", PAST, "C02", "--reason", "Of another audit", actor=LEAD)
    ref = ("history", "withdraw-recommendation", f"{PAST}-R1", "--reason", "Of another audit")
    known(*ref, actor=LEAD)
    assert known.read("recommend", "list", actor=LEAD) == []
    assert len(known.read("history", "show", PAST, actor=LEAD)["cases"]) == 5
    known("history", "withdraw", PAST, "--reason", "Of another year", actor=COORDINATOR)
    assert known.read("history", "list", actor=LEAD) == []
    said = known("sheet", "record", right, "--document", paper, actor=LEAD, code=3).stderr
    assert "was entered before, and taken back" in said
    known("ledger", "verify", "--rules", actor=LEAD)


def test_who_enters_it_and_who_reads_it(known: Assure) -> None:
    paper, path = document(known), book(known)
    other = filled(Path(path).read_bytes(), {"Audit!A4": "2023-neglect"})
    Path(path).write_bytes(other)
    for actor in (CHAIR, LEADS["police"]):
        known("sheet", "record", path, "--document", paper, actor=actor, code=4)
    known("history", "show", PAST, actor=NEUTRAL, code=4)
    assert known.read("history", "show", PAST, actor=CHAIR)["cases"][0]["words"] is None


CELLS: tuple[dict[str, tuple[Any, str]], ...] = (
    {
        "Audit!A4": (None, "Audit!A4: is empty."),
        "Audit!E4": ("31/06/2024", "Audit!E4: is not a date"),
        "Cases!A5": ("C01", "Cases!A5: is C01, which has a row before"),
        "Cases!A9": ("7", "Cases!A9: "),
        "Grades!B6": ("army", "Grades!B6: is not among the audit's agencies"),
        "Grades!A8": ("C09", "Grades!A8: is no case of the table Cases."),
        "Grades!C10": ("Fair", "Grades!C10: is none of the choices"),
        "Recommendations!C4": ("school", "Recommendations!C4: names school"),
        "Recommendations!I4": (None, "Recommendations!I4: is empty."),
        "Actions!A4": ("R9", "Actions!A4: has no row in the table"),
        "Actions!E5": ("nobody", "Actions!E5: is nobody on the record."),
    },
    {
        "Audit!A4": ("Neglect 2024", "Audit!A4: "),
        "Audit!F4": ("2023-12-31", "Audit!F4: end is before start"),
        "Audit!G4": ("police, health, army", "Audit!G4: names army"),
        "Audit!A5": ("x", "Audit!B5: is empty."),
        "Grades!B5": ("police", "Grades!A5: is C01 and police, which has a row before"),
        "Moderated!A4": ("C06", "Moderated!C4: has no grade that the agency gave"),
        "Grades!C15": (None, ""),
        "Actions!B5": ("A1", f"Actions!A5: is {PAST}-R1 and A1, which has a row before"),
    },
)
RULES: dict[str, tuple[dict[str, Any], str]] = {
    "a document of tomorrow": (
        {"Audit!L4": "2026-01-16"},
        "Audit!A4: is refused: document.dated_on is 2026-01-16, which is after today",
    ),
    "casework after it": (
        {"Audit!F4": "3/12/2024"},
        "Audit!A4: is refused: casework_window.end is 2024-12-03, and the document is of",
    ),
    "a case without a grade": (
        row("Cases", 7, ("C07",)),
        "Cases!A10: is refused: Case C07 has no grade.",
    ),
    "a second audit": (
        row("Audit", 2, ("x", "X", "Dip sample", None, "2024-01-01", "2024-01-02", "police", None,
                         None, None, "Y", "2024-02-01")),
        "Audit!A5: is in a second row. One sheet is about one audit.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(CELLS)))
def test_every_faulty_cell_is_named_and_nothing_is_recorded(there: Assure, number: int) -> None:
    faults = CELLS[number]
    before = there.ledger.read_bytes()
    path = book(there, {cell: value for cell, (value, _) in faults.items()})
    refused = there("sheet", "record", path, "--document", document(there), actor=LEAD, code=3)
    assert [said for _, said in faults.values() if said not in refused.stderr] == []
    assert there.ledger.read_bytes() == before


@pytest.mark.parametrize("name", RULES)
def test_what_no_document_can_say_is_named_by_its_row(there: Assure, name: str) -> None:
    changed, said = RULES[name]
    before = there.ledger.read_bytes()
    path, paper = book(there, changed), document(there)
    refused = there("sheet", "record", path, "--document", paper, actor=LEAD, code=3).stderr
    assert said in refused
    assert there.ledger.read_bytes() == before


def test_it_needs_its_document_and_no_other_sheet_has_one(there: Assure) -> None:
    assert "--document FILE" in there("sheet", "record", book(there), actor=LEAD, code=3).stderr
    people = there.path("people.xlsx")
    there("sheet", "write", "people", "--out", people)
    said = there("sheet", "check", people, "--document", document(there), code=3).stderr
    assert "is its own document" in said
    said = there("sheet", "write", "history", actor=LEAD, code=3).stderr
    assert "assure tool list" in said


def test_a_name_in_its_words_is_asked_about_by_its_cell(there: Assure) -> None:
    path = book(there, {"Cases!E5": "Born 12/03/2014, NG1 1AA."})
    said = there("sheet", "record", path, "--document", document(there), actor=LEAD, code=3)
    assert "Cases!E5 seems to hold" in said.stderr


def test_an_area_is_graded_by_those_whom_the_tool_asks(there: Assure) -> None:
    assure = there
    asked = TOOL.replace("a plan?]}", "a plan?], asked_of: [health]}")
    revised = assure.file("revised.yaml", asked)
    assure("tool", "revise", revised, "--changes", "Only health plans", actor=LEAD)
    said = assure(
        *("sheet", "record", book(assure), "--document", document(assure)), actor=LEAD, code=3
    ).stderr
    assert "C01, police: area 'planning' is not asked of this agency" in said
    old = book(assure, {"Audit!D4": 1}, "old.xlsx")
    assure("sheet", "record", old, "--document", document(assure), actor=LEAD)


@pytest.mark.slow
@NEEDS_OFFICE
def test_it_goes_through_libreoffice_with_nothing_lost(there: Assure) -> None:
    path, paper = Path(book(there)), document(there)
    out = there.folder / "office"
    home = f"-env:UserInstallation={(there.folder / 'profile').as_uri()}"
    into = ("--headless", "--convert-to", "xlsx", "--outdir", str(out), str(path))
    subprocess.run(["soffice", home, *into], check=True, capture_output=True, timeout=120)
    there("sheet", "record", str(out / path.name), "--document", paper, actor=LEAD)
    done = there.read("sheet", "record", str(path), "--document", paper, actor=LEAD)
    assert done["repeated"]
