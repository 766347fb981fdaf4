"""Recommendations and actions: delivery on one track, impact on the other."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.lifecycle import lifecycle_chart
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw_with_table
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.recommendations import delivery
from dashboard.reading import Reading, reading
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.recommendations import Action, Recommendation, actions, recommendations


def page(given: Reading) -> None:
    st.title("Recommendations and actions", anchor=False)
    every = facts(given, recommendations)
    if not every:
        st.text("No recommendation has been made yet.")
        return
    asked = asked_for(every, given)
    found = [one for one in every if asked.lets(one)]
    refs = {one.recommendation for one in found}
    measures = delivery.carried_measures(facts(given, impact_measures, given.today))
    of_these = [a for a in facts(given, actions, given.today) if a.recommendation in refs]
    due_actions(of_these, asked, given)
    lifecycle(found, measures, given)
    st.header("Every recommendation", anchor=False)
    table(
        [
            delivery.recommendation_row(
                one, measures.get(one.recommendation, ()), given.agency_titles
            )
            for one in found
        ],
        empty="No recommendation matches what you asked for.",
    )


def asked_for(every: tuple[Recommendation, ...], given: Reading) -> delivery.Filter:
    agencies = sorted({a for one in every for a in one.agencies}, key=given.agency)
    streams = sorted({one.theme_title or delivery.NO_STREAM for one in every})
    states = sorted({one.delivery for one in every})
    columns = st.columns(3)
    return delivery.Filter(
        frozenset(
            columns[0].multiselect(
                "Agency", agencies, format_func=given.agency, key="of_agency", placeholder="All"
            )
        ),
        frozenset(
            columns[1].multiselect("Work stream", streams, key="of_stream", placeholder="All")
        ),
        frozenset(columns[2].multiselect("Delivery", states, key="of_state", placeholder="All")),
    )


def due_actions(of_these: list[Action], asked: delivery.Filter, given: Reading) -> None:
    mine = [one for one in of_these if not asked.agencies or one.agency in asked.agencies]
    st.header("Actions due and overdue", anchor=False)
    st.subheader(plain(delivery.actions_sentence(mine, given.today)), anchor=False)
    live = [one for one in mine if one.state not in ("closed", "merged")]
    table([_row(one, given) for one in live], empty="No action is open.")
    done = [one for one in mine if one.state in ("closed", "merged")]
    with st.expander(plain(f"Closed or merged actions ({len(done)})")):
        table([_row(one, given) for one in done], empty="None yet.")


def _row(one: Action, given: Reading) -> dict[str, object]:
    return delivery.action_row(one, given.today, given.agency(one.agency), given.person(one.owner))


def lifecycle(
    found: list[Recommendation], measures: dict[str, list[ImpactMeasure]], given: Reading
) -> None:
    st.header("Delivery and impact, side by side", anchor=False)
    drawn = delivery.tracks(found, measures, given.today)
    if not drawn:
        st.text("No recommendation on its way matches what you asked for.")
        return
    chart = lifecycle_chart(drawn, title=delivery.tracks_title(drawn))
    draw_with_table(chart, delivery.step_rows(drawn))


page(reading())
