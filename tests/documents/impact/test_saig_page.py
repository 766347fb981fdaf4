"""The one page for SAIG: one sheet, what the record says, readable without colour."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest

from application import impact_page
from application.reading import Reader
from documents.charts import area_words, theme
from documents.impact.saig_page import saig_page
from domain.impact.agenda import finding
from ledger.errors import NotPermittedError
from tests.documents.report.test_word_report import opened


def test_it_is_one_sheet_with_the_finding_and_what_waits(demonstration: Path) -> None:
    with opened(demonstration) as ledger:
        page = impact_page.material(Reader(ledger, "m-adeyinka"))
    made = saig_page(page)
    sheets = pypdf.PdfReader(io.BytesIO(made)).pages
    assert len(sheets) == 1
    assert [round(float(side) / 72 * 2.54, 1) for side in sheets[0].mediabox[2:]] == [21.0, 29.7]
    text = " ".join(sheets[0].extract_text().split())
    assert finding([(area.title, area.item) for area in page.areas]) in text
    assert f"entry {page.position:,}" in text
    assert page.waiting
    for one in page.waiting:
        assert one.about in text
    assert saig_page(page) == made


def test_the_darker_the_worse_and_no_colour(demonstration: Path) -> None:
    greys = theme.grade_greys(4, 2)
    assert list(greys) == sorted(greys)
    assert all(re.fullmatch(r"#(..)\1\1", grey) for grey in greys)
    with opened(demonstration) as ledger:
        page = impact_page.material(Reader(ledger, "m-adeyinka"))
    for area in page.areas:
        for stack in area_words.chart_row(area, {}, colours=theme.grade_greys).stacks:
            assert set(stack.blocks) <= {*greys, theme.PALE}


def test_whoever_may_not_read_every_grade_gets_no_page(early_demonstration: Path) -> None:
    with opened(early_demonstration) as ledger, pytest.raises(NotPermittedError):
        impact_page.saig_page(Reader(ledger, "nobody"))
