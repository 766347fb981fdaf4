"""A chart on the page, with its numbers as a table and the sentence that says it in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.charts.vega import Spec
from dashboard.kit.tables import table


def draw(chart: Spec) -> None:
    """The chart as wide as the page."""
    st.vega_lite_chart(chart, width="stretch", theme=None)


def draw_with_table(chart: Spec, rows: Sequence[Mapping[str, object]], *, note: str = "") -> None:
    """Draws; `rows` are the same numbers as a table, for those who do not see the chart."""
    draw(chart)
    with st.expander("In words and as a table" if note else "As a table"):
        if note:
            st.text(note)
        table(rows)
