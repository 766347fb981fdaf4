"""Areas of work against cases or agencies: a letter and n in each square, never an average."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.charts.vega import (
    Datum,
    Spec,
    as_is,
    chart,
    layer,
    mark,
    nominal,
    until,
    without_axis,
    wrapped,
)
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


def marks(squares: Sequence[Square], rows: Sequence[str], columns: Sequence[str]) -> list[Datum]:
    """Each square where it is drawn, from the top left."""
    return [
        {
            "left": columns.index(square.column) + GAP,
            "right": columns.index(square.column) + 1 - GAP,
            "x": columns.index(square.column) + 0.5,
            "top": len(rows) - rows.index(square.row) - GAP,
            "bottom": len(rows) - rows.index(square.row) - 1 + GAP,
            "y": len(rows) - rows.index(square.row) - 0.5,
            "words": _words(square),
            "colour": square.colour or theme.WHITE,
            "ink": theme.ink_on(square.colour or theme.WHITE),
            "flagged": square.flagged,
            "hatched": not square.graded and bool(square.missing),
        }
        for square in squares
    ]


def _words(square: Square) -> str:
    if square.graded:
        return f"{square.letter} · {square.graded}"
    return "" if square.missing else "–"


def hatching(drawn: Sequence[Datum]) -> list[Datum]:
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


def _names(rows: Sequence[str]) -> list[Datum]:
    return [
        {
            "x": -0.1,
            "y": len(rows) - at - 0.5 + LINE / 2 * (len(lines) - 1),
            "words": "\n".join(lines),
        }
        for at, lines in enumerate(wrapped(row, NAME_COLUMNS) for row in rows)
    ]


def _heads(columns: Sequence[str], height: int) -> list[Datum]:
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
) -> Spec:
    drawn = marks(squares, rows, columns)
    heads = _heads(columns, len(rows))
    across = (-ROOM_LEFT * len(columns), float(len(columns)))
    up = (0.0, max((head["y"] for head in heads), default=float(len(rows))) + 0.1)

    def at(x: str, y: str) -> Spec:
        return {"x": without_axis(x, across), "y": without_axis(y, up)}

    blocks = layer(
        drawn,
        mark("rect", stroke=theme.PALE),
        **at("left", "bottom"),
        x2=until("right"),
        y2=until("top"),
        color=as_is("colour"),
    )
    strokes = layer(
        hatching(drawn),
        mark("rule", color=theme.GREY, strokeWidth=1.2),
        **at("x", "y"),
        x2=until("x2"),
        y2=until("y2"),
    )
    letter = mark("text", fontSize=13, fontWeight="bold")
    letters = layer(drawn, letter, **at("x", "y"), text=nominal("words"), color=as_is("ink"))
    flagged = [row for row in drawn if row["flagged"]]
    corner = mark("text", text="◥", fontSize=15, align="right", baseline="top", dx=1, dy=-2)
    corners = layer(flagged, corner, **at("right", "top"), color=as_is("ink"))
    name = mark("text", align="right", fontSize=12, lineBreak="\n", baseline="middle")
    beside = layer(_names(rows), name, **at("x", "y"), text=nominal("words"))
    head = mark("text", baseline="top", fontSize=12, lineBreak="\n")
    above = layer(heads, head, **at("x", "y"), text=nominal("words"))
    return chart(
        [blocks, strokes, letters, corners, beside, above],
        title=title,
        subtitle=subtitle,
        height=round(ROW_HEIGHT * up[1]),
        columns=110,
    )
