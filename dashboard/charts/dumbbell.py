"""Before and after by area: cases good or better, with the areas nobody made recommendations on."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.charts.vega import (
    Datum,
    Spec,
    as_is,
    chart,
    layer,
    mark,
    nominal,
    quantitative,
    until,
)
from dashboard.kit import theme
from domain.impact.verdicts import Verdict
from projections.queries.movements import Bearing, Movement

ROW_HEIGHT = 30
_STAR = "★ "


_BEARINGS = tuple(Bearing)
_ORDER = (
    Verdict.WORSENED,
    Verdict.MIXED,
    Verdict.NO_CHANGE,
    Verdict.SMALL,
    Verdict.HELD,
    Verdict.IMPROVED,
    Verdict.CANNOT,
    Verdict.NOT_YET,
    None,
)


def ordered(movements: Sequence[Movement]) -> list[Movement]:
    """By verdict, then area; areas without a recommendation beneath."""
    return sorted(
        movements,
        key=lambda movement: (
            _BEARINGS.index(movement.bearing),
            _ORDER.index(movement.verdict),
            movement.area,
        ),
    )


def good_cases(movement: Movement) -> str:
    """`3 → 8 of 10`, with both totals where they differ."""
    before = f"{movement.before}"
    if movement.of_before != movement.of_after:
        before += f" of {movement.of_before}"
    return f"{before} → {movement.after} of {movement.of_after}"


def points(movements: Sequence[Movement]) -> list[Datum]:
    """One row for each area, as it is drawn."""
    rows: list[Datum] = []
    for movement in ordered(movements):
        is_judged = movement.bearing is Bearing.JUDGED
        before = movement.before / movement.of_before
        after = movement.after / movement.of_after
        rows.append(
            {
                "area": f"{_STAR if is_judged else ''}{movement.area}",
                "before": before,
                "after": after,
                "low": min(before, after),
                "high": max(before, after),
                "colour": theme.INK if is_judged else theme.GREY,
                "counts": good_cases(movement),
                "verdict": _verdict_words(movement),
                "margin": 1.28,
                "numbers": 1.06,
            }
        )
    return rows


def _verdict_words(movement: Movement) -> str:
    if movement.verdict is not None:
        return theme.verdict_words(movement.verdict)
    return "no recommendation" if movement.bearing is Bearing.WITHOUT else "not judged here"


def dumbbell_chart(
    movements: Sequence[Movement], *, title: str, good: str, subtitle: str = ""
) -> Spec:
    """Open dot: before; filled dot: after. `good`: the label counted as good."""
    rows = points(movements)
    areas = [row["area"] for row in rows]
    y = nominal("area", sort=areas, title=None, axis={"labelLimit": 320, "labelPadding": 10})
    colour = as_is("colour")
    track = layer(rows, mark("rule", color=theme.PALE), x={"datum": 0}, x2={"datum": 1}, y=y)
    rule = layer(
        rows, mark("rule", strokeWidth=3), x=_x("low", good), x2=until("high"), y=y, color=colour
    )
    open_dot = mark(
        "point", shape="circle", size=240, filled=True, fill=theme.WHITE, strokeWidth=2.5, opacity=1
    )
    before = layer(rows, open_dot, x=_x("before", good), y=y, stroke=colour)
    filled_dot = mark("point", shape="circle", size=130, filled=True, opacity=1)
    after = layer(rows, filled_dot, x=_x("after", good), y=y, color=colour)
    words = mark("text", align="left")
    numbers = layer(rows, words, x=_x("numbers", good), y=y, text=nominal("counts"), color=colour)
    verdicts = layer(rows, words, x=_x("margin", good), y=y, text=nominal("verdict"))
    return chart(
        [track, rule, before, after, numbers, verdicts],
        title=title,
        subtitle=subtitle,
        height=ROW_HEIGHT * len(rows) + 70,
        columns=110,
    )


def _x(field: str, good: str) -> Spec:
    return quantitative(
        field,
        title=f"Share of cases {good} or better",
        scale={"domain": [-0.02, 1.6]},
        axis={
            "values": [0, 0.5, 1],
            "labelExpr": "datum.value == 0 ? 'none' : datum.value == 1 ? 'all' : 'half'",
            "grid": True,
            "gridColor": theme.PALE,
            "titleAnchor": "start",
        },
    )
