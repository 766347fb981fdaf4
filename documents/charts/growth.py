"""How assurance grew: recommendations made, delivered, re-audited and with effect, by month."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from documents.charts import theme
from documents.charts.vega import Datum, Spec, chart, layer, mark, nominal, quantitative
from domain.kernel.days import MONTHS
from projections.queries.growth import Reached

STEPS = (
    ("made", "made", theme.PALE),
    ("delivered", "delivered", theme.GREY),
    ("reaudited", "re-audited since", theme.GOOD),
    ("effective", "with the effect wanted", theme.OUTSTANDING),
)
"""Each a part of the one before, and drawn over it."""
HEIGHT = 190
APART = 18
"""Pixels between the words of two steps."""


def areas(months: Sequence[tuple[date, Reached]]) -> list[Datum]:
    """One row for each month and step."""
    return [
        {"day": day.toordinal(), "step": name, "count": getattr(reached, name), "colour": colour}
        for day, reached in months
        for name, _, colour in STEPS
    ]


def growth_chart(months: Sequence[tuple[date, Reached]], *, title: str) -> Spec:
    first, last = months[0][0], months[-1][0]
    most = max(reached.made for _, reached in months) or 1
    room = round((last - first).days * 0.28) + 60
    days = {"domain": [first.toordinal(), last.toordinal() + room], "zero": False, "nice": False}
    x = quantitative("day", axis=None, scale=days)
    y = quantitative("count", title=None, axis={"tickMinStep": 1}, scale={"domain": [0, most]})
    drawn = areas(months)
    layers = [
        layer(
            [row for row in drawn if row["step"] == name],
            mark("area", interpolate="step-after", color=colour, opacity=1),
            x=x,
            y=y,
        )
        for name, _, colour in STEPS
    ]
    words = mark("text", align="left", dx=8, fontSize=12)
    ends = layer(_ends(months[-1], most), words, x=x, y=y, text=nominal("words"))
    years = [
        {"day": date(year, 1, 1).toordinal(), "count": 0, "words": str(year)}
        for year in range(first.year + 1, last.year + 1)
    ] or [
        {"day": first.toordinal(), "count": 0, "words": f"{MONTHS[first.month - 1]} {first.year}"}
    ]
    named = mark("text", align="left", baseline="top", dy=4, fontSize=12, color=theme.DARK)
    under = layer(years, named, x=x, y=y, text=nominal("words"))
    return chart([*layers, under, ends], title=title, height=HEIGHT, columns=110)


def _ends(latest: tuple[date, Reached], most: int) -> list[Datum]:
    """The count and name of each step beside its last month."""
    day, reached = latest
    counts = [getattr(reached, name) for name, _, _ in STEPS]
    places = _apart(counts, APART * most / HEIGHT, most)
    return [
        {"day": day.toordinal(), "count": place, "words": f"{count} {words}"}
        for (_, words, _), count, place in zip(STEPS, counts, places, strict=True)
    ]


def _apart(counts: Sequence[int], step: float, most: int) -> list[float]:
    """Where the words of each count stand, the highest first: a step apart, and none over `most`.

    Each is pushed up by the one below it, and down again where that leaves the chart.
    """
    pushed: list[float] = []
    for count in reversed(counts):
        pushed.append(max(float(count), pushed[-1] + step if pushed else 0.0))
    places: list[float] = []
    for place in reversed(pushed):
        places.append(min(place, places[-1] - step if places else float(most)))
    return places
