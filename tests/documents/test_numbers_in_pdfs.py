"""Every number of a PDF is a query's, at the position that it names, or is in recorded words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from application import feedback_sheets, impact_page, moderation_pack
from application.moderation import review
from application.reading import Reader
from documents.charts import area_words
from documents.impact.saig_page import saig_page
from domain.agreement import Flag, Item
from domain.impact import agenda as impact_agenda
from domain.impact.agenda import counts_line, finding
from domain.kernel import streams
from domain.kernel.days import day_words
from ledger.service import Ledger
from ledger.store.entry import Entry
from projections.queries.areas import area_impacts
from projections.queries.audits import audits_overview
from projections.queries.grades import agency_grades
from projections.queries.impact import comparisons, impact_measures
from projections.queries.tools import scale_grades, tool_areas
from tests.documents.every_number import accounted, every_text, left_over, pdf_text
from tests.documents.report.test_word_report import AUDIT, LEAD, opened

CHAIR, CASE = "m-adeyinka", "C01"


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


def _of_all(reader: Reader) -> list[str]:
    """What a document says of itself, and the names of what it is about."""
    with reader.facts() as facts:
        audits = audits_overview(facts.session)
        position = facts.session.as_at
    [audit] = [one for one in audits if one.audit == AUDIT]
    assert audit.moderation_on is not None
    return [
        *(audit.audit, audit.title, f"entry {position:,}", day_words(reader.today)),
        f"{audit.cases} cases, {len(audit.agencies)} agencies",
        *(day_words(audit.moderation_on), *(f"C{at:02d}" for at in range(1, 20))),
    ]


def test_saigs_page(ledger: Ledger) -> None:
    reader = Reader(ledger, CHAIR)
    with reader.facts() as facts:
        measures = impact_measures(facts.session, reader.today)
        areas = area_impacts(facts.session, reader.today, measures) or ()
    page = impact_page.material(reader)
    titles = {code: one.title for code, one in reader.directory.agencies.items()}
    verdicts = {area_words.verdict(one) for one in areas}
    compared = comparisons(measure for area in areas for measure in area.measures)
    acted = sum(one.item is not impact_agenda.Item.BACKGROUND for one in areas)
    phrases = [
        *_of_all(reader),
        finding([(area.title, area.item) for area in areas]),
        counts_line([area.item for area in areas], compared),
        *verdicts,
        *(area_words.told(one) for one in areas),
        *(f"{one.title} ({area_words.under(one, titles)})" for one in areas),
        *(text for one in page.waiting for text in (one.about, one.what)),
        *(day_words(one.due) for one in page.waiting if one.due is not None),
        f"{len(page.waiting) - 8} more wait",
        f"{acted - 12} more on the page Impact",
    ]
    text = pdf_text(saig_page(page))
    assert left_over(text, accounted(phrases)) == []
    [drawn] = [one for one in verdicts if "7 → 3" in one]
    wrong = [one.replace(drawn, "") for one in phrases]
    assert left_over(text, accounted(wrong))


def test_the_moderation_pack(ledger: Ledger) -> None:
    reader = Reader(ledger, LEAD)
    agenda = review(reader, AUDIT).agenda
    with reader.facts() as facts:
        areas = {one.area: one.title for one in tool_areas(facts.session, "neglect")}
    titles = {code: one.title for code, one in reader.directory.agencies.items()}
    heads = [
        f"{at}. {item.case}: {areas[item.area] if item.area else 'the case'}"
        for at, item in enumerate(agenda.items, 1)
    ]
    evidence = [text for entry in _entries(reader) for text in (reader.text(entry) or {}).values()]
    flags = [flag.words for flag in (*agenda.before_the_day, *_questions(agenda.items))]
    said = [words for one in flags for words in (one, _named(one, titles))]
    made = pdf_text(moderation_pack.moderation_pack(reader, AUDIT))
    found = left_over(made, accounted([*_of_all(reader), *heads, *said, *evidence]))
    assert found == []
    assert left_over(made, accounted([*_of_all(reader), *said, *evidence]))


def _named(words: str, titles: dict[str, str]) -> str:
    for code in sorted(titles, key=len, reverse=True):
        words = words.replace(code, titles[code])
    return words[:1].upper() + words[1:]


def _questions(items: Sequence[Item]) -> Iterator[Flag]:
    for item in items:
        yield from item.questions


def _entries(reader: Reader) -> Iterator[Entry]:
    for case in {f"C{at:02d}" for at in range(1, 20)}:
        for agency in reader.directory.agencies:
            yield from reader.entries(streams.agency_return(AUDIT, case, agency))


def test_feedback_sheets(ledger: Ledger) -> None:
    """Each area's row says the two grades and the entry of the one that stands."""
    reader = Reader(ledger, LEAD)
    with reader.facts() as facts:
        session = facts.session
        grades = [one for one in agency_grades(session, AUDIT) if one.case_ref == CASE]
        areas = {one.area: one.title for one in tool_areas(session, "neglect")}
        labels = {one.code: one.label for one in scale_grades(session, "neglect")}
    titles = {code: one.title for code, one in reader.directory.agencies.items()}
    made = dict(feedback_sheets.sheets(reader, AUDIT, case=CASE))
    for name, pdf in made.items():
        agency = name.removeprefix(f"{CASE}-").rpartition("-")[0]
        own = [one for one in grades if one.agency == agency and one.standing == "graded"]
        rows = [
            f"{areas[one.area]} {labels[str(one.given_grade)]} {labels[str(one.grade)]}"
            f" {one.position}"
            for one in own
        ]
        text = " ".join(pdf_text(pdf).split())
        assert own
        assert [row for row in rows if row not in text] == []
        entries = list(reader.entries(streams.agency_return(AUDIT, CASE, agency)))
        entries += list(reader.entries(streams.case(AUDIT, CASE)))
        words = list(every_text([reader.text(entry) or {} for entry in entries]))
        begun = [f"entry {one.position}" for one in entries]
        phrases = accounted([*_of_all(reader), *rows, *words, *begun, titles[agency]])
        assert left_over(text, phrases) == []
