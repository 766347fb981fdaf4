"""The extract for the yearly report: the year's own, counted as the pages count it."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from application import yearly_extract
from application.reading import Reader
from documents.yearly.extract import HEADINGS
from domain.kernel.command import Refusal
from projections.queries.audits import audits_overview
from projections.queries.recommendations import actions
from tests.documents.report.test_word_report import opened, rows

CHAIR = "m-adeyinka"


def test_it_tells_of_the_year_and_of_no_other(demonstration: Path) -> None:
    first, last = date(2025, 4, 1), date(2026, 3, 31)
    with opened(demonstration) as ledger:
        reader = Reader(ledger, CHAIR)
        made = Document(io.BytesIO(yearly_extract.yearly_extract(reader, 2025)))
        with reader.facts() as facts:
            audits = audits_overview(facts.session)
            done = actions(facts.session, reader.today)
        with pytest.raises(Refusal):
            yearly_extract.yearly_extract(reader, reader.today.year + 1)
    headings = [p.text for p in made.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings == list(HEADINGS)
    ended = {one.title: one for one in audits if (one.report_considered_on or one.abandoned_on)}
    of_year = {
        title: str(one.cases)
        for title, one in ended.items()
        if first <= (one.report_considered_on or one.abandoned_on or date.min) <= last
    }
    assert {row[0]: row[2] for row in rows(made, "Audit")[1:]} == of_year
    in_place = [one for one in done if one.implemented_on and first <= one.implemented_on <= last]
    tables = [one for one in made.tables if one.cell(0, 3).text == "In place since"]
    assert len(tables[0].rows) - 1 == len(in_place) > 0
