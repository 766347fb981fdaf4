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


WIDTHS = {"wide": 1040, "middle": 850, "slim": 500}
"""The least room, in pixels, for which the same thing is drawn in another way."""
_HIDDEN = ", ".join(f".st-key-drawn_{name}" for name in WIDTHS)
BY_WIDTH = f"""<style>
.stMainBlockContainer {{ container: page / inline-size; padding: 1.5rem 2.5rem 3rem; }}
.stMainBlockContainer h1 {{ padding: 0; }}
.st-key-counts * {{ font-size: 0.9rem; }}
{_HIDDEN} {{ display: none; }}
{
    "".join(
        f"@container page (min-width: {least}px) {{"
        f" {_HIDDEN} {{ display: none; }} .st-key-drawn_{name} {{ display: flex; }} }} "
        for name, least in reversed(WIDTHS.items())
    )
}
</style>"""
"""Shows the widest drawing that there is room for, and none on a phone."""


def draw_by_width(drawings: Sequence[Spec], alt: str) -> None:
    """The same drawn for each of `WIDTHS`; on a phone the cards of its table stand alone."""
    for name, spec in zip(WIDTHS, drawings, strict=True):
        with st.container(key=f"drawn_{name}"):
            st.vega_lite_chart(spec, width="stretch", theme=None, alt=alt)
