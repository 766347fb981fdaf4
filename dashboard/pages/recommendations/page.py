"""Recommendations and actions: is it done, and did it change anything? Two tracks, never one."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.lifecycle import lifecycle_chart
from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw_with_table
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.recommendations import delivery, tracks
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading, reading
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.recommendations import Action, Recommendation, actions, recommendations

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
    measures = delivery.carried_measures(facts(given, impact_measures, given.today))
    if one != EVERY:
        with top:
            single_answer(known.every[one], measures.get(one, []), known)
        single(given, known.every[one], measures, known)
        return
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
            ),
        )
    lifecycle(chosen, measures, known, given)
    due_actions(mine, known, given)
    st.header("Every recommendation, in words", anchor=False)
    blocks.cards(
        [
            delivery.full_card(made, measures.get(made.recommendation, ()), known, given.today)
            for made in chosen
        ],
        empty="No recommendation matches what you asked for.",
    )


def _option(known: delivery.Known, ref: str) -> str:
    made = known.every[ref]
    return f"{known.name(made)} ({made.made_on.year}): {ref}"


def actions_of(given: Reading, chosen: list[Recommendation]) -> list[Action]:
    refs = {recommendation.recommendation for recommendation in chosen}
    return [a for a in facts(given, actions, given.today) if a.recommendation in refs]


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


def due_actions(mine: list[Action], known: delivery.Known, given: Reading) -> None:
    st.header("Actions due and overdue", anchor=False)
    live = [action for action in mine if action.state not in ("closed", "merged")]
    table([_row(action, known, given) for action in live], empty="No action is open.")
    done = [action for action in mine if action.state in ("closed", "merged")]
    if done:
        with st.expander(plain(f"Closed or merged actions ({len(done)})")):
            table([_row(action, known, given) for action in done])


def _row(action: Action, known: delivery.Known, given: Reading) -> dict[str, object]:
    return delivery.action_row(
        action,
        given.today,
        given.agency(action.agency),
        given.person(action.owner),
        known.link(action.recommendation),
    )


def lifecycle(
    chosen: list[Recommendation],
    measures: dict[str, list[ImpactMeasure]],
    known: delivery.Known,
    given: Reading,
) -> None:
    st.header("Delivery and impact, side by side", anchor=False)
    drawn = tracks.tracks(chosen, measures, known, given.today)
    if not drawn:
        st.text("No recommendation on its way matches what you asked for.")
        return
    st.text(f"{tracks.title(drawn)}. {tracks.LEGEND}")
    chart = lifecycle_chart(drawn, description=tracks.seen(drawn))
    draw_with_table(chart, tracks.rows(drawn, known))


page(reading())
