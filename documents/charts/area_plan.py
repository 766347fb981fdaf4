"""Where everything of the chart of areas stands: rows, room for words, and days along the page.

All of it in pixels, worked out for the least width of a layout; a wider page only leaves more room.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from documents.charts.vega import Spec, quantitative, wrapped

STACK_WIDTH, STACK_HEIGHT = 26, 26
BLOCKS_HIGH = 10
"""A stack is so many blocks high; of more cases several stand side by side."""
COUNT_WIDTH = 24
NAME, SMALL = 13, 11
LINE = {NAME: 14, SMALL: 12}
"""Font size to the height of a line."""
WIDTH_OF_LETTER = {NAME: 6.2, SMALL: 5.25}
BOLD = 1.12
"""How much wider bold letters are."""
HEADING = 14
HEADING_ABOVE = 20
"""Where words stand above the axis, a heading stands under stacks."""
NARROW = 2
YEAR_DAYS = 365.25
LABEL_LINES = 3
OVER = 11
"""Room for a line of words over the stacks."""


@dataclass(frozen=True, slots=True)
class Stack:
    """One audit. `blocks`: the colour of each case, the worst first. `good`: how many are good or
    better. `hidden`: cases whose block is not the worst, where an agency graded the worst.
    `from_document`: it was held before this record, and entered from a document.
    """

    start: date
    end: date
    blocks: tuple[str, ...]
    good: str
    hidden: int
    from_document: bool = False

    @property
    def middle(self) -> date:
        return self.start + (self.end - self.start) / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """An action in place from a day on. `called`: in about three words."""

    day: date
    called: str


@dataclass(frozen=True, slots=True)
class Row:
    """An area of work. `group`: its heading; `under`: the audit it belongs to; `verdict`: shape,
    word and series; `judged`: by whom it was judged how; `told`: what it rests on, what is next.
    """

    group: str
    name: str
    under: str
    href: str
    stacks: tuple[Stack, ...]
    marks: tuple[Mark, ...]
    verdict: str
    judged: str
    told: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Room in pixels. `left`, `right`: beside the axis; without `right`, words stand above it.

    `least`: the width that labels are fitted to; wider pages only leave more room. `words_at`:
    where the verdict begins, above the axis; 0: under the name.
    """

    least: int
    left: int
    right: int
    words_at: int = 0

    @property
    def axis(self) -> int:
        return self.least - self.left - self.right

    @property
    def words_above(self) -> bool:
        return not self.right

    @property
    def heading(self) -> int:
        """Room for a group's heading."""
        return HEADING_ABOVE if self.words_above else HEADING

    @property
    def of_name(self) -> int:
        """Room for an area's name and its audit."""
        if self.words_above:
            return (self.words_at or self.least) - 14
        return self.left - 10

    @property
    def of_words(self) -> int:
        """Room for the verdict and what is told under it."""
        return self.least - self.words_at if self.words_above else self.right - 14


WIDE = Layout(least=1040, left=240, right=370)
MIDDLE = Layout(least=850, left=8, right=0, words_at=400)
SLIM = Layout(least=500, left=8, right=0)


@dataclass(frozen=True, slots=True)
class Axis:
    """Days along the page. `pixels`: of a year, at the least width."""

    first: date
    last: date
    today: date
    layout: Layout

    @property
    def pixels(self) -> float:
        return self.layout.axis / max((self.last - self.first).days, 1) * YEAR_DAYS

    def at(self, day: date) -> float:
        """Where a day lies, in pixels at the least width."""
        return (day - self.first).days * self.pixels / YEAR_DAYS

    @property
    def scale(self) -> Spec:
        right = {"expr": f"width - {self.layout.right}"}
        days = [self.first.toordinal(), self.last.toordinal()]
        across = [self.layout.left, right]
        return {"domain": days, "range": across, "zero": False, "nice": False}

    def x(self, field: str = "day") -> Spec:
        """Where a row's day lies; days are counted from the first of all."""
        return quantitative(field, axis=None, scale=self.scale)


