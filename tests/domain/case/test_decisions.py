"""What the moderation day agrees about a case."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case.decisions import AgreeAreaGrade, AgreeLearning, AgreeOverallGrade, ModerateGrade
from domain.case.events import (
    AreaGradeAgreed,
    Dissent,
    GradeModerated,
    LearningAgreed,
    OverallGradeAgreed,
)
from domain.kernel import streams
from domain.kernel.command import Command
from tests.domain.scene import AUDIT, HELD, OPENED, PUBLISHED, RETURNED, changed
from tests.domain.spec import at, given

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


@pytest.mark.parametrize(
    "command", [MODERATE, AREA, OVERALL, LEARNING], ids=lambda c: type(c).__name__
)
def test_a_case_is_moderated_between_the_opening_and_the_end_of_the_day_only(
    command: Command,
) -> None:
    given(*PUBLISHED).when(command, actor="lead").refused("no-plan")
    given(*RETURNED).when(command, actor="lead").refused("moderation-not-open", AUDIT)
    given(*HELD).when(command, actor="lead").refused("moderation-closed", AUDIT)
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
