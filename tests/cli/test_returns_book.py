"""A return in Excel: from the form to the record, or to a copy that says what is wrong."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import AUDITORS, LEAD, Assure, returned
from tests.documents.returns.books import (
    NEEDS_OFFICE,
    case,
    far_cell,
    filled,
    members,
    opened,
    replaced,
)

CODE = "2026-neglect"
POLICE = AUDITORS["police"]
GRADES = {"voice": "good", "planning": "good"}
NAMING = "Jane Smith, 12/03/2014"


def _form(assure: Assure, name: str = "police.xlsx", agency: str = "police") -> Path:
    path = assure.path(name)
    assure("return", "form", CODE, "--agency", agency, "--out", path, actor=POLICE)
    return Path(path)


def _filled(assure: Assure, cells: Mapping[str, Any], name: str = "filled.xlsx") -> str:
    form = assure.folder / "police.xlsx"
    if not form.exists():
        _form(assure)
    path = assure.folder / name
    path.write_bytes(filled(form.read_bytes(), cells))
    return str(path)


def _case(ref: str) -> dict[str, Any]:
    """What `returned` says of a case, in cells."""
    return case(ref, evidence=f"Seen on {ref}.")


def _append(assure: Assure, path: str, *words: str) -> Any:
    return assure.read("return", "append", path, *words, actor=POLICE)


def _refused(assure: Assure, path: str, *words: str, actor: str = POLICE) -> str:
    """What is said of a workbook of which nothing is recorded."""
    before = assure.ledger.read_bytes()
    result = assure("return", "append", path, *words, actor=actor, code=3)
    assert result.stdout == ""
    assert assure.ledger.read_bytes() == before
    return result.stderr


def test_what_will_be_recorded_is_said_before_it_is(prepared: Assure) -> None:
    cells = {
        **_case("C01"),
        "C01!C7": "Not applicable",
        **_case("C02"),
        "C02!D6": None,
        "C03!C4": "Not involved",
        "C03!D4": "Never known to us",
    }
    said = prepared("return", "append", _filled(prepared, cells), actor=POLICE).stderr
    lines = said.splitlines()
    assert lines[:6] == [
        f"police's return for {CODE}: 2 cases with answers, 1 case not involved;"
        " left for later: C04, C05.",
        "Grades: Good 3, not applicable 1.",
        "  C01: voice Good, planning not applicable",
        "  C02: voice Good, planning Good",
        "  C03: not involved",
        "Without evidence: 1. The lead auditor will ask about those.",
    ]
    assert lines[6].startswith("Recorded by p-kaur")


def test_it_gives_a_receipt_for_each_case(prepared: Assure) -> None:
    path = _filled(prepared, {**_case("C01"), **_case("C02")})
    words = ("--receipt", prepared.path("mine.tlog-proof"))
    prepared("return", "append", path, *words, actor=POLICE)
    assert sorted(one.name for one in prepared.folder.glob("mine*")) == [
        "mine-C01.tlog-proof",
        "mine-C02.tlog-proof",
    ]


def test_faults_are_all_named_and_marked_in_a_copy_that_can_be_put_right(prepared: Assure) -> None:
    cells = {**_case("C01"), "C01!C6": "Superb", "C01!D7": 12, **_case("C02"), "C02!C5": None}
    path = _filled(prepared, cells)
    said = _refused(prepared, path)
    assert "C01!C6: is none of the choices. Choose from the list: Outstanding, Good" in said
    assert "C01!D7: is a number. Write it as words." in said
    assert "C02!C5: is empty. Choose 'Yes' or 'No' from the list." in said
    copy = prepared.folder / "filled-marked.xlsx"
    assert f"These cells are marked in {copy}" in said
    assert copy.stat().st_mode & 0o777 == 0o600
    right = {"C01!C6": "Good", "C01!D7": "Seen on C01.", "C02!C5": "Yes"}
    copy.write_bytes(filled(copy.read_bytes(), right))
    first = _append(prepared, str(copy))
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    assert _append(prepared, prepared.file("same.json", json.dumps(document)))["repeated"]
    assert len(first["entries"]) == 6


def test_a_copy_never_overwrites_and_follows_no_link(prepared: Assure) -> None:
    path = _filled(prepared, {**_case("C01"), "C01!C6": "Superb"})
    target = prepared.folder / "elsewhere.txt"
    (prepared.folder / "filled-marked.xlsx").symlink_to(target)
    _refused(prepared, path)
    assert not target.exists()
    second = prepared.folder / "filled-marked-2.xlsx"
    kept = second.read_bytes()
    said = _refused(prepared, str(second))
    assert "filled-marked-3.xlsx" in said
    assert second.read_bytes() == kept


def test_a_folder_that_takes_no_file_leaves_the_faults(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _filled(prepared, {**_case("C01"), "C01!C6": "Superb"})
    from cli import files

    def full(_: str, __: bytes) -> None:
        files.refuse("x", "It cannot be written: no space left.")

    monkeypatch.setattr(files, "write_new", full)
    said = _refused(prepared, path)
    assert "C01!C6: is none of" in said
    assert "No marked copy was written. It cannot be written: no space left." in said


def test_moved_cells_get_no_copy_that_could_be_wrong(prepared: Assure) -> None:
    path = Path(_filled(prepared, _case("C01")))
    book = opened(path.read_bytes())
    book["C01"].insert_rows(6)
    book.save(path)
    said = _refused(prepared, str(path))
    assert "C01!A6: is not as the form had it" in said
    assert "No marked copy was written: cells are not where the form had them" in said
    assert not list(prepared.folder.glob("*marked*"))


def test_more_faults_than_fit_a_screen_are_all_in_the_copy(prepared: Assure) -> None:
    cells = {
        f"C0{case}!{cell}": "x" for case in range(1, 6) for cell in ("E6", "J20", "J21", "J22")
    }
    wrong = {f"C0{case}!{cell}": 1 for case in range(1, 6) for cell in ("D4", "F6", "F7", "D6")}
    said = _refused(prepared, _filled(prepared, {**cells, **wrong}))
    assert "more.\nThese cells are marked in" in said
    listed = opened((prepared.folder / "filled-marked.xlsx").read_bytes())["To correct"]
    assert listed.max_row - 3 > 50


def test_a_stray_character_far_away_is_named_and_not_copied(prepared: Assure) -> None:
    places = ("H4", "B60", "B1048575", "XFD1048576")
    path = Path(_filled(prepared, _case("C01")))
    sheet = "xl/worksheets/sheet2.xml"
    far = far_cell(*places, value="a stray word")
    path.write_bytes(replaced(sheet, b"</sheetData>", far)(path.read_bytes()))
    begun = time.monotonic()
    said = _refused(prepared, str(path))
    assert time.monotonic() - begun < 20
    for place in places:
        assert f"C01!{place}: is not a cell for answers." in said
    copy = prepared.folder / "filled-marked.xlsx"
    assert b"a stray word" not in b"".join(members(copy.read_bytes()).values())
    assert "C01!E4" in _refused(prepared, str(copy))
    copy.write_bytes(filled(copy.read_bytes(), {"C01!E4": None}))
    assert _append(prepared, str(copy))["entries"]


def test_a_rule_about_the_person_is_said_as_ever(prepared: Assure) -> None:
    path = _filled(prepared, _case("C01"))
    result = prepared("return", "append", path, actor=LEAD, code=None)
    assert result.exit_code in (3, 4)
    assert "These cells are marked" not in result.stderr
    result = prepared("return", "append", path, actor=AUDITORS["health"], code=4)
    assert "marked" not in result.stderr


def test_a_form_of_another_audit_version_or_sample_is_refused(prepared: Assure) -> None:
    cells = {**_case("C01"), "Form!B4": "2027-neglect"}
    assert "No plan is agreed" in _refused(prepared, _filled(prepared, cells))
    cells = {**_case("C01"), "Form!B5": "health"}
    assert "Its sheet Form was changed" in _refused(prepared, _filled(prepared, cells))
    cells = {**_case("C01"), "Form!B7": "2"}
    said = _refused(prepared, _filled(prepared, cells))
    assert "for version 2 of the tool neglect, and 2026-neglect uses version 1" in said
    assert "assure return form" in said


def test_words_that_seem_to_name_somebody_have_to_be_confirmed(prepared: Assure) -> None:
    path = _filled(prepared, {**_case("C01"), "C01!D6": NAMING})
    said = _refused(prepared, path)
    assert "C01!D6 seems to hold a name with a date of birth." in said
    assert "--confirm-identifiers" in said
    assert "Smith" not in said
    shown = prepared("return", "append", path, "--dry-run", actor=POLICE)
    assert "C01!D6 seems to hold" in shown.stderr
    confirmed = _append(prepared, path, "--confirm-identifiers")
    assert len(confirmed["entries"]) == 3


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 3), ("", 1)])
def test_at_a_terminal_the_person_is_asked(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    from cli import screening

    monkeypatch.setattr(screening, "is_terminal", lambda: True)
    path = _filled(prepared, {**_case("C01"), "C01!D6": "Ring 07700 900123."})
    words = ("return", "append", path)
    result = prepared(*words, actor=POLICE, stdin=answer, code=code)
    assert "C01!D6 seems to hold a telephone number." in result.stderr
    assert "recorded as it is?" in result.stderr
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert bool(shown) == (code == 0)


def test_a_form_is_written_by_its_name_and_never_over_a_file(prepared: Assure) -> None:
    words = ("return", "form", CODE, "--agency", "police", "--out")
    path = prepared.path("form.yaml")
    prepared(*words, path, actor=POLICE)
    printed = prepared(*words[:-1], actor=POLICE).stdout
    assert Path(path).read_text(encoding="utf-8") == printed
    prepared(*words, path, actor=POLICE, code=3)
    _form(prepared)
    kept = (prepared.folder / "police.xlsx").read_bytes()
    prepared(*words, prepared.path("police.xlsx"), actor=POLICE, code=3)
    assert (prepared.folder / "police.xlsx").read_bytes() == kept
    said = prepared(*words, prepared.path("form.docx"), actor=POLICE, code=2).stderr
    assert "ends in .xlsx or .yaml" in said


def test_a_workbook_that_is_not_there(prepared: Assure) -> None:
    said = _refused(prepared, prepared.path("none.xlsx"))
    assert "It cannot be read: No such file" in said


@NEEDS_OFFICE
def test_what_libreoffice_saves_is_the_same_return(prepared: Assure, tmp_path: Path) -> None:
    cells = {**_case("C01"), "C01!C7": "Not applicable", "C01!E6": "Two\nlines, 'quoted'"}
    path = _filled(prepared, cells)
    first = _append(prepared, path)
    out = tmp_path / "office"
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--headless", "--convert-to", "xlsx", "--outdir", str(out), path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = _append(prepared, str(out / "filled.xlsx"))
    assert {**again, "repeated": False} == first
