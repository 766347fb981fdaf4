"""A chart on the page: one picture with its words, its numbers as a table, and its files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.charts.vega import Spec, wrapped
from dashboard.kit.export import chart_buttons
from dashboard.kit.style import WIDTHS
from dashboard.kit.tables import table


def draw(chart: Spec) -> None:
    """The chart as wide as the page, and the files of it."""
    _picture(chart)
    with st.container(horizontal=True):
        chart_buttons(_name(chart), chart)


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
    with st.expander("In words and as a table" if note else "As a table"):
        if note:
            st.text(note)
        table(rows, name=_name(chart))
        with st.container(horizontal=True):
            chart_buttons(_name(chart), chart)


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
    """One image to whoever hears the page: its description is the title, which says the finding."""
    st.vega_lite_chart(chart, width="stretch", theme=None)


def _name(chart: Spec) -> str:
    return " ".join(chart["title"]["text"])
