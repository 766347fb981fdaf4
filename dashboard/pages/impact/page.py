"""Impact: what changed since it was recommended."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.charts.dumbbell import dumbbell_chart
from dashboard.charts.funnel import funnel_chart
from dashboard.charts.mix import in_place, mix_chart
from dashboard.kit.chart import draw_with_table
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.impact import movement, verdicts
from dashboard.pages.impact.facts import ImpactFacts, impact_facts
from dashboard.pages.impact.verdicts import NEED_TITLES, MeasureNeed, Need
from dashboard.reading import Reading, reading
from projections.queries.board import FunnelStep

COLUMNS = 2


def page(given: Reading) -> None:
    st.title("Impact", anchor=False)
    facts = impact_facts(given)
    if facts.board is None or facts.headline is None or facts.funnel is None:
        st.text(
            "Impact is shown to those who may read the grades of every settled audit."
            " No number is better than a wrong one."
        )
        return
    needs = verdicts.by_need(facts.measures, given.today, given.agency_titles)
    opening = verdicts.headline_sentences(facts.headline, facts.board, needs, given.today)
    st.header("What changed since we recommended it", anchor=False)
    st.subheader(plain(opening[0]), anchor=False)
    for sentence in opening[1:]:
        st.text(sentence)
    st.subheader(plain(verdicts.measures_title(needs)), anchor=False)
    tiles(needs)
    st.header("Every measure, what needs a decision first", anchor=False)
    rows = [verdicts.measure_row(need, given.agency_titles) for need in needs]
    table(rows, empty="No recommendation has been accepted with a desired impact yet.")
    st.header("Delivery beside impact", anchor=False)
    table(verdicts.board_rows(facts.board))
    assurance(facts.funnel)
    movements(facts)
    mixes(needs, given)


def tiles(needs: Sequence[MeasureNeed]) -> None:
    """How many measures have each need, in one row."""
    for need, column in zip(Need, st.columns(len(Need), border=True), strict=True):
        title, asks = NEED_TITLES[need]
        column.text(title)
        number = sum(measure.need is need for measure in needs)
        column.metric(plain(title), number, label_visibility="collapsed")
        column.text(asks)


def assurance(funnel: Sequence[FunnelStep]) -> None:
    st.header("How far assurance reaches", anchor=False)
    title = verdicts.funnel_title(funnel)
    draw_with_table(funnel_chart(funnel, title=title), verdicts.funnel_rows(funnel))


def movements(facts: ImpactFacts) -> None:
    st.header("Areas with a recommendation beside those without", anchor=False)
    if not facts.compared:
        st.text("No area has been audited before and after a recommendation yet.")
    for compared in facts.compared:
        chart = dumbbell_chart(
            compared.movements,
            title=movement.title(compared),
            good=compared.good,
            subtitle=movement.subtitle(compared),
        )
        draw_with_table(chart, movement.movement_rows(compared))
        if compared.left_out:
            st.text(f"Not comparable between these audits: {', '.join(compared.left_out)}.")


def mixes(needs: Sequence[MeasureNeed], given: Reading) -> None:
    st.header("The grades behind each verdict", anchor=False)
    st.text(verdicts.BLOCKS)
    drawn = [need for need in needs if need.measure.waves]
    rows = max((len(in_place(need.measure)) for need in drawn), default=1)
    for first in range(0, len(drawn), COLUMNS):
        columns = st.columns(COLUMNS, gap="large")
        for need, column in zip(drawn[first : first + COLUMNS], columns, strict=False):
            with column:
                title = verdicts.short_sentence(need, given.agency_titles)
                chart = mix_chart(need.measure, title=title, label_rows=rows)
                waves = verdicts.wave_rows(need.measure)
                draw_with_table(chart, waves, note=need.measure.sentence)


page(reading())
