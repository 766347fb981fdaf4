"""Reads a Word report for what it says: headings, paragraphs, lists, tables and pictures.

Its words are carried over whole. What cannot be carried over is refused by its name and place:
nothing that somebody wrote is left out unsaid.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.word.guard import require_word

_PASSED_OVER = frozenset(
    qn(name)
    for name in (
        *("w:pPr", "w:rPr", "w:sectPr", "w:proofErr", "w:bookmarkStart", "w:bookmarkEnd"),
        *("w:lastRenderedPageBreak", "w:softHyphen", "w:instrText", "w:fldChar", "w:tblPr"),
        *("w:tblGrid", "w:trPr", "w:tcPr", "w:permStart", "w:permEnd", "w:sdtPr", "w:sdtEndPr"),
    )
)
"""Of the look, or marks of Word's own: no word of anybody's."""
_OPENED = frozenset(qn(f"w:{name}") for name in ("hyperlink", "smartTag", "sdt", "sdtContent"))
_SIGNS = {qn("w:tab"): "\t", qn("w:noBreakHyphen"): "\u2011", qn("w:cr"): "\n"}
_WHY = {
    "ins": "a tracked change. Accept or reject all changes in Word (Review)",
    "del": "a tracked change. Accept or reject all changes in Word (Review)",
    "moveFrom": "a tracked change. Accept or reject all changes in Word (Review)",
    "moveTo": "a tracked change. Accept or reject all changes in Word (Review)",
    "commentReference": "a comment. Answer it, and delete it in Word (Review)",
    "commentRangeStart": "a comment. Answer it, and delete it in Word (Review)",
    "commentRangeEnd": "a comment. Answer it, and delete it in Word (Review)",
    "footnoteReference": "a footnote. Put what it says into the text",
    "endnoteReference": "an endnote. Put what it says into the text",
    "pict": "a drawing. Put in a picture instead, or say in words what it shows",
    "object": "an embedded object. Put in a picture of it instead",
    "AlternateContent": "a drawing or text box. Put in a picture instead, or its words as text",
    "oMath": "a formula. Write it as text",
    "anchor": "a picture that floats. In Word choose for it: In Line with Text",
    "tbl": "a table inside a table. Put it below",
}
_PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}
_NEAR = 60


@dataclass(frozen=True, slots=True)
class Contents:
    """`title`: its first line; `blocks`: as `documents/typeset/frozen.typ` takes them."""

    title: str
    blocks: list[dict[str, Any]]
    pictures: dict[str, bytes]


def read_report(given: GivenFile) -> Contents:
    """Raises InputError for a file that is no Word document, or holds what is not carried over."""
    require_word(given)
    try:
        document = Document(io.BytesIO(given.data))
        reader = _Reader(given.name, document)
        blocks = _joined(list(reader.blocks()))
    except (OpcError, LxmlError, KeyError, ValueError, AttributeError, TypeError, IndexError):
        refuse(given.name, "It is not a Word document, or it is damaged. Save it in Word again.")
    if not blocks:
        refuse(given.name, "It holds no words. Is it the report?")
    first = next((_said(one) for one in blocks if _said(one)), given.name)
    return Contents(first, blocks, reader.pictures)


def _said(block: dict[str, Any]) -> str:
    return "".join(run.get("text", " ") for run in block.get("runs", ())).strip()


def _joined(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Items of a list that follow each other are one list."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if found and "items" in block and found[-1]["kind"] == block["kind"]:
            found[-1]["items"] += block["items"]
        else:
            found.append(block)
    return found


def _is_on(look: Any, name: str) -> bool:
    """Whether a run's look has this: Word also writes that it has not."""
    found = None if look is None else look.find(qn(name))
    return found is not None and found.get(qn("w:val")) not in ("0", "false", "off")


