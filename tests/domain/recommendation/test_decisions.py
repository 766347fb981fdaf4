"""A recommendation: made, considered, placed, merged, judged, closed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from domain.kernel import streams
from domain.kernel.command import Command
from domain.kernel.vocabulary import Judgement, Source
from domain.recommendation.decisions import (
    AcceptRecommendation,
    AssessImpact,
    MakeRecommendation,
    MergeInto,
    PlaceInWorkStream,
    RejectRecommendation,
)
from domain.recommendation.ending import CloseRecommendation
from domain.recommendation.events import (
    ActionClosed,
    DesiredImpact,
    ImpactAssessed,
    MeasuredVerdict,
    MergedInto,
    PlacedInWorkStream,
    RecommendationAccepted,
    RecommendationMade,
    RecommendationRejected,
)
from domain.tool.events import ToolRevised
from domain.work_stream.events import WorkStreamClosed, WorkStreamOpened
from tests.domain.improvement import (
    ACCEPTED,
    ACCEPTED_EVENT,
    ACTING,
    IMPACT,
    MADE,
    R1,
    RECOMMENDED,
)
from tests.domain.scene import (
    AUDIT,
    CIRCULATED,
    CONSIDERED,
    JOINED,
    PLANNING,
    PUBLISHED,
    RETURNED,
    TOOL,
    TOOL_PUBLISHED,
    changed,
    graded,
)
from tests.domain.spec import Happened, at, given

MAKE = MakeRecommendation(
    recommendation="R1",
    audit=AUDIT,
    made_on=date(2026, 6, 20),
    text="Write down what the child said.",
    areas=("voice",),
    agencies=("police", "health"),
)
ACCEPT = AcceptRecommendation(
    recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
)
REJECT = RejectRecommendation(
    recommendation="R1", considered_on=date(2026, 7, 1), reason="It is practice already."
)
PLACE = PlaceInWorkStream(recommendation="R1", theme="hearing-children")
MERGE = MergeInto(recommendation="R1", into="R2", reason="Both ask for the same.")
VERDICT = MeasuredVerdict(area="voice", verdict="improved", baseline=AUDIT, latest="2027-neglect")
ASSESS = AssessImpact(
    recommendation="R1",
    assessed_on=date(2026, 8, 1),
    judgement=Judgement.ACHIEVED,
    reason="Children are quoted.",
)
CLOSE = CloseRecommendation(
    recommendation="R1", closed_on=date(2026, 8, 2), reason="Done and seen."
)
R2 = streams.recommendation("R2")
SECOND = at(
    R2,
    RecommendationMade.model_validate(changed(MADE, recommendation="R2")),
    RecommendationAccepted.model_validate(changed(ACCEPTED_EVENT, recommendation="R2")),
)
DONE = (
    *ACTING,
    *at(
        R1,
        ActionClosed(
            recommendation="R1",
            action="A1",
            implemented_on=date(2026, 7, 20),
            evidence="Cards are in use.",
        ),
    ),
)
MERGED = (
    *ACCEPTED,
    *SECOND,
    *at(R1, MergedInto(recommendation="R1", into="R2", reason="Both ask for the same.")),
)
REJECTED = (
    *RECOMMENDED,
    *at(
        R1,
        RecommendationRejected(
            recommendation="R1", considered_on=date(2026, 7, 1), reason="It is practice already."
        ),
    ),
)
THEME = streams.work_stream("hearing-children")
OPEN_THEME = at(THEME, WorkStreamOpened(theme="hearing-children", title="Hearing children"))


def _with(command: Command, **fields: Any) -> Command:
    return type(command).model_validate(changed(command, **fields))


def _impact(**fields: Any) -> DesiredImpact:
    return DesiredImpact.model_validate(changed(IMPACT, **fields))


# Making


def test_a_recommendation_is_made_from_an_audit() -> None:
    given(*CONSIDERED).when(MAKE, actor="lead").then(
        RecommendationMade(
            recommendation="R1",
            source=Source.AUDIT,
            audit=AUDIT,
            review=None,
            made_on=date(2026, 6, 20),
            text="Write down what the child said.",
            areas=("voice",),
            agencies=("police", "health"),
        )
    )


def test_a_recommendation_is_made_from_a_case_review() -> None:
    review = _with(MAKE, audit=None, review="CSPR Alex", areas=())
    given(*JOINED).when(review, actor="lead").then(
        RecommendationMade(
            recommendation="R1",
            source=Source.CASE_REVIEW,
            audit=None,
            review="CSPR Alex",
            made_on=date(2026, 6, 20),
            text="Write down what the child said.",
            areas=(),
            agencies=("police", "health"),
        )
    )


@pytest.mark.parametrize(
    ("happened", "fields", "code"),
    [
        (CONSIDERED, {"review": "CSPR Alex"}, "one-source"),
        (CONSIDERED, {"audit": None}, "one-source"),
        (CONSIDERED, {"agencies": ()}, "no-agency"),
        (CONSIDERED, {"agencies": ("police", "police")}, "named-twice"),
        (CONSIDERED, {"agencies": ("navy",)}, "unknown-agency"),
        (CONSIDERED, {"areas": ("housing",)}, "unknown-area"),
        (CONSIDERED, {"made_on": date(2026, 3, 1)}, "date-too-early"),
        (CONSIDERED, {"made_on": date(2026, 9, 2)}, "date-in-future"),
        (PUBLISHED, {}, "no-plan"),
        (RETURNED, {}, "returns-not-open"),
        (RECOMMENDED, {"text": "Other."}, "recommendation-exists"),
        (REJECTED, {"text": "Other."}, "recommendation-exists"),
    ],
)
def test_a_recommendation_has_one_source_and_known_agencies_areas_and_dates(
    happened: tuple[Happened, ...], fields: dict[str, Any], code: str
) -> None:
    given(*happened).when(_with(MAKE, **fields), actor="lead").refused(code)


# Considering


def test_saig_accepts_with_the_desired_impact() -> None:
    given(*RECOMMENDED).when(ACCEPT, actor="chair").then(
        RecommendationAccepted(
            recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
        )
    )


def test_saig_rejects_with_a_reason() -> None:
    given(*RECOMMENDED).when(REJECT, actor="chair").then(
        RecommendationRejected(
            recommendation="R1", considered_on=date(2026, 7, 1), reason="It is practice already."
        )
    )


@pytest.mark.parametrize("command", [ACCEPT, REJECT], ids=["accept", "reject"])
def test_a_recommendation_is_considered_once_after_the_report(command: Command) -> None:
    given(*JOINED).when(command, actor="chair").refused("unknown-recommendation", "R1")
    early = (*CIRCULATED, *at(R1, MADE))
    given(*early).when(command, actor="chair").refused("report-not-considered", AUDIT)
    later = _with(command, considered_on=date(2026, 7, 2))
    for happened in (ACCEPTED, REJECTED, MERGED):
        given(*happened).when(later, actor="chair").refused("already-considered", "R1")
    for day, code in (
        (date(2026, 6, 19), "date-too-early"),
        (date(2026, 9, 2), "date-in-future"),
    ):
        on = _with(command, considered_on=day)
        given(*RECOMMENDED).when(on, actor="chair").refused(code)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"areas": ("housing",)}, "unknown-area"),
        ({"areas": ("voice", "voice")}, "named-twice"),
        ({"tool": "housing"}, "unknown-tool"),
        ({"reaudit_by": date(2026, 7, 1)}, "reaudit-too-early"),
    ],
)
def test_the_desired_impact_can_be_measured(fields: dict[str, Any], code: str) -> None:
    accept = _with(ACCEPT, desired_impact=_impact(**fields))
    given(*RECOMMENDED).when(accept, actor="chair").refused(code)


def test_a_recommendation_of_a_case_review_waits_for_no_report() -> None:
    review = {"audit": None, "review": "CSPR Alex", "source": Source.CASE_REVIEW, "areas": ()}
    made = RecommendationMade.model_validate(changed(MADE, **review))
    given(*PUBLISHED, *at(R1, made)).when(ACCEPT, actor="chair").then(ACCEPTED_EVENT)


def test_the_measure_is_an_area_of_the_version_that_found_it_wanting() -> None:
    changes = {"changes": "Voice has a tool of its own.", "equivalences": ()}
    without_voice = ToolRevised.model_validate(
        changed(TOOL_PUBLISHED, tool_version=2, areas=(graded(PLANNING),), **changes)
    )
    revised = at(streams.tool(TOOL), without_voice)
    given(*RECOMMENDED, *revised).when(ACCEPT, actor="chair").then(ACCEPTED_EVENT)
    other = at(streams.tool("housing"), TOOL_PUBLISHED)
    elsewhere = _with(ACCEPT, desired_impact=_impact(tool="housing"))
    given(*RECOMMENDED, *revised, *other).when(elsewhere, actor="chair").then(
        RecommendationAccepted(
            recommendation="R1",
            considered_on=date(2026, 7, 1),
            desired_impact=_impact(tool="housing"),
        )
    )


# Work streams and merging


def test_an_accepted_recommendation_is_placed_in_an_open_work_stream() -> None:
    given(*ACCEPTED, *OPEN_THEME).when(PLACE, actor="chair").then(
        PlacedInWorkStream(recommendation="R1", theme="hearing-children")
    )
    closed = at(THEME, WorkStreamClosed(theme="hearing-children", reason="Done."))
    for theme in ((), (*OPEN_THEME, *closed)):
        given(*ACCEPTED, *theme).when(PLACE, actor="chair").refused("no-work-stream")


def test_a_recommendation_goes_on_under_another() -> None:
    given(*ACCEPTED, *SECOND).when(MERGE, actor="chair").then(
        MergedInto(recommendation="R1", into="R2", reason="Both ask for the same.")
    )


def test_a_recommendation_goes_on_only_under_another_that_is_accepted() -> None:
    given(*ACCEPTED).when(MERGE, actor="chair").refused("cannot-merge", "R2")
    itself = _with(MERGE, into="R1")
    given(*ACCEPTED).when(itself, actor="chair").refused("cannot-merge", "R1")
    back = MergeInto(recommendation="R2", into="R1", reason="Round in circles.")
    given(*MERGED).when(back, actor="chair").refused("cannot-merge", "R1")


def test_a_recommendation_with_open_actions_is_not_merged() -> None:
    given(*ACTING, *SECOND).when(MERGE, actor="chair").refused("actions-open", "A1")


@pytest.mark.parametrize("command", [PLACE, MERGE, CLOSE, ASSESS], ids=lambda c: type(c).__name__)
def test_only_an_accepted_recommendation_is_worked_on(command: Command) -> None:
    given(*JOINED).when(command, actor="chair").refused("unknown-recommendation")
    given(*RECOMMENDED).when(command, actor="chair").refused("not-accepted", "not considered")
    given(*REJECTED).when(command, actor="chair").refused("not-accepted", "ended")


# Impact and closing


def test_saig_judges_impact_beside_what_was_measured_even_after_the_end() -> None:
    for happened in (ACCEPTED, MERGED):
        given(*happened).measuring(VERDICT).when(ASSESS, actor="chair").then(
            ImpactAssessed(
                recommendation="R1",
                assessed_on=date(2026, 8, 1),
                judgement=Judgement.ACHIEVED,
                reason="Children are quoted.",
                measured=(VERDICT,),
                measured_at=7,
                method=2,
            )
        )


def test_a_verdict_is_measured_and_never_given() -> None:
    given(*ACCEPTED).when(ASSESS, actor="chair").refused("cannot-measure", "R1")
    with pytest.raises(ValidationError, match="measured"):
        _with(ASSESS, measured=(VERDICT,))


def test_the_same_judgement_beside_the_same_verdicts_is_recorded_once() -> None:
    """Whatever else was recorded meanwhile; another verdict makes it another judgement."""
    assessed = ImpactAssessed(**dict(ASSESS), measured=(VERDICT,), measured_at=3, method=2)
    judged = (*ACCEPTED, (ASSESS.stream, assessed))
    given(*judged).measuring(VERDICT).when(ASSESS, actor="chair").then_nothing()
    worse = MeasuredVerdict(area="voice", verdict="worsened", baseline=AUDIT, latest="2028-neglect")
    given(*judged).measuring(worse).when(ASSESS, actor="chair").then(
        ImpactAssessed(**dict(ASSESS), measured=(worse,), measured_at=7, method=2)
    )


def test_each_measure_written_down_is_judged_once_and_no_other() -> None:
    other = MeasuredVerdict(area="planning", verdict="improved", baseline=None, latest=None)
    for measured in ((), (other,), (VERDICT, other), (VERDICT, VERDICT)):
        given(*ACCEPTED).measuring(*measured).when(ASSESS, actor="chair").refused(
            "measures-differ", "voice"
        )


@pytest.mark.parametrize(("command", "field"), [(ASSESS, "assessed_on"), (CLOSE, "closed_on")])
def test_judging_and_closing_follow_the_acceptance(command: Command, field: str) -> None:
    early = _with(command, **{field: date(2026, 6, 30)})
    given(*DONE).when(early, actor="chair").refused("date-too-early", field)
    late = _with(command, **{field: date(2026, 9, 2)})
    given(*DONE).when(late, actor="chair").refused("date-in-future", field)
