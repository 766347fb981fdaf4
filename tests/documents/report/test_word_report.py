"""The overview report in Word: every number is the record's, at the position it names."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from application import report
from application.reading import Reader
from documents.report.blank import HEADINGS
from ledger.opening import open_ledger
from ledger.service import Ledger, utc_now
from ledger.settings import Settings
from projections.queries.audits import findings
from projections.queries.grades import agency_grades, case_area_grades, overall_grades
from projections.queries.sample import sample_strata
from projections.queries.tools import scale_grades
from tests.demonstration import home_of

AUDIT, LEAD = "2026-neglect", "e-thirlwell"


@contextmanager
def opened(path: Path) -> Iterator[Ledger]:
    settings = Settings(ledger=path, actor=None, home=home_of(path.parent), credentials={})
    with open_ledger(settings, utc_now) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


@pytest.fixture(scope="module")
def made(ledger: Ledger) -> Any:
    return Document(io.BytesIO(report.word_report(Reader(ledger, LEAD), AUDIT)))


def rows(made: Any, head: str) -> list[list[str]]:
    """The rows of the table whose first cell is this, without its head."""
    table = next(one for one in made.tables if one.cell(0, 0).text == head)
    return [[cell.text for cell in row.cells] for row in table.rows]


def under(made: Any, heading: str) -> list[str]:
    """The paragraphs from a heading to the next of its rank or above."""
    found: list[str] = []
    rank = None
    for paragraph in made.paragraphs:
        style = paragraph.style.name
        if rank is not None and style.startswith("Heading") and style <= rank:
            break
        if rank is not None and paragraph.text:
            found.append(paragraph.text)
        if paragraph.text.startswith(heading) and style.startswith("Heading"):
            rank = style
    return found


def test_it_has_the_frameworks_headings_in_order(made: Any) -> None:
    headings = [one.text for one in made.paragraphs if one.style.name == "Heading 1"]
    assert headings[:8] == list(HEADINGS)


def test_every_number_together_is_the_one_counted_from_the_cases(ledger: Ledger, made: Any) -> None:
    with Reader(ledger, LEAD).facts() as facts:
        counted = case_area_grades(facts.session, AUDIT)
        labels = {one.code: one.label for one in scale_grades(facts.session, "neglect")}
    head, *found = rows(made, "Area of work")
    by_area: dict[str, Counter[str]] = {}
    worst: Counter[str] = Counter()
    for one in counted:
        halves = [labels[one.low_grade], labels[one.high_grade]]
        label = halves[0] if one.low_grade == one.high_grade else f"between {' and '.join(halves)}"
        by_area.setdefault(one.area, Counter())[label] += 1
        worst[one.area] += one.worst_agencies > 0
    wanted = Counter(
        (*(counts[label] for label in head[1:-2]), counts.total(), worst[area])
        for area, counts in by_area.items()
    )
    assert Counter(tuple(map(int, (*row[1:-2], row[-2].split()[0], row[-1]))) for row in found) == (
        wanted
    )
    assert {label for counts in by_area.values() for label in counts} <= set(head)


def test_every_number_of_an_agency_is_counted_from_its_own_grades(
    ledger: Ledger, made: Any
) -> None:
    with Reader(ledger, LEAD).facts() as facts:
        grades = [g for g in agency_grades(facts.session, AUDIT) if g.standing == "graded"]
    wanted = Counter(
        tuple(sum(g.rank == rank for g in of) for rank in (1, 2, 3, 4)) + (len(of),)
        for of in (
            [g for g in grades if (g.area, g.agency) == key]
            for key in {(g.area, g.agency) for g in grades}
        )
    )
    _, *found = rows(made, "Area of work, and agency")
    own = [row for row in found if row[0] != row[-1]]
    assert Counter(tuple(map(int, row[1:])) for row in own) == wanted
    entries: set[int] = set()
    sources = next(t for t in made.tables if t.cell(0, 2).text == "Entries")
    for row in list(sources.rows)[1:-1]:
        for run in row.cells[2].text.split(", "):
            first, _, last = run.partition("–")
            entries |= set(range(int(first), int(last or first) + 1))
    assert entries == {g.position for g in grades}


def test_overall_grades_and_sample_are_the_records(ledger: Ledger, made: Any) -> None:
    with Reader(ledger, LEAD).facts() as facts:
        overall = Counter(one.grade for one in overall_grades(facts.session, AUDIT))
        labels = {one.label: one.code for one in scale_grades(facts.session, "neglect")}
        strata = sample_strata(facts.session, AUDIT)
    for label, cases in rows(made, "Overall grade")[1:]:
        assert int(cases) == overall[labels[label]]
    assert rows(made, "Stratum")[1:] == [
        [one.stratum, str(one.size), f"{one.expected:.1f}", str(one.drawn)] for one in strata
    ]


def test_it_names_the_entry_that_each_text_comes_from(ledger: Ledger, made: Any) -> None:
    """Each entry in brackets is there, and holds the words before it."""
    reader = Reader(ledger, LEAD)
    quoted = [
        (text, int(found.group(1)))
        for text in under(made, "Learning from the moderation day")
        if (found := re.search(r"\(C\d+, (\d+)\)$", text))
    ]
    assert quoted
    for text, position in quoted:
        words = reader.text_at(position)
        assert words is not None
        assert " ".join(words["learning"].split()) in " ".join(text.split())


def test_the_lead_auditors_judgement_stands_beside_saigs(made: Any) -> None:
    assert "supervision" in " ".join(under(made, "The lead auditor's judgement"))
    assert "Considered on" in " ".join(under(made, "SAIG's consideration"))


def test_strengths_are_as_prominent_as_concerns(ledger: Ledger, made: Any) -> None:
    with Reader(ledger, LEAD).facts() as facts:
        kinds = Counter(one.kind for one in findings(facts.session, AUDIT))
    style = {one.text: one.style.name for one in made.paragraphs}
    assert style[f"Strengths: {kinds['strength']}"] == style[f"Concerns: {kinds['concern']}"]


def test_it_stands_at_the_position_that_it_names(ledger: Ledger) -> None:
    reader = Reader(ledger, LEAD)
    with reader.facts() as facts:
        before = min(one.position for one in overall_grades(facts.session, AUDIT)) - 1
    earlier = report.word_report(Reader(ledger, LEAD, before), AUDIT)
    document = Document(io.BytesIO(earlier))
    assert f"entry {before:,}" in "\n".join(one.text for one in document.paragraphs)
    assert "Overall grade" not in [one.cell(0, 0).text for one in document.tables]
    assert not under(document, "Strengths")


def test_before_moderation_nobody_else_reads_a_grade_or_a_word(early_demonstration: Path) -> None:
    """An agency lead of another agency gets the plan, and nothing of any return."""
    with opened(early_demonstration) as ledger:
        data = report.word_report(Reader(ledger, "m-adeyinka"), "2024-neglect")
    document = Document(io.BytesIO(data))
    assert {one.cell(0, 0).text for one in document.tables} & {
        "Area of work, and agency",
        "Overall grade",
    } == set()
    assert not document.inline_shapes


def test_the_same_record_is_the_same_file(ledger: Ledger) -> None:
    first, second = (report.word_report(Reader(ledger, LEAD), AUDIT) for _ in range(2))
    assert first == second
