"""Each recommendation's two tracks: delivery above, impact below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from dashboard.charts.base import Row, data, finished
from dashboard.kit import theme

DELIVERY, IMPACT = "delivery", "impact"
ROW_HEIGHT = 46


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to a recommendation, on one of its tracks."""

    on: date
    words: str
    track: str


@dataclass(frozen=True, slots=True)
class Track:
    """One recommendation. `unproved_since`: closed then, and no re-audit up to `until`.

    `state`: a few words for the end of the row.
    """

    recommendation: str
    steps: tuple[Step, ...]
    delivered_until: date
    unproved_since: date | None
    until: date
    state: str


def diamonds(tracks: Sequence[Track]) -> list[Row]:
    """One row for each step."""
    return [
        {
            "recommendation": track.recommendation,
            "track": step.track,
            "on": step.on.isoformat(),
            "words": step.words,
        }
        for track in tracks
        for step in track.steps
    ]


def _lines(tracks: Sequence[Track]) -> list[Row]:
    rows: list[Row] = []
    for track in tracks:
        first = min(step.on for step in track.steps)
        ends = {DELIVERY: track.delivered_until, IMPACT: track.until}
        rows += [
            {
                "recommendation": track.recommendation,
                "track": name,
                "from": first.isoformat(),
                "to": max(end, first).isoformat(),
            }
            for name, end in ends.items()
        ]
    return rows


def _washes(tracks: Sequence[Track]) -> list[Row]:
    return [
        {
            "recommendation": track.recommendation,
            "track": IMPACT,
            "from": track.unproved_since.isoformat(),
            "to": track.until.isoformat(),
        }
        for track in tracks
        if track.unproved_since is not None
    ]


def lifecycle_chart(tracks: Sequence[Track], *, title: str) -> alt.LayerChart:
    """Rows in the order given, which is the longest unproved first."""
    order = [track.recommendation for track in tracks]
    y = alt.Y(
        "recommendation:N",
        sort=order,
        title=None,
        scale=alt.Scale(paddingInner=0.25),
        axis=alt.Axis(labelLimit=220, labelPadding=10),
    )
    offset = alt.YOffset("track:N", scale=alt.Scale(domain=[DELIVERY, IMPACT], paddingInner=0.1))
    axis = alt.Axis(format="%b %Y", tickCount=6, grid=True, gridColor=theme.PALE)
    x = alt.X("from:T", title=None, axis=axis)
    wash = (
        alt.Chart(data(_washes(tracks)))
        .mark_bar(color=theme.PALE)
        .encode(x=x, x2="to:T", y=y, yOffset=offset)
    )
    line = (
        alt.Chart(data(_lines(tracks)))
        .mark_rule(strokeWidth=2)
        .encode(x=x, x2="to:T", y=y, yOffset=offset, color=_track_colour())
    )
    marks = (
        alt.Chart(data(diamonds(tracks)))
        .mark_point(shape="diamond", filled=True, size=90, opacity=1)
        .encode(
            x=alt.X("on:T", title=None, axis=axis),
            y=y,
            yOffset=offset,
            color=_track_colour(),
            tooltip=["recommendation:N", "words:N", "on:T"],
        )
    )
    ends = [
        {"recommendation": t.recommendation, "track": IMPACT, "on": t.until.isoformat(),
         "words": t.state}
        for t in tracks
    ]  # fmt: skip
    words = (
        alt.Chart(data(ends))
        .mark_text(align="left", dx=8, fontSize=11)
        .encode(x=alt.X("on:T", axis=axis), y=y, yOffset=offset, text="words:N")
    )
    unproved = any(track.unproved_since is not None for track in tracks)
    return finished(
        [*([wash] if unproved else []), line, marks, words],
        title=title,
        subtitle="Upper line: delivery. Lower line: impact; grey while closed and not re-audited.",
        height=ROW_HEIGHT * len(tracks) + 40,
        columns=110,
    )


def _track_colour() -> alt.Color:
    return alt.Color(
        "track:N",
        scale=alt.Scale(domain=[DELIVERY, IMPACT], range=[theme.DARK, theme.GOOD]),
        legend=None,
    )
