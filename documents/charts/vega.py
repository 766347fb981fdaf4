"""What all charts share: the parts of a Vega-Lite spec, as the dictionaries that they are.

vega.github.io/vega-lite/docs says what each key means. The tests validate every chart against the
schema; a page does not (docs/decisions/0023).
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from documents.charts import theme

TITLE_COLUMNS = 52
Datum = Mapping[str, Any]
"""What one mark is drawn from."""
Spec = dict[str, Any]
"""A Vega-Lite object: a chart, a layer, a mark or a channel."""


def wrapped(text: str, columns: int = TITLE_COLUMNS) -> list[str]:
    return textwrap.wrap(text, columns) or [""]


def chart(
    layers: Sequence[Spec],
    *,
    title: str,
    height: int,
    subtitle: str = "",
    columns: int = TITLE_COLUMNS,
) -> Spec:
    """The layers as one chart. The title states the finding and is also its accessible name.

    `height`: of the marks and their axis. `columns`: of text in a line of the title, in a picture
    of its own: on a page the title is text over the chart.
    """
    lines = wrapped(title, columns)
    under = wrapped(subtitle, columns + columns // 8) if subtitle else []
    return {
        "title": {"text": lines, "subtitle": under},
        "description": f"{title} {subtitle}".strip(),
        "width": "container",
        "height": height,
        "layer": list(layers),
        "config": theme.CHART,
    }


def untitled(layers: Sequence[Spec], *, name: str, description: str, height: int) -> Spec:
    """The layers as one chart under words of the page's own. `name`: of its files, and over it in
    them; `description`: what is seen, in words."""
    return {
        "usermeta": {"title": {"text": [name]}},
        "description": description,
        "width": "container",
        "height": height,
        "layer": list(layers),
        "config": theme.CHART,
    }


def finding(drawn: Spec) -> str:
    """What a chart shows, in a sentence: its title, its name, or how its description begins."""
    title = drawn.get("title") or drawn.get("usermeta", {}).get("title")
    return " ".join(title["text"]) if title else str(drawn["description"]).partition(". ")[0]


def layer(rows: Iterable[Datum], mark: Spec, **channels: Spec | Sequence[Spec]) -> Spec:
    """One mark for each row. `channels`: which field of the row says where and how."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": channels}


def mark(kind: str, **how: Any) -> Spec:
    return {"type": kind, **how}


def nominal(field: str, **how: Any) -> Spec:
    """A channel of words."""
    return {"field": field, "type": "nominal", **how}


def quantitative(field: str, **how: Any) -> Spec:
    """A channel of numbers."""
    return {"field": field, "type": "quantitative", **how}


def temporal(field: str, **how: Any) -> Spec:
    """A channel of days in ISO format."""
    return {"field": field, "type": "temporal", **how}


def until(field: str) -> Spec:
    """The far end of a mark, on the axis of its near end."""
    return {"field": field}


def without_axis(field: str, domain: Sequence[float]) -> Spec:
    """A position without an axis: the marks carry their own labels."""
    return quantitative(field, axis=None, scale={"domain": list(domain)})


def as_is(field: str) -> Spec:
    """A colour, or a width, that the row itself names."""
    return nominal(field, scale=None, legend=None)
