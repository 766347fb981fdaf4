"""The checks find nothing in a sound record and something in each planted fault."""

from __future__ import annotations

from datetime import date

import pytest

from domain.audit.events import AuditClosed, ModerationOpened, PlanAgreed
from domain.case.events import GradeModerated
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.processes import Process
from domain.kernel.vocabulary import Judgement, Recipient, ReplacementReason
from domain.programme.events import AuditWithdrawn
from domain.recommendation.events import (
    ActionAgreed,
    ActionClosed,
    ImpactAssessed,
    MergedInto,
    RecommendationClosed,
)
from domain.returns.events import GradeGiven
from domain.sample.events import CaseNotGradable, CaseReplaced
from domain.tool.events import ToolPublished
from projections.checks import check_files, failures, grain_checks, overseer, question_of
from tests.projections.followed import (
    acknowledged,
    certified,
    comment_answer,
    considered,
    delivered,
    heard,
    query_answer,
    raised,
    seen_through,
)
from tests.projections.harness import project, reader_of_all
from tests.projections.past import case
from tests.projections.record import everything, whole
from tests.projections.story import (
    Happened,
    appended,
    case_sampled,
    given,
    plan,
    recommended,
    tool,
)

MADE = date(2026, 3, 1)


def found(events: Happened, *names: str) -> set[str]:
    with project(events).session(reader_of_all(events)) as session:
        return {failure.check for failure in failures(session, names or None)}


def about(ref: str, *events: Event) -> Happened:
    return [(streams.recommendation(ref), event) for event in events]


def action(ref: str, agency: str = "police") -> ActionAgreed:
    return ActionAgreed(
        recommendation=ref,
        action="A9",
        text="Train",
        agency=agency,
        owner="police-auditor",
        due=MADE,
    )


def graded(case: str, area: str, grade: str) -> tuple[str, Event]:
    event = GradeGiven(
        audit="third",
        case=case,
        agency="health",
        area=area,
        grade=grade,
        evidence="",
        strengths="",
        developments="",
    )
    return (streams.agency_return("third", case, "health"), event)


def moderated(old: str) -> tuple[str, Event]:
    event = GradeModerated(
        audit="third",
        case="C01",
        agency="health",
        area="voice",
        from_grade=old,
        to_grade="good",
        reason="x",
    )
    return (streams.case("third", "C01"), event)


def planned_without_agency() -> tuple[str, Event]:
    stranger = plan("fourth", MADE, MADE, agencies=("fire",), process=Process.DIP_SAMPLE)
    event = PlanAgreed(audit="fourth", agreed_on=MADE, tool_version=9, plan=stranger)
    return (streams.audit("fourth"), event)


def bad_tool() -> tuple[str, Event]:
    ((stream, event),) = tool("odd")
    assert isinstance(event, ToolPublished)
    return (stream, event.model_copy(update={"good_from": "splendid"}))


SAMPLE = streams.sample("third")
OPENED = ModerationOpened(audit="third", missing=())
REPLACED = CaseReplaced(audit="third", case="C88", replaced_by=None, reason=ReplacementReason.COURT)
ASSESSED = ImpactAssessed(
    recommendation="R8",
    assessed_on=MADE,
    judgement=Judgement.ACHIEVED,
    reason="x",
    measured=(),
    measured_at=1,
    method=2,
)
UNDONE = ActionClosed(recommendation="R3", action="A7", implemented_on=MADE, evidence="x")
SHUT = RecommendationClosed(recommendation="R3", closed_on=MADE, reason="x")
ROUND = MergedInto(recommendation="R3", into="R3", reason="x")
MISSED = AuditWithdrawn(period="2025-2027", audit="ninth", reason="x")

