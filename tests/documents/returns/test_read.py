"""What a filled-in workbook answers, and every way in which one can be wrong."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from openpyxl import Workbook
from pydantic import TypeAdapter

from documents.returns import layout, read
from documents.returns.write import write
from documents.workbooks import writer_process
from documents.workbooks.guard import UnreadableError
from domain.kernel.loosely import loosely
from tests.documents.returns import books
from tests.documents.returns.books import blank, case, filled

A_DAY = datetime(2026, 3, 1)  # noqa: DTZ001 - a cell keeps no zone

FRESH = "Copy your answers into a fresh form"


def _changed(change: Any) -> bytes:
    """A workbook with C01 filled in and then changed by a person who took off the protection."""
    book = books.opened(filled(blank(), case("C01")))
    change(book)
    return books.saved(book)


def test_a_case_filled_in_and_one_for_later() -> None:
    given = books.read(filled(blank(), case("C01")))
    assert given.faults == []
    assert given.later == ["C02"]
    texts = {"evidence": "Seen.", "strengths": "", "developments": ""}
    answers = [{"area": area, "grade": "good", **texts} for area in ("voice", "planning")]
    assert given.cases == [
        {
            "case": "C01",
            "independent": True,
            "involvement": "Lead agency.",
            "answers": answers,
            "not_applicable": [],
        }
    ]


def test_not_applicable_and_not_involved_are_answers() -> None:
    cells = {
        **case("C01"),
        "C01!C7": "Not applicable",
        "C01!D7": "No plan yet.",
        "C02!C4": "Not involved",
        "C02!D4": "Never known to us.",
        "C02!C5": "Yes",
    }
    given = books.read(filled(blank(), cells))
    assert given.faults == []
    assert given.cases[0]["not_applicable"] == [{"area": "planning", "reason": "No plan yet."}]
    assert given.cases[1] == {"case": "C02", "no_involvement": "Never known to us."}


@pytest.mark.parametrize(
    ("cell", "written", "grade"),
    [
        ("C6", " requires  IMPROVEMENT. ", "requires-improvement"),
        ("C6", "requires-improvement", "requires-improvement"),
        ("C6", "Good\u00a0", "good"),
        ("C6", "GOOD\n", "good"),
    ],
)
def test_a_grade_is_understood_however_it_is_typed(cell: str, written: str, grade: str) -> None:
    given = books.read(filled(blank(), {**case("C01"), f"C01!{cell}": written}))
    assert given.faults == []
    assert given.cases[0]["answers"][0]["grade"] == grade


def test_curly_quotes_and_dashes_in_a_label_make_no_difference() -> None:
    assert loosely("Doesn\u2019t meet \u2013 yet") == loosely("doesn't  meet - yet")


def test_every_fault_is_found_at_once_and_named_by_its_cell() -> None:
    cells = {
        **case("C01"),
        "C01!C5": "perhaps",
        "C01!C6": "Superb",
        "C01!C7": "Not applicable",
        "C01!D7": None,
        "C01!F7": "More",
        "C02!E6": "Half a case",
    }
    assert books.faults(filled(blank(), cells)) == {
        "C01!C5": "is none of the choices. Choose from the list: Yes, No.",
        "C01!C6": "is none of the choices. Choose from the list: Outstanding, Good, Requires"
        " improvement, Inadequate, Not applicable.",
        "C01!D7": "is empty. Say why the area is not applicable.",
        "C01!F7": "is filled in, and C7 says 'Not applicable'. Move it to D7, or choose a grade.",
        "C02!C4": "is empty. Choose 'Involved' or 'Not involved' from the list. Empty the whole"
        " sheet if you return this case later.",
        "C02!C5": "is empty. Choose 'Yes' or 'No' from the list.",
        "C02!C6": "is empty. Choose a grade from the list, or 'Not applicable'.",
        "C02!C7": "is empty. Choose a grade from the list, or 'Not applicable'.",
    }


def test_no_involvement_needs_a_reason_and_excludes_answers() -> None:
    cells = {"C01!C4": "Not involved", "C01!E7": "We did well"}
    assert books.faults(filled(blank(), cells)) == {
        "C01!D4": "is empty. Say how you know of no involvement.",
        "C01!E7": "is filled in, and C4 says 'Not involved'. Empty it, or choose 'Involved'.",
    }


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (7, "is a number. Write it as words."),
        (2.5, "is a number. Write it as words."),
        (True, "is a logical value. Write it as words."),
        (A_DAY, "is a date. Write it as words."),
        ("=A1&A2", "is a formula. Write it as words."),
        ('=HYPERLINK("http://example.org","x")', "is a formula. Write it as words."),
        ("#N/A", "is an error of the spreadsheet's. Write it as words."),
        ("x" * 8_001, "is 8,001 characters long. Shorten it to 8,000."),
        ("x" * 32_767, "is 32,767 characters long. Shorten it to 8,000."),
        ("a_x0007_b", "holds a control character. Type the text again without it."),
        ("a\ufffdb", "holds a character that was lost (\ufffd). Type it again."),
    ],
)
def test_words_are_words(value: object, said: str) -> None:
    data = filled(blank(), {**case("C01"), "C01!D6": value})
    assert books.faults(data) == {"C01!D6": said}


def test_a_formula_as_text_is_no_evidence() -> None:
    book = books.opened(filled(blank(), case("C01")))
    book["C01"]["D6"] = "=1+1"
    book["C01"]["D6"].data_type = "s"
    [said] = books.faults(books.saved(book)).values()
    assert said == "begins with =, as a formula does. Begin with a word."


@pytest.mark.parametrize("value", [3, True, "=TRUE", A_DAY])
def test_a_choice_is_chosen_from_the_list(value: object) -> None:
    [said] = books.faults(filled(blank(), {**case("C01"), "C01!C6": value})).values()
    assert said.endswith("Choose from the list.")


def test_no_message_repeats_what_somebody_wrote() -> None:
    canary = "Canary-Jones"
    cells = {**case("C01"), **{f"C01!{cell}": canary for cell in ("C4", "C5", "C6", "J9")}}
    assert all(canary not in str(one) for one in books.read(filled(blank(), cells)).faults)


def test_line_ends_of_any_kind_and_blank_text_are_taken_as_yaml_would() -> None:
    cells = {**case("C01"), "C01!D6": " One_x000D_\ntwo ", "C01!E6": " \n "}
    [first, _] = books.read(filled(blank(), cells)).cases[0]["answers"]
    assert (first["evidence"], first["strengths"]) == ("One\ntwo", "")


def _swap(book: Workbook) -> None:
    book["C01"].title, book["C02"].title = "C03", "C01"
    book["C03"].title = "C02"


def _overwrite(book: Workbook) -> None:
    book["C01"]["B6"] = "What I think"


MOVED = {
    "a row inserted": (lambda book: book["C01"].insert_rows(6), "C01!A6"),
    "a row deleted": (lambda book: book["C01"].delete_rows(5), "C01!A5"),
    "a column inserted": (lambda book: book["C01"].insert_cols(3), "C01!C3"),
    "a column deleted": (lambda book: book["C01"].delete_cols(4), "C01!D3"),
    "a heading twice": (lambda book: book["C01"].__setitem__("E3", "Evidence"), "C01!E3"),
    "sheets exchanged": (_swap, "C01!A1"),
    "a prompt written over": (_overwrite, "C01!B6"),
    "a sheet missing": (lambda book: book.remove(book["C02"]), "C02!"),
    "a sheet renamed": (lambda book: setattr(book["C02"], "title", "Mine"), "Mine!"),
    "a sheet more": (lambda book: book.create_sheet("Notes"), "Notes!"),
}


@pytest.mark.parametrize("change", MOVED)
def test_what_was_moved_is_refused_and_never_guessed(change: str) -> None:
    edit, place = MOVED[change]
    given = books.read(_changed(edit))
    assert given.moved
    faults = {f"{one.sheet}!{one.cell}": one.words for one in given.faults}
    assert FRESH in faults[place]


def _hide_row(book: Workbook) -> None:
    book["C01"].row_dimensions[7].hidden = True


def _hide_column(book: Workbook) -> None:
    book["C01"].column_dimensions["F"].hidden = True


TIDIED = {
    "hidden sheet": (lambda book: setattr(book["C02"], "sheet_state", "hidden"), "C02!", "hidden"),
    "very hidden": (lambda b: setattr(b["Tool"], "sheet_state", "veryHidden"), "Tool!", "hidden"),
    "hidden row": (_hide_row, "C01!A7", "row 7 is hidden. Show it again."),
    "hidden column": (_hide_column, "C01!A1", "a column is hidden. Show every column again."),
    "merged": (lambda book: book["C01"].merge_cells("D6:E6"), "C01!D6", "D6:E6 is merged into"),
    "stray": (lambda book: book["C01"].__setitem__("J30", "Note"), "C01!J30", "is not a cell for"),
}


@pytest.mark.parametrize("change", TIDIED)
def test_what_could_hide_an_answer_is_reported(change: str) -> None:
    edit, place, said = TIDIED[change]
    given = books.read(_changed(edit))
    assert not given.moved
    [fault] = given.faults
    assert f"{fault.sheet}!{fault.cell}" == place
    assert said in fault.words


def test_many_strays_are_counted() -> None:
    given = books.read(filled(blank(), {f"C01!J{row}": "x" for row in range(10, 40)}))
    assert given.moved
    assert given.faults[-1].words.startswith("has 30 filled cells that are not for answers.")


def test_a_case_that_is_no_longer_sampled_must_be_empty() -> None:
    form = books.form()
    sheets = books.sheets(filled(blank(), case("C01")))
    [fault] = read.fill(sheets, form, ["C02", "C03"]).faults
    assert (fault.sheet, fault.cell) == ("C01", "A1")
    assert "not in the sample now" in fault.words
    assert read.fill(books.sheets(blank()), form, ["C02"]).faults == []


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("B3", "2", "another version of assure"),
        ("B4", "2027-neglect", "Form was changed"),
        ("B4", "No audit!", "Form was changed"),
        ("B5", "health", "Form was changed"),
        ("B6", "other", "for version 1 of the tool other, and 2026-neglect uses version 1 of ne"),
        ("B7", "9", "for version 9 of the tool neglect"),
        ("B8", "C01 C03", "Form was changed"),
        ("B9", "0" * 64, "Form was changed"),
        ("A6", "Colour", "is not a form of a return"),
        ("B9", None, "is not a form of a return"),
        ("B4", "=1", "is not a form of a return"),
    ],
)
def test_a_form_of_something_else_is_refused(cell: str, value: object, said: str) -> None:
    sheets = books.sheets(filled(blank(), {f"Form!{cell}": value}))

    def bind() -> None:
        bound = read.binding(sheets)
        form = books.form(audit=bound.audit, agency=bound.agency, cases=bound.cases)
        read.require_bound(bound, form)

    with pytest.raises(UnreadableError, match=said):
        bind()


def test_any_other_workbook_is_no_form() -> None:
    with pytest.raises(UnreadableError, match="is not a form of a return"):
        read.binding(books.sheets(books.saved(Workbook())))


def test_a_marked_copy_keeps_what_was_written_and_is_refused_as_long_as_it_is_wrong() -> None:
    cells = {
        **case("C01"),
        "C01!C6": "Superb",
        "C01!D6": 7,
        "C01!D7": A_DAY,
        "C01!E6": "=1+1",
        "C01!F6": "#N/A",
        "C01!E7": True,
        "C02!E6": 1e305,
        "C01!F7": "a_x0007_b",
        "C01!G4": "A note",
        "C02!C4": "Not involved",
    }
    data = filled(blank(), cells)
    given = books.read(data)
    copy = write(books.form(), read.written(books.sheets(data), books.form()), given.faults)
    again = books.read(copy)
    assert [one[:2] for one in again.faults] == [one[:2] for one in given.faults]
    book = books.opened(copy)
    assert book["C01"]["C6"].value == "Superb"
    assert "none of the choices" in book["C01"]["C6"].comment.text
    assert book["C01"]["C6"].fill.start_color.rgb != book["C01"]["C5"].fill.start_color.rgb
    assert book["C01"]["C5"].comment is None
    assert not book["C01"]["G4"].protection.locked
    listed = [row[0].value for row in book["To correct"].iter_rows(min_row=4)]
    assert listed == [f"{one.sheet}!{one.cell}" for one in given.faults]


FAR = ("H1", "J30", "A8", "ZZ1", "A1048576", "B1048576", "XFD1", "XFD1048576")


@pytest.mark.parametrize("cell", FAR)
def test_a_marked_copy_leaves_out_what_lies_outside_the_form_and_says_so(cell: str) -> None:
    data = books.replaced(
        "xl/worksheets/sheet2.xml", b"</sheetData>", books.far_cell(cell, value="a stray word")
    )(filled(blank(), case("C01")))
    given = books.read(data)
    assert [(one.sheet, one.cell) for one in given.faults] == [("C01", cell)]
    copy = write(books.form(), read.written(books.sheets(data), books.form()), given.faults)
    assert b"a stray word" not in b"".join(books.members(copy).values())
    sheet = books.opened(copy)["C01"]
    assert (sheet.max_row, sheet.max_column) == (7, 7)
    assert sheet["E4"].value == f"Not in this copy: {cell}."
    assert "Move that into cells for answers" in sheet["E4"].comment.text
    assert [(one.sheet, one.cell) for one in books.read(copy).faults] == [("C01", "E4")]
    assert not books.read(filled(copy, {"C01!E4": None})).faults


def test_the_process_that_writes_a_marked_copy_gives_the_same_bytes() -> None:
    data = filled(blank(), {**case("C01"), "C01!C6": "Superb", "C02!D6": float("inf")})
    form, given = books.form(), books.read(data)
    answers = read.written(books.sheets(data), form)
    described = TypeAdapter(layout.Form).dump_json(form)
    made = writer_process.marked("form", described, answers, given.faults)
    assert made == write(form, answers, given.faults)


def test_a_character_that_is_not_seen_is_named_by_its_cell() -> None:
    found = books.faults(filled(blank(), {**case("C01"), "C01!D6": "He\u202e said"}))
    assert list(found) == ["C01!D6"]
    assert "U+202E, right-to-left override" in found["C01!D6"]
