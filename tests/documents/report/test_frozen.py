"""The agreed report as a PDF: whole, the same each time, and readable by a screen reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pypdf
import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.report.frozen import Seal, frozen_report
from tests.documents.word.damaged import DAMAGED

SEAL = Seal(
    audit="2026-neglect",
    partnership="Wrenshire",
    frozen_on=date(2026, 11, 30),
    document="a" * 64,
    origin="wrenshire.example/ledger",
    size=6612,
    root="0123456789abcdef" * 4,
    agreed_by="Wendy Tranter, signed in through police.example",
)
HOSTILE = '#eval(1) $x$ *bold* _it_ `raw` @ref <label> = head \\ // /* [#read("data.json")]'


def made(change: Callable[[Any], None] = lambda _: None) -> GivenFile:
    document = Document()
    document.add_paragraph("Neglect: second repeat audit", style="Title")
    document.add_heading("Key findings", 1)
    said = document.add_paragraph("Plain, ")
    said.add_run("bold").bold = True
    said.add_run("\nand a new line. ").italic = True
    document.add_paragraph(HOSTILE)
    document.add_paragraph("first point", style="List Bullet")
    document.add_paragraph("second point", style="List Bullet")
    document.add_paragraph("A child said this.", style="Quote")
    table = document.add_table(rows=0, cols=2)
    for row in (("Area", "Cases"), ("Planning", "10")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    change(document)
    written = io.BytesIO()
    document.save(written)
    return GivenFile("report.docx", written.getvalue())


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_every_word_is_carried_over_and_nothing_of_it_acts() -> None:
    read = words(frozen_report(made(), SEAL))
    for said in (
        "second repeat audit",
        "Plain, bold",
        "and a new line",
        "second point",
        "Planning",
    ):
        assert said in read
    squeezed = read.replace(" ", "")
    assert HOSTILE.replace(" ", "").replace('"', "")[:40] in squeezed.replace('"', "")


def test_the_foot_of_each_page_has_the_checkpoint() -> None:
    for page in pypdf.PdfReader(io.BytesIO(frozen_report(made(), SEAL))).pages:
        assert "6612 entries, root 0123456789abcdef" in " ".join(page.extract_text().split())


def test_it_says_who_agreed_the_report_and_how_that_was_known() -> None:
    assert f"Agreed by {SEAL.agreed_by}" in words(frozen_report(made(), SEAL))


def test_the_same_file_and_the_same_seal_are_the_same_pdf() -> None:
    assert frozen_report(made(), SEAL) == frozen_report(made(), SEAL)
    assert frozen_report(made(), SEAL) != frozen_report(made(), replace(SEAL, size=6613))


def test_a_screen_reader_can_read_it() -> None:
    """What PDF/UA-1 asks for, as Typst checks it and the file says it."""
    reader = pypdf.PdfReader(io.BytesIO(frozen_report(made(), SEAL)))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "StructTreeRoot" in str(root.keys())
    assert reader.metadata is not None
    assert reader.metadata.title == "Neglect: second repeat audit"
    assert b"pdfuaid" in root["/Metadata"].get_data()


def _marked(name: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.paragraphs[2]._p.append(OxmlElement(name))

    return change


def _in_a_run(name: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document.paragraphs[2].runs[0]._r.append(OxmlElement(name))

    return change


def _struck(document: Any) -> None:
    document.paragraphs[2].runs[0].font.strike = True


def _undescribed(document: Any) -> None:
    from documents.charts.picture import png_of
    from documents.charts.vega import chart, layer, mark, nominal

    bars = layer([{"a": "b"}], mark("bar"), x=nominal("a"))
    document.add_picture(io.BytesIO(png_of(chart([bars], title="t", height=40), "w", 200)))


def _nested(document: Any) -> None:
    document.tables[0].cell(1, 1).add_table(1, 1)


NOT_CARRIED: dict[str, tuple[Callable[[Any], None], str]] = {
    "a tracked insertion": (_marked("w:ins"), "Accept or reject all changes"),
    "a tracked deletion": (_marked("w:del"), "Accept or reject all changes"),
    "a comment": (_in_a_run("w:commentReference"), "comment"),
    "a footnote": (_in_a_run("w:footnoteReference"), "footnote"),
    "an old drawing": (_in_a_run("w:pict"), "picture instead"),
    "an object": (_in_a_run("w:object"), "embedded object"),
    "a symbol of a font": (_in_a_run("w:sym"), "sym"),
    "words struck out": (_struck, "struck out"),
    "a picture without words": (_undescribed, "Edit Alt Text"),
    "a table in a table": (_nested, "table inside a table"),
}


@pytest.mark.parametrize("name", NOT_CARRIED)
def test_what_is_not_carried_over_is_refused_by_name_and_place(name: str) -> None:
    change, said = NOT_CARRIED[name]
    with pytest.raises(InputError) as refused:
        frozen_report(made(change), SEAL)
    assert said in " ".join(refused.value.lines)
    assert "“" in " ".join(refused.value.lines)


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_word_document_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError):
        frozen_report(GivenFile("bad.docx", DAMAGED[name]), SEAL)


def test_a_field_gives_what_it_shows_and_no_code() -> None:
    def change(document: Any) -> None:
        run = document.paragraphs[2].add_run()
        for kind, text in (("begin", ""), ("", "PAGE "), ("end", "")):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)

    assert "PAGE" not in words(frozen_report(made(change), SEAL))
