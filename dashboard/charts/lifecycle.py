"""Each recommendation's two tracks: delivery above, impact below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.charts.vega import Datum, Spec, chart, layer, mark, nominal, temporal, until
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


def diamonds(tracks: Sequence[Track]) -> list[Datum]:
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


def _lines(tracks: Sequence[Track]) -> list[Datum]:
    rows: list[Datum] = []
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


def _washes(tracks: Sequence[Track]) -> list[Datum]:
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


def _ends(tracks: Sequence[Track]) -> list[Datum]:
    return [
        {
            "recommendation": track.recommendation,
            "track": IMPACT,
            "on": track.until.isoformat(),
            "words": track.state,
        }
        for track in tracks
    ]


def lifecycle_chart(tracks: Sequence[Track], *, title: str) -> Spec:
    """Rows in the order given, which is the longest unproved first."""
    axis = {"format": "%b %Y", "tickCount": 6, "grid": True, "gridColor": theme.PALE}
    rows = {
        "y": nominal(
            "recommendation",
            sort=[track.recommendation for track in tracks],
            title=None,
            scale={"paddingInner": 0.25},
            axis={"labelLimit": 220, "labelPadding": 10},
        ),
        "yOffset": nominal("track", scale={"domain": [DELIVERY, IMPACT], "paddingInner": 0.1}),
    }
    span = {"x": temporal("from", title=None, axis=axis), "x2": until("to"), **rows}
    day = temporal("on", title=None, axis=axis)
    wash = layer(_washes(tracks), mark("bar", color=theme.PALE), **span)
    line = layer(_lines(tracks), mark("rule", strokeWidth=2), **span, color=_track_colour())
    steps = layer(
        diamonds(tracks),
        mark("point", shape="diamond", filled=True, size=90, opacity=1),
        x=day,
        **rows,
        color=_track_colour(),
        tooltip=[nominal("recommendation"), nominal("words"), temporal("on")],
    )
    state = mark("text", align="left", dx=8, fontSize=11)
    states = layer(_ends(tracks), state, x=day, **rows, text=nominal("words"))
    unproved = any(track.unproved_since is not None for track in tracks)
    return chart(
        [*([wash] if unproved else []), line, steps, states],
        title=title,
        subtitle="Upper line: delivery. Lower line: impact; grey while closed and not re-audited.",
        height=ROW_HEIGHT * len(tracks) + 40,
        columns=110,
    )


def _track_colour() -> Spec:
    return nominal(
        "track",
        scale={"domain": [DELIVERY, IMPACT], "range": [theme.DARK, theme.GOOD]},
        legend=None,
    )
