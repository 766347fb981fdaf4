"""Query functions: rows as typed values, and what depends on today."""

from __future__ import annotations

from dataclasses import is_dataclass
from datetime import date
from typing import Any

import pytest

from domain.impact.verdicts import Verdict
from domain.kernel import streams
from domain.recommendation.events import ActionAgreed
from projections.engine.projector import Session
from projections.queries.audits import audits_overview, findings
from projections.queries.case_views import audit_views, case_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concern_counts, concerns
from projections.queries.directory import agencies, people
from projections.queries.grades import grade_history, grade_mix
from projections.queries.impact import impact_measures
from projections.queries.programme import a_year_before, agency_demand, programme, programmes
from projections.queries.recommendations import actions, recommendations, work_streams
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.sample import audit_cases, sample_strata
from projections.queries.single_agency import single_agency_audits
from projections.queries.tools import scale_grades, tool_areas, tool_feedback, tools
from projections.queries.waves import window_words
from tests.projections.followed import DAY, raised
from tests.projections.harness import project, query_modules, reader_of_all
from tests.projections.record import LAST, everything, whole

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def session() -> Session:
    return whole().session(reader_of_all(everything()))


def test_every_row_is_frozen_and_slotted() -> None:
    rows: list[Any] = [
        kind
        for module in query_modules()
        for kind in vars(module).values()
        if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
    ]
    assert len(rows) > 20
    for kind in rows:
        assert kind.__dataclass_params__.frozen
        assert set(kind.__slots__) == set(kind.__dataclass_fields__)


def test_the_directory(session: Session) -> None:
    found = {agency.title: agency.merged_into for agency in agencies(session)}
    assert found == {"Clinic": "health", "Health": None, "Police": None, "Schools": None}
    assert {person.person: person.roles for person in people(session)}["lead"] == ("lead-auditor",)
    assert [(tool.tool, tool.tool_version, tool.is_newest) for tool in tools(session)] == [
        ("neglect", 1, True),
        ("paper", 1, True),
    ]
    assert [area.area for area in tool_areas(session, "neglect")] == [
        *("voice", "plans", "supervision"),
    ]
    assert [grade.letter for grade in scale_grades(session, "neglect")] == ["I", "R", "G", "O"]
    assert tool_areas(session, "none") == ()


def test_the_programme_is_late_and_its_review_overdue_by_today(session: Session) -> None:
    (item,) = programme(session, date(2025, 7, 1))
    assert (item.quarter, item.stage, item.demand_days, item.late) == (
        *("2025-Q2", "closed", 10, False),
    )
    (period,) = programmes(session, date(2027, 1, 5))
    assert (period.reviewed_on, period.review_overdue) == (date(2026, 1, 5), False)
    assert programmes(session, date(2027, 1, 6))[0].review_overdue
    demand = agency_demand(session, "2025-2027")
    assert len(demand) == 12 * 2
    assert [(d.agency, d.quarter, d.demand_days, d.over) for d in demand if d.demand_days] == [
        ("health", "2025-Q2", 6, False),
        ("police", "2025-Q2", 4, False),
    ]


def test_the_audits_latest_casework_first(session: Session) -> None:
    found = audits_overview(session)
    assert [(audit.audit, audit.stage) for audit in found] == [
        *[("third", "returns"), ("second", "closed"), ("dip", "closed"), ("first", "closed")],
    ]
    assert (found[1].cases, found[1].cases_replaced, found[1].was_moderated) == (6, 1, True)


def test_a_return_is_overdue_after_its_day(session: Session) -> None:
    on_the_day = returns_matrix(session, "third", LAST[1])
    assert not any(cell.overdue for cell in on_the_day)
    late = [cell for cell in returns_matrix(session, "third", TODAY) if cell.overdue]
    assert [(cell.case_ref, cell.agency) for cell in late] == [
        ("C01", "schools"),
        ("C02", "health"),
        ("C03", "health"),
        ("C03", "police"),
        ("C03", "schools"),
    ]


def test_the_sample_and_the_findings(session: Session) -> None:
    assert [case.case_ref for case in audit_cases(session, "second") if not case.was_replaced] == [
        *("C01", "C02", "C03", "C04", "C05", "C07"),
    ]
    assert [(s.stratum, s.expected, s.drawn) for s in sample_strata(session, "third")] == [
        ("North", 4.5, 3),
        ("South", 1.5, 0),
    ]
    assert [finding.kind for finding in findings(session, "first")] == ["concern"]


def test_the_steps_of_an_audit_are_overdue_after_their_day(session: Session) -> None:
    found = {audit.audit: audit for audit in audits_overview(session)}
    assert found["third"].overdue(LAST[1]) == ()
    assert found["third"].overdue(TODAY) == ("returns", "moderation", "report")
    assert found["first"].overdue(TODAY) == ()
    second = found["second"]
    assert (second.views_decided_on, second.comments, second.comments_unanswered) == (DAY, 2, 1)
    assert second.feedback_due == 24
    assert (second.feedback_delivered, second.feedback_acknowledged) == (2, 1)
    assert second.concerns_unresolved == 1


