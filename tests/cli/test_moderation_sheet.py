"""The moderation day as a workbook: in the agenda's order, filled in as the room talks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import AUDITORS, LEAD, Assure, append, decide_views, returned
from tests.documents.returns.books import filled, opened

CODE = "2026-neglect"
POLICE = {"voice": "inadequate", "planning": "good"}
HEALTH = {"voice": "outstanding", "planning": "good"}
CASES = [f"C0{number}" for number in range(1, 6)]
PLANTED = "planted words of a child"


@pytest.fixture
def day(prepared: Assure) -> Assure:
    """Returns are in, and the moderation day is open."""
    append(prepared, "police", returned(CODE, "police", CASES, POLICE))
    append(prepared, "health", returned(CODE, "health", CASES, HEALTH))
    decide_views(prepared, CODE)
    prepared("moderate", "open", CODE, actor=LEAD)
    return prepared


def _written(day: Assure, name: str = "day.xlsx") -> Path:
    out = day.path(name)
    day("sheet", "write", "moderation", CODE, "--out", out, actor=LEAD)
    return Path(out)


def _record(day: Assure, path: Path) -> list[str]:
    answer = day.read("sheet", "record", str(path), actor=LEAD)
    return [entry["event"] for entry in answer["entries"]]


def _fill(path: Path, cells: dict[str, Any]) -> None:
    path.write_bytes(filled(path.read_bytes(), cells))


def test_the_sheet_has_the_agendas_order_with_each_agencys_grades_side_by_side(
    day: Assure,
) -> None:
    tab = opened(_written(day).read_bytes())["Areas"]
    heads = [cell.value for cell in tab[3]]
    assert heads == [
        *("Case", "Area", "Questions", "police: given", "police: agreed", "health: given"),
        *("health: agreed", "Agreed for the area", "Reason", "Dissent", "As written"),
    ]
    agenda = day.read("moderate", "agenda", CODE, actor=LEAD)["items"]
    asked = [(item["case"], item["area"]) for item in agenda]
    rows = [[cell.value for cell in row] for row in tab.iter_rows(min_row=4)]
    assert [(row[0], row[1]) for row in rows][: len(asked)] == asked
    assert rows[0][2] == "\n".join(agenda[0]["questions"])
    assert (rows[0][3], rows[0][5]) == ("Inadequate", "Outstanding")
    assert {(row[0], row[1]) for row in rows} == {(case, area) for case in CASES for area in POLICE}


def test_it_is_filled_in_as_the_room_talks_and_goes_on_where_it_was_left(day: Assure) -> None:
    path = _written(day)
    areas = {
        "Areas!E4": "RI",
        "Areas!I4": PLANTED,
        "Areas!J4": "health: We saw more.",
        "Cases!B4": "Good",
        "Cases!C4": "Agreed by all.",
    }
    _fill(path, areas)
    said = day("sheet", "check", str(path), actor=LEAD)
    assert PLANTED not in said.stdout + said.stderr
    dry = day("sheet", "record", str(path), "--dry-run", actor=LEAD)
    assert PLANTED not in dry.stdout + dry.stderr
    assert _record(day, path) == ["GradeModerated", "OverallGradeAgreed"]
    again = day.read("sheet", "record", str(path), actor=LEAD)
    assert again["repeated"]
    more = {f"Cases!{column}{row}": text for row in range(5, 9)
            for column, text in (("B", "good"), ("C", "Agreed."))}  # fmt: skip
    _fill(path, {**more, "Cases!E4": "Ask about her day.\n\nWrite it down."})
    events = _record(day, path)
    assert events.count("OverallGradeAgreed") == 4
    assert events.count("LearningAgreed") == 2
    attended = ("--attended", LEAD, "--attended", AUDITORS["police"], "--undertaking")
    day("moderate", "close", CODE, *attended, actor=LEAD)
    fresh = opened(_written(day, "later.xlsx").read_bytes())
    assert fresh["Areas"]["E4"].value == "Requires improvement"
    assert fresh["Areas"]["I4"].value == PLANTED
    assert fresh["Areas"]["J4"].value == "health: We saw more."
    assert fresh["Cases"]["E4"].value == "Ask about her day.\n\nWrite it down."
    assert day.read("sheet", "check", day.path("later.xlsx"), actor=LEAD) == []


def test_an_old_copy_does_not_turn_back_what_was_agreed_since(day: Assure) -> None:
    path = _written(day)
    _fill(path, {"Cases!B4": "Good", "Cases!C4": "Agreed."})
    _record(day, path)
    old = _written(day, "old.xlsx")
    told = ("--grade", "outstanding", "--reason", "@" + day.file("why.txt", "Read again."))
    day("moderate", "overall", CODE, "C01", *told, actor=LEAD)
    _fill(old, {"Cases!B5": "Good", "Cases!C5": "Agreed."})
    assert _record(day, old) == ["OverallGradeAgreed"]
    fresh = opened(_written(day, "fresh.xlsx").read_bytes())["Cases"]
    assert (fresh["B4"].value, fresh["B5"].value) == ("Outstanding", "Good")


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "no reason": ({"Areas!E4": "Good"}, "Areas!I4: is empty. Say why the grade is agreed."),
    "no grade": ({"Areas!I4": "Seen."}, "Areas!I4: is filled in, and no grade is agreed"),
    "no overall grade": ({"Cases!C4": "Seen."}, "Cases!B4: is empty, and a reason stands"),
    "whose dissent": (
        {"Cases!B4": "Good", "Cases!C4": "Agreed.", "Cases!D4": "We saw more."},
        "Cases!D4: has a line that does not begin with an agency.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_half_said_is_named_by_its_cell(day: Assure, name: str) -> None:
    cells, said = FAULTS[name]
    path = _written(day)
    _fill(path, cells)
    assert said in day("sheet", "record", str(path), actor=LEAD, code=3).stderr


def test_what_is_recorded_is_not_dropped_by_emptying_its_cell(day: Assure) -> None:
    path = _written(day)
    _fill(path, {"Cases!B4": "Good", "Cases!C4": "Agreed.", "Cases!E4": "Ask her."})
    _record(day, path)
    later = _written(day, "later.xlsx")
    _fill(later, {"Cases!B4": None, "Cases!C4": None, "Cases!E4": "Other words"})
    refused = day("sheet", "record", str(later), actor=LEAD, code=3).stderr
    assert "Cases!B4: is empty, and the record has something here." in refused
    assert "Cases!E4: leaves out what is on the record." in refused


@pytest.mark.parametrize("actor", [AUDITORS["police"], "c-hart"])
def test_only_the_lead_auditor_has_the_sheet(day: Assure, actor: str) -> None:
    day("sheet", "write", "moderation", CODE, actor=actor, code=4)
