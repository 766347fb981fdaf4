"""What comes of an audit's findings: recommendations, actions and judgements, of every kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from domain.kernel.command import Command
from domain.kernel.vocabulary import Direction, Judgement
from domain.recommendation.actions import (
    AgreeAction,
    CloseAction,
    DropAction,
    HandOverAction,
    ProgressAction,
    ReopenAction,
    RescheduleAction,
)
from domain.recommendation.decisions import (
    AcceptRecommendation,
    AssessImpact,
    MakeRecommendation,
    MergeInto,
    PlaceInWorkStream,
    RejectRecommendation,
)
from domain.recommendation.ending import CloseRecommendation, ReopenRecommendation
from domain.recommendation.events import DesiredImpact, MeasuredVerdict, Measurement
from domain.recommendation.outside import AnswerRecommendation, PassOnRecommendation
from domain.work_stream.decisions import CloseWorkStream, OpenWorkStream
from tests.ledger.partnership import AUDIT

DAY = date(2026, 11, 23)
Step = tuple[str, Command]
_ASSESSED = AssessImpact(
    recommendation="R1", assessed_on=DAY, judgement=Judgement.CANNOT_TELL, reason="Too early."
)
_OUTSIDE = {
    "recommendation": "R4",
    "text": "Amend the guidance.",
    "agencies": ("dfe",),
    "review": "Local review",
    "made_on": DAY,
}


def improvement() -> tuple[Step, ...]:
    chair = "cas-chair"
    impact = DesiredImpact(
        text="Children are heard.",
        tool="neglect",
        areas=("voice",),
        direction=Direction.BETTER,
        reaudit_by=date(2027, 11, 23),
    )
    made = {"agencies": ("police",), "audit": AUDIT, "areas": ("voice",), "made_on": DAY}
    accepted: dict[str, Any] = {"considered_on": DAY, "desired_impact": impact}
    action: dict[str, Any] = {"recommendation": "R1", "action": "A1"}
    agreed = {**action, "text": "One page.", "agency": "police", "owner": "pat-police"}
    sent: dict[str, Any] = {"recommendation": "R4", "body": "dfe"}
    done = {**action, "implemented_on": DAY, "evidence": "Seen."}
    return (
        *(
            (
                "lee-lead",
                MakeRecommendation.model_validate({**made, "recommendation": ref, "text": ref}),
            )
            for ref in ("R1", "R2", "R3")
        ),
        (chair, AcceptRecommendation(recommendation="R1", **accepted)),
        (chair, AcceptRecommendation(recommendation="R2", **accepted)),
        (chair, RejectRecommendation(recommendation="R3", considered_on=DAY, reason="Done.")),
        (chair, OpenWorkStream(theme="voice", title="Voice")),
        (chair, PlaceInWorkStream(recommendation="R1", theme="voice")),
        (chair, MergeInto(recommendation="R2", into="R1", reason="The same.")),
        ("ida-police", AgreeAction(**agreed, due=date(2027, 1, 31))),
        ("pat-police", ProgressAction(**action, note="Half done.")),
        (chair, RescheduleAction(**action, due=date(2027, 2, 28), reason="Leave.")),
        (chair, HandOverAction(**action, owner="sam-police", reason="Leave.")),
        (chair, DropAction(**action, dropped_on=DAY, reason="The post was cut.")),
        (chair, ReopenAction(**action, reason="It is filled.")),
        (chair, CloseAction(**done)),
        (chair, ReopenAction(**action, reason="Not everywhere.")),
        (chair, CloseAction(**{**done, "evidence": "Seen everywhere."})),
        ("lee-lead", MakeRecommendation.model_validate(_OUTSIDE)),
        (chair, AcceptRecommendation(recommendation="R4", **accepted)),
        (chair, PassOnRecommendation(**sent, passed_on=DAY, how="Letter.")),
        (chair, AnswerRecommendation(**sent, answered_on=DAY, answer="Next year.")),
        (chair, _ASSESSED),
        (chair, CloseRecommendation(recommendation="R1", closed_on=DAY, reason="Delivered.")),
        (chair, ReopenRecommendation(recommendation="R2", reopened_on=DAY, reason="R3 was meant.")),
        (chair, CloseWorkStream(theme="voice", reason="Finished.")),
    )


def measured(recommendation: str) -> Measurement:
    verdict = MeasuredVerdict(
        area="voice", verdict="not yet re-audited", baseline=None, latest=None
    )
    return Measurement(position=9, method=2, verdicts=(verdict,))
