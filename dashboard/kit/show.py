"""A chart with its table under it, and the sentence that says it in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import streamlit as st

from dashboard.kit.tables import table


def chart(drawing: alt.LayerChart, rows: Sequence[Mapping[str, object]], *, note: str = "") -> None:
    """Draws; `rows` are the same numbers as a table, for those who do not see the chart."""
    st.altair_chart(drawing, width="stretch", theme=None)
    with st.expander("In words and as a table" if note else "As a table"):
        if note:
            st.text(note)
        table(rows)
