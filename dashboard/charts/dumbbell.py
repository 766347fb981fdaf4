"""Before and after by area: cases good or better, with the areas nobody made recommendations on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import altair as alt

from dashboard.charts.base import Row, data, finished
from dashboard.kit import theme
from domain.impact.assess import Verdict

ROW_HEIGHT = 30
_STAR = "★ "


class Standing(StrEnum):
    """How recommendations bear on an area between two audits."""

    JUDGED = "a verdict between these audits"
    ELSEWHERE = "recommended on, but judged between other audits or not at all"
    WITHOUT = "no recommendation"


@dataclass(frozen=True, slots=True)
class Movement:
    """One area between two audits. `verdict`: that of these two audits, None unless judged."""

    area: str
    before: int
    of_before: int
    after: int
    of_after: int
    standing: Standing
    verdict: Verdict | None
    wave_before: str
    wave_after: str

    @property
    def counts(self) -> str:
        """`3 → 8 of 10`, with both totals where they differ."""
        before = f"{self.before}"
        if self.of_before != self.of_after:
            before += f" of {self.of_before}"
        return f"{before} → {self.after} of {self.of_after}"


_STANDINGS = tuple(Standing)
_ORDER = (
    Verdict.WORSENED,
    Verdict.NO_CHANGE,
    Verdict.IMPROVED,
    Verdict.CANNOT,
    Verdict.NOT_YET,
    None,
)


def ordered(movements: Sequence[Movement]) -> list[Movement]:
    """By verdict, then area; areas without a recommendation beneath."""
    return sorted(
        movements,
        key=lambda one: (
            _STANDINGS.index(one.standing),
            _ORDER.index(one.verdict),
            one.area,
        ),
    )


def points(movements: Sequence[Movement]) -> list[Row]:
    """One row for each area, as it is drawn."""
    rows: list[Row] = []
    for one in ordered(movements):
        low, high = sorted((one.before / one.of_before, one.after / one.of_after))
        rows.append(
            {
                "area": f"{_STAR if one.standing is Standing.JUDGED else ''}{one.area}",
                "before": one.before / one.of_before,
                "after": one.after / one.of_after,
                "low": low,
                "high": high,
                "colour": theme.INK if one.standing is Standing.JUDGED else theme.GREY,
                "counts": one.counts,
                "verdict": _margin(one),
                "margin": 1.28,
                "numbers": 1.06,
            }
        )
    return rows


def _margin(one: Movement) -> str:
    if one.verdict is not None:
        return theme.verdict_words(one.verdict)
    return "no recommendation" if one.standing is Standing.WITHOUT else "not judged here"


def dumbbell_chart(
    movements: Sequence[Movement], *, title: str, good: str, subtitle: str = ""
) -> alt.LayerChart:
    """Open dot: before; filled dot: after. `good`: the label counted as good."""
    rows = points(movements)
    areas = [row["area"] for row in rows]
    placed = alt.Chart(data(rows))
    y = alt.Y(
        "area:N",
        sort=areas,
        title=None,
        axis=alt.Axis(labelLimit=320, labelPadding=10),
    )
    colour = alt.Color("colour:N", scale=None, legend=None)
    rule = placed.mark_rule(strokeWidth=3).encode(x=_x("low", good), x2="high", y=y, color=colour)
    track = placed.mark_rule(color=theme.PALE).encode(x=alt.datum(0), x2=alt.datum(1), y=y)
    before = placed.mark_point(
        shape="circle", size=240, filled=True, fill=theme.WHITE, strokeWidth=2.5, opacity=1
    ).encode(x=_x("before", good), y=y, stroke=colour)
    after = placed.mark_point(shape="circle", size=130, filled=True, opacity=1).encode(
        x=_x("after", good), y=y, color=colour
    )
    numbers = placed.mark_text(align="left").encode(
        x=_x("numbers", good), y=y, text="counts:N", color=colour
    )
    words = placed.mark_text(align="left").encode(x=_x("margin", good), y=y, text="verdict:N")
    return finished(
        [track, rule, before, after, numbers, words],
        title=title,
        subtitle=subtitle,
        height=ROW_HEIGHT * len(rows) + 70,
        columns=110,
    )


def _x(field: str, good: str) -> alt.X:
    return alt.X(
        field,
        type="quantitative",
        title=f"Share of cases {good} or better",
        scale=alt.Scale(domain=[-0.02, 1.6]),
        axis=alt.Axis(
            values=[0, 0.5, 1],
            labelExpr="datum.value == 0 ? 'none' : datum.value == 1 ? 'all' : 'half'",
            grid=True,
            gridColor=theme.PALE,
            titleAnchor="start",
        ),
    )
