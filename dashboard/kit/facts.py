"""What the pages read, kept by position: the same entries, reader and day give the same facts."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.reading import Reading
from projections.queries import (
    Action,
    FunnelStep,
    Headline,
    ImpactBoard,
    ImpactMeasure,
    Recommendation,
    actions,
    assurance_funnel,
    headline,
    impact_board,
    impact_measures,
    recommendations,
)
from projections.queries.movements import ComparedAudits, compared_audits

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class ImpactFacts:
    """`board`, `headline` and `funnel` are None for a reader who may not read every grade."""

    measures: tuple[ImpactMeasure, ...]
    board: ImpactBoard | None
    headline: Headline | None
    funnel: tuple[FunnelStep, ...] | None
    compared: tuple[ComparedAudits, ...]


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    recommendations: tuple[Recommendation, ...]
    actions: tuple[Action, ...]
    measures: tuple[ImpactMeasure, ...]


def impact_facts(reading: Reading) -> ImpactFacts:
    return _impact(reading.key, reading)


def delivery_facts(reading: Reading) -> DeliveryFacts:
    return _delivery(reading.key, reading)


@st.cache_data(max_entries=32, show_spinner=False)
def _impact(key: Key, _reading: Reading) -> ImpactFacts:
    session, today = _reading.session, _reading.today
    measures = impact_measures(session, today)
    return ImpactFacts(
        measures=measures,
        board=impact_board(session, today, measures),
        headline=headline(session, today, measures),
        funnel=assurance_funnel(session, today, measures),
        compared=compared_audits(session, measures),
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _delivery(key: Key, _reading: Reading) -> DeliveryFacts:
    session, today = _reading.session, _reading.today
    return DeliveryFacts(
        recommendations=recommendations(session),
        actions=actions(session, today),
        measures=impact_measures(session, today),
    )
