"""The funnel of assurance: how many recommendations reached each step, in plain counts."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from dashboard.charts.base import Row, as_is, data, finished
from dashboard.kit import theme
from projections.queries import FunnelStep

OUTCOMES = {
    "improved": theme.GOOD,
    "improved in some areas": theme.GOOD,
    "no change detectable": theme.DARK,
    "worsened in any area": theme.REQUIRES_IMPROVEMENT,
}
"""The last steps share out those judged."""
ROW_HEIGHT = 30


def steps(funnel: Sequence[FunnelStep]) -> list[Row]:
    """One row for each step: its words, its count and how it is drawn."""
    return [
        {
            "step": ("of these: " if one.step in OUTCOMES else "") + one.step,
            "recommendations": len(one.recommendations),
            "colour": OUTCOMES.get(one.step, theme.GREY),
        }
        for one in funnel
    ]


def funnel_chart(funnel: Sequence[FunnelStep], *, title: str) -> alt.LayerChart:
    rows = steps(funnel)
    order = [row["step"] for row in rows]
    most = max((row["recommendations"] for row in rows), default=1)
    placed = alt.Chart(data(rows))
    y = alt.Y("step:N", sort=order, title=None, axis=alt.Axis(labelLimit=320, labelPadding=8))
    x = alt.X("recommendations:Q", axis=None, scale=alt.Scale(domain=[0, max(most, 1) * 1.08]))
    bars = placed.mark_bar(height=18).encode(x=x, y=y, color=as_is("colour"))
    words = placed.mark_text(align="left", dx=6, fontWeight="bold", fontSize=13).encode(
        x=x, y=y, text="recommendations:Q"
    )
    return finished([bars, words], title=title, height=ROW_HEIGHT * len(rows) + 30, columns=110)
