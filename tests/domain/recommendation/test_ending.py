"""A recommendation closed, and what was ended by mistake as it was before."""

from __future__ import annotations

from datetime import date

import pytest

from domain.recommendation.ending import ReopenRecommendation
from domain.recommendation.events import RecommendationClosed, RecommendationReopened
from domain.recommendation.state import Accepted, Made
from tests.domain.improvement import ACCEPTED, ACTING, R1
from tests.domain.recommendation.test_decisions import CLOSE, DONE, MERGED, REJECTED
from tests.domain.scene import CONSIDERED, changed
from tests.domain.spec import Happened, at, given

CLOSED_R1 = (
    *DONE,
    *at(R1, RecommendationClosed(recommendation="R1", closed_on=date(2026, 8, 2), reason="Done.")),
)
REOPEN = ReopenRecommendation(
    recommendation="R1", reopened_on=date(2026, 8, 20), reason="R2 was meant."
)
REOPENED = RecommendationReopened.model_validate(changed(REOPEN))


def test_a_recommendation_is_closed_when_its_actions_are() -> None:
    given(*DONE).when(CLOSE, actor="chair").then(
        RecommendationClosed(
            recommendation="R1", closed_on=date(2026, 8, 2), reason="Done and seen."
        )
    )
    given(*ACTING).when(CLOSE, actor="chair").refused("actions-open", "A1")
    given(*ACCEPTED).when(CLOSE, actor="chair").refused("actions-open", "none was ever agreed")


@pytest.mark.parametrize(
    "ended", [REJECTED, MERGED, CLOSED_R1], ids=["rejected", "merged", "closed"]
)
def test_what_ended_by_mistake_is_what_it_was_before(ended: tuple[Happened, ...]) -> None:
    given(*ended).when(REOPEN, actor="chair").then(
        RecommendationReopened(
            recommendation="R1", reopened_on=date(2026, 8, 20), reason="R2 was meant."
        )
    )
    back = (*ended, *at(R1, REOPENED))
    given(*back).when(REOPEN, actor="chair").then_nothing()
    state = given(*back).look(R1)
    assert isinstance(state, Made if ended is REJECTED else Accepted)
    again = ReopenRecommendation.model_validate(changed(REOPEN, reason="Again."))
    given(*back).when(again, actor="chair").refused("not-ended", "R1")


def test_only_what_has_ended_is_taken_back_and_not_before_it_ended() -> None:
    given(*ACCEPTED).when(REOPEN, actor="chair").refused("not-ended", "R1")
    given(*CONSIDERED).when(REOPEN, actor="chair").refused("unknown-recommendation")
    early = ReopenRecommendation.model_validate(changed(REOPEN, reopened_on=date(2026, 4, 1)))
    for ended in (REJECTED, MERGED, CLOSED_R1):
        given(*ended).when(early, actor="chair").refused("date-too-early")
