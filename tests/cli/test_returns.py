"""Returns: from the printed form to the record, once, whole, and again after a withdrawal."""

from __future__ import annotations

import json
from typing import Any

from cli.far.laptop import Command
from tests.cli.harness import AUDITORS, LEAD, Assure, append, returned

CODE = "2026-neglect"
POLICE = AUDITORS["police"]
GRADES = {"voice": "good", "planning": "inadequate"}
WHERE = ("--agency", "police", "--reason", "A mistake")


def _append(assure: Assure, document: dict[str, Any], *flags: str) -> Any:
    path = assure.file("return.json", json.dumps(document))
    return assure.read("return", "append", path, *flags, actor=POLICE)


def _positions(receipt: Any) -> list[int]:
    return [line["entry"] for line in receipt["entries"]]


def test_the_form_filled_in_is_the_return(prepared: Assure) -> None:
    form = prepared("return", "form", CODE, "--agency", "police", actor=POLICE).stdout
    assert "# - Was the child heard?" in form
    assert "# requires-improvement: Gaps." in form.replace("#   ", "# ")
    filled = form.replace("independent:", "independent: yes").replace("grade:\n", "grade: good\n")
    receipt = json.loads(
        prepared("return", "append", "-", "--output", "json", actor=POLICE, stdin=filled).stdout
    )
    assert len(receipt["entries"]) == 5 * 3


def test_a_case_without_involvement_stands_in_the_same_file(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    document["cases"].append({"case": "C02", "no_involvement": "Never known to us"})
    events = [line["event"] for line in _append(prepared, document)["entries"]]
    assert events == ["ReturnAppended", "GradeGiven", "GradeGiven", "NoInvolvementDeclared"]


def test_one_fault_in_one_case_records_none_of_them(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    document["cases"][1]["answers"][0]["grade"] = "superb"
    said = append(prepared, "police", document, code=3).stderr
    assert "'superb' is not a grade of this tool" in said
    assert prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE) == []


def test_the_same_file_twice_is_one_record_and_one_receipt(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    first = _append(prepared, document)
    again = _append(prepared, document)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert {**again, "repeated": False} == first


def test_what_a_laptop_advises_after_a_lost_answer_records_nothing_twice(
    prepared: Assure,
) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    first = _append(prepared, document)
    again = ("--command-id", Command([]).command_id)
    assert _append(prepared, document, *again) == {**first, "repeated": True}


def test_a_command_id_that_somebody_chose_is_kept(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    _append(prepared, document, "--command-id", "once")
    again = _append(prepared, document, "--command-id", "once")
    assert (again["command_id"], again["repeated"]) == ("once", True)


def test_the_same_file_does_not_undo_a_revision(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    _append(prepared, document)
    words = ("--agency", "police", "--area", "voice", "--grade", "outstanding", "--reason", "More")
    prepared("grade", "revise", CODE, "C01", *words, actor=POLICE)
    assert _append(prepared, document)["repeated"]
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=LEAD)
    assert [row["grade"] for row in shown if row["area"] == "voice"] == ["good", "outstanding"]


def test_words_of_a_return_are_for_its_agency_and_the_lead(prepared: Assure) -> None:
    _append(prepared, returned(CODE, "police", ["C01"], GRADES))
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert shown[1]["words"] == {"evidence": "Seen on C01."}
    denied = ("return", "show", CODE, "C01", "--agency", "police")
    prepared(*denied, actor=AUDITORS["health"], code=4)
    prepared("return", "show", CODE, "C02", "--agency", "police", actor=AUDITORS["health"], code=4)
