"""Every number of the report and of the yearly extract is a query's, at the position they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from application import report, yearly_extract
from application.reading import Reader
from domain.impact.agenda import BETTER, Item
from domain.kernel.days import day_words
from ledger.service import Ledger
from projections.queries.areas import area_impacts
from projections.queries.audits import Learning, audits_overview, findings, learning
from projections.queries.case_views import audit_views, group_views
from projections.queries.grades import own_words
from projections.queries.impact import impact_measures
from projections.queries.recommendations import actions, recommendations
from projections.queries.report import overview_report
from projections.queries.sample import second_margin
from projections.queries.single_agency import single_agency_audits
from tests.documents.every_number import accounted, every_text, left_over, paragraphs, tables
from tests.documents.report.test_word_report import AUDIT, LEAD, opened

CHAIR = "m-adeyinka"
GRADES = ("Area of work | ", "Area of work, and agency | ", "Overall grade | ", "Stratum | ")
"""Tables that tests of their own count from the cases."""


@pytest.fixture(scope="module")
def ledger(demonstration: Path) -> Iterator[Ledger]:
    with opened(demonstration) as ledger:
        yield ledger


def _positions(reader: Reader) -> dict[int, dict[str, str]]:
    """The entries that the report quotes, each with its words."""
    with reader.facts() as facts:
        session = facts.session
        known = overview_report(session, AUDIT, reader.today)
        assert known is not None
        at = [
            known.terms.summary_position,
            *(one.position for one in findings(session, AUDIT)),
            *(one.position for one in learning(session, AUDIT)),
            *(one.position for one in group_views(session, AUDIT)),
            *own_words(session, AUDIT).values(),
        ]
    return {one: reader.text_at(one) or {} for one in at if one is not None}


def _phrases(reader: Reader) -> Iterator[str]:
    """What may stand in a paragraph of the report, from the queries."""
    with reader.facts() as facts:
        session = facts.session
        [audit] = [one for one in audits_overview(session) if one.audit == AUDIT]
        known = overview_report(session, AUDIT, reader.today)
        measures = impact_measures(session, reader.today)
        [views] = [one for one in audit_views(session) if one.audit == AUDIT]
        groups = group_views(session, AUDIT)
        position = session.as_at
    assert known is not None
    yield from (audit.audit, audit.title, f"entry {position:,}", day_words(reader.today))
    yield f"Strengths: {audit.strengths_found}"
    yield f"Concerns: {audit.concerns_found}"
    assert audit.report_considered_on is not None
    yield f"Considered on {day_words(audit.report_considered_on)}"
    heard = f"{views.cases_heard} of {views.cases} families heard"
    asked = f"{views.cases_asked} asked and not heard, {views.cases_not_sought} not asked"
    group = f"{views.respondents} people heard as a group"
    yield f"{heard}, {asked} for a reason; {group}"
    yield from (f"{one.respondents} people" for one in groups)
    for measure in measures:
        if any(wave.audit == AUDIT for wave in measure.assessment.after):
            yield from measure.paragraphs
            yield from (sharer.recommendation for sharer in measure.shared_by)
    for none in known.not_applicable:
        yield f"{none.case_ref}, "
    for found in known.findings:
        yield f"{found.finding}, evidenced by {', '.join(found.evidenced_by)} ({found.position})"
    for (case, agency, _), entry in own_words_of(reader).items():
        yield f"{reader.directory.agencies[agency].title}, {case} ({entry})"
    for learnt in learning_of(reader):
        yield f"({learnt.case_ref}, {learnt.position})"
    yield from (f"({one.position})" for one in groups)
    yield f"entry {known.terms.summary_position}"
    for words in _positions(reader).values():
        for text in words.values():
            yield from text.split("\n")
    yield from every_text([known.terms.issues, known.terms.outcomes])


def own_words_of(reader: Reader) -> dict[tuple[str, str, str], int]:
    with reader.facts() as facts:
        return dict(own_words(facts.session, AUDIT))


def learning_of(reader: Reader) -> list[Learning]:
    with reader.facts() as facts:
        return list(learning(facts.session, AUDIT))


def test_no_number_of_a_paragraph_is_anybody_elses(ledger: Ledger) -> None:
    reader = Reader(ledger, LEAD)
    phrases = set(_phrases(reader))
    made = report.word_report(reader, AUDIT)
    right = accounted(phrases)
    assert [rest for one in paragraphs(made) if (rest := left_over(one, right))] == []
    wrong = accounted(one.replace("6 of 10", "7 of 10") for one in phrases)
    assert [one for one in paragraphs(made) if left_over(one, wrong)]


def test_method_sample_recommendations_and_next_steps_are_the_queries(ledger: Ledger) -> None:
    reader = Reader(ledger, LEAD)
    found = tables(report.word_report(reader, AUDIT))
    with reader.facts() as facts:
        session = facts.session
        [audit] = [one for one in audits_overview(session) if one.audit == AUDIT]
        made = [one for one in recommendations(session) if one.audit == AUDIT]
        steps = [
            one for one in actions(session, reader.today) if one.recommendation.startswith(AUDIT)
        ]
        second = second_margin(session, AUDIT)
    titles = {code: one.title for code, one in reader.directory.agencies.items()}
    people = {code: one.full_name for code, one in reader.directory.people.items()}
    method = dict(found["What | As recorded"])
    assert method["Casework looked at"] == (
        f"{day_words(audit.casework_start)} to {day_words(audit.casework_end)}"
    )
    assert method["Cases audited"] == f"{audit.cases}, of {audit.sample_size} planned"
    assert method["Returns"] == (
        f"{audit.returns_received} received, {audit.returns_not_involved} times not involved,"
        f" {audit.returns_missing} missing"
    )
    assert method["Cases replaced"].startswith(f"{audit.cases_replaced} of ")
    assert audit.moderation_held_on is not None
    assert method["Moderation day"] == day_words(audit.moderation_held_on)
    assert [(row[0], row[1], row[4]) for row in found[_head(found, "Reference | ")]] == [
        (one.recommendation, " ".join(one.text.split()), str(one.position)) for one in made
    ]
    assert [(r[0], r[2], r[3], r[4], r[5]) for r in found[_head(found, "Action | ")]] == [
        (
            f"{one.recommendation} {one.action}",
            f"{people[one.owner]}, {titles[one.agency]}",
            day_words(one.due),
            "overdue" if one.overdue else one.state,
            str(one.position),
        )
        for one in steps
        if one.implemented_on is None
    ]
    assert found[f"{second[0].margin} | On the case list | Expected | Drawn"] == [
        [one.value, str(one.size), f"{one.expected:.1f}", str(one.drawn)] for one in second
    ]
    known = ("What | ", "Reference | ", "Action | ", f"{second[0].margin} | ", *GRADES)
    assert [head for head in found if not head.startswith(known)] == []


def _head(found: dict[str, list[list[str]]], begun: str) -> str:
    return next(head for head in found if head.startswith(begun))


def test_every_number_of_the_yearly_extract_is_a_querys(ledger: Ledger) -> None:
    reader = Reader(ledger, CHAIR)
    made = yearly_extract.yearly_extract(reader, 2025)
    first, last = date(2025, 4, 1), date(2026, 3, 31)
    with reader.facts() as facts:
        session, today = facts.session, reader.today
        audits = {one.title: one for one in audits_overview(session)}
        by_code = {one.audit: one for one in audit_views(session)}
        areas = area_impacts(session, today, impact_measures(session, today)) or ()
        own = {one.title: one for one in single_agency_audits(session, today)}
        done = {f"{one.recommendation} {one.action}": one for one in actions(session, today)}
        made_by = {one.recommendation: one for one in recommendations(session)}
        position = session.as_at
    found = tables(made)
    for title, _, cases, agencies, _, on in found[_head(found, "Audit | Kind")]:
        one = audits[title]
        ended = one.report_considered_on or one.abandoned_on
        assert ended is not None
        assert (cases, agencies, on) == (str(one.cases), str(len(one.agencies)), day_words(ended))
        assert first <= ended <= last
    for title, *counts in found[_head(found, "Audit | Strengths")]:
        one = audits[title]
        wanted = (one.strengths_found, one.concerns_found, one.overall_grades_agreed)
        assert counts == [str(count) for count in wanted]
    for audit, _, *counts in found[_head(found, "Audit | Views")]:
        heard = by_code[audit]
        of_families = (heard.cases_heard, heard.cases_asked, heard.cases_not_sought)
        every = (heard.cases, *of_families, heard.cases_silent, heard.respondents)
        assert counts == [str(count) for count in every]
        assert sum(of_families) + heard.cases_silent == heard.cases
    for row in found[_head(found, "Agency | Audit")]:
        assert row[-1] == str(own[row[1]].position)
    for head in (
        _head(found, "Action | What | Agency | Due"),
        _head(found, "Action | What | Agency | In"),
    ):
        for row in found[head]:
            action = done[row[0]]
            day = action.due if "Due" in head else action.implemented_on
            assert day is not None
            assert row[-2:] == [day_words(day), str(action.position)]
    for row in found[_head(found, "Reference | ")]:
        assert row[-1] == str(made_by[row[0]].position)
    from documents.charts import area_words

    told = (*BETTER, Item.WORSE, Item.NO_CHANGE, Item.MIXED)
    phrases = accounted(
        [
            *("Working Together to Safeguard Children 2023, chapter 2", f"entry {position:,}"),
            *(day_words(first), day_words(last), day_words(today)),
            *(f"{area_words.verdict(one)} good or better" for one in areas if one.item in told),
            *(area_words.told(one) for one in areas),
        ]
    )
    assert [rest for one in paragraphs(made) if (rest := left_over(one, phrases))] == []
