"""Recommendations and actions: delivery on one track, impact on the other."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.lifecycle import lifecycle_chart
from dashboard.kit import address
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
    chosen = [recommendation for recommendation in every if asked.lets(recommendation)]
    refs = {recommendation.recommendation for recommendation in chosen}
    measures = delivery.carried_measures(facts(given, impact_measures, given.today))
    of_chosen = [a for a in facts(given, actions, given.today) if a.recommendation in refs]
    due_actions(of_chosen, asked, given)
    lifecycle(chosen, measures, given)
    st.header("Every recommendation", anchor=False)
    table(
        [
            delivery.recommendation_row(
                recommendation, measures.get(recommendation.recommendation, ()), given.agency_titles
            )
            for recommendation in chosen
        ],
        empty="No recommendation matches what you asked for.",
    )


def asked_for(every: tuple[Recommendation, ...], given: Reading) -> delivery.Filter:
    agencies = sorted({agency for made in every for agency in made.agencies}, key=given.agency)
    streams = sorted({made.theme_title or delivery.NO_STREAM for made in every})
    states = sorted({made.delivery for made in every})
    columns = st.columns(3)
    with columns[0]:
        of_agency = address.choose_several("Agency", agencies, name="agency", words=given.agency)
    with columns[1]:
        of_stream = address.choose_several("Work stream", streams, name="stream")
    with columns[2]:
        of_state = address.choose_several("Delivery", states, name="delivery")
    return delivery.Filter(of_agency, of_stream, of_state)


def due_actions(of_chosen: list[Action], asked: delivery.Filter, given: Reading) -> None:
    mine = [action for action in of_chosen if not asked.agencies or action.agency in asked.agencies]
    st.header("Actions due and overdue", anchor=False)
    st.subheader(plain(delivery.actions_sentence(mine, given.today)), anchor=False)
    live = [action for action in mine if action.state not in ("closed", "merged")]
    table([_row(action, given) for action in live], empty="No action is open.")
    done = [action for action in mine if action.state in ("closed", "merged")]
    with st.expander(plain(f"Closed or merged actions ({len(done)})")):
        table([_row(action, given) for action in done], empty="None yet.")


def _row(action: Action, given: Reading) -> dict[str, object]:
    return delivery.action_row(
        action, given.today, given.agency(action.agency), given.person(action.owner)
    )


def lifecycle(
    chosen: list[Recommendation], measures: dict[str, list[ImpactMeasure]], given: Reading
) -> None:
    st.header("Delivery and impact, side by side", anchor=False)
    drawn = delivery.tracks(chosen, measures, given.today)
    if not drawn:
        st.text("No recommendation on its way matches what you asked for.")
        return
    chart = lifecycle_chart(drawn, title=delivery.tracks_title(drawn))
    draw_with_table(chart, delivery.step_rows(drawn))


page(reading())
