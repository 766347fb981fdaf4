"""What came of the scene's audit: a recommendation and its action."""

from __future__ import annotations

from datetime import date

from domain.kernel import streams
from domain.kernel.vocabulary import Direction, Source
from domain.recommendation.events import (
    ActionAgreed,
    DesiredImpact,
    RecommendationAccepted,
    RecommendationMade,
)
from tests.domain.scene import AUDIT, CONSIDERED, TOOL
from tests.domain.spec import at

R1 = streams.recommendation("R1")
MADE = RecommendationMade(
    recommendation="R1",
    source=Source.AUDIT,
    audit=AUDIT,
    review=None,
    made_on=date(2026, 6, 20),
    text="Write down what the child said.",
    areas=("voice",),
    agencies=("police", "health"),
)
IMPACT = DesiredImpact(
    text="Children are heard.",
    tool=TOOL,
    areas=("voice",),
    direction=Direction.BETTER,
    target_of_ten=8,
    reaudit_by=date(2027, 6, 30),
)
ACCEPTED_EVENT = RecommendationAccepted(
    recommendation="R1", considered_on=date(2026, 7, 1), desired_impact=IMPACT
)
ACTION = ActionAgreed(
    recommendation="R1",
    action="A1",
    text="Print a card.",
    agency="police",
    owner="sergeant",
    due=date(2026, 12, 1),
)
RECOMMENDED = (*CONSIDERED, *at(R1, MADE))
ACCEPTED = (*RECOMMENDED, *at(R1, ACCEPTED_EVENT))
ACTING = (*ACCEPTED, *at(R1, ACTION))
