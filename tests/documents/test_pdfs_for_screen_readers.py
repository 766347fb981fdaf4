"""Every PDF can be read by a screen reader, and is the same bytes each time.

Typst refuses to write what it knows to break PDF/UA-1; this looks at what it wrote.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from application import certificates, feedback_sheets, impact_page, moderation_pack, report
from application.reading import Reader
from documents.files.input_file import GivenFile
from documents.impact.saig_page import saig_page
from documents.report.frozen import frozen_report
from ledger.service import Ledger
from tests.documents.report.test_frozen import SEAL
from tests.documents.report.test_word_report import AUDIT, LEAD, opened


def _frozen(ledger: Ledger) -> bytes:
    word = report.word_report(Reader(ledger, LEAD), AUDIT)
    return frozen_report(GivenFile("report.docx", word), SEAL)


PAPERS: Mapping[str, Callable[[Ledger], bytes]] = {
    "page for SAIG": lambda ledger: saig_page(impact_page.material(Reader(ledger, "m-adeyinka"))),
    "moderation pack": lambda ledger: moderation_pack.moderation_pack(Reader(ledger, LEAD), AUDIT),
    "feedback sheet": lambda ledger: next(
        iter(feedback_sheets.sheets(Reader(ledger, LEAD), AUDIT, case="C01"))
    )[1],
    "certificate": lambda ledger: next(iter(certificates.papers(Reader(ledger, LEAD), AUDIT)))[1],
    "agreed report": _frozen,
}


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


def _elements(node: Any) -> Iterator[DictionaryObject]:
    """The elements of a tagged PDF's structure, in the order in which they are read."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for inner in node:
            yield from _elements(inner)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from _elements(node["/K"])


@pytest.mark.parametrize("name", PAPERS)
def test_a_screen_reader_is_told_what_each_part_is(ledger: Ledger, name: str) -> None:
    made = PAPERS[name](ledger)
    reader = pypdf.PdfReader(io.BytesIO(made))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title
    elements = list(_elements(root["/StructTreeRoot"]["/K"]))
    kinds = [str(one["/S"]) for one in elements]
    assert all(str(page["/Tabs"]) == "/S" for page in reader.pages if "/Annots" in page)
    assert all("/StructParents" in page for page in reader.pages)
    assert [one for one in elements if str(one["/S"]) == "/Figure" and not one.get("/Alt")] == []
    levels = [int(kind[2:]) for kind in kinds if kind[:2] == "/H" and kind[2:].isdigit()]
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    assert kinds.count("/Table") <= kinds.count("/TH")
    assert ("/Figure" in kinds) == (name in {"page for SAIG", "agreed report"})


@pytest.mark.parametrize("name", ["moderation pack", "feedback sheet"])
def test_the_same_record_is_the_same_bytes(ledger: Ledger, name: str) -> None:
    """The others are compared where they are made."""
    assert PAPERS[name](ledger) == PAPERS[name](ledger)
