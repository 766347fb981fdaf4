"""Recommendations and actions: is it done, and did it change anything? Two tracks, never one."""

from __future__ import annotations

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.window import in_window, window_words
from dashboard.pages.impact.facts import measures
from dashboard.pages.recommendations import delivery
from dashboard.pages.recommendations.due_actions import actions_of, due_actions
from dashboard.pages.recommendations.known import known_of
from dashboard.pages.recommendations.lifecycle import lifecycle
from dashboard.pages.recommendations.single_recommendation import single, single_answer
from dashboard.reading import Reading, reading
from projections.queries.recommendations import Recommendation, recommendations

EVERY = "every"


def page(given: Reading) -> None:
    st.title("Recommendations and actions", anchor=False)
    every = facts(given, recommendations)
    if not every:
        blocks.answer(
            "No recommendation has been made yet.",
            under=(
                "The lead auditor makes one with an audit's report, or from a case review:",
                "assure recommend make --help",
            ),
        )
        return
    known = known_of(given)
    top = st.container()
    refs = [one.recommendation for one in every]
    one = address.choose(
        "Recommendation",
        [EVERY, *refs],
        name="recommendation",
        words=lambda ref: "All recommendations" if ref == EVERY else _option(known, ref),
    )
    if one != EVERY:
        chosen_one = known.every[one]
        carried = delivery.carried_measures(measures(given, chosen_one.made_on))
        with top:
            single_answer(chosen_one, carried.get(one, []), known)
        single(given, chosen_one, carried, known)
        return
    every = tuple(one for one in every if in_window(given, one.made_on))
    carried = delivery.carried_measures(measures(given))
    asked = asked_for(every, given)
    chosen = [recommendation for recommendation in every if asked.lets(recommendation)]
    of_chosen = actions_of(given, chosen)
    mine = [action for action in of_chosen if not asked.agencies or action.agency in asked.agencies]
    with top:
        blocks.answer(
            delivery.answer(chosen),
            under=(
                delivery.returned_sentence(chosen, known),
                f"{delivery.actions_sentence(mine, given.today)}.",
                *filter(None, (window_words(given),)),
            ),
        )
    lifecycle(chosen, carried, known, given)
    due_actions(mine, known, given)
    st.header("Every recommendation, in words", anchor=False)
    blocks.cards(
        [
            delivery.full_card(made, carried.get(made.recommendation, ()), known, given.today)
            for made in chosen
        ],
        empty="No recommendation matches what you asked for.",
    )


def _option(known: delivery.Known, ref: str) -> str:
    made = known.every[ref]
    return f"{known.name(made)} ({made.made_on.year}): {ref}"


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


page(reading())
