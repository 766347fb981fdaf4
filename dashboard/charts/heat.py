"""Areas of work against cases or agencies: a letter and n in each square, never an average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from dashboard.charts.base import Row, as_is, data, finished, quiet_x, quiet_y, wrapped
from dashboard.kit import theme

ROW_HEIGHT = 44
TEETH = 3
"""Strokes of the hatching in a square without a return."""
GAP = 0.03
ROOM_LEFT = 0.32
"""For the names of the rows, as a share of the columns' width."""
NAME_COLUMNS, HEAD_COLUMNS = 30, 15
"""Characters in a line of a row's name, and of a column's."""
LINE = 0.34
"""Height of a line of a name, in rows."""


@dataclass(frozen=True, slots=True)
class Square:
    """One square. `letter`: of the lower median grade; `graded`, `missing`: how many grades."""

    row: str
    column: str
    letter: str
    graded: int
    missing: int
    colour: str | None
    flagged: bool


def marks(squares: Sequence[Square], rows: Sequence[str], columns: Sequence[str]) -> list[Row]:
    """Each square where it is drawn, from the top left."""
    return [
        {
            "left": columns.index(one.column) + GAP,
            "right": columns.index(one.column) + 1 - GAP,
            "x": columns.index(one.column) + 0.5,
            "top": len(rows) - rows.index(one.row) - GAP,
            "bottom": len(rows) - rows.index(one.row) - 1 + GAP,
            "y": len(rows) - rows.index(one.row) - 0.5,
            "words": _words(one),
            "colour": one.colour or theme.WHITE,
            "ink": theme.ink_on(one.colour or theme.WHITE),
            "flagged": one.flagged,
            "hatched": not one.graded and bool(one.missing),
        }
        for one in squares
    ]


def _words(one: Square) -> str:
    if one.graded:
        return f"{one.letter} · {one.graded}"
    return "" if one.missing else "–"


def hatching(drawn: Sequence[Row]) -> list[Row]:
    """The strokes over squares without any return."""
    return [
        {
            "x": row["left"] + step * (row["right"] - row["left"]) / TEETH,
            "x2": row["left"] + (step + 1) * (row["right"] - row["left"]) / TEETH,
            "y": row["bottom"],
            "y2": row["top"],
        }
        for row in drawn
        if row["hatched"]
        for step in range(TEETH)
    ]


def _names(rows: Sequence[str]) -> list[Row]:
    return [
        {
            "x": -0.1,
            "y": len(rows) - at - 0.5 + LINE / 2 * (len(lines) - 1),
            "words": "\n".join(lines),
        }
        for at, lines in enumerate(wrapped(row, NAME_COLUMNS) for row in rows)
    ]


def _heads(columns: Sequence[str], height: int) -> list[Row]:
    return [
        {"x": at + 0.5, "y": height + 0.1 + LINE * len(lines), "words": "\n".join(lines)}
        for at, lines in enumerate(wrapped(column, HEAD_COLUMNS) for column in columns)
    ]


def heat_chart(
    squares: Sequence[Square],
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    title: str,
    subtitle: str,
) -> alt.LayerChart:
    drawn = marks(squares, rows, columns)
    across = (-ROOM_LEFT * len(columns), float(len(columns)))
    heads = _heads(columns, len(rows))
    up = (0.0, max((head["y"] for head in heads), default=float(len(rows))) + 0.1)
    placed = alt.Chart(data(drawn))
    blocks = placed.mark_rect(stroke=theme.PALE).encode(
        x=quiet_x("left", across),
        x2="right",
        y=quiet_y("bottom", up),
        y2="top",
        color=as_is("colour"),
    )
    strokes = (
        alt.Chart(data(hatching(drawn)))
        .mark_rule(color=theme.GREY, strokeWidth=1.2)
        .encode(x=quiet_x("x", across), x2="x2", y=quiet_y("y", up), y2="y2")
    )
    words = placed.mark_text(fontSize=13, fontWeight="bold").encode(
        x=quiet_x("x", across), y=quiet_y("y", up), text="words:N", color=as_is("ink")
    )
    corners = (
        alt.Chart(data([row for row in drawn if row["flagged"]]))
        .mark_text(text="◥", fontSize=15, align="right", baseline="top", dx=1, dy=-2)
        .encode(x=quiet_x("right", across), y=quiet_y("top", up), color=as_is("ink"))
    )
    beside = (
        alt.Chart(data(_names(rows)))
        .mark_text(align="right", fontSize=12, lineBreak="\n", baseline="middle")
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), text="words:N")
    )
    above = (
        alt.Chart(data(heads))
        .mark_text(baseline="top", fontSize=12, lineBreak="\n")
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), text="words:N")
    )
    return finished(
        [blocks, strokes, words, corners, beside, above],
        title=title,
        subtitle=subtitle,
        height=round(ROW_HEIGHT * up[1]),
        columns=110,
    )