class _Reader:
    """`near`: what was read last, so that a refusal says where."""

    def __init__(self, name: str, document: Any) -> None:
        self._name, self._document = name, document
        self._near = "its beginning"
        self.pictures: dict[str, bytes] = {}

    def blocks(self) -> Iterator[dict[str, Any]]:
        yield from self._in(self._document.element.body)

    def _in(self, parent: Any) -> Iterator[dict[str, Any]]:
        for element in parent:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent")):
                yield from self._in(element)
            elif element.tag not in _PASSED_OVER:
                self._cannot(element)

    def _paragraph(self, element: Any) -> Iterator[dict[str, Any]]:
        parts = list(self._parts(element))
        runs = [part for part in parts if "file" not in part]
        text = "".join(run.get("text", " ") for run in runs).strip()
        if text:
            self._near = f"“{text[:_NEAR]}”"
            yield self._of_style(element, runs)
        for part in parts:
            if "file" in part:
                yield part

    def _of_style(self, element: Any, runs: list[dict[str, Any]]) -> dict[str, Any]:
        style = self._style(element)
        if style == "Title":
            return {"kind": "title", "runs": runs}
        if style.startswith("Heading "):
            level = min(int(style.removeprefix("Heading ") or 1), 6)
            return {"kind": "heading", "level": level, "runs": runs}
        if style.startswith("List Number"):
            return {"kind": "numbers", "items": [runs]}
        if style.startswith("List") or self._is_numbered(element):
            return {"kind": "bullets", "items": [runs]}
        if "Quote" in style:
            return {"kind": "quote", "runs": runs}
        return {"kind": "text", "runs": runs}

    def _style(self, element: Any) -> str:
        """Its style's name in English, whatever language Word speaks."""
        named = element.style
        known = {one.style_id: one.name for one in self._document.styles}
        return known.get(named) or "Normal"

    @staticmethod
    def _is_numbered(element: Any) -> bool:
        return element.pPr is not None and element.pPr.numPr is not None

    def _parts(self, parent: Any) -> Iterator[dict[str, Any]]:
        """The runs and pictures of a paragraph, or of what stands in it."""
        for element in parent:
            if element.tag == qn("w:r"):
                yield from self._run(element)
            elif element.tag in _OPENED or element.tag == qn("w:fldSimple"):
                yield from self._parts(element)
            elif element.tag not in _PASSED_OVER:
                self._cannot(element)

    def _run(self, run: Any) -> Iterator[dict[str, Any]]:
        look = run.rPr
        bold, italic = _is_on(look, "w:b"), _is_on(look, "w:i")
        if _is_on(look, "w:strike") or _is_on(look, "w:dstrike"):
            refuse(self._name, f"Near {self._near} it holds words struck out. Delete them in Word.")
        for element in run:
            if element.tag == qn("w:t"):
                yield {"text": element.text or "", "bold": bold, "italic": italic}
            elif element.tag in _SIGNS:
                yield {"text": _SIGNS[element.tag], "bold": bold, "italic": italic}
            elif element.tag == qn("w:br"):
                yield {"break": True}
            elif element.tag == qn("w:drawing"):
                yield self._picture(element)
            elif element.tag not in _PASSED_OVER:
                self._cannot(element)

    def _picture(self, drawing: Any) -> dict[str, Any]:
        inline = drawing.find(qn("wp:inline"))
        if inline is None:
            self._cannot(drawing[0] if len(drawing) else drawing)
        alt = (inline.docPr.get("descr") or "").strip()
        if not alt:
            refuse(
                self._name,
                f"The picture after {self._near} has no description, and not everybody sees it. In"
                " Word: right click, Edit Alt Text.",
            )
        blips = inline.findall(f".//{qn('a:blip')}")
        part = self._document.part.related_parts[blips[0].get(qn("r:embed"))] if blips else None
        kind = _PICTURES.get(part.content_type) if part is not None else None
        if part is None or kind is None:
            refuse(
                self._name,
                f"The picture after {self._near} is of a kind that is not carried over. Save it as"
                " PNG or JPEG, and put it in again.",
            )
        file = f"picture-{len(self.pictures) + 1}.{kind}"
        self.pictures[file] = part.blob
        return {"kind": "picture", "file": file, "alt": alt}

    def _table(self, table: Any) -> dict[str, Any]:
        rows = [
            [self._cell(cell, is_head=number == 0) for cell in row.tc_lst]
            for number, row in enumerate(table.tr_lst)
        ]
        across = max((sum(cell["span"] for cell in row) for row in rows), default=1)
        for row in rows:
            short = across - sum(cell["span"] for cell in row)
            row += [{"lines": [], "span": 1, "head": False} for _ in range(short)]
        grid = [int(column.w or 1) for column in table.tblGrid.gridCol_lst]
        widths = grid if len(grid) == across else [1] * across
        return {"kind": "table", "rows": rows, "widths": widths}

    def _cell(self, cell: Any, *, is_head: bool) -> dict[str, Any]:
        lines = []
        for element in cell:
            if element.tag == qn("w:p"):
                parts = list(self._parts(element))
                if any("file" in part for part in parts):
                    refuse(
                        self._name, f"Near {self._near} a picture stands in a table. Put it below."
                    )
                if parts:
                    lines.append(parts)
            elif element.tag not in _PASSED_OVER:
                self._cannot(element)
        if lines:
            self._near = f"“{''.join(part.get('text', ' ') for part in lines[0])[:_NEAR]}”"
        return {"lines": lines, "span": cell.grid_span, "head": is_head}

    def _cannot(self, element: Any) -> NoReturn:
        """Refuses what is not carried over, with what it is and where."""
        name = str(element.tag).rpartition("}")[2]
        what = _WHY.get(name, f"what is not carried over (Word calls it {name}). Take it out")
        refuse(self._name, f"After {self._near} it holds {what}.")
