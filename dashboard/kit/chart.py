"""A chart on the page: one picture with its words, its numbers as a table, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.kit.blocks import unfolds
from dashboard.kit.export import chart_buttons
from dashboard.kit.legible import as_html
from dashboard.kit.style import WIDTHS
from dashboard.kit.tables import table
from documents.charts.vega import Spec, finding, wrapped


def draw(chart: Spec) -> None:
    """The chart as wide as the page, and the files of it."""
    _picture(chart)
    with st.container(horizontal=True):
        chart_buttons(finding(chart), chart)


def draw_with_table(chart: Spec, rows: Sequence[Mapping[str, object]], *, note: str = "") -> None:
    """Draws; `rows` are the same numbers as a table, for those who do not see the chart."""
    _picture(chart)
    _with_table(chart, rows, note)


def draw_unless_narrow(chart: Spec, rows: Sequence[Mapping[str, object]], *, note: str) -> None:
    """As `draw_with_table`, and on a phone the table alone."""
    with st.container(key="not_on_a_phone"):
        _picture(chart)
    _with_table(chart, rows, note)


def _with_table(chart: Spec, rows: Sequence[Mapping[str, object]], note: str) -> None:
    with unfolds("In words and as a table" if note else "As a table", name="as_a_table"):
        if note:
            st.text(note)
        table(rows, name=finding(chart))
        with st.container(horizontal=True):
            chart_buttons(finding(chart), chart)


def draw_by_width(drawings: Sequence[Spec], *, name: str, alt: str) -> None:
    """The same drawn for each of `WIDTHS`, and the files of the widest.

    On a phone the cards of its table stand alone. `name`: what it shows, as its files say.
    """
    for width, spec in zip(WIDTHS, drawings, strict=True):
        with st.container(key=f"drawn_{width}"):
            st.vega_lite_chart(spec, width="stretch", theme=None, alt=alt)
    with st.container(horizontal=True):
        chart_buttons(
            name, {**drawings[0], "title": {"text": wrapped(name, 110)}, "autosize": "pad"}
        )


def _picture(chart: Spec) -> None:
    """The title, if it has one, as text that wraps at any width, and under it what is drawn.

    To whoever hears the page that is one image, whose description is the finding.
    """
    if "title" in chart:
        st.html(title_markup(chart))
    drawn = {key: value for key, value in chart.items() if key != "title"}
    st.vega_lite_chart(drawn, width="stretch", theme=None)


def title_markup(chart: Spec) -> str:
    """A chart's title and what stands under it, as HTML; every letter stands for itself."""
    under = " ".join(chart["title"].get("subtitle", ()))
    below = f'<p class="chart-under">{as_html(under)}</p>' if under else ""
    return f'<div class="chart-title"><p>{as_html(finding(chart))}</p>{below}</div>'
