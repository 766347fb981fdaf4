"""Each recommendation's two tracks: delivery above, impact below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from documents.charts import theme
from documents.charts.vega import (
    Datum,
    Spec,
    as_is,
    layer,
    mark,
    nominal,
    temporal,
    until,
    untitled,
    wrapped,
)

DELIVERY, IMPACT = "delivery", "impact"
HEAD = 6
LINE, TRACK, GAP = 16, 10, 14
"""Pixels: of a line of a name, between the tracks, and between recommendations."""
NARROW, NARROW_COLUMNS = 700, 30
"""Pixels of a chart's width under which names are broken, and their characters in a line."""
_COLOURS = {DELIVERY: theme.DARK, IMPACT: theme.GOOD}


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a recommendation, on one of its tracks."""

    on: date
    words: str
    track: str


@dataclass(frozen=True, slots=True)
class Track:
    """One recommendation. `unproved_since`: closed then, and no re-audit up to `until`.

    `name`: what it is about, in words; `state`: a few words for the end of its line, and `short`
    fewer.
    """

    recommendation: str
    name: str
    steps: tuple[Step, ...]
    delivered_until: date
    unproved_since: date | None
    until: date
    state: str
    short: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A track on the page: how far from the top its name and its two lines are, in pixels."""

    track: Track
    narrow: tuple[str, ...]
    top: int

    def y(self, track: str) -> int:
        lines = LINE * len(self.narrow) + 8
        return self.top + lines + (TRACK if track == IMPACT else 0)

    @property
    def bottom(self) -> int:
        return self.y(IMPACT) + GAP


def placed(tracks: Sequence[Track]) -> list[Placed]:
    """The tracks under one another, in the order given."""
    found: list[Placed] = []
    for track in tracks:
        top = found[-1].bottom if found else HEAD
        found.append(Placed(track, tuple(wrapped(track.name, NARROW_COLUMNS)), top))
    return found


def diamonds(rows: Sequence[Placed]) -> list[Datum]:
    """One mark for each step."""
    return [
        {
            "about": row.track.name,
            "y": row.y(step.track),
            "on": step.on.isoformat(),
            "words": step.words,
            "colour": _COLOURS[step.track],
        }
        for row in rows
        for step in row.track.steps
    ]


def _lines(rows: Sequence[Placed]) -> Iterator[Datum]:
    for row in rows:
        first = min(step.on for step in row.track.steps)
        ends = {DELIVERY: row.track.delivered_until, IMPACT: row.track.until}
        for name, end in ends.items():
            yield {
                "y": row.y(name),
                "from": first.isoformat(),
                "to": max(end, first).isoformat(),
                "colour": _COLOURS[name],
            }


def washes(rows: Sequence[Placed]) -> list[Datum]:
    """How long something is closed without a re-audit."""
    return [
        {
            "y": row.y(IMPACT) - 5,
            "y2": row.y(IMPACT) + 5,
            "from": row.track.unproved_since.isoformat(),
            "to": row.track.until.isoformat(),
        }
        for row in rows
        if row.track.unproved_since is not None
    ]


def _words(rows: Sequence[Placed]) -> list[Datum]:
    return [
        {
            "y": row.y(DELIVERY) - 8,
            "wide": row.track.name,
            "narrow": "\n".join(row.narrow),
            "state": row.track.state,
            "short": row.track.short,
            "up": -LINE * (len(row.narrow) - 1),
        }
        for row in rows
    ]


def lifecycle_chart(tracks: Sequence[Track], *, description: str) -> Spec:
    """Rows in the order given, which is the longest unproved first."""
    rows = placed(tracks)
    height = rows[-1].bottom if rows else HEAD
    y: Spec = {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, height], "reverse": True, "nice": False, "zero": False},
    }
    axis = {"format": "%Y", "tickCount": "year", "grid": True, "gridColor": theme.PALE}
    day = {"title": None, "axis": {**axis, "orient": "top"}}
    span = {"x": temporal("from", **day), "x2": until("to"), "y": y}
    named = {"y": y}
    words = _words(rows)
    name = {**_either("wide", "narrow"), "dy": {"expr": f"width < {NARROW} ? datum.up : 0"}}
    state = _either("state", "short")
    layers = [
        layer(washes(rows), mark("bar", color=theme.PALE), **span, y2=until("y2")),
        layer(list(_lines(rows)), mark("rule", strokeWidth=2), **span, color=as_is("colour")),
        layer(
            diamonds(rows),
            mark("point", shape="diamond", filled=True, size=80, opacity=1),
            x=temporal("on", **day),
            y=y,
            color=as_is("colour"),
            tooltip=[nominal("about"), nominal("words"), temporal("on")],
        ),
        layer(words, {**name, "x": 0, "align": "left", "fontWeight": "bold"}, **named),
        layer(words, {**state, "x": {"expr": "width"}, "align": "right"}, **named),
    ]
    return untitled(
        [drawn for drawn in layers if drawn["data"]["values"]],
        name="Delivery and impact, side by side",
        description=description,
        height=height,
    )


def _either(wide: str, narrow: str) -> Spec:
    """Text that is short, or broken, where the chart is narrow."""
    chosen = {"expr": f"width < {NARROW} ? datum.{narrow} : datum.{wide}"}
    return mark("text", text=chosen, baseline="bottom", lineBreak="\n", lineHeight=LINE)