def axis_of(rows: Sequence[Row], today: date, layout: Layout) -> Axis:
    """From the first casework to today, with room for what was in place last."""
    starts = [stack.start for row in rows for stack in row.stacks]
    first = min(starts, default=today - timedelta(days=365))
    span = max((today - first).days, 365)
    room = timedelta(days=round(span * 0.16 * 405 / layout.axis))
    return Axis(first - timedelta(days=span // 40), today + room, today, layout)


@dataclass(frozen=True, slots=True)
class Label:
    """A remedy's words: on the left or the right of its line, or over the stacks."""

    day: date
    lines: tuple[str, ...]
    side: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place: `top` of its words, `foot` of its stacks, in pixels."""

    row: Row
    top: float
    foot: float
    name: tuple[str, ...]
    told: tuple[str, ...]
    judged_beside: bool
    labels: tuple[Label, ...]

    @property
    def base(self) -> float:
        """The baseline of the last line of the name."""
        return self.top + 12 + LINE[NAME] * (len(self.name) - 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands from top to bottom."""

    headings: tuple[tuple[str, float], ...]
    rows: tuple[Placed, ...]
    height: float


LEGEND_HEIGHT, AXIS_HEIGHT = 18, 15


def plan(rows: Sequence[Row], axis: Axis, legend_lines: int) -> Plan:
    """Row under row, each as high as its words and its stacks need."""
    y = float(LEGEND_HEIGHT * legend_lines + AXIS_HEIGHT)
    headings, placed = [], []
    for group, members in groupby(rows, key=lambda row: row.group):
        y += axis.layout.heading
        headings.append((group, y - 4))
        for row in members:
            one = _placed(row, y, axis)
            placed.append(one)
            y = one.foot + NARROW
    return Plan(tuple(headings), tuple(placed), y)


def _placed(row: Row, top: float, axis: Axis) -> Placed:
    layout = axis.layout
    name = _name(row, layout.of_name)
    judged_beside = not row.judged or (
        _wide(row.verdict, NAME) * BOLD + _wide(row.judged, SMALL) + 14 <= layout.of_words
    )
    words = row.told if judged_beside else f"{row.judged}. {row.told}"
    told = tuple(wrapped(words, int(layout.of_words / WIDTH_OF_LETTER[SMALL]))) if words else ()
    left = LINE[NAME] * len(name) + 2
    right = LINE[NAME] + LINE[SMALL] * len(told) + 2
    named = tuple(labels(row, axis))
    stack = STACK_HEIGHT + 2 + (OVER if any(label.side == "over" for label in named) else 0)
    if layout.words_above:
        high = (max(left, right) if layout.words_at else left + right) + stack + 5
    else:
        high = max(left, right, stack)
    return Placed(row, top, top + high, name, told, judged_beside, named)


def _wide(words: str, size: int) -> float:
    return len(words) * WIDTH_OF_LETTER[size]


def _name(row: Row, room: float) -> tuple[str, ...]:
    """The name in lines; the last has room for the audit's name at its end, or is left empty."""
    lines = wrapped(row.name, int(room / WIDTH_OF_LETTER[NAME]))
    if _wide(lines[-1], NAME) + 10 + _wide(row.under, SMALL) > room:
        lines.append("")
    return tuple(lines)


def labels(row: Row, axis: Axis) -> list[Label]:
    """The words of the marks: those between the same two stacks share the room there."""
    found: list[Label] = []
    by_gap = groupby(sorted(row.marks, key=lambda one: one.day), key=lambda m: _gap(row, m.day))
    for (left, right), marks in by_gap:
        found.append(_in_gap(row, list(marks), left, right, axis))
    over = [label for label in found if label.side == "over"]
    crowded = {
        one
        for one, other in zip(over, over[1:], strict=False)
        if axis.at(other.day) - _wide(other.lines[0], SMALL) < axis.at(one.day) + 8
    }
    return [label for label in found if label not in crowded]


def _gap(row: Row, day: date) -> tuple[Stack | None, Stack | None]:
    """The stacks before and after a day."""
    before = [stack for stack in row.stacks if stack.middle <= day]
    after = [stack for stack in row.stacks if stack.middle > day]
    return before[-1] if before else None, after[0] if after else None


def count_left(row: Row, stack: Stack, axis: Axis) -> bool:
    """Whether a stack's count stands on its left, because a line stands where it would be."""
    edge = axis.at(stack.middle) + STACK_WIDTH / 2
    return any(edge - 2 < axis.at(one.day) < edge + COUNT_WIDTH for one in row.marks)


def _in_gap(
    row: Row, marks: Sequence[Mark], left: Stack | None, right: Stack | None, axis: Axis
) -> Label:
    """Words on the left of the first line or, without room, on the right of the last, or over."""
    from_x, to_x = 0.0, float(axis.layout.axis)
    if left is not None:
        beside = 0 if count_left(row, left, axis) else COUNT_WIDTH
        from_x = axis.at(left.middle) + STACK_WIDTH / 2 + beside
    if right is not None:
        beside = COUNT_WIDTH if count_left(row, right, axis) else 0
        to_x = axis.at(right.middle) - STACK_WIDTH / 2 - beside
    before = axis.at(marks[0].day) - 3 - from_x
    after = to_x - 3 - axis.at(marks[-1].day)
    if lines := _fitted(marks, before):
        return Label(marks[0].day, lines, "left")
    if axis.at(marks[-1].day) >= from_x and (lines := _fitted(marks, after)):
        return Label(marks[-1].day, lines, "right")
    return Label(marks[-1].day, (marks[-1].called,), "over")


def _fitted(marks: Sequence[Mark], room: float) -> tuple[str, ...]:
    """As many of the marks' words as so much room has lines for, the latest mark first."""
    columns = int(room / WIDTH_OF_LETTER[SMALL])
    lines: list[str] = []
    for one in reversed(marks):
        more = textwrap.wrap(one.called, max(columns, 1), break_long_words=False)
        fits = more and max(map(len, more)) <= columns
        if fits and len(lines) + len(more) <= LABEL_LINES:
            lines = [*more, *lines]
    return tuple(lines)
