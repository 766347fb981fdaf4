"""The grades of one audit: a bar for each area of work, as long as the cases graded in it.

Each part carries its letter and its count, so that the picture can be read in black and white.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents.charts import theme
from documents.charts.vega import (
    Spec,
    as_is,
    chart,
    layer,
    mark,
    nominal,
    quantitative,
    until,
)

BAR = 26
APART = 12
COLUMNS = 92


@dataclass(frozen=True, slots=True)
class Part:
    """So many cases at one grade, or half-way between two. `letter`: what it is called in a bar."""

    label: str
    letter: str
    colour: str
    cases: int


@dataclass(frozen=True, slots=True)
class Bar:
    """An area of work; `parts`: the worst grade first."""

    name: str
    parts: tuple[Part, ...]


def grades_chart(bars: Sequence[Bar], *, title: str) -> Spec:
    rows = [row for bar in bars for row in _parts(bar)]
    names = [bar.name for bar in bars]
    most = max((sum(part.cases for part in bar.parts) for bar in bars), default=1)
    y = nominal(
        "name",
        title=None,
        sort=names,
        axis={"labelLimit": 330},
        scale={"paddingInner": APART / (BAR + APART), "paddingOuter": 0.1},
    )
    x = quantitative("from", axis=None, scale={"domain": [0, most]})
    shape = mark("bar", stroke=theme.WHITE, strokeWidth=2)
    words = mark("text", fontSize=13, fontWeight="bold")
    layers = [
        layer(rows, shape, y=y, x=x, x2=until("until"), color=as_is("colour")),
        layer(
            rows,
            words,
            y=y,
            x=quantitative("middle", axis=None, scale={"domain": [0, most]}),
            text=nominal("words"),
            color=as_is("ink"),
        ),
    ]
    return chart(
        layers,
        title=title,
        subtitle=_key(bars),
        height=len(bars) * (BAR + APART),
        columns=COLUMNS,
    )


def _parts(bar: Bar) -> Iterator[dict[str, object]]:
    begun = 0
    for part in bar.parts:
        if part.cases:
            yield {
                "name": bar.name,
                "from": begun,
                "until": begun + part.cases,
                "middle": begun + part.cases / 2,
                "colour": part.colour,
                "ink": theme.ink_on(part.colour),
                "words": f"{part.letter} {part.cases}",
            }
        begun += part.cases


def _key(bars: Sequence[Bar]) -> str:
    """What each letter stands for, worst first."""
    said = {part.letter: part.label for bar in bars for part in bar.parts if part.cases}
    return "Cases by grade. " + ", ".join(f"{letter}: {label}" for letter, label in said.items())
