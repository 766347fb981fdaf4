"""All that the Impact page shows."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.kit.cache import facts, once
from dashboard.reading import Reading
from projections.queries.board import (
    FunnelStep,
    Headline,
    ImpactBoard,
    assurance_funnel,
    headline,
    impact_board,
)
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.movements import ComparedAudits, compared_audits


@dataclass(frozen=True, slots=True)
class ImpactFacts:
    """`board`, `headline` and `funnel` are None for a reader who may not read every grade."""

    measures: tuple[ImpactMeasure, ...]
    board: ImpactBoard | None
    headline: Headline | None
    funnel: tuple[FunnelStep, ...] | None
    compared: tuple[ComparedAudits, ...]


def impact_facts(given: Reading) -> ImpactFacts:
    """Asked once for the same reading."""
    return once(given, ("impact",), lambda: _impact(given))


def _impact(given: Reading) -> ImpactFacts:
    session, today = given.session, given.today
    measures = facts(given, impact_measures, today)
    return ImpactFacts(
        measures=measures,
        board=impact_board(session, today, measures),
        headline=headline(session, today, measures),
        funnel=assurance_funnel(session, today, measures),
        compared=compared_audits(session, measures),
    )
