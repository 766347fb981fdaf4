"""Days asked of each agency in each quarter, beside those it declared it can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt

from dashboard.charts.base import Row, as_is, data, finished
from dashboard.kit import theme
from projections.queries import AgencyDemand

ROW_HEIGHT = 38
WITHIN, BEYOND = "#DCE9F4", "#FBDCC9"
"""Pale, so that the number on it can be read; what is beyond is told by word and outline too."""


def cells(demand: Sequence[AgencyDemand], titles: Mapping[str, str]) -> list[Row]:
    """One row for each agency and quarter in which anything is asked of it."""
    return [
        {
            "agency": titles.get(one.agency, one.agency),
            "quarter": one.quarter,
            "words": _words(one),
            "under": "over" if one.over else "none declared" if one.capacity_days is None else "",
            "colour": BEYOND if one.over else WITHIN,
            "edge": theme.INK if one.over else theme.WHITE,
            "width": 2 if one.over else 1,
        }
        for one in demand
        if one.demand_days
    ]


def _words(one: AgencyDemand) -> str:
    if one.capacity_days is None:
        return str(one.demand_days)
    said = f"{one.demand_days} of {one.capacity_days}"
    return f"▲ {said}" if one.over else said


def demand_chart(
    demand: Sequence[AgencyDemand], titles: Mapping[str, str], *, title: str, subtitle: str
) -> alt.LayerChart:
    """Agencies in the order of their names, never of what is asked of them."""
    rows = cells(demand, titles)
    agencies = sorted({row["agency"] for row in rows})
    placed = alt.Chart(data(rows))
    x = alt.X("quarter:N", title=None, axis=alt.Axis(orient="top", labelAngle=0))
    y = alt.Y("agency:N", title=None, sort=agencies, axis=alt.Axis(labelLimit=260, labelPadding=8))
    blocks = placed.mark_rect(cornerRadius=2).encode(
        x=x,
        y=y,
        color=as_is("colour"),
        stroke=alt.Stroke("edge:N", scale=None, legend=None),
        strokeWidth=alt.StrokeWidth("width:Q", scale=None, legend=None),
    )
    one_line = [row for row in rows if not row["under"]]
    two_lines = [row for row in rows if row["under"]]
    words = [
        alt.Chart(data(which)).mark_text(fontSize=12, dy=dy).encode(x=x, y=y, text=field)
        for which, dy, field in (
            (one_line, 0, "words:N"),
            (two_lines, -7, "words:N"),
            (two_lines, 8, "under:N"),
        )
    ]
    height = ROW_HEIGHT * max(len(agencies), 1) + 30
    return finished([blocks, *words], title=title, subtitle=subtitle, height=height, columns=110)
