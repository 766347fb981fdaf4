"""From plain values to the domain's: every fault with its place and its remedy."""

from __future__ import annotations

from typing import Any

import pytest

from documents.files.errors import InputError
from documents.files.values import sheet
from documents.returns.filled_return import ReturnSheet
from documents.returns.form_yaml import read_return
from domain.tool.sheet import ToolSheet
from tests.ledger.partnership import SHEET

CASE: dict[str, Any] = {
    "case": "C01",
    "independent": True,
    "answers": [{"area": "voice", "grade": "good"}],
}


def _of_a_return(*cases: dict[str, Any]) -> tuple[str, ...]:
    document = {"audit": "2026-neglect", "agency": "police", "cases": list(cases)}
    with pytest.raises(InputError) as error:
        sheet(ReturnSheet, document, "return.yaml")
    return error.value.lines


def test_unknown_fields_and_wrong_types_of_a_tool() -> None:
    document = SHEET.model_dump(mode="json") | {"code": 12, "colour": "red", "draws_on": [3]}
    document["methods"] = ["case-files"]
    document["scale"][1]["descriptor"] = ""
    with pytest.raises(InputError) as error:
        sheet(ToolSheet, document, "tool.yaml")
    assert error.value.lines == (
        "code: 12 is not text. Put it in quotes.",
        "methods[0]: 'case-files' is none of: 'case-file', 'observation', 'reflective-review'.",
        "draws_on[0]: 3 is not text. Put it in quotes.",
        "scale[1].descriptor: is empty. Give it.",
        "colour: is not a field here. Take it out, or correct its spelling.",
    )


def test_a_return_with_faults_names_each_answer() -> None:
    answers = [CASE["answers"][0], {"area": "planning", "note": "x"}]
    first = {**CASE, "independent": "perhaps"}
    assert _of_a_return(first, {**CASE, "case": "C02", "answers": answers}) == (
        "cases[0].independent: 'perhaps' is neither yes nor no.",
        "cases[1].answers[1].grade: is missing. Give it.",
        "cases[1].answers[1].note: is not a field here. Take it out, or correct its spelling.",
    )


def test_a_return_of_one_case_names_its_answers_without_the_case() -> None:
    document = {"audit": "2026-neglect", "agency": "police", **CASE, "answers": [{"area": "voice"}]}
    with pytest.raises(InputError) as error:
        read_return(document, "return.yaml")
    assert error.value.lines == ("answers[0].grade: is missing. Give it.",)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"case": "7"}, "cases[0].case: '7' is not written as expected: write a case as C and"),
        ({"independent": None}, "cases[0]: independent is missing; say yes if you had no part"),
        ({"no_involvement": "Not known"}, "cases[0]: no_involvement and answers exclude each"),
        ({"answers": {"voice": "good"}}, "cases[0].answers: is not a list. Put a hyphen"),
        ({"involvement": "x" * 8_001}, "cases[0].involvement: is longer than 8000 characters."),
        ({"involvement": "\x07"}, "cases[0].involvement: contains control characters; type the"),
        ({"involvement": "\ud800"}, "Invalid JSON"),
        ({"answers": CASE["answers"] * 41}, "cases[0].answers: has more than 40"),
    ],
)
def test_a_case_that_cannot_be_taken(change: dict[str, Any], said: str) -> None:
    [line] = _of_a_return({**CASE, **change})
    assert line.startswith(said)


def test_a_case_stands_once() -> None:
    [line] = _of_a_return(CASE, CASE)
    assert line == "case C01 stands in it twice; give each case once."


def test_a_list_is_called_empty_only_where_none_of_its_entries_has_a_fault() -> None:
    assert _of_a_return() == ("cases: is empty. Give at least one entry.",)
    assert _of_a_return({**CASE, "case": 7}) == ("cases[0].case: 7 is not text. Put it in quotes.",)
