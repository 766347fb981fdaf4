"""Delivery and impact of each recommendation, drawn side by side."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.chart import draw_with_table
from dashboard.pages.recommendations import delivery, tracks
from dashboard.reading import Reading
from documents.charts.lifecycle import lifecycle_chart
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Recommendation


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
