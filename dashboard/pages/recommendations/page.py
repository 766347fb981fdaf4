"""Recommendations and actions: delivery on one track, impact on the other."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.lifecycle import diamonds, lifecycle_chart
from dashboard.kit.chart import draw_with_table
from dashboard.kit.dates import day_words
from dashboard.kit.facts import delivery_facts
from dashboard.kit.tables import plain, table
from dashboard.pages.recommendations import delivery
from dashboard.reading import Reading, reading
from projections.queries import Action, ImpactMeasure, Recommendation


def page(given: Reading) -> None:
    st.title("Recommendations and actions", anchor=False)
    facts = delivery_facts(given)
    if not facts.recommendations:
        st.text("No recommendation has been made yet.")
        return
    asked = asked_for(facts.recommendations, given)
    found = [one for one in facts.recommendations if asked.lets(one)]
    refs = {one.recommendation for one in found}
    measures = delivery.carried_measures(facts.measures)
    due_actions([a for a in facts.actions if a.recommendation in refs], asked, given)
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


def asked_for(recommendations: tuple[Recommendation, ...], given: Reading) -> delivery.Filter:
    agencies = sorted({a for one in recommendations for a in one.agencies}, key=given.agency)
    streams = sorted({one.theme_title or delivery.NO_STREAM for one in recommendations})
    states = sorted({one.delivery for one in recommendations})
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


def due_actions(actions: list[Action], asked: delivery.Filter, given: Reading) -> None:
    mine = [one for one in actions if not asked.agencies or one.agency in asked.agencies]
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
    rows = [
        {
            "Recommendation": row["recommendation"],
            "Track": row["track"],
            "On": day_words(step.on),
            "What": row["words"],
        }
        for row, step in zip(
            diamonds(drawn), [s for track in drawn for s in track.steps], strict=True
        )
    ]
    draw_with_table(lifecycle_chart(drawn, title=delivery.tracks_title(drawn)), rows)


page(reading())
