"""One recommendation by itself, with its tracks and its actions."""

from __future__ import annotations

from dashboard.kit import blocks
from dashboard.pages.recommendations import delivery
from dashboard.pages.recommendations.due_actions import actions_of, due_actions
from dashboard.pages.recommendations.lifecycle import lifecycle
from dashboard.reading import Reading
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Recommendation


def single_answer(
    made: Recommendation, measures: list[ImpactMeasure], known: delivery.Known
) -> None:
    judged = delivery.JUDGED.get(made.judgement or "", "")
    measured = delivery.impact_words(measures) or "no audit measures it"
    blocks.answer(
        f"{known.name(made)}: {made.delivery}; {measured}"
        f"{f'; SAIG judged it {judged}' if judged else ''}."
    )


def single(
    given: Reading,
    made: Recommendation,
    measures: dict[str, list[ImpactMeasure]],
    known: delivery.Known,
) -> None:
    """One recommendation by itself, with its tracks and its actions."""
    own = measures.get(made.recommendation, [])
    blocks.cards([delivery.full_card(made, own, known, given.today)], empty="", in_order=True)
    lifecycle([made], measures, known, given)
    due_actions(actions_of(given, [made]), known, given)
