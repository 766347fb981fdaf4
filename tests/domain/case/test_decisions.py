"""What the moderation day agrees about a case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.case.decisions import (
    AgreeAreaGrade,
    AgreeLearning,
    AgreeOverallGrade,
    FindNotApplicable,
    ModerateGrade,
    WithdrawLearning,
)
from domain.case.events import (
    AreaFoundNotApplicable,
    AreaGradeAgreed,
    Dissent,
    GradeModerated,
    LearningAgreed,
    LearningWithdrawn,
    OverallGradeAgreed,
)
from domain.kernel import streams
from domain.kernel.command import Command
from domain.returns.events import NoInvolvementDeclared
from domain.sample.events import CaseNotGradable
from tests import world
from tests.domain.scene import (
    AUDIT,
    CIRCULATED,
    CLOSED,
    DRAWN,
    HELD,
    MODERATION_HELD,
    OPENED,
    OPENED_AT_ONCE,
    PUBLISHED,
    REPORT_AGREED,
    RETURNED,
    changed,
    return_of,
)
from tests.domain.spec import TODAY, at, given

DISSENT = Dissent(agency="health", words="We would have kept it.")
MODERATE = ModerateGrade(
    audit=AUDIT,
    case="C01",
    agency="police",
    area="planning",
    grade="good",
    reason="The plan was in the joint record.",
    dissent=(DISSENT,),
)
AREA = AgreeAreaGrade(
    audit=AUDIT, case="C01", area="voice", grade="good", reason="Two of three said so."
)
OVERALL = AgreeOverallGrade(audit=AUDIT, case="C01", grade="good", reason="On balance.")
NOT_APPLICABLE = FindNotApplicable(
    audit=AUDIT, case="C01", area="voice", reason="A baby of six days.", dissent=(DISSENT,)
)
FOUND_NOT = AreaFoundNotApplicable(
    audit=AUDIT,
    case="C01",
    agency=None,
    area="voice",
    reason="A baby of six days.",
    dissent=(DISSENT,),
)
LEARNING = AgreeLearning(audit=AUDIT, case="C01", learning="Ask the child first.")
CASE = streams.case(AUDIT, "C01")
MODERATED = GradeModerated(
    audit=AUDIT,
    case="C01",
    agency="police",
    area="planning",
    from_grade="inadequate",
    to_grade="good",
    reason="The plan was in the joint record.",
    dissent=(DISSENT,),
)


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


def test_moderation_supersedes_a_grade_with_reason_and_dissent() -> None:
    given(*OPENED).when(MODERATE, actor="lead").then(
        GradeModerated(
            audit=AUDIT,
            case="C01",
            agency="police",
            area="planning",
            from_grade="inadequate",
            to_grade="good",
            reason="The plan was in the joint record.",
            dissent=(DISSENT,),
        )
    )


def test_a_moderated_grade_may_be_moderated_again() -> None:
    back = _with(MODERATE, grade="requires-improvement")
    given(*OPENED, *at(CASE, MODERATED)).when(back, actor="lead").then(
        GradeModerated.model_validate(
            changed(MODERATED, from_grade="good", to_grade="requires-improvement")
        )
    )


def test_only_a_grade_that_was_given_is_moderated() -> None:
    for case, agency in (("C01", "health"), ("C02", "health"), ("C01", "housing")):
        given(*OPENED).when(_with(MODERATE, case=case, agency=agency), actor="lead").refused(
            "no-grade", agency, "planning", case
        )


def test_the_agencies_agree_a_grade_for_an_area() -> None:
    given(*OPENED).when(AREA, actor="lead").then(
        AreaGradeAgreed(
            audit=AUDIT, case="C01", area="voice", grade="good", reason="Two of three said so."
        )
    )


def test_an_overall_grade_is_agreed_and_may_be_superseded() -> None:
    first = OverallGradeAgreed(audit=AUDIT, case="C01", grade="good", reason="On balance.")
    given(*OPENED).when(OVERALL, actor="lead").then(first)
    given(*OPENED, *at(CASE, first)).when(
        _with(OVERALL, grade="outstanding", reason="Reread."), actor="lead"
    ).then(OverallGradeAgreed(audit=AUDIT, case="C01", grade="outstanding", reason="Reread."))


def test_learning_is_agreed() -> None:
    given(*OPENED).when(LEARNING, actor="lead").then(
        LearningAgreed(audit=AUDIT, case="C01", learning="Ask the child first.")
    )
    given(*OPENED).when(_with(LEARNING, learning=" "), actor="lead").refused("no-reason")


def test_learning_of_another_case_is_taken_back_and_agreed_where_it_belongs() -> None:
    learnt = at(CASE, LearningAgreed(audit=AUDIT, case="C01", learning="Ask the child first."))
    other = at(CASE, LearningAgreed(audit=AUDIT, case="C01", learning="Ask the father too."))
    wrong = WithdrawLearning(audit=AUDIT, case="C01", reason="Said of C02.")
    gone = LearningWithdrawn(audit=AUDIT, case="C01", number=1, reason="Said of C02.")
    for day in (OPENED, HELD):
        given(*day, *learnt).when(wrong, actor="lead").then(
            LearningWithdrawn(audit=AUDIT, case="C01", number=1, reason="Said of C02.")
        )
    given(*OPENED, *learnt, *other).when(wrong, actor="lead").refused("which-one", "--number")
    second = _with(wrong, number=2)
    given(*OPENED, *learnt, *other).when(second, actor="lead").then(
        LearningWithdrawn(audit=AUDIT, case="C01", number=2, reason="Said of C02.")
    )
    given(*OPENED, *learnt, *at(CASE, gone)).when(wrong, actor="lead").then_nothing()
    given(*OPENED, *learnt, *at(CASE, gone)).when(LEARNING, actor="lead").then(
        LearningAgreed(audit=AUDIT, case="C01", learning="Ask the child first.")
    )
    given(*OPENED).when(wrong, actor="lead").refused("nothing-recorded")
    given(*OPENED, *learnt).when(second, actor="lead").refused("no-such-number", "1, ")
    given(*OPENED, *learnt).when(_with(wrong, reason=" "), actor="lead").refused("no-reason")


def test_a_grade_that_the_agencies_have_before_them_is_changed_with_the_report() -> None:
    other = AgreeOverallGrade(audit=AUDIT, case="C01", grade="inadequate", reason="Read again.")
    given(*CIRCULATED).when(other, actor="lead").refused("report-circulated", "5 June 2026")
    again = world.drafted(AUDIT, date(2026, 6, 8), "Another summary.")
    redrafted = (*CIRCULATED, *at(streams.audit(AUDIT), again))
    given(*redrafted).when(other, actor="lead").then(
        OverallGradeAgreed(audit=AUDIT, case="C01", grade="inadequate", reason="Read again.")
    )


@pytest.mark.parametrize(
    "command",
    [MODERATE, AREA, NOT_APPLICABLE, OVERALL, LEARNING],
    ids=lambda c: type(c).__name__,
)
def test_a_case_is_moderated_between_the_opening_and_the_end_of_the_day_only(
    command: Command,
) -> None:
    given(*PUBLISHED).when(command, actor="lead").refused("no-plan")
    given(*RETURNED).when(command, actor="lead").refused("moderation-not-open", AUDIT)
    if not isinstance(command, AgreeOverallGrade):
        given(*HELD).when(command, actor="lead").refused("moderation-closed", AUDIT)
    for happened in (REPORT_AGREED, CLOSED):
        given(*happened).when(command, actor="lead").refused("report-agreed", AUDIT)
    other = _with(command, case="C07")
    given(*OPENED).when(other, actor="lead").refused("case-not-sampled", "C07", "C01, C02")


@pytest.mark.parametrize("command", [MODERATE, AREA, OVERALL], ids=lambda c: type(c).__name__)
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"grade": "splendid"}, "grade-outside-scale"),
        ({"reason": ""}, "no-reason"),
        ({"dissent": (Dissent(agency="housing", words="No."),)}, "agency-not-involved"),
        ({"dissent": (Dissent(agency="health", words=""),)}, "no-reason"),
        ({"dissent": (DISSENT, DISSENT)}, "named-twice"),
    ],
)
def test_what_is_agreed_keeps_to_the_scale_its_reason_and_the_agencies(
    command: Command, fields: dict[str, Any], code: str
) -> None:
    given(*OPENED).when(_with(command, **fields), actor="lead").refused(code)


@pytest.mark.parametrize("command", [MODERATE, AREA], ids=lambda c: type(c).__name__)
def test_what_is_agreed_is_about_an_area_of_the_tool(command: Command) -> None:
    given(*OPENED).when(_with(command, area="housing"), actor="lead").refused(
        "unknown-area", "voice, planning"
    )


def test_an_area_is_found_not_to_apply_to_the_case_or_to_one_agencys_work() -> None:
    given(*OPENED).when(NOT_APPLICABLE, actor="lead").then(
        AreaFoundNotApplicable(**dict(FOUND_NOT))
    )
    of_police = _with(NOT_APPLICABLE, agency="police")
    given(*OPENED).when(of_police, actor="lead").then(
        AreaFoundNotApplicable.model_validate(changed(FOUND_NOT, agency="police"))
    )


def test_only_a_grade_that_was_given_is_found_not_to_apply_to_an_agencys_work() -> None:
    for agency, code in (("housing", "agency-not-involved"), ("health", "no-grade")):
        other = _with(NOT_APPLICABLE, agency=agency, area="planning")
        given(*OPENED).when(other, actor="lead").refused(code, agency)
    given(*OPENED).when(_with(NOT_APPLICABLE, reason=" "), actor="lead").refused("no-reason")


def test_a_grade_agreed_later_supersedes_that_an_area_does_not_apply() -> None:
    given(*OPENED, *at(CASE, FOUND_NOT)).when(AREA, actor="lead").then(
        AreaGradeAgreed(
            audit=AUDIT, case="C01", area="voice", grade="good", reason="Two of three said so."
        )
    )
    agreed = AreaGradeAgreed.model_validate(changed(AREA))
    again = given(*OPENED, *at(CASE, FOUND_NOT, agreed))
    assert len(again.decide(NOT_APPLICABLE, "lead", TODAY)) == 1


def test_the_very_grade_that_was_given_can_be_restored_after_it_was_found_not_to_apply() -> None:
    of_police = AreaFoundNotApplicable.model_validate(
        changed(FOUND_NOT, agency="police", area="planning")
    )
    back = _with(MODERATE, grade="inadequate")
    given(*OPENED).when(back, actor="lead").then_nothing()
    given(*OPENED, *at(CASE, of_police)).when(back, actor="lead").then(
        GradeModerated.model_validate(changed(MODERATED, to_grade="inadequate"))
    )


def test_after_the_day_what_it_decided_is_put_right_and_nothing_is_added() -> None:
    better = _with(OVERALL, grade="outstanding", reason="The minutes had it wrong.")
    given(*HELD).when(better, actor="lead").then(
        OverallGradeAgreed(
            audit=AUDIT, case="C01", grade="outstanding", reason="The minutes had it wrong."
        )
    )
    decided = given(
        *OPENED, *at(CASE, MODERATED, FOUND_NOT), *at(streams.audit(AUDIT), MODERATION_HELD)
    )
    assert len(decided.decide(AREA, "lead", TODAY)) == 1
    assert len(decided.decide(_with(MODERATE, grade="outstanding"), "lead", TODAY)) == 1
    of_police = _with(NOT_APPLICABLE, agency="police", area="planning")
    assert len(decided.decide(of_police, "lead", TODAY)) == 1
    for new in (_with(AREA, area="planning"), _with(MODERATE, area="voice"), LEARNING):
        decided.when(new, actor="lead").refused("moderation-closed", AUDIT)


@pytest.mark.parametrize(
    "command", [MODERATE, AREA, NOT_APPLICABLE, OVERALL, LEARNING], ids=lambda c: type(c).__name__
)
def test_nothing_is_agreed_about_a_case_that_nobody_can_grade(command: Command) -> None:
    ungraded = CaseNotGradable(audit=AUDIT, case="C01", reason="No record.")
    history = given(*OPENED, *at(streams.sample(AUDIT), ungraded))
    history.when(command, actor="lead").refused("case-not-gradable", "C01")


def test_a_case_in_which_nobody_had_a_part_gets_no_overall_grade() -> None:
    unknown = tuple(
        event
        for agency in ("police", "health")
        for event in at(
            return_of("C01", agency),
            NoInvolvementDeclared(audit=AUDIT, case="C01", agency=agency, reason="No record."),
        )
    )
    happened = (*DRAWN, *unknown, *OPENED_AT_ONCE)
    given(*happened).when(OVERALL, actor="lead").refused("nobody-involved", "C01")
    agreed = at(CASE, AreaGradeAgreed.model_validate(changed(AREA)))
    assert len(given(*happened, *agreed).decide(OVERALL, "lead", TODAY)) == 1


@pytest.mark.parametrize("command", [MODERATE, AREA, OVERALL], ids=lambda c: type(c).__name__)
def test_not_applicable_is_no_grade(command: Command) -> None:
    for grade in ("n-a", "not-applicable", "na", "not-gradable"):
        given(*OPENED).when(_with(command, grade=grade), actor="lead").refused(
            "not-applicable-is-no-grade", grade
        )
