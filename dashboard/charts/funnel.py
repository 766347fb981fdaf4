"""The funnel of assurance: how many recommendations reached each step, in plain counts."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.vega import Datum, Spec, as_is, chart, layer, mark, nominal, quantitative
from dashboard.kit import theme
from projections.queries.board import FunnelStep

OUTCOMES = {
    "improved": theme.GOOD,
    "improved in some areas": theme.GOOD,
    "no change detectable": theme.DARK,
    "worsened in any area": theme.REQUIRES_IMPROVEMENT,
}
"""The last steps share out those judged."""
ROW_HEIGHT = 30


def steps(funnel: Sequence[FunnelStep]) -> list[Datum]:
    """One row for each step: its words, its count and how it is drawn."""
    return [
        {
            "step": ("of these: " if step.step in OUTCOMES else "") + step.step,
            "recommendations": len(step.recommendations),
            "colour": OUTCOMES.get(step.step, theme.GREY),
        }
        for step in funnel
    ]


def funnel_chart(funnel: Sequence[FunnelStep], *, title: str) -> Spec:
    rows = steps(funnel)
    order = [row["step"] for row in rows]
    most = max((row["recommendations"] for row in rows), default=1)
    y = nominal("step", sort=order, title=None, axis={"labelLimit": 320, "labelPadding": 8})
    x = quantitative("recommendations", axis=None, scale={"domain": [0, max(most, 1) * 1.08]})
    bars = layer(rows, mark("bar", height=18), x=x, y=y, color=as_is("colour"))
    counts = layer(
        rows,
        mark("text", align="left", dx=6, fontWeight="bold", fontSize=13),
        x=x,
        y=y,
        text=quantitative("recommendations"),
    )
    return chart([bars, counts], title=title, height=ROW_HEIGHT * len(rows) + 30, columns=110)
