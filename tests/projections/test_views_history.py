"""Audits that were entered from a document: events in, rows out, and a baseline for impact."""

from __future__ import annotations

from datetime import date

from domain.history.events import (
    AuditEnteredFromDocument,
    CaseEnteredFromDocument,
    EnteredAuditWithdrawn,
    EnteredCaseWithdrawn,
)
from domain.impact.verdicts import Reason, Verdict
from domain.kernel import streams
from domain.kernel.processes import Process
from domain.recommendation.events import (
    EnteredRecommendationWithdrawn,
    RecommendationEnteredFromDocument,
)
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.waves import Frames
from tests.projections.harness import project, reader_of_all
from tests.projections.past import FRAME, PAST, case, entered, past, recommended_then
from tests.projections.story import Happened, audit, directory, tool
from tests.projections.viewing import rows

OWN = streams.history(PAST)
NOW = (date(2026, 2, 1), date(2026, 3, 31))
LOW = {"health": [1, 1, 2, 1, 1, 2], "police": [1, 2, 1, 1, 1, 2]}
HIGH = {"voice": [3, 4, 3, 4, 3, 4]}


def test_entered_audits__as_corrected_last_and_not_taken_back() -> None:
    _, first = entered()
    assert isinstance(first, AuditEnteredFromDocument)
    right = entered(title="Neglect", reason="A slip")
    columns = ("audit", "title", "document_title", "document_dated_on", "entered_after")
    told = (PAST, "Neglect", "Report to SAIG", date(2024, 12, 2))
    assert rows([*tool(), entered(), right], "entered_audits", *columns) == [(*told, 0)]
    gone = (OWN, EnteredAuditWithdrawn(audit=PAST, reason="Of another year"))
    assert rows([*tool(), entered(), gone], "entered_audits", *columns) == []
    again = [*tool(), entered(), gone, right]
    assert rows(again, "entered_audits", *columns) == [(*told, len(again) - 1)]


def test_frames_that_two_documents_do_not_tell_are_not_taken_for_alike() -> None:
    before = "2023-neglect"
    _, other = entered(audit=before, frame_definition=None)
    events = [*tool(), entered(frame_definition=None), (streams.history(before), other)]
    with project(events).session(reader_of_all(events)) as session:
        frames = Frames.of(session)
        assert frames.series(PAST) != frames.series(before)


def test_entered_cases__as_corrected_last_and_not_taken_back() -> None:
    _, example = case(1, {"police": 2})
    assert isinstance(example, CaseEnteredFromDocument)
    back = (OWN, EnteredCaseWithdrawn(audit=PAST, case="C02", reason=""))
    events: Happened = [
        *tool(),
        entered(),
        case(1, {"police": 2}),
        case(2, {"police": 3}),
        back,
        case(1, {"police": 4}),
    ]
    assert rows(events, "entered_cases", "case_ref", "position") == [("C01", len(events))]
    gone = (OWN, EnteredAuditWithdrawn(audit=PAST, reason="Of another year"))
    assert rows([*events, gone, entered()], "entered_cases", "case_ref") == []


def test_entered_grades__as_given_and_as_they_stood_after_the_agencies_met() -> None:
    events = [*tool(), entered(), case(1, {"police": 2, "health": 3}, moderated={"police": 1})]
    columns = ("case_ref", "agency", "area", "given_grade", "grade", "rank", "rank_before")
    assert rows(events, "entered_grades", *columns, "was_moderated") == [
        ("C01", "health", "voice", "good", "good", 3, 3, False),
        ("C01", "police", "voice", "requires-improvement", "inadequate", 1, 2, True),
    ]


def test_entered_case_grades__as_those_that_were_graded_here() -> None:
    events = [
        *tool(),
        entered(),
        case(1, {"police": 2, "health": 3}, moderated={"police": 1}),
        case(2, {}, area="plans", agreed=2),
    ]
    columns = ("case_ref", "area", "agreed_rank", "agencies", "ranks", "ranks_before")
    assert rows(events, "entered_case_grades", *columns, "was_moderated") == [
        ("C01", "voice", None, ["health", "police"], [3, 1], [3, 2], True),
        ("C02", "plans", 2, [], [], [], True),
    ]


def test_entered_recommendations__until_they_are_taken_back() -> None:
    _, event = recommended_then("P1")[0]
    assert isinstance(event, RecommendationEnteredFromDocument)
    assert rows(recommended_then("P1"), "entered_recommendations", "recommendation", "audit") == [
        ("P1", PAST)
    ]
    back = EnteredRecommendationWithdrawn(recommendation="P1", reason="Of another audit")
    events = [*recommended_then("P1"), (streams.recommendation("P1"), back)]
    for view in ("entered_recommendations", "recommendations_made", "recommendations_accepted"):
        assert rows(events, view, "recommendation") == []


def test_entered_actions__as_the_document_has_them() -> None:
    columns = ("recommendation", "action", "state", "owner", "implemented_on", "evidence")
    events = [*recommended_then("P1"), *recommended_then("P2", done=False)]
    assert rows(events, "entered_actions", "recommendation", "action", "due") == [
        ("P1", "A1", date(2024, 11, 1)),
        ("P2", "A1", date(2024, 11, 1)),
    ]
    assert rows(events, "actions", *columns) == [
        ("P1", "A1", "closed", "police-auditor", date(2024, 11, 20), "A register"),
        ("P2", "A1", "open", "police-auditor", None, None),
    ]
    told = ("recommendation", "entered", "delivery", "considered_on")
    assert rows(events, "recommendations", *told) == [
        ("P1", "entered from a document", "in progress", date(2024, 11, 5)),
        ("P2", "entered from a document", "actions agreed", date(2024, 11, 5)),
    ]


def measure(*, frame: str | None = FRAME, process: Process = Process.THEMED) -> ImpactMeasure:
    """Last year's recommendation, from last year's paper to an audit that was held here."""
    events = [
        *directory(),
        *tool(),
        *past(LOW, frame_definition=frame, process=process),
        *recommended_then("P1"),
        *audit("now", NOW, HIGH),
    ]
    with project(events).session(reader_of_all(events)) as session:
        (found,) = impact_measures(session, date(2026, 9, 1))
    return found


def test_it_is_a_baseline_and_every_sentence_says_where_it_comes_from() -> None:
    found = measure()
    assert found.assessment.verdict is Verdict.IMPROVED
    assert found.assessment.before is not None
    assert found.assessment.before.audit == PAST
    assert "January to June 2024, entered from a document" in found.sentence
    assert dict(found.when)["now"] == "February to March 2026"


def test_it_is_compared_with_its_like_alone() -> None:
    assert measure(frame="Every child in need").assessment.reason is Reason.FRAME_DIFFERS
    assert measure(frame=None).assessment.reason is Reason.FRAME_DIFFERS
    assert measure(process=Process.DIP_SAMPLE).assessment.reason is Reason.PROCESS_DIFFERS
