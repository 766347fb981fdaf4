"""A corrected workbook takes the place of the return on record, with its reason, cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import AUDITORS, LEAD, Assure, decide_views
from tests.documents.returns.books import case, filled, opened

CODE = "2026-neglect"
POLICE = AUDITORS["police"]
PLANTED = "planted words of a child"


@pytest.fixture
def sent(prepared: Assure) -> Assure:
    """The police's workbook is recorded, of one case."""
    out = prepared.path("police.xlsx")
    prepared("return", "form", CODE, "--agency", "police", "--out", out, actor=POLICE)
    Path(out).write_bytes(filled(Path(out).read_bytes(), case("C01")))
    prepared("return", "append", out, actor=POLICE)
    return prepared


def _again(sent: Assure, cells: dict[str, Any]) -> str:
    path = Path(sent.path("police.xlsx"))
    path.write_bytes(filled(path.read_bytes(), cells))
    return str(path)


def _events(answer: Any) -> list[str]:
    return [entry["event"] for entry in answer["entries"]]


def test_grades_alone_are_revised_with_the_reason(sent: Assure) -> None:
    path = _again(sent, {"C01!C6": "Inadequate", "C01!D5": "Read again."})
    first = sent.read("return", "append", path, actor=POLICE)
    assert _events(first) == ["GradeRevised"]
    second = sent.read("return", "append", path, actor=POLICE)
    assert (second["repeated"], second["entries"]) == (True, first["entries"])


def test_evidence_is_corrected_and_what_was_returned_first_stays(sent: Assure) -> None:
    path = _again(sent, {"C01!D7": PLANTED, "C01!C6": "Inadequate", "C01!D5": "Filed elsewhere."})
    told = sent("return", "append", path, actor=POLICE)
    assert "C01 is corrected in C01!C6, C01!D7; what was returned first stays" in told.stderr
    assert PLANTED not in told.output
    shown = sent.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert [one["event"] for one in shown] == [
        *("ReturnAppended", "GradeGiven", "GradeGiven", "ReturnWithdrawn"),
        *("ReturnAppended", "GradeGiven", "GradeGiven"),
    ]
    assert shown[3]["words"] == {"reason": "Filed elsewhere."}
    assert _events(sent.read("return", "append", path, actor=POLICE)) == []


def test_what_differs_without_a_reason_is_named_cell_by_cell(sent: Assure) -> None:
    path = _again(sent, {"C01!D7": PLANTED, "C01!C6": "Inadequate"})
    told = sent("return", "append", path, actor=POLICE, code=3).stderr
    assert "C01!A1: is on record, and differs from it in C01!C6, C01!D7." in told
    assert "say why in D5" in told
    assert PLANTED not in told


def test_after_the_day_is_open_nothing_is_corrected(sent: Assure) -> None:
    decide_views(sent, CODE)
    sent("moderate", "open", CODE, "--reason", "Late", actor=LEAD)
    path = _again(sent, {"C01!D7": "Other words.", "C01!D5": "Filed elsewhere."})
    assert "[returns-open]" in sent("return", "append", path, actor=POLICE, code=3).stderr


def test_the_form_says_first_what_to_do_about_a_child_at_risk(prepared: Assure) -> None:
    plan = Path(prepared.path(f"{CODE}.yaml")).read_text(encoding="utf-8")
    amended = prepared.file("plan2.yaml", f"{plan}at_risk: The duty manager, 0300 000 0000\n")
    prepared("plan", "amend", amended, "--reason", "Said by all", actor=LEAD)
    out = prepared.path("form.xlsx")
    prepared("return", "form", CODE, "--agency", "police", "--out", out, actor=POLICE)
    readme = opened(Path(out).read_bytes())["Read me"]
    assert readme["A2"].value == "A child at risk now"
    assert "Ring now: The duty manager, 0300 000 0000" in readme["B2"].value
    words = [str(cell.value) for row in readme for cell in row if cell.value]
    assert not any("assure return" in line for line in words)
    assert any("Which child C01 is" in line for line in words)
