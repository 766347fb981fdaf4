"""What was recommended on one area of work, what was done, and what SAIG judged."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.area import parts
from dashboard.pages.impact.facts import impact_areas
from dashboard.pages.recommendations.delivery import short_rows
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading
from projections.queries.areas import AreaImpact
from projections.queries.measured import judgements
from projections.queries.recommendations import Recommendation, actions, recommendations


def without_a_measure(area: AreaImpact, given: Reading) -> list[Recommendation]:
    """What was recommended on the area and is a remedy of nobody's work in it."""
    known = known_of(given)
    measured = {
        sharer.recommendation
        for other in impact_areas(given) or ()
        for one in other.remedies
        for sharer in one.sharers
        if (other.tool, other.area) == (area.tool, area.area)
    }
    return [
        one
        for one in facts(given, recommendations)
        if area.area in one.areas
        and known.tool_of(one) == area.tool
        and one.recommendation not in measured
    ]


def done(area: AreaImpact, given: Reading) -> None:
    st.header("What was recommended, and what was done", anchor=False)
    of_area = facts(given, actions, given.today)
    without = short_rows(without_a_measure(area, given), known_of(given))
    if area.remedies or not without:
        table(
            parts.remedy_rows(area, of_area, given.agency_titles),
            empty="Nothing was recommended here.",
        )
    if without:
        st.text("Recommended on this area, with no impact agreed that is measured in it:")
        table(without)
    st.header("What SAIG judged", anchor=False)
    table(
        parts.judgement_rows(area, facts(given, judgements)),
        empty="SAIG has not judged a recommendation on this area yet.",
    )
