"""The workbook that an auditor fills in: what it looks like, and that nothing in it can run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from documents.returns import layout
from documents.returns.write import write
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell
from domain.tool.events import Area, AreaDescriptor, ScaleGrade, ToolPublished
from domain.tool.state import ToolVersion
from tests.documents.returns import books
from tests.domain.scene import PLANNING, SCALE, TOOL_PUBLISHED, changed, graded

NASTY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)", "_x000D_", "<b>&", "＝1")


def _tool(scale: tuple[ScaleGrade, ...] = SCALE, **area: Any) -> ToolVersion:
    voice = Area(**{"id": "voice", "title": "V", "standard": "S", "prompts": ("P",), **area})
    areas = (graded(voice), graded(PLANNING))
    recorded = ToolPublished.model_validate(changed(TOOL_PUBLISHED, scale=scale, areas=areas))
    return ToolVersion(recorded, {one.area.id: one for one in areas})


def test_the_same_form_is_the_same_bytes() -> None:
    assert write(books.form()) == books.blank()
    assert write(books.form(agency="health")) != books.blank()


def test_a_sheet_for_each_case_between_what_is_read_first_and_what_it_belongs_to() -> None:
    book = books.opened(books.blank())
    assert book.sheetnames == ["Read me", "C01", "C02", "Tool", "Form"]
    guidance = " ".join(str(cell.value) for row in book["Read me"].rows for cell in row)
    for words in ("Sunday 15 February 2026", "1 July 2025", "L. Mori", "date of birth", "UPN"):
        assert words in guidance
    [link] = [row[0].hyperlink for row in book["Read me"].rows if row[0].value == "C02"]
    assert link is not None
    assert (link.location, link.target) == ("'C02'!C4", None)


def test_only_answers_may_be_typed_and_each_keeps_what_is_typed() -> None:
    form = books.form()
    asked = {cell for cell, _ in layout.asked(form)}
    book = books.opened(books.blank())
    assert book.security.lockStructure
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
        free = {c.coordinate for row in sheet.rows for c in row if not c.protection.locked}
        assert free == (asked if sheet.title in form.cases else set())
    assert {book["C01"][cell].number_format for cell in asked} == {"@"}


def test_lists_offer_the_grades_of_the_tool_as_people_read_them() -> None:
    book = books.opened(books.blank())
    lists = {
        str(cell): one.formula1
        for one in book["C01"].data_validations.dataValidation
        for cell in str(one.sqref).split()
    }
    assert lists["C4"] == '"Involved,Not involved"'
    assert lists["C5"] == '"Yes,No"'
    assert lists["C6"] == lists["C7"] == "Tool!$A$5:$A$9"
    shown = [book["Tool"][f"A{row}"].value for row in range(5, 10)]
    assert shown == ["Outstanding", "Good", "Requires improvement", "Inadequate", "Not applicable"]


def test_it_is_made_for_a_laptop_and_for_a_printer() -> None:
    sheet = books.opened(books.blank())["C01"]
    assert sheet.freeze_panes == "B4"
    assert sheet.page_setup.orientation == "landscape"
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.print_area == "'C01'!$A$1:$F$7"
    assert all(sheet[f"{column}6"].alignment.wrap_text for column in "ABCDEFG")
    assert b"customHeight" not in books.members(books.blank())["xl/worksheets/sheet2.xml"]


def test_what_each_grade_looks_like_stands_beside_the_area() -> None:
    own = AreaDescriptor(grade="good", text="Heard and acted on.")
    book = books.opened(write(books.form(tool=_tool(descriptors=(own,)))))
    assert "Good: Heard and acted on." in book["C01"]["G6"].value
    assert f"Inadequate: {SCALE[0].descriptor}" in book["C01"]["G6"].value
    heads = [cell.value for cell in book["Tool"][11]]
    assert heads[:5] == ["Area", "Standard", "What to look at", "Outstanding", "Good"]


def test_grades_that_could_be_mixed_up_are_offered_by_code() -> None:
    labels = ("Good", "good.", "Poor", "Bad")
    scale = tuple(
        ScaleGrade.model_validate(changed(grade, label=label))
        for grade, label in zip(SCALE, labels, strict=True)
    )
    form = books.form(tool=_tool(scale))
    assert list(form.labels("voice").values()) == [grade.code for grade in reversed(SCALE)]


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_anybody_wrote_becomes_a_formula(text: str) -> None:
    line = text.strip()
    tool = _tool(title=line, standard=line, prompts=(line,))
    form = books.form(title=line, agency_title=line, lead=line, tool=tool)
    answers = {("C01", cell): Cell("s", text) for cell, _ in layout.asked(form)}
    wrong = [Fault("C01", "D6", line), Fault("C01", "A9", line)]
    data = write(form, answers, wrong)
    formulas = [
        (sheet.title, cell.coordinate)
        for sheet in books.opened(data).worksheets
        for row in sheet.rows
        for cell in row
        if cell.data_type == "f"
    ]
    assert [sheet for sheet, _ in formulas] == ["Read me"] * len(form.cases)
    read = {one.name: one.cells for one in books.sheets(data)}
    assert read["C01"]["D7"] == Cell("s", text.replace("\r", "\n"))
    assert read["C01"]["A6"] == Cell("s", line)


def test_prompts_longer_than_a_cell_can_hold_are_cut_on_both_sides() -> None:
    form = books.form(tool=_tool(prompts=("x" * 8_000,) * 5))
    data = books.filled(write(form), books.case("C01"))
    assert books.read(data, form).faults == []


@settings(max_examples=25)
@given(st.text(max_size=60))
@example("a_x0007_b _x005F_x000D_ <&>")
@example(" \u2028\u202e\U0001f600 \u00a0")
def test_any_text_comes_back_as_it_went(text: str) -> None:
    """But for line ends, and what no workbook can hold, which is then refused as lost."""
    data = write(books.form(cases=("C01",)), {("C01", "D6"): Cell("s", text)})
    kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    kept = kept.replace("\r\n", "\n").replace("\r", "\n")
    [sheet] = [one for one in books.sheets(data) if one.name == "C01"]
    assert sheet.cells.get("D6", Cell("s", "")) == Cell("s", kept)


def test_the_binding_changes_with_whatever_a_form_belongs_to() -> None:
    others = [
        books.form(audit="2027-neglect"),
        books.form(agency="health"),
        books.form(cases=("C01", "C03")),
        books.form(tool=_tool()),
    ]
    seals = {one.binding()[-1] for one in [books.form(), *others]}
    assert len(seals) == 5


def test_words_of_a_layout_are_not_changed_without_a_new_number() -> None:
    """Headings and where answers stand: forms that are out must still be understood."""
    landmarks = layout.landmarks(books.form(), "C01")
    assert layout.LAYOUT == 1
    assert [landmarks[f"{column}3"] for column in "ABCDEFG"] == [
        "Area",
        "What to look at",
        "Grade or answer",
        "Evidence (or, if not applicable, why)",
        "Strengths",
        "Areas for development",
        "What each grade looks like here",
    ]
    assert (landmarks["A1"], landmarks["A4"], landmarks["A5"]) == (
        "Case C01",
        "Involvement",
        "Independence",
    )
    assert landmarks["G6"].splitlines()[0].startswith("Outstanding: ")
    assert landmarks["B6"].startswith("• ")
    cells = "C4 D4 C5 D5 C6 D6 E6 F6 C7 D7 E7 F7"
    assert " ".join(cell for cell, _ in layout.asked(books.form())) == cells
