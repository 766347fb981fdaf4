"""Recommendations to bodies outside the partnership, and aims that are no grade."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from domain.directory.events import BodyNamed
from domain.kernel import streams
from domain.kernel.vocabulary import Direction, Judgement, Sector, Source
from domain.recommendation.decisions import (
    AcceptRecommendation,
    AssessImpact,
    MakeRecommendation,
)
from domain.recommendation.ending import CloseRecommendation
from domain.recommendation.events import (
    DesiredImpact,
    ImpactAssessed,
    RecommendationAccepted,
    RecommendationAnswered,
    RecommendationClosed,
    RecommendationMade,
    RecommendationPassedOn,
)
from domain.recommendation.outside import AnswerRecommendation, PassOnRecommendation
from tests.domain.improvement import R1
from tests.domain.scene import JOINED
from tests.domain.spec import at, given

OUTSIDE = (
    *JOINED,
    *at(
        streams.DIRECTORY,
        BodyNamed(body="dfe", title="Department for Education", sector=Sector.GOVERNMENT),
    ),
)
MAKE = MakeRecommendation(
    recommendation="R1",
    review="Local review 1",
    agencies=("police", "dfe"),
    text="Amend the statutory guidance.",
    made_on=date(2026, 6, 20),
)
MADE = RecommendationMade(
    recommendation="R1",
    source=Source.CASE_REVIEW,
    audit=None,
    review="Local review 1",
    made_on=date(2026, 6, 20),
    text="Amend the statutory guidance.",
    areas=(),
    agencies=("police",),
    bodies=("dfe",),
)
IMPACT = DesiredImpact(
    text="The guidance names fathers.",
    direction=Direction.BETTER,
    reaudit_by=date(2027, 12, 31),
)
ACCEPT = AcceptRecommendation(
    recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
)
MADE_SO = (*OUTSIDE, *at(R1, MADE))
ACCEPTED = (
    *MADE_SO,
    *at(
        R1,
        RecommendationAccepted(
            recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
        ),
    ),
)
PASS_ON = PassOnRecommendation(
    recommendation="R1", body="dfe", passed_on=date(2026, 7, 8), how="Letter of the chair."
)
PASSED_ON = (
    *ACCEPTED,
    *at(
        R1,
        RecommendationPassedOn(
            recommendation="R1", body="dfe", passed_on=date(2026, 7, 8), how="Letter of the chair."
        ),
    ),
)
ANSWER = AnswerRecommendation(
    recommendation="R1", body="dfe", answered_on=date(2026, 8, 3), answer="At the next revision."
)
ANSWERED_EVENT = RecommendationAnswered(
    recommendation="R1", body="dfe", answered_on=date(2026, 8, 3), answer="At the next revision."
)
ANSWERED = (*PASSED_ON, *at(R1, ANSWERED_EVENT))


def test_a_recommendation_is_addressed_within_and_outside_the_partnership() -> None:
    given(*OUTSIDE).when(MAKE, actor="lead").then(
        RecommendationMade(
            recommendation="R1",
            source=Source.CASE_REVIEW,
            audit=None,
            review="Local review 1",
            made_on=date(2026, 6, 20),
            text="Amend the statutory guidance.",
            areas=(),
            agencies=("police",),
            bodies=("dfe",),
        )
    )
    given(*JOINED).when(MAKE, actor="lead").refused("unknown-agency", "dfe")


def test_what_no_audit_tool_measures_is_accepted_with_its_aim() -> None:
    given(*MADE_SO).when(ACCEPT, actor="chair").then(
        RecommendationAccepted(
            recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
        )
    )


@pytest.mark.parametrize(
    "fields",
    [{"tool": "neglect"}, {"areas": ("voice",)}, {"target_of_ten": 8}],
    ids=["no areas", "no tool", "a target without a tool"],
)
def test_a_measure_is_given_whole_or_not_at_all(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="tool"):
        DesiredImpact.model_validate({**dict(IMPACT), **fields})


def test_it_is_passed_on_to_a_body_that_it_is_addressed_to() -> None:
    given(*ACCEPTED).when(PASS_ON, actor="ruth").then(
        RecommendationPassedOn(
            recommendation="R1", body="dfe", passed_on=date(2026, 7, 8), how="Letter of the chair."
        )
    )
    given(*MADE_SO).when(PASS_ON, actor="chair").refused("not-accepted")
    other = PassOnRecommendation(
        recommendation="R1", body="police", passed_on=date(2026, 7, 8), how="Letter."
    )
    given(*ACCEPTED).when(other, actor="chair").refused("not-addressed", "dfe")
    early = PassOnRecommendation(
        recommendation="R1", body="dfe", passed_on=date(2026, 6, 30), how="Letter."
    )
    given(*ACCEPTED).when(early, actor="chair").refused("date-too-early")


def test_a_body_answers_what_was_passed_on_to_it() -> None:
    given(*PASSED_ON).when(ANSWER, actor="chair").then(
        RecommendationAnswered(
            recommendation="R1",
            body="dfe",
            answered_on=date(2026, 8, 3),
            answer="At the next revision.",
        )
    )
    given(*ACCEPTED).when(ANSWER, actor="chair").refused("not-passed-on", "dfe")


def test_a_recommendation_that_was_answered_is_closed_without_actions_and_answered_again() -> None:
    close = CloseRecommendation(recommendation="R1", closed_on=date(2026, 8, 10), reason="Done.")
    given(*ANSWERED).when(close, actor="chair").then(
        RecommendationClosed(recommendation="R1", closed_on=date(2026, 8, 10), reason="Done.")
    )
    given(*PASSED_ON).when(close, actor="chair").refused("actions-open")
    closed = RecommendationClosed(recommendation="R1", closed_on=date(2026, 8, 10), reason="Done.")
    again = AnswerRecommendation(
        recommendation="R1", body="dfe", answered_on=date(2026, 8, 20), answer="It is out."
    )
    given(*ANSWERED, *at(R1, closed)).when(again, actor="chair").then(
        RecommendationAnswered(
            recommendation="R1", body="dfe", answered_on=date(2026, 8, 20), answer="It is out."
        )
    )


def test_its_impact_is_judged_though_nothing_is_measured() -> None:
    assess = AssessImpact(
        recommendation="R1",
        assessed_on=date(2026, 9, 1),
        judgement=Judgement.NOT_ACHIEVED,
        reason="Legislation is needed.",
    )
    given(*ANSWERED).measuring().when(assess, actor="chair").then(
        ImpactAssessed(
            recommendation="R1",
            assessed_on=date(2026, 9, 1),
            judgement=Judgement.NOT_ACHIEVED,
            reason="Legislation is needed.",
            measured=(),
            measured_at=7,
            method=2,
        )
    )
