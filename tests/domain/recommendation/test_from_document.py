"""A recommendation as a document tells of it, and how it goes on here."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.kernel import streams
from domain.kernel.vocabulary import Direction
from domain.recommendation.actions import ProgressAction
from domain.recommendation.decisions import AcceptRecommendation
from domain.recommendation.events import (
    ActionProgressed,
    DesiredImpact,
    EnteredAction,
    EnteredRecommendationWithdrawn,
    RecommendationAccepted,
    RecommendationEnteredFromDocument,
)
from domain.recommendation.from_document import EnterRecommendation, WithdrawEnteredRecommendation
from tests.domain.history.test_decisions import PAST, THERE
from tests.domain.scene import changed
from tests.domain.spec import at, given

REF = f"{PAST}-R1"
OWN = streams.recommendation(REF)
WANTED = DesiredImpact(
    text="Children are seen alone",
    tool="neglect",
    areas=("voice",),
    direction=Direction.BETTER,
    reaudit_by=date(2026, 6, 1),
)
DONE = EnteredAction(
    action="A1",
    text="Train",
    agency="police",
    owner="pc",
    due=date(2024, 11, 1),
    implemented_on=date(2024, 11, 20),
    evidence="A register of who came",
)
OPEN = EnteredAction(
    action="A2", text="Look again", agency="health", owner="nurse", due=date(2025, 3, 1)
)
ENTER = EnterRecommendation(
    recommendation=REF,
    audit=PAST,
    made_on=date(2024, 10, 20),
    text="See children alone",
    areas=("voice",),
    agencies=("police", "health"),
    considered_on=date(2024, 11, 5),
    desired_impact=WANTED,
    actions=(DONE, OPEN),
)
ENTERED = RecommendationEnteredFromDocument.model_validate(changed(ENTER))
THEN = (*THERE, *at(OWN, ENTERED))
BACK = WithdrawEnteredRecommendation(recommendation=REF, reason="Of another audit")
GONE = EnteredRecommendationWithdrawn(recommendation=REF, reason="Of another audit")


def _with(**fields: Any) -> EnterRecommendation:
    return EnterRecommendation.model_validate(changed(ENTER, **fields))


def _action(**fields: Any) -> EnteredAction:
    return EnteredAction.model_validate(changed(DONE, **fields))


def test_it_is_entered_as_the_document_has_it() -> None:
    given(*THERE).when(ENTER, actor="ruth").then(
        RecommendationEnteredFromDocument(
            recommendation=REF,
            audit=PAST,
            made_on=date(2024, 10, 20),
            text="See children alone",
            areas=("voice",),
            agencies=("police", "health"),
            considered_on=date(2024, 11, 5),
            desired_impact=WANTED,
            actions=(DONE, OPEN),
        )
    )
    given(*THEN).when(ENTER, actor="ruth").then_nothing()


def test_its_open_actions_go_on_here() -> None:
    note = {"recommendation": REF, "action": "A2", "note": "Begun"}
    given(*THEN).when(ProgressAction.model_validate(note), actor="nurse").then(
        ActionProgressed.model_validate(note), again_because="a note may be said twice"
    )


def test_saig_accepts_here_what_the_document_only_recommends() -> None:
    made = _with(considered_on=None, desired_impact=None, actions=())
    told = {"recommendation": REF, "considered_on": date(2026, 1, 5), "desired_impact": WANTED}
    entered = RecommendationEnteredFromDocument.model_validate(changed(made))
    given(*THERE, *at(OWN, entered)).when(
        AcceptRecommendation.model_validate(told), actor="chair"
    ).then(RecommendationAccepted.model_validate(told))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"text": "Another"}, "recommendation-exists"),
        ({"recommendation": "R2", "reason": "Why?"}, "entered-before"),
        ({"recommendation": "R2", "audit": "2023-neglect"}, "not-entered"),
        ({"recommendation": "R2", "agencies": ()}, "no-agency"),
        ({"recommendation": "R2", "areas": ("school",)}, "unknown-area"),
        ({"recommendation": "R2", "made_on": date(2024, 12, 3)}, "after-document"),
        ({"recommendation": "R2", "made_on": date(2023, 12, 3)}, "date-too-early"),
        ({"recommendation": "R2", "considered_on": None}, "acceptance-not-whole"),
        ({"recommendation": "R2", "considered_on": None, "desired_impact": None},
         "acceptance-not-whole"),
        ({"recommendation": "R2", "desired_impact": changed(WANTED, tool="other")}, "other-tool"),
        ({"recommendation": "R2", "desired_impact": changed(WANTED, reaudit_by=date(2024, 1, 1))},
         "reaudit-too-early"),
        ({"recommendation": "R2", "actions": (DONE, DONE)}, "named-twice"),
        ({"recommendation": "R2", "actions": (_action(owner="who"),)}, "unknown-person"),
        ({"recommendation": "R2", "actions": (_action(evidence=None),)}, "action-not-whole"),
        ({"recommendation": "R2", "actions": (_action(implemented_on=date(2025, 1, 1)),)},
         "after-document"),
    ],
)  # fmt: skip
def test_what_the_document_cannot_say_is_refused(fields: dict[str, Any], code: str) -> None:
    given(*THEN).when(_with(**fields), actor="ruth").refused(code)


def test_it_is_taken_back_until_something_rests_on_it() -> None:
    given(*THEN).when(BACK, actor="ruth").then(
        EnteredRecommendationWithdrawn(recommendation=REF, reason="Of another audit")
    )
    given(*THERE).when(BACK, actor="ruth").refused("unknown-recommendation")
    progressed = ActionProgressed(recommendation=REF, action="A2", note="Begun")
    given(*THEN, *at(OWN, progressed)).when(BACK, actor="ruth").refused("not-as-entered")
    after = (*THEN, *at(OWN, GONE))
    given(*after).when(BACK, actor="ruth").then_nothing()
    given(*after).when(ENTER, actor="ruth").refused("entered-before")
    again = _with(reason="It was of this one")
    given(*after).when(again, actor="ruth").then(
        RecommendationEnteredFromDocument.model_validate(changed(again))
    )
