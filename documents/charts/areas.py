"""Impact over time: a row for each area of work on one time axis, under the meeting's agenda.

A stack of blocks stands at each casework date, one block for each case; a dashed line where an
action was in place. On a wide page words stand on both sides of the axis, on a narrow one above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from documents.charts import theme
from documents.charts.area_plan import (
    BLOCKS_HIGH,
    HEADING,
    LEGEND_HEIGHT,
    LINE,
    NAME,
    OVER,
    SMALL,
    STACK_HEIGHT,
    STACK_WIDTH,
    WIDTH_OF_LETTER,
    YEAR_DAYS,
    Axis,
    Label,
    Layout,
    Mark,
    Placed,
    Plan,
    Row,
    Stack,
    axis_of,
    count_left,
    plan,
)
from documents.charts.vega import Datum, Spec, as_is, layer, mark, nominal, until
from domain.history.words import FROM_DOCUMENT

LINK = "#1D5E9B"
BAND = "#F3F4F6"
_DAYS = mark("rule", color=theme.DARK, strokeWidth=2.5)
_DAYS_OF_DOCUMENT = mark("rule", color=theme.DARK, strokeWidth=2.5, strokeDash=[4, 3])
"""Under a stack: the casework that was audited, here or as a document says."""
YEAR_WIDTH = 34
"""Of a year's number, with room beside it."""


def area_chart(
    rows: Sequence[Row],
    legend: Sequence[tuple[str, str]],
    *,
    worst: str,
    today: date,
    layout: Layout,
    today_words: str,
) -> Spec:
    """`legend`: each grade's colour and name; `worst`: the name of the worst."""
    axis = axis_of(rows, today, layout)
    past = any(stack.from_document for row in rows for stack in row.stacks)
    key = _legend(legend, worst, layout, past=past)
    drawn = plan(rows, axis, max((one["line"] for one in key), default=0) + 1)
    layers = [
        *_years(axis, drawn),
        *_today(axis, drawn, today_words),
        *_row_layers(drawn, axis),
        *_block_layers(drawn, axis),
        *_counts(drawn, axis),
        *_marks(drawn, axis),
        *_words(drawn, layout),
        *_legend_layers(key),
    ]
    return {
        "width": "container",
        "height": drawn.height + (2 if today_beside(axis, today_words) else 14),
        "padding": 0,
        "autosize": {"type": "none"},
        "layer": layers,
        "config": {**theme.CHART, "aria": False},
        "usermeta": {"embedOptions": {"renderer": "svg"}, "least": layout.least},
    }


def blocks(plan: Plan) -> list[Datum]:
    """One row for each case: its colour and its place in its stack."""
    return [block for one in plan.rows for s in one.row.stacks for block in _blocks(one, s)]


