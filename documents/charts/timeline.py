"""The programme on one axis of time: its audits, what they ask of the agencies, and today."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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

HEAD = 34
"""Pixels at the top for the words of today and of the review."""
LINE, BAR, WORDS, GAP = 15, 14, 16, 12
"""Pixels: of a line of a row's name, of a bar, of the words under it, and between rows."""
BOX = 18
"""Pixels of a box that is full where all the days that an agency declared are asked for."""
NARROW = 560
"""Pixels of a chart's width under which names are broken and words are short."""
NARROW_COLUMNS = 42
BURDENS = "Days asked of each agency, of those that it declared for a quarter:"
_NAMES_RIGHT_FROM = 0.72
"""Words of what begins after this part of the span end where it ends."""
_APART = 0.2
"""Part of the span that is between the beginnings of two bars in one line, at least."""


class Course(StrEnum):
    """How an audit of the programme goes: the word and its colour."""

    DONE = "done"
    GOING = "under way"
    LATE = "late"
    AHEAD = "to come"
    OFF = "called off"


_FILL = {
    Course.DONE: "#BBD5EE",
    Course.GOING: "#DCE9F4",
    Course.LATE: "#FBDCC9",
    Course.AHEAD: theme.WHITE,
    Course.OFF: theme.PALE,
}
_EDGE = {Course.LATE: theme.REQUIRES_IMPROVEMENT, Course.OFF: theme.GREY}


@dataclass(frozen=True, slots=True)
class Bar:
    """One audit. `start`, `end`: of the casework looked at, or of its quarter before it is planned.

    `report`: until when the report is written, or was; `considered`: the day SAIG did.
    """

    start: date
    end: date
    report: date | None
    considered: date | None
    course: Course
    words: str
    short: str


