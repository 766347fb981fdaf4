"""Returns: from the printed form to the record, once, whole, and again after a withdrawal."""

from __future__ import annotations

import json
from typing import Any

from tests.cli.harness import AUDITORS, LEAD, Assure, append, returned

CODE = "2026-neglect"
POLICE = AUDITORS["police"]
GRADES = {"voice": "good", "planning": "inadequate"}
WHERE = ("--agency", "police", "--reason", "A mistake")


def _append(assure: Assure, document: dict[str, Any]) -> Any:
    path = assure.file("return.json", json.dumps(document))
    return assure.read("return", "append", path, actor=POLICE)


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


def test_a_form_not_filled_in_is_refused(prepared: Assure) -> None:
    form = prepared("return", "form", CODE, "--agency", "police", actor=POLICE).stdout
    said = prepared("return", "append", "-", actor=POLICE, stdin=form, code=3).stderr
    assert "cases[0].answers[0].grade: is missing. Give it." in said


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


def test_the_order_of_a_file_makes_no_difference(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    first = _append(prepared, document)
    document["cases"].reverse()
    document["cases"][0]["answers"].reverse()
    assert _positions(_append(prepared, document)) == _positions(first)


def test_yaml_and_json_of_the_same_return_are_one(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    first = _append(prepared, document)
    answers = "".join(
        f"  - area: {area}\n    grade: {grade}\n    evidence: 'Seen on C01.'\n    strengths:\n"
        for area, grade in GRADES.items()
    )
    text = (
        f"agency: police\naudit: {CODE}\ncase: C01\nindependent: yes\n"
        f"involvement: Lead agency.\nanswers:\n{answers}"
    )
    shown = prepared("return", "append", "-", "--output", "json", actor=POLICE, stdin=text)
    assert _positions(json.loads(shown.stdout)) == _positions(first)


def test_after_a_withdrawal_the_same_file_is_recorded_again_and_once(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    first = _append(prepared, document)
    prepared("return", "withdraw", CODE, "C01", *WHERE, actor=POLICE)
    second = _append(prepared, document)
    assert not second["repeated"]
    assert {line["stream"] for line in second["entries"]} == {f"return/{CODE}/C01/police"}
    third = _append(prepared, document)
    assert third["repeated"]
    assert _positions(third) == _positions(second) != _positions(first)
    prepared("return", "withdraw", CODE, "C01", *WHERE, actor=POLICE)
    assert not _append(prepared, document)["repeated"]


def test_the_same_file_does_not_undo_a_revision(prepared: Assure) -> None:
    document = returned(CODE, "police", ["C01"], GRADES)
    _append(prepared, document)
    words = ("--agency", "police", "--area", "voice", "--grade", "outstanding", "--reason", "More")
    prepared("grade", "revise", CODE, "C01", *words, actor=POLICE)
    assert _append(prepared, document)["repeated"]
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=LEAD)
    assert [row["grade"] for row in shown if row["area"] == "voice"] == ["good", "outstanding"]


def test_another_auditor_of_the_agency_is_told_who_was_first(prepared: Assure) -> None:
    prepared("person", "enrol", "p-two", "--full-name", "Two", "--agency", "police")
    prepared("role", "grant", "p-two", "auditor", "--agency", "police")
    prepared("plan", "nominate", CODE, "p-two", "--agency", "police", actor="p-ames")
    prepared("plan", "acknowledge", CODE, "--agency", "police", actor="p-two")
    document = returned(CODE, "police", ["C01"], GRADES)
    _append(prepared, document)
    text = json.dumps(document)
    said = prepared("return", "append", "-", actor="p-two", stdin=text, code=3).stderr
    assert "'p-kaur' has already appended this return" in said


def test_a_given_command_id_comes_first(prepared: Assure) -> None:
    text = json.dumps(returned(CODE, "police", ["C01"], GRADES))
    words = ("return", "append", "-", "--command-id", "mine", "--output", "json")
    receipts = [json.loads(prepared(*words, actor=POLICE, stdin=text).stdout) for _ in range(2)]
    assert [receipt["command_id"] for receipt in receipts] == ["mine", "mine"]
    assert [receipt["repeated"] for receipt in receipts] == [False, True]


def test_words_of_a_return_are_for_its_agency_and_the_lead(prepared: Assure) -> None:
    _append(prepared, returned(CODE, "police", ["C01"], GRADES))
    shown = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert shown[1]["words"] == {"evidence": "Seen on C01."}
    denied = ("return", "show", CODE, "C01", "--agency", "police")
    prepared(*denied, actor=AUDITORS["health"], code=4)
    prepared("return", "show", CODE, "C02", "--agency", "police", actor=AUDITORS["health"], code=4)
