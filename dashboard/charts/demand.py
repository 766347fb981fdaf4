"""Days asked of each agency in each quarter, beside those it declared it can give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.charts.vega import Datum, Spec, as_is, chart, layer, mark, nominal, quantitative
from dashboard.kit import theme
from domain.kernel.vocabulary import quarter_words
from projections.queries.programme import AgencyDemand

ROW_HEIGHT = 38
WITHIN, BEYOND = "#DCE9F4", "#FBDCC9"
"""Pale, so that the number on it can be read. Text and an outline mark days beyond it too."""


def cells(demand: Sequence[AgencyDemand], titles: Mapping[str, str]) -> list[Datum]:
    """One row for each agency and quarter in which anything is asked of it."""
    return [
        {
            "agency": titles.get(asked.agency, asked.agency),
            "quarter": quarter_words(asked.quarter),
            "words": _words(asked),
            "under": _under(asked),
            "colour": BEYOND if asked.over else WITHIN,
            "edge": theme.INK if asked.over else theme.WHITE,
            "width": 2 if asked.over else 1,
        }
        for asked in demand
        if asked.demand_days
    ]


def _under(asked: AgencyDemand) -> str:
    if asked.over:
        return "over"
    return "none declared" if asked.capacity_days is None else ""


def _words(asked: AgencyDemand) -> str:
    if asked.capacity_days is None:
        return str(asked.demand_days)
    of_capacity = f"{asked.demand_days} of {asked.capacity_days}"
    return f"▲ {of_capacity}" if asked.over else of_capacity


def demand_chart(
    demand: Sequence[AgencyDemand], titles: Mapping[str, str], *, title: str, subtitle: str
) -> Spec:
    """Agencies in the order of their names, never of what is asked of them."""
    rows = cells(demand, titles)
    agencies = sorted({row["agency"] for row in rows})
    quarters = dict.fromkeys(quarter_words(asked) for asked in sorted({d.quarter for d in demand}))
    axis = {"orient": "top", "labelAngle": 0, "labelLimit": 160}
    x = nominal("quarter", title=None, sort=list(quarters), axis=axis)
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
