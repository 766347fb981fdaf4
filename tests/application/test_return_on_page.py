"""A return filled in on a page: what a workbook or a file of the same answers is, and no less."""

from __future__ import annotations

import json
from typing import Any

import pytest

from application import return_form, returns
from application.identity import local
from application.screening import Suspected
from application.workspace import Workspace
from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.returns import on_page
from documents.returns.layout import NO, NOT_APPLICABLE, NOT_INVOLVED, YES, Form
from documents.workbooks.refused import FaultyWorkbookError
from domain.kernel.command import Refusal
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from tests.documents.returns.books import case, filled
from tests.ledger.partnership import AUDIT

Cells = dict[tuple[str, str], str | None]
WHOLE: Cells = {
    ("", on_page.INVOLVED): "Involved",
    ("", on_page.PART): "Lead agency.",
    ("", on_page.INDEPENDENT): YES,
    ("voice", "grade"): "good",
    ("voice", "evidence"): "Seen.",
}
IN_BOOK = {
    ("", on_page.INVOLVED): "C4",
    ("", on_page.PART): "D4",
    ("", on_page.INDEPENDENT): "C5",
    ("voice", "grade"): "C6",
    ("voice", "evidence"): "D6",
    ("voice", "strengths"): "E6",
}
ABSENT: Cells = {("", on_page.INVOLVED): NOT_INVOLVED, ("", on_page.PART): "Searched two systems."}


@pytest.fixture
def police(prepared: Ledger) -> Workspace:
    return Workspace(prepared, local("pat-police"))


@pytest.fixture
def form(police: Workspace) -> Form:
    return return_form.form_for(police, AUDIT, "police")


def on(form: Form, **cases: Cells) -> GivenFile:
    return on_page.as_file(form, {one: cases.get(one, {}) for one in form.cases})


def book(form: Form, **cases: Cells) -> GivenFile:
    """The same in the workbook."""
    cells: dict[str, str | None] = {}
    for ref, answers in cases.items():
        cells |= {f"{ref}!{IN_BOOK[place]}": value for place, value in answers.items()}
    return GivenFile("police.xlsx", filled(return_form.form_as_workbook(form), cells))


@pytest.mark.parametrize(
    "second",
    [
        {},
        WHOLE,
        ABSENT,
        {**WHOLE, ("", on_page.INDEPENDENT): NO},
        {**WHOLE, ("voice", "grade"): NOT_APPLICABLE},
        {**WHOLE, ("voice", "strengths"): "1+1 = 2, @all\n# no comment: 'quoted' é"},
    ],
)
def test_the_same_answers_are_one_record_whichever_way_they_came(
    police: Workspace, form: Form, second: Cells
) -> None:
    """Both ways at once: on the page, and in the workbook."""
    here, there = on(form, C01=WHOLE, C02=second), book(form, C01=WHOLE, C02=second)
    understood = [returns.understand(police, one) for one in (here, there)]
    assert understood[0].sheet == understood[1].sheet
    assert understood[0].commands == understood[1].commands
    first = returns.append(police, understood[0])
    again = returns.append(police, understood[1])
    assert again.receipt.repeated
    assert again.receipt == first.receipt
    assert list(on_page.missing(form, {"C01": WHOLE, "C02": second})) == []


REFUSED: list[tuple[Cells, type[Exception]]] = [
    ({**WHOLE, ("voice", "evidence"): "Born 12/03/2014."}, Suspected),
    ({**WHOLE, ("voice", "evidence"): "x" * 20_001}, InputError),
    ({**ABSENT, ("", on_page.PART): "Ring 020 7946 0000."}, Suspected),
]


@pytest.mark.parametrize(("answers", "why"), REFUSED)
def test_what_a_file_is_refused_for_is_refused_on_the_page(
    police: Workspace, form: Form, answers: Cells, why: type[Exception]
) -> None:
    before = police.ledger.size()
    with pytest.raises(why):
        returns.append(police, returns.understand(police, on(form, C01=answers)))
    assert police.ledger.size() == before


@pytest.mark.parametrize("place", [place for place in WHOLE if place[1] not in on_page.TEXTS])
def test_each_answer_that_is_missing_is_named_and_a_workbook_refuses_it_too(
    police: Workspace, form: Form, place: tuple[str, str]
) -> None:
    answers = {key: value for key, value in WHOLE.items() if key != place}
    lacking = list(on_page.missing(form, {"C01": answers, "C02": {}}))
    if place == ("", on_page.PART):
        # What its part was may be left out on paper, and so here.
        assert lacking == []
        return
    assert [where.partition(",")[0] for where, _ in lacking][:1] == ["C01"]
    with pytest.raises(FaultyWorkbookError):
        returns.understand(police, book(form, C01=answers))


def test_a_fault_is_placed_in_words_of_the_form(police: Workspace, form: Form) -> None:
    file = on(form, C02={**WHOLE, ("voice", "evidence"): "x" * 20_001})
    with pytest.raises(InputError) as error:
        returns.understand(police, file)
    placed = [on_page.place_of(form, file, line)[0] for line in error.value.lines]
    title = form.tool.areas["voice"].area.title
    assert placed == [f"C02, {title}, evidence"]
    assert on_page.place_of(form, file, "audit: is no code.") == ("", "audit: is no code.")


def test_another_persons_form_is_refused_as_their_file_is(prepared: Ledger, form: Form) -> None:
    other = Workspace(prepared, local("harriet-health"))
    with pytest.raises((NotPermittedError, Refusal)):
        returns.append(other, returns.understand(other, on(form, C01=WHOLE)))


def test_a_case_that_is_left_empty_comes_later(form: Form) -> None:
    blank: dict[str, Any] = {
        "C01": WHOLE,
        "C02": {("", on_page.PART): "  ", ("voice", "grade"): None},
    }
    document = json.loads(on_page.as_file(form, blank).data)
    assert [one["case"] for one in document["cases"]] == ["C01"]
    assert case("C01", areas=1)["C01!D4"] == document["cases"][0]["involvement"]
