"""What all charts share: their settings, inline data, titles that wrap."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from dashboard.kit import theme

TITLE_COLUMNS = 52
LINE_HEIGHT = 18
Row = Mapping[str, Any]


def data(rows: Sequence[Row]) -> alt.InlineData:
    """The rows inside the chart itself."""
    return alt.InlineData(values=[dict(row) for row in rows])


def wrapped(text: str, columns: int = TITLE_COLUMNS) -> list[str]:
    return textwrap.wrap(text, columns) or [""]


def finished(
    layers: Sequence[alt.Chart],
    *,
    title: str,
    height: int,
    subtitle: str = "",
    columns: int = TITLE_COLUMNS,
) -> alt.LayerChart:
    """The layers as one chart. The title states the finding and is also its accessible name.

    `height`: of the marks and their axis; the title's lines come on top of it. `columns`: of text
    in a line of the title.
    """
    lines = wrapped(title, columns)
    under = wrapped(subtitle, columns + columns // 8) if subtitle else []
    heading = alt.TitleParams(text=lines, subtitle=under)
    chart = alt.LayerChart(
        layer=list(layers),
        title=heading,
        height=height + LINE_HEIGHT * (len(lines) + len(under)),
        width="container",
        description=f"{title} {subtitle}".strip(),
    )
    configured: alt.LayerChart = chart.configure(**theme.CHART)
    return configured


def quiet_x(field: str, domain: Sequence[float]) -> alt.X:
    """A position without an axis: the marks carry their own labels."""
    return alt.X(field, type="quantitative", axis=None, scale=alt.Scale(domain=list(domain)))


def quiet_y(field: str, domain: Sequence[float]) -> alt.Y:
    return alt.Y(field, type="quantitative", axis=None, scale=alt.Scale(domain=list(domain)))


def as_is(field: str) -> alt.Color:
    """A colour that the row itself names."""
    return alt.Color(field, type="nominal", scale=None, legend=None)
