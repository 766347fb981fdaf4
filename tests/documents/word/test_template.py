"""Filling a Word template: what is recorded stays words, and a broken template is named."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.shared import Cm

from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.report import blank
from documents.word.template import About, Picture, fill
from tests.documents.word.damaged import DAMAGED

ABOUT = About("A report", "Wrenshire", date(2026, 11, 30))
HOSTILE = (
    "{{ 7 * 7 }}",
    "{% for one in [1, 2] %}",
    "{_{ secret }_} and {_% raw %_}",
    '=HYPERLINK("http://example.org")',
    "<w:p><w:r><w:t>own paragraph</w:t></w:r></w:p>",
    "</w:t></w:r></w:p>",
    "&amp; &lt; ]]> <!-- -->",
    "{{ charts.grades }}",
    "{%p endfor %}",
    "__import__('os')",
)


def made(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> GivenFile:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return GivenFile("ours.docx", written.getvalue())


def texts(data: bytes) -> list[str]:
    return [one.text for one in Document(io.BytesIO(data)).paragraphs]


@pytest.mark.parametrize("words", HOSTILE)
def test_recorded_words_stay_words(words: str) -> None:
    template = made("{{ said }}", "{%p for one in many %}", "{{ one }}", "{%p endfor %}")
    filled = fill(template, {"said": words, "many": [words]}, {}, ABOUT)
    assert texts(filled) == [words, words]


def test_what_xml_cannot_hold_is_shown_by_its_number() -> None:
    filled = fill(made("{{ said }}"), {"said": "a\x0bb\u202ec"}, {}, ABOUT)
    assert texts(filled) == ["a[U+000B]b[U+202E]c"]


def test_the_same_content_is_the_same_file() -> None:
    template = made("{{ said }}")
    assert fill(template, {"said": "x"}, {}, ABOUT) == fill(template, {"said": "x"}, {}, ABOUT)


def test_a_picture_says_what_it_shows() -> None:
    from documents.charts.picture import png_of
    from documents.charts.vega import chart, layer, mark, nominal

    bars = layer([{"a": "{_{ x"}], mark("bar"), x=nominal("a"))
    picture = Picture(png_of(chart([bars], title="t", height=40), "w", 200), 'Bars "of" {_{ <x>')
    filled = fill(made("{{ charts.one }}"), {}, {"one": picture}, ABOUT)
    document = Document(io.BytesIO(filled))
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == [picture.alt]


BROKEN: dict[str, tuple[GivenFile, str]] = {
    "no such name": (made("{{ audit.titel }}"), "{{ audit.titel }}"),
    "no such list": (made("{%p for x in nothing %}", "{%p endfor %}"), "nothing"),
    "no such statement": (made("{% fro x in many %}"), "fro"),
    "not ended": (made("{%p for x in many %}", "{{ x }}"), "endfor"),
    "not closed": (made("The title: {{ said"), "{{ said"),
    "not opened": (made("said }} here"), "said }}"),
    "two ends": (made("{%p endfor %}"), "endfor"),
    "not whole": (made("{{ said. }}"), "{{ said. }}"),
    "a filter that is none": (made("{{ said|shout }}"), "shout"),
    "what no report may": (made("{{ said.__class__.__mro__ }}"), "__class__"),
    "a row's tag in a paragraph": (
        made(rows=(("{%tr for x in many %}", ""), ("{{ x }}", "{{ y }}"), ("{%tr endfor %}", ""))),
        "{{ y }}",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_template_is_refused_naming_the_tag(name: str) -> None:
    template, tag = BROKEN[name]
    audit: dict[str, Any] = {"title": "t"}
    with pytest.raises(InputError) as refused:
        fill(template, {"said": "x", "many": ["1"], "audit": audit}, {}, ABOUT)
    assert refused.value.source == "ours.docx"
    assert tag in " ".join(refused.value.lines), refused.value.lines


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_word_document_is_refused_in_words(name: str) -> None:
    with pytest.raises(InputError) as refused:
        fill(GivenFile("bad.docx", DAMAGED[name]), {}, {}, ABOUT)
    assert all(line.isprintable() and len(line) < 400 for line in refused.value.lines)


def test_our_own_template_is_a_plain_document_of_a4() -> None:
    document = Document(io.BytesIO(blank.template()))
    headings = [p.text for p in document.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == [*blank.HEADINGS, "Where the numbers come from"]
    assert abs((document.sections[0].page_width or 0) - Cm(21)) < Cm(0.01)
    with zipfile.ZipFile(io.BytesIO(blank.template())) as parts:
        assert not [name for name in parts.namelist() if "thumbnail" in name]