def _blocks(placed: Placed, stack: Stack) -> Iterator[Datum]:
    across = max(-(-len(stack.blocks) // BLOCKS_HIGH), 1)
    high = -(-len(stack.blocks) // across)
    for number, colour in enumerate(stack.blocks):
        up, along = divmod(number, across)
        yield {
            "day": stack.middle.toordinal(),
            "across": across,
            "along": along,
            "colour": colour,
            "top": round(placed.foot - (up + 1) * STACK_HEIGHT / high, 2),
            "foot": round(placed.foot - up * STACK_HEIGHT / high - 0.8, 2),
        }


def _block_layers(plan: Plan, axis: Axis) -> Iterator[Spec]:
    """A layer for each place across: Vega-Lite moves a mark sideways, but not each by its row."""
    rows = sorted(blocks(plan), key=lambda row: (row["across"], row["along"]))
    for (across, along), of_place in groupby(rows, key=lambda r: (r["across"], r["along"])):
        width = STACK_WIDTH / across
        aside = (along + 0.5) * width - STACK_WIDTH / 2
        shape = mark("rect", width=width - (0.8 if across > 1 else 0), xOffset=aside)
        kept = [{k: row[k] for k in ("day", "colour", "top", "foot")} for row in of_place]
        yield layer(
            kept,
            shape,
            x=axis.x(),
            y=pixels("top"),
            y2=until("foot"),
            color=as_is("colour"),
        )


def pixels(field: str) -> Spec:
    """A place that the row names in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def at(x: float | str) -> Spec:
    """A place across that is the same for every row; a text is an expression of the width."""
    return {"value": {"expr": x} if isinstance(x, str) else x}


def _texts(rows: Sequence[Datum], x: Spec, how: Spec, **channels: Spec) -> Spec:
    """Words whose place down the page is a baseline in pixels."""
    how = mark("text", baseline="alphabetic", **how)
    return layer(rows, how, x=x, y=pixels("y"), text=nominal("words"), **channels)


def _years(axis: Axis, drawn: Plan) -> Iterator[Spec]:
    """Every other year is shaded, so that no line crosses words."""
    step = max(1, -(-YEAR_WIDTH // max(int(axis.pixels), 1)))
    years = [
        {
            "day": max(date(year, 1, 1), axis.first).toordinal(),
            "until": min(date(year + 1, 1, 1), axis.last).toordinal(),
            "y": _top(drawn) - 5,
            "words": year,
        }
        for year in range(axis.first.year, axis.last.year + 1)
    ]
    shaded = [
        {"day": year["day"], "until": year["until"], "top": top, "foot": foot}
        for year in years
        if year["words"] % 2
        for top, foot in _stripes(axis, drawn)
    ]
    band = mark("rect", color=BAND)
    yield layer(shaded, band, x=axis.x(), x2=until("until"), y=pixels("top"), y2=until("foot"))
    room = YEAR_WIDTH * YEAR_DAYS / axis.pixels
    named = [y for y in years if y["words"] % step == 0 and y["until"] - y["day"] > room]
    yield _texts(named, axis.x(), {"align": "left", "dx": 4, "fontSize": 12, "color": theme.DARK})


def _stripes(axis: Axis, drawn: Plan) -> list[tuple[float, float]]:
    """From where to where the axis is seen: all the way down, or under each row's words."""
    top = _top(drawn)
    if not axis.layout.words_above:
        return [(top - 16, drawn.height)]
    rows = [(one.foot - STACK_HEIGHT - 3, one.foot + 1) for one in drawn.rows]
    return [(top - 16, top - 1), *rows]


def _top(drawn: Plan) -> float:
    """Where the first heading begins."""
    return drawn.headings[0][1] - HEADING + 4 if drawn.headings else 0.0


def _today(axis: Axis, drawn: Plan, words: str) -> Iterator[Spec]:
    day = axis.today.toordinal()
    lines = [{"day": day, "top": top, "foot": foot} for top, foot in _stripes(axis, drawn)]
    line = mark("rule", color=theme.GREY)
    yield layer(lines, line, x=axis.x(), y=pixels("top"), y2=until("foot"))
    align = today_beside(axis, words)
    row = {"day": day, "y": _top(drawn) - 5 if align else drawn.height + 11, "words": words}
    how = {"align": align or "right", "dx": 4 if align == "left" else -4}
    yield _texts([row], axis.x(), {**how, "fontSize": SMALL, "color": theme.DARK})


def today_beside(axis: Axis, words: str) -> str | None:
    """How the day's words are aligned to its line among the years; None without room there."""
    wide = len(words) * WIDTH_OF_LETTER[SMALL] + 8
    x, year = axis.at(axis.today), axis.today.year
    if axis.at(date(year + 1, 1, 1)) - x > wide:
        return "left"
    return "right" if x - axis.at(date(year, 1, 1)) > wide + YEAR_WIDTH else None


def _row_layers(drawn: Plan, axis: Axis) -> Iterator[Spec]:
    """A line under each group's heading's place, the base of each row, the days of casework."""
    over = [{"y": y - HEADING + 2} for _, y in drawn.headings]
    whole = mark("rule", color=theme.GREY, strokeWidth=0.7)
    yield layer(over, whole, x=at(0), x2={"value": {"expr": "width"}}, y=pixels("y"))
    base = [{"y": one.foot + 1} for one in drawn.rows]
    right = {"value": {"expr": f"width - {axis.layout.right}"}}
    yield layer(
        base, mark("rule", color=theme.PALE), x=at(axis.layout.left), x2=right, y=pixels("y")
    )
    for past, days in ((False, _DAYS), (True, _DAYS_OF_DOCUMENT)):
        windows = [
            {"start": s.start.toordinal(), "end": s.end.toordinal(), "y": one.foot + 1.5}
            for one in drawn.rows
            for s in one.row.stacks
            if s.from_document is past
        ]
        if windows:
            yield layer(windows, days, x=axis.x("start"), x2=until("end"), y=pixels("y"))


def _counts(drawn: Plan, axis: Axis) -> Iterator[Spec]:
    """The cases good or better beside each stack, and under it the worst grades it hides."""
    for side in (1, -1):
        stacks = [
            (one, s, {"day": s.middle.toordinal()})
            for one in drawn.rows
            for s in one.row.stacks
            if count_left(one.row, s, axis) is (side < 0)
        ]
        good = [{**x, "y": one.foot - STACK_HEIGHT + 10, "words": s.good} for one, s, x in stacks]
        hidden = [
            {**x, "y": one.foot - 3, "box": one.foot - 7, "words": s.hidden}
            for one, s, x in stacks
            if s.hidden
        ]
        edge = side * STACK_WIDTH / 2
        beside = {"align": "left" if side > 0 else "right", "dx": edge + side * 4}
        yield _texts(good, axis.x(), {**beside, "fontSize": 13, "fontWeight": "bold"})
        yield layer(hidden, _hollow(xOffset=edge + side * 8), x=axis.x(), y=pixels("box"))
        smaller = {**beside, "dx": edge + side * 14, "fontSize": SMALL}
        yield _texts(hidden, axis.x(), smaller)


def _hollow(**how: float) -> Spec:
    """What stands for a worst grade that a block hides: its colour, and nothing inside."""
    return mark(
        "point",
        shape="square",
        size=42,
        stroke=theme.INADEQUATE,
        strokeWidth=1.8,
        filled=False,
        **how,
    )


def _marks(drawn: Plan, axis: Axis) -> Iterator[Spec]:
    lines = [
        {
            "day": m.day.toordinal(),
            "top": one.foot - STACK_HEIGHT - (3 if _beside(one, m) else OVER),
            "foot": one.foot + 1,
        }
        for one in drawn.rows
        for m in one.row.marks
    ]
    dashed = mark("rule", strokeDash=[3, 2], strokeWidth=1.4, color=theme.INK)
    yield layer(lines, dashed, x=axis.x(), y=pixels("top"), y2=until("foot"))
    for sides, align, dx in ((("left", "over"), "right", -3), (("right",), "left", 3)):
        words = [
            {"day": label.day.toordinal(), "y": _first_line(one, label) + n * 10, "words": line}
            for one in drawn.rows
            for label in one.labels
            if label.side in sides
            for n, line in enumerate(label.lines)
        ]
        yield _texts(words, axis.x(), {"align": align, "dx": dx, "fontSize": SMALL})


def _beside(placed: Placed, one: Mark) -> bool:
    return all(label.day != one.day for label in placed.labels if label.side == "over")


def _first_line(placed: Placed, label: Label) -> float:
    return placed.foot - STACK_HEIGHT + (-3 if label.side == "over" else 7)


def _words(drawn: Plan, layout: Layout) -> Iterator[Spec]:
    heads = [{"y": y, "words": words} for words, y in drawn.headings]
    yield _texts(heads, at(0), {"align": "left", "fontSize": NAME, "fontWeight": "bold"})
    names, under, verdicts, judged, told = [], [], [], [], []
    for one in drawn.rows:
        row, y = one.row, one.top + 12
        names += [
            {"y": y + LINE[NAME] * n, "words": line, "href": row.href}
            for n, line in enumerate(one.name)
            if line
        ]
        under.append({"y": one.base, "words": row.under})
        stacked = layout.words_above and not layout.words_at
        beside = one.base + LINE[NAME] + 1 if stacked else y
        verdicts.append({"y": beside, "words": row.verdict})
        if one.judged_beside and row.judged:
            judged.append({"y": beside, "words": row.judged})
        told += [
            {"y": beside + LINE[NAME] - 1 + LINE[SMALL] * n, "words": line}
            for n, line in enumerate(one.told)
        ]
    right = at(layout.words_at) if layout.words_above else at(f"width - {layout.right - 14}")
    whole = layout.words_above and not layout.words_at
    end = at("width") if whole else at(layout.of_name)
    link = {"align": "left", "fontSize": NAME, "color": LINK, "cursor": "pointer"}
    small = {"align": "left", "fontSize": SMALL, "color": theme.DARK}
    yield _texts(names, at(0), link, href=nominal("href"))
    yield _texts(under, end, {**small, "align": "right"})
    yield _texts(verdicts, right, {"align": "left", "fontSize": NAME, "fontWeight": "bold"})
    yield _texts(judged, at("width"), {**small, "align": "right"})
    yield _texts(told, right, small)


def _legend(
    legend: Sequence[tuple[str, str]], worst: str, layout: Layout, *, past: bool
) -> list[Datum]:
    """What the marks stand for, side by side, in as many lines as the least width needs.

    `past`: whether a stack is of an audit that was entered from a document.
    """
    parts = [("block", colour, words) for colour, words in legend]
    parts += [
        ("number", theme.INK, "cases good or better"),
        ("hollow", theme.INADEQUATE, f"in so many more cases an agency graded {worst}"),
        ("dash", theme.INK, "an action in place"),
        ("days", theme.DARK, "casework audited"),
    ]
    parts += [("past", theme.DARK, f"the same, {FROM_DOCUMENT}")] if past else []
    placed: list[Datum] = []
    x, line = 0.0, 0
    for kind, colour, words in parts:
        wide = 14 + len(words) * WIDTH_OF_LETTER[SMALL] + 14
        if x + wide > layout.least + 14 and x:
            x, line = 0.0, line + 1
        y = line * LEGEND_HEIGHT + 11
        placed.append(
            {"kind": kind, "colour": colour, "words": words, "x": x, "y": y, "line": line}
        )
        x += wide
    return placed


def _legend_layers(key: Sequence[Datum]) -> Iterator[Spec]:
    def of(kind: str) -> list[Datum]:
        return [
            {**one, "x": one["x"] + 5, "y": one["y"] - 4, "to": one["x"] + 11}
            for one in key
            if one["kind"] == kind
        ]

    where = {"x": pixels("x"), "y": pixels("y")}
    yield layer(of("block"), mark("square", size=90, opacity=1), **where, color=as_is("colour"))
    yield layer(of("hollow"), _hollow(), **where)
    upright = [{**one, "top": one["y"] - 6, "foot": one["y"] + 6} for one in of("dash")]
    dashed = mark("rule", strokeDash=[3, 2], strokeWidth=1.4, color=theme.INK)
    yield layer(upright, dashed, x=pixels("x"), y=pixels("top"), y2=until("foot"))
    for kind, days in (("days", _DAYS), ("past", _DAYS_OF_DOCUMENT)):
        flat = [{**one, "x": one["x"] - 5} for one in of(kind)]
        yield layer(flat, days, **where, x2=until("to"))
    bold = {"align": "left", "fontSize": 12, "fontWeight": "bold"}
    yield _texts(
        [{"x": one["x"] - 3, "y": one["y"] + 4, "words": "7"} for one in of("number")],
        pixels("x"),
        bold,
    )
    words = [{"x": one["x"] + 14, "y": one["y"], "words": one["words"]} for one in key]
    yield _texts(words, pixels("x"), {"align": "left", "fontSize": SMALL, "color": theme.DARK})