@dataclass(frozen=True, slots=True)
class Lane:
    """The audits with one tool: the baseline and what repeats it, in one row."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """Days asked of an agency in a quarter. `share`: of those declared; None: none declared."""

    start: date
    end: date
    share: float | None
    over: bool


@dataclass(frozen=True, slots=True)
class Burden:
    """What is asked of an agency, and its own audits: each a day, a shape and whether filled."""

    title: str
    asked: tuple[Asked, ...]
    own: tuple[tuple[date, str, bool], ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """The time shown, with today and the day by which SAIG reviews the programme."""

    first: date
    last: date
    today: date
    review_due: date | None

    def part(self, day: date) -> float:
        """Where a day lies, from 0 to 1."""
        return (day - self.first).days / max((self.last - self.first).days, 1)


def rows_of(bars: Sequence[Bar], span: Span) -> list[list[Bar]]:
    """The bars of a lane in as many lines as keep the words under them apart."""
    lines: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda one: one.start):
        for line in lines:
            if span.part(bar.start) - span.part(line[-1].start) >= _APART:
                line.append(bar)
                break
        else:
            lines.append([bar])
    return lines


class _Drawing:
    """Marks by kind, while rows are put under one another."""

    def __init__(self, span: Span) -> None:
        self.span, self.y = span, HEAD
        self.names: list[Datum] = []
        self.bars: list[Datum] = []
        self.lines: list[Datum] = []
        self.dots: list[Datum] = []
        self.words: list[Datum] = []
        self.boxes: list[Datum] = []
        self.own: list[Datum] = []

    def name(self, title: str) -> None:
        broken = wrapped(title, NARROW_COLUMNS)
        self.names.append({"y": self.y, "wide": title, "narrow": "\n".join(broken)})
        self.y += LINE * len(broken) + 4

    def lane(self, lane: Lane) -> None:
        self.name(lane.title)
        for line in rows_of(lane.bars, self.span):
            middle = self.y + BAR / 2
            if len(line) > 1:
                self._line(line[0].start, line[-1].start, middle, theme.PALE, 2)
            for bar in line:
                self._bar(bar, middle)
            self.y += BAR + WORDS
        self.y += GAP

    def _line(self, start: date, end: date, y: float, colour: str, width: int) -> None:
        self.lines.append(
            {"x": start.isoformat(), "x2": end.isoformat(), "y": y, "colour": colour, "w": width}
        )

    def _bar(self, bar: Bar, middle: float) -> None:
        self.bars.append(
            {
                "x": bar.start.isoformat(),
                "x2": bar.end.isoformat(),
                "y": middle - BAR / 2,
                "y2": middle + BAR / 2,
                "fill": _FILL[bar.course],
                "edge": _EDGE.get(bar.course, theme.GOOD),
            }
        )
        if bar.report is not None and bar.report > bar.end:
            self._line(bar.end, bar.report, middle, _EDGE.get(bar.course, theme.GOOD), 3)
        if bar.considered is not None:
            self.dots.append({"x": bar.considered.isoformat(), "y": middle})
        right = self.span.part(bar.start) > _NAMES_RIGHT_FROM
        end = max(bar.end, bar.considered or bar.end, bar.report or bar.end)
        self.words.append(
            {
                "x": (end if right else bar.start).isoformat(),
                "y": middle + BAR / 2 + 11,
                "wide": bar.words,
                "narrow": bar.short,
                "right": right,
            }
        )

    def burden(self, burden: Burden) -> None:
        self.name(burden.title)
        for asked in burden.asked:
            self.boxes += _boxes(asked, self.y)
        self.y += BOX
        if burden.own:
            self.y += 10
            self.own += [
                {"x": day.isoformat(), "y": self.y, "shape": shape, "filled": filled}
                for day, shape, filled in burden.own
            ]
            self.y += 6
        self.y += GAP - 2


def _boxes(asked: Asked, top: float) -> Iterator[Datum]:
    """The declared days as a box, and how full it is."""
    x = {"x": asked.start.isoformat(), "x2": asked.end.isoformat()}
    edge = theme.GREY if asked.share is not None else theme.PALE
    yield {**x, "y": top, "y2": top + BOX, "fill": theme.WHITE, "edge": edge, "sign": ""}
    share = 1.0 if asked.share is None else min(asked.share, 1.0)
    if share:
        full = "#F9B48C" if asked.over else "#BBD5EE"
        yield {
            **x,
            "y": top + BOX * (1 - share),
            "y2": top + BOX,
            "fill": theme.PALE if asked.share is None else full,
            "edge": theme.INK if asked.over else theme.WHITE,
            "sign": "▲" if asked.over else "",
            "middle": (asked.start + (asked.end - asked.start) / 2).isoformat(),
        }


def timeline_chart(
    lanes: Sequence[Lane], burdens: Sequence[Burden], span: Span, *, description: str
) -> Spec:
    """Audits above, agencies below, on one axis. `description`: what is seen, in words."""
    drawing = _Drawing(span)
    for lane in lanes:
        drawing.lane(lane)
    if burdens:
        drawing.name(BURDENS)
    for burden in burdens:
        drawing.burden(burden)
    height = drawing.y
    return untitled(
        [_axis(span, height), *_moments(span, height), *_marks(drawing)],
        name="The programme on one axis of time",
        description=description,
        height=height,
    )


def _at(x: str = "x", y: str = "y") -> Spec:
    """Where a mark is. The layer of the axis says how far both reach, for all of them."""
    return {"x": temporal(x, title=None), "y": {"field": y, "type": "quantitative", "axis": None}}


def _axis(span: Span, height: int) -> Spec:
    """The years along the top, and how far time and rows reach."""
    axis = {
        "orient": "top",
        "format": "%Y",
        "tickCount": "year",
        "grid": True,
        "gridColor": theme.PALE,
        "labelPadding": 2,
    }
    days = [span.first.isoformat(), span.last.isoformat()]
    return layer(
        [{"x": days[0], "y": 0}],
        mark("point", opacity=0),
        x=temporal("x", title=None, axis=axis, scale={"domain": days}),
        y={
            "field": "y",
            "type": "quantitative",
            "axis": None,
            "scale": {"domain": [0, height], "reverse": True, "nice": False, "zero": False},
        },
    )


def _moments(span: Span, height: int) -> list[Spec]:
    """Today, and the day of the next review, as lines with their names above the rows."""
    found = [(span.today, "today", 8, theme.INK, [4, 3])]
    if span.review_due is not None:
        found.append((span.review_due, "review due", 24, theme.GREY, [1, 3]))
    layers = []
    for day, words, y, colour, dash in found:
        right = span.part(day) > _NAMES_RIGHT_FROM
        rows: list[Datum] = [{"x": day.isoformat(), "y": y, "y2": height, "words": words}]
        rule = mark("rule", color=colour, strokeWidth=1.5, strokeDash=dash)
        text = mark("text", align="right" if right else "left", dx=-4 if right else 4, color=colour)
        layers += [
            layer(rows, rule, **_at(), y2=until("y2")),
            layer(rows, text, **_at(), text=nominal("words")),
        ]
    return layers


def _marks(drawing: _Drawing) -> list[Spec]:
    at = _at()
    words = {"expr": f"width < {NARROW} ? datum.narrow : datum.wide"}
    name = mark("text", align="left", baseline="top", fontWeight="bold", text=words, lineBreak="\n")
    rect = {"x2": until("x2"), "y2": until("y2"), "fill": as_is("fill"), "stroke": as_is("edge")}
    left = [row for row in drawing.words if not row["right"]]
    right = [row for row in drawing.words if row["right"]]
    signs = [row for row in drawing.boxes if row["sign"]]
    small = {"fontSize": 11, "color": theme.DARK, "text": words, "baseline": "middle"}
    filled = [row for row in drawing.own if row["filled"]]
    hollow = [row for row in drawing.own if not row["filled"]]
    shape = {"shape": as_is("shape")}
    return [
        layer(
            drawing.lines,
            mark("rule"),
            **at,
            x2=until("x2"),
            color=as_is("colour"),
            strokeWidth={"field": "w", "type": "quantitative", "scale": None, "legend": None},
        ),
        layer(drawing.bars, mark("rect", cornerRadius=2, strokeWidth=1.5), **at, **rect),
        layer(drawing.dots, mark("point", filled=True, size=90, color=theme.INK, opacity=1), **at),
        layer(left, mark("text", align="left", **small), **at),
        layer(right, mark("text", align="right", **small), **at),
        layer(drawing.boxes, mark("rect", strokeWidth=1), **at, **rect),
        layer(signs, mark("text", dy=BOX / 2, fontSize=11), **_at("middle"),
              text=nominal("sign")),
        layer(filled, mark("point", filled=True, size=70, color=theme.INK, opacity=1), **at,
              **shape),
        layer(hollow, mark("point", filled=False, size=70, color=theme.INK, opacity=1), **at,
              **shape),
        layer(drawing.names, {**name, "x": 0}, y=at["y"]),
    ]  # fmt: skip
