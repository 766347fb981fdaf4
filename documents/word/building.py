"""The parts that our own Word templates are built of: styles, tables with a repeated head row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
_INK = RGBColor(0x1D, 0x1D, 0x1D)
_HEAD_SHADE = "E7ECF2"
_MARGIN_TWENTIETHS = 60
_SIZES = {"Title": 24, "Heading 1": 16, "Heading 2": 13, "Heading 3": 11, "Normal": 10.5}


def new_document() -> Any:
    """An empty A4 document in British English and a plain type."""
    made = Document()
    kept = made.part.package.rels
    for name in [name for name, one in kept.items() if one.reltype.endswith("/thumbnail")]:
        kept.pop(name)
    for name, size in _SIZES.items():
        style = made.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:hAnsi"), FONT)
        fonts.set(qn("w:cs"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    made.styles["Normal"].element.get_or_add_rPr().append(language)
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    return made


def table(
    made: Any,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float] = (),
    *,
    across: Sequence[int] = (),
) -> None:
    """A table whose first row is its head, repeated on each page; no row breaks over two pages.

    `widths`: in cm. `across`: the rows that are one cell, a heading of those under it.
    """
    drawn = made.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    _margins(drawn)
    for number, row in enumerate(rows):
        added = drawn.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if number in across:
            _write(added.cells[0].merge(added.cells[-1]), row[0], bold=True)
            continue
        for cell, text in zip(added.cells, row, strict=True):
            _write(cell, text, bold=number == 0)
        if number == 0:
            _repeat(added)
    for column, width in zip(drawn.columns, widths, strict=False):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    made.add_paragraph(style="No Spacing")


def _write(cell: Any, text: str, *, bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    run = paragraph.add_run(text)
    run.font.size = Pt(7.5 if bold else 9)
    if bold:
        run.bold = True
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _HEAD_SHADE)
        cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    properties.append(head)


def _margins(drawn: Any) -> None:
    """Narrow ones, so that a grade's name stands in one line of its column."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(_MARGIN_TWENTIETHS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    drawn._tbl.tblPr.append(margins)


def each(made: Any, loop: str, *lines: tuple[str, str]) -> None:
    """Paragraphs that are repeated. `loop`: as in `one in learning`; `lines`: style and text."""
    made.add_paragraph(f"{{%p for {loop} %}}")
    for style, text in lines:
        made.add_paragraph(text, style=style)
    made.add_paragraph("{%p endfor %}")


def small(made: Any, text: str) -> None:
    """A line in small type, such as where numbers come from."""
    run = made.add_paragraph(style="Normal").add_run(text)
    run.font.size, run.italic = Pt(8.5), True


def foot(made: Any, text: str) -> None:
    """The foot of each page: a text, and the page's number."""
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{text} · page ").font.size = Pt(8)
    number = paragraph.add_run()
    number.font.size = Pt(8)
    for kind, words in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = words
        number._r.append(part)


def saved(made: Any) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()
