"""A workbook as people and their programs save it: nothing they wrote is dropped without a word."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font

from documents.returns.read import fill
from documents.returns.write import write
from documents.workbooks import cells
from tests.documents.returns.books import filled, form, opened, saved

STRICT = (
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
)
ANSWERS = {
    **{"C01!C4": "Involved", "C01!D4": "Known to us.", "C01!C5": "Yes"},
    **{"C01!C6": "Good", "C01!D6": "Seen.", "C01!C7": "Good", "C01!D7": "A plan."},
}


def book() -> bytes:
    return filled(write(form(), {}, []), ANSWERS)


def faults(data: bytes) -> list[str]:
    return [str(fault) for fault in fill(cells.read(data), form(), ("C01", "C02")).faults]


def as_strict(data: bytes) -> bytes:
    """As Excel's "Save as: Strict Open XML Spreadsheet" names the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as strict:
        for name in given.namelist():
            part = given.read(name)
            for known, other in STRICT:
                part = part.replace(known, other)
            strict.writestr(name, part)
    return out.getvalue()


def test_a_strict_workbook_is_read_as_any_other() -> None:
    strict = as_strict(book())
    assert b"purl.oclc.org" in zipfile.ZipFile(io.BytesIO(strict)).read("xl/workbook.xml")
    answers = fill(cells.read(strict), form(), ("C01", "C02"))
    assert answers == fill(cells.read(book()), form(), ("C01", "C02"))
    assert [case["case"] for case in answers.cases] == ["C01"]
    assert answers.faults == []


@pytest.mark.parametrize("place", ["C01!D6", "C01!C6", "C01!A1", "C02!D7", "C02!F20"])
def test_a_comment_is_named_by_its_cell(place: str) -> None:
    sheet, cell = place.split("!")
    commented = opened(book())
    commented[sheet][cell].comment = Comment("She told the nurse, too.", "P. Kaur")
    [said] = faults(saved(commented))
    assert said == (
        f"{place}: has a comment, and only what stands in cells is recorded. Write what it says"
        " into the cell, then delete it."
    )


def test_the_comments_of_a_marked_copy_are_ours() -> None:
    from documents.workbooks.answers import Fault

    marked = write(form(), {}, [Fault("C01", "D6", "is empty. Say what was seen.")])
    assert opened(marked)["C01"]["D6"].comment is not None
    assert not [fault for fault in faults(filled(marked, ANSWERS)) if "comment" in fault]


def test_struck_out_words_are_named_by_their_cell() -> None:
    struck = opened(book())
    struck["C01"]["D6"].font = Font(strike=True)
    struck["C01"]["D7"] = CellRichText("A ", TextBlock(InlineFont(strike=True), "bad "), "plan.")
    said = faults(as_shared(saved(struck)))
    assert [re.split(r": ", fault)[0] for fault in said] == ["C01!D6", "C01!D7"]
    assert all("struck-out words" in fault for fault in said)


def as_shared(data: bytes) -> bytes:
    """The workbook with its texts where Excel keeps them: in a list that cells refer to."""
    texts: list[bytes] = []

    def shared(match: re.Match[bytes]) -> bytes:
        texts.append(match[2])
        return b'<c%s t="s"><v>%d</v></c>' % (match[1], len(texts) - 1)

    inline = re.compile(rb'<c( [^>]*?) t="inlineStr"><is>(.*?)</is></c>', re.S)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as moved:
        if "xl/sharedStrings.xml" in given.namelist():
            texts += re.findall(rb"<si>(.*?)</si>", given.read("xl/sharedStrings.xml"), re.S)
        for name in given.namelist():
            part = given.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = inline.sub(shared, part)
            if name != "xl/sharedStrings.xml":
                moved.writestr(name, part)
        head = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        body = b"".join(b"<si>%s</si>" % text for text in texts)
        moved.writestr("xl/sharedStrings.xml", head + body + b"</sst>")
    return out.getvalue()


@pytest.mark.parametrize("text", ["_x000D_", "a_x0007_b", "_x005F_x000D_", "x005F_", "<&>"])
def test_a_text_that_looks_like_an_escape_comes_back_from_a_shared_list(text: str) -> None:
    given = as_shared(write(form(), {("C01", "D6"): cells.Cell("s", text)}, []))
    [sheet] = [sheet for sheet in cells.read(given) if sheet.name == "C01"]
    assert sheet.cells["D6"].value == text
