"""Days asked of each agency in each quarter, beside those it declared it can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.charts.vega import Row, Spec, as_is, chart, layer, mark, nominal, quantitative
from dashboard.kit import theme
from projections.queries.programme import AgencyDemand

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
) -> Spec:
    """Agencies in the order of their names, never of what is asked of them."""
    rows = cells(demand, titles)
    agencies = sorted({row["agency"] for row in rows})
    x = nominal("quarter", title=None, axis={"orient": "top", "labelAngle": 0})
    y = nominal("agency", title=None, sort=agencies, axis={"labelLimit": 260, "labelPadding": 8})
    blocks = layer(
        rows,
        mark("rect", cornerRadius=2),
        x=x,
        y=y,
        color=as_is("colour"),
        stroke=as_is("edge"),
        strokeWidth=quantitative("width", scale=None, legend=None),
    )
    one_line = [row for row in rows if not row["under"]]
    two_lines = [row for row in rows if row["under"]]
    words = [
        layer(which, mark("text", fontSize=12, dy=dy), x=x, y=y, text=nominal(field))
        for which, dy, field in (
            (one_line, 0, "words"),
            (two_lines, -7, "words"),
            (two_lines, 8, "under"),
        )
    ]
    height = ROW_HEIGHT * max(len(agencies), 1) + 30
    return chart([blocks, *words], title=title, subtitle=subtitle, height=height, columns=110)