def test_concerns_unresolved_and_oldest_first_with_their_clock() -> None:
    older = raised("first", 1, seen_on=date(2024, 12, 1))
    events = [*everything(), older, raised("first", 2, seen_on=date(2026, 11, 20))]
    with project(events).session(reader_of_all(events)) as session:
        found = concerns(session, TODAY)
        assert [(c.audit, c.concern, c.days_open) for c in found] == [
            ("first", 1, 722),
            ("second", 2, 632),
            ("first", 2, 3),
            ("second", 1, 0),
        ]
        assert [c.resolved_on for c in found] == [None, None, None, DAY]
        assert {c.audit: c.unresolved for c in concern_counts(session)} == {
            "dip": 0, "first": 2, "second": 1, "third": 0,
        }  # fmt: skip


def test_what_was_heard_and_what_is_still_to_be_answered(session: Session) -> None:
    views = {one.audit: one for one in audit_views(session)}
    assert views["first"].is_sought is None
    assert views["second"].methods == ("conversation", "questionnaire")
    states = [one.state for one in case_views(session, "second")]
    assert states == ["heard", "asked", "not sought", *["nothing recorded"] * 3]
    assert [q.answered_at is None for q in return_queries(session, "second")] == [False]
    assert [c.report_changed for c in report_comments(session, "second")] == [True, None]
    (police,) = [one for one in feedback(session, "second") if one.agency == "police"]
    assert (police.delivered, police.acknowledged, police.due) == (2, 1, 12)
    assert len(feedback(session)) == 13


def test_certificates_and_feedback_on_a_tool(session: Session) -> None:
    (one,) = certificates(session)
    assert (one.full_name, one.hours, one.was_corrected) == ("L Ead", 14, True)
    assert certificates(session, person="lead") == certificates(session, "second") == (one,)
    assert certificates(session, "first") == certificates(session, person="chair") == ()
    assert [f.audit for f in tool_feedback(session, "neglect")] == ["second"]
    assert tool_feedback(session, "other") == ()


def test_an_agencys_own_audit_is_late_after_its_quarter(session: Session) -> None:
    def late(day: date) -> list[tuple[str, str, bool]]:
        return [(a.ref, a.state, a.late) for a in single_agency_audits(session, day)]

    assert late(date(2025, 6, 30)) == [("S1", "considered", False), ("S2", "declared", False)]
    assert late(date(2025, 7, 1)) == [("S1", "considered", False), ("S2", "declared", True)]


def test_the_history_of_a_grade(session: Session) -> None:
    entries = grade_history(session, "second", "C01")
    voice = [e for e in entries if e.agency == "police" and e.area == "voice"]
    assert [(e.kind, e.to_grade) for e in voice] == [
        ("given", "inadequate"),
        ("given", "good"),
        ("revised", "outstanding"),
        ("moderated", "good"),
    ]
    assert [e.superseded_by is None for e in voice] == [False, False, False, True]
    assert all(entry.case_ref == "C01" for entry in entries)


def test_the_mix_of_an_audit_or_of_a_tool(session: Session) -> None:
    voice = [m for m in grade_mix(session, audit="first") if m.area == "voice"]
    assert [(m.label, m.cases, m.cases_graded, m.cases_worst) for m in voice if m.is_whole] == [
        ("Inadequate", 5, 6, 5),
        ("Requires improvement", 1, 6, 5),
        ("Good", 0, 6, 5),
        ("Outstanding", 0, 6, 5),
    ]
    by_tool = grade_mix(session, tool="neglect")
    assert {m.audit for m in by_tool} == {"first", "second", "dip", "third"}
    assert grade_mix(session, tool="other") == ()


def test_recommendations_and_impact(session: Session) -> None:
    assert [(r.recommendation, r.delivery) for r in recommendations(session)] == [
        *[("R1", "closed"), ("R2", "merged"), ("R3", "accepted"), ("P1", "in progress")],
    ]
    assert [(stream.theme, stream.is_closed) for stream in work_streams(session)] == [
        ("voice", False)
    ]
    measures = impact_measures(session, TODAY)
    assert [(m.area, m.agency, m.assessment.verdict) for m in measures if m.tool != "paper"] == [
        ("plans", None, Verdict.NO_CHANGE),
        ("voice", None, Verdict.IMPROVED),
        ("voice", "police", Verdict.IMPROVED),
    ]


def test_an_action_is_overdue_after_its_day_unless_it_is_closed() -> None:
    late = ActionAgreed(
        recommendation="R3",
        action="A1",
        text="Train",
        agency="police",
        owner="police-auditor",
        due=date(2026, 11, 22),
    )
    events = [*everything(), (streams.recommendation("R3"), late)]
    with project(events).session(reader_of_all(events)) as session:
        found = actions(session, TODAY)
        assert [(a.recommendation, a.state, a.overdue) for a in found] == [
            ("P1", "closed", False),
            ("R1", "closed", False),
            ("R3", "open", True),
        ]
        assert not actions(session, date(2026, 11, 22))[2].overdue


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (date(2025, 3, 1), date(2025, 3, 31), "March 2025"),
        (date(2025, 1, 1), date(2025, 3, 31), "January to March 2025"),
        (date(2025, 11, 1), date(2026, 1, 31), "November 2025 to January 2026"),
        (date(2025, 3, 1), date(2026, 3, 31), "March 2025 to March 2026"),
    ],
)
def test_a_window_in_words(start: date, end: date, words: str) -> None:
    assert window_words(start, end) == words


def test_a_year_before_leap_day() -> None:
    assert a_year_before(date(2028, 2, 29)) == date(2027, 2, 28)
    assert a_year_before(date(2027, 3, 1)) == date(2026, 3, 1)