FAULTS: dict[str, Happened] = {
    "grain_of_audit_cases": [(SAMPLE, case_sampled("third", 1))],
    "entered_grade_outside_tool": [case(1, {"health": 2}, area="school")],
    "grade_outside_tool": [graded("C01", "plans", "splendid")],
    "grade_without_return": [graded("C02", "voice", "good")],
    "grade_changed_from_another": [moderated("outstanding")],
    "grade_revised_when_open": [
        (streams.audit("third"), OPENED),
        given("third", "C01", "health", "plans", 2),
    ],
    "grades_not_reconciled": [graded("C02", "voice", "good")],
    "return_not_sampled": [appended("third", "C09", "health")],
    "return_with_other_tool": [appended("third", "C02", "health", version=4)],
    "audit_without_plan": [
        (streams.audit("fifth"), AuditClosed(audit="fifth", closed_on=MADE)),
        planned_without_agency(),
    ],
    "tool_malformed": [bad_tool()],
    "replacement_not_drawn": [(SAMPLE, REPLACED)],
    "sample_not_reconciled": [(SAMPLE, case_sampled("third", 4))],
    "not_gradable_but_graded": [
        (SAMPLE, CaseNotGradable(audit="third", case="C01", reason="No record"))
    ],
    "recommendation_orphaned": [*about("R8", ASSESSED), *about("R3", UNDONE)],
    "recommendation_inconsistent": about("R3", action("R3"), SHUT),
    "agency_unknown": [planned_without_agency()],
    "views_not_sampled": [heard("third", "C77")],
    "concern_orphaned": seen_through("third", 1, 1),
    "answer_orphaned": [query_answer("third", "C01", "health", 9)],
    "feedback_without_return": [delivered("third", "C03", "health", Recipient.MANAGER)],
    "certificate_without_part": [certified("third", "chair", 3)],
    "programme_orphaned": [(streams.programme("2025-2027"), MISSED)],
}


def test_a_sound_record_has_no_fault() -> None:
    with whole().session(reader_of_all(everything())) as session:
        assert failures(session) == []


@pytest.mark.parametrize("check", FAULTS)
def test_a_planted_fault_is_found(check: str) -> None:
    assert found([*everything(), *FAULTS[check]], check) == {check}


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        (about("R3", ROUND), "merged in a circle"),
        (about("R3", MergedInto(recommendation="R3", into="R9", reason="x")), "not accepted"),
        (recommended("R4", "weather", made_on=MADE), "measure not in its tool"),
        (recommended("R4", "voice", made_on=MADE, audit_code="ninth"), "unknown audit"),
        (about("R3", action("R3"), SHUT), "closed with an open action"),
    ],
)
def test_what_is_wrong_with_a_recommendation_is_said(fault: Happened, problem: str) -> None:
    events = [*everything(), *fault]
    with project(events).session(reader_of_all(events)) as session:
        said = {
            str(failure.row["problem"])
            for failure in failures(session, ["recommendation_inconsistent"])
        }
    assert any(problem in words for words in said)


@pytest.mark.parametrize(
    "fault",
    [
        query_answer("third", "C01", "health", 9),
        comment_answer("third", 1),
        comment_answer("second", 2, "police"),
        acknowledged("third", "C01", "health", Recipient.MANAGER),
        considered("schools", "S9"),
    ],
)
def test_every_kind_of_answer_needs_what_it_answers(fault: tuple[str, Event]) -> None:
    assert found([*everything(), fault], "answer_orphaned") == {"answer_orphaned"}


def test_a_concerns_number_is_not_left_out() -> None:
    assert found([*everything(), raised("third", 2)], "concern_orphaned") == {"concern_orphaned"}


RECONCILED = {
    *("returns_not_reconciled", "mix_not_reconciled"),
    *("views_not_reconciled", "concerns_not_reconciled"),
}
"""What compares two ways of counting: no entry can break them, only a view."""


def test_every_check_has_a_planted_fault_and_a_question() -> None:
    assert check_files().keys() - RECONCILED == FAULTS.keys() - grain_checks().keys()
    every = check_files() | grain_checks()
    assert all(question_of(text).endswith(".") for text in every.values())


@pytest.mark.parametrize(
    ("check", "view", "change"),
    [
        ("returns_not_reconciled", "audit_progress", "received + 1"),
        ("mix_not_reconciled", "grade_mix", "cases + 1"),
        ("views_not_reconciled", "audit_views", "cases_heard + 1"),
        ("concerns_not_reconciled", "concern_counts", "unresolved + 1"),
    ],
)
def test_a_view_that_counts_wrongly_is_found(check: str, view: str, change: str) -> None:
    column = change.split()[0]
    column = "returns_received" if column == "received" else column
    with whole().session(reader_of_all(everything())) as session:
        wrong = f"(SELECT * REPLACE ({column} + 1 AS {column}) FROM main.{view})"
        text = check_files()[check].replace(f"main.{view}\n", f"{wrong}\n")
        text = text.replace(f"main.{view} AS", f"{wrong} AS")
        assert wrong in text
        assert session.rows(text.rstrip().removesuffix(";"))


def test_the_overseer_reads_every_entry() -> None:
    events = everything()
    projection = whole()
    query = "SELECT count(*) AS n FROM main.grade_given"
    with projection.session(overseer(projection)) as session:
        seen = session.rows(query)
    with projection.session(reader_of_all(events)) as session:
        assert seen == session.rows(query)
