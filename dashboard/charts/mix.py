"""Grade mix by wave: one block for each case, the worst grade at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from dashboard.charts.base import Row, as_is, data, finished, quiet_x, quiet_y, wrapped
from dashboard.kit import theme
from dashboard.kit.dates import counted
from domain.impact.assess import Wave
from projections.queries import ImpactMeasure

BAR_LEFT, BAR_RIGHT = 0.18, 0.82
"""Where a wave's bar lies in its slot of width 1."""
LABEL_COLUMNS = 12
LABEL_SHARE = 0.3
"""Room for grade names on either side, as a share of all slots."""
NEAR = 0.06
"""Marks of implemented actions closer than this share one line."""
ROW = 0.1
UNDER = 0.42
HEIGHT = 300
BLOCKS_APART_MAX = 20


@dataclass(frozen=True, slots=True)
class InPlace:
    """Actions in place at one point of the horizontal scale."""

    x: float
    recommendations: tuple[str, ...]


def blocks(measure: ImpactMeasure) -> list[Row]:
    """One row for each case: its grade and its place in its wave's bar."""
    rows: list[Row] = []
    for slot, wave in enumerate(measure.waves):
        cases = sum(wave.counts)
        below = 0
        for rank, count in enumerate(wave.counts):
            rows += [
                {
                    "audit": wave.audit,
                    "grade": _label(measure, wave, rank),
                    "colour": _colour(measure, wave, rank),
                    "left": slot + BAR_LEFT,
                    "right": slot + BAR_RIGHT,
                    "bottom": (below + block) / cases,
                    "top": (below + block + 1) / cases,
                }
                for block in range(count)
            ]
            below += count
    return rows


def _own_scale(measure: ImpactMeasure, wave: Wave) -> bool:
    return len(wave.counts) == len(measure.labels)


def _label(measure: ImpactMeasure, wave: Wave, rank: int) -> str:
    return measure.labels[rank] if _own_scale(measure, wave) else f"grade {rank + 1}, another scale"


def _colour(measure: ImpactMeasure, wave: Wave, rank: int) -> str:
    if not _own_scale(measure, wave):
        return theme.PALE
    return theme.grade_colours(len(measure.labels), measure.good_from)[rank]


def counts(measure: ImpactMeasure) -> list[Row]:
    """One row for each grade of a wave that any case has: its count, and its name at the ends."""
    rows: list[Row] = []
    last = len(measure.waves) - 1
    after = any(mark.x > last + BAR_RIGHT for mark in in_place(measure))
    edges = {"left": BAR_LEFT - 0.05, "right": 1.0 if after else BAR_RIGHT + 0.05}
    for slot, wave in enumerate(measure.waves):
        cases, below = sum(wave.counts), 0
        side = "left" if slot == 0 else "right" if slot == last else ""
        for rank, count in enumerate(wave.counts):
            if not count:
                continue
            colour = _colour(measure, wave, rank)
            rows.append(
                {
                    "x": slot + 0.5,
                    "y": (below + (count - 1) // 2 + 0.5) / cases,
                    "middle": (below + count / 2) / cases,
                    "count": str(count),
                    "ink": theme.ink_on(colour),
                    "grade": "\n".join(wrapped(_label(measure, wave, rank), LABEL_COLUMNS)),
                    "side": side,
                    "edge": slot + edges.get(side, 0.0),
                }
            )
            below += count
    return rows


def position(waves: Sequence[Wave], day: date) -> float:
    """Where a day lies: inside a bar when its casework window holds it, else in the gap."""
    for slot, wave in enumerate(waves):
        if day < wave.casework_start:
            if slot == 0:
                return BAR_LEFT / 2
            earlier = waves[slot - 1].casework_end
            return slot - 1 + _between(earlier, wave.casework_start, day, BAR_RIGHT, 1 + BAR_LEFT)
        if day <= wave.casework_end:
            return slot + _between(wave.casework_start, wave.casework_end, day, BAR_LEFT, BAR_RIGHT)
    return len(waves) - 1 + (1 + BAR_RIGHT) / 2


def _between(start: date, end: date, day: date, low: float, high: float) -> float:
    share = (day - start).days / max((end - start).days, 1)
    return low + (high - low) * min(max(share, 0.0), 1.0)


def in_place(measure: ImpactMeasure) -> list[InPlace]:
    """Where the actions of the measure's recommendations were in place, from left to right."""
    found = {
        (position(measure.waves, one.implemented_on), one.carried_by)
        for one in measure.shared_by
        if one.implemented_on is not None
    }
    marks: list[InPlace] = []
    for x, ref in sorted(found):
        if marks and x - marks[-1].x < NEAR:
            marks[-1] = InPlace(marks[-1].x, (*marks[-1].recommendations, ref))
        else:
            marks.append(InPlace(x, (ref,)))
    return marks


def tool_breaks(waves: Sequence[Wave]) -> list[int]:
    """The slots before which the audit tool changed, so that waves cannot be compared."""
    pairs = zip(waves, waves[1:], strict=False)
    return [slot for slot, (a, b) in enumerate(pairs, 1) if a.wording != b.wording]


def mix_chart(measure: ImpactMeasure, *, title: str, label_rows: int = 1) -> alt.LayerChart:
    """The measure's waves. `label_rows`: room for action labels, the same in small multiples."""
    slots = len(measure.waves)
    across = (-LABEL_SHARE * slots, (1 + LABEL_SHARE) * slots)
    up = (-UNDER, 1.06 + ROW * max(label_rows, 1))
    layers = [
        _block_layer(measure, across, up),
        _count_layer(measure, across, up),
        *(_side_layer(measure, side, across, up) for side in ("left", "right")),
        _under_layer(measure, across, up),
    ]
    if marks := in_place(measure):
        layers += _action_layers(marks, across, up)
    if breaks := tool_breaks(measure.waves):
        layers += _break_layers(breaks, across, up)
    return finished(layers, title=title, height=HEIGHT)


Span = tuple[float, float]


def _block_layer(measure: ImpactMeasure, across: Span, up: Span) -> alt.Chart:
    most = max((sum(wave.counts) for wave in measure.waves), default=0)
    gap = 1.5 if most <= BLOCKS_APART_MAX else 0.4
    drawn: alt.Chart = (
        alt.Chart(data(blocks(measure)))
        .mark_rect(stroke=theme.WHITE, strokeWidth=gap)
        .encode(
            x=quiet_x("left", across),
            x2="right",
            y=quiet_y("bottom", up),
            y2="top",
            color=as_is("colour"),
        )
    )
    return drawn


def _count_layer(measure: ImpactMeasure, across: Span, up: Span) -> alt.Chart:
    drawn: alt.Chart = (
        alt.Chart(data(counts(measure)))
        .mark_text(fontSize=13, fontWeight="bold")
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), text="count:N", color=as_is("ink"))
    )
    return drawn


def _side_layer(measure: ImpactMeasure, side: str, across: Span, up: Span) -> alt.Chart:
    rows = [row for row in counts(measure) if row["side"] == side]
    drawn: alt.Chart = (
        alt.Chart(data(rows))
        .mark_text(align="right" if side == "left" else "left", lineBreak="\n", fontSize=12)
        .encode(x=quiet_x("edge", across), y=quiet_y("middle", up), text="grade:N")
    )
    return drawn


def _under_layer(measure: ImpactMeasure, across: Span, up: Span) -> alt.Chart:
    rows = [
        {"x": slot + 0.5, "y": -0.04, "words": "\n".join(_under(measure, wave))}
        for slot, wave in enumerate(measure.waves)
    ]
    drawn: alt.Chart = (
        alt.Chart(data(rows))
        .mark_text(baseline="top", lineBreak="\n", fontSize=12)
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), text="words:N")
    )
    return drawn


def _under(measure: ImpactMeasure, wave: Wave) -> list[str]:
    when = dict(measure.when).get(wave.audit, wave.audit)
    lines = [when.replace(" to ", " to\n"), counted(sum(wave.counts), "case")]
    if wave.audit in {one.audit for one in measure.assessment.before}:
        lines.append("before")
    elif measure.assessment.after is not None and measure.assessment.after.audit == wave.audit:
        lines.append("re-audit")
    return lines if wave.moderated else [*lines, "not moderated"]


def _action_layers(marks: Sequence[InPlace], across: Span, up: Span) -> list[alt.Chart]:
    rows = [
        {
            "x": mark.x,
            "foot": 0,
            "y": 1.05 + ROW * (len(marks) - 1 - number),
            "words": f"{', '.join(mark.recommendations)} in place",
        }
        for number, mark in enumerate(marks)
    ]
    placed = alt.Chart(data(rows))
    line = placed.mark_rule(strokeDash=[5, 3], strokeWidth=1.5, color=theme.INK).encode(
        x=quiet_x("x", across), y=quiet_y("foot", up), y2="y"
    )
    label = placed.mark_text(baseline="bottom", dy=-2, fontSize=11).encode(
        x=quiet_x("x", across), y=quiet_y("y", up), text="words:N"
    )
    return [line, label]


def _break_layers(breaks: Sequence[int], across: Span, up: Span) -> list[alt.Chart]:
    teeth = 12
    rows = [
        {"slot": slot, "x": slot + (0.03 if tooth % 2 else -0.03), "y": tooth / teeth, "at": tooth}
        for slot in breaks
        for tooth in range(teeth + 1)
    ]
    line = (
        alt.Chart(data(rows))
        .mark_line(color=theme.DARK, strokeWidth=1.5)
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), detail="slot:N", order="at:Q")
    )
    words = [{"x": slot, "y": -0.04, "words": "audit tool\nchanged"} for slot in breaks]
    label = (
        alt.Chart(data(words))
        .mark_text(baseline="top", lineBreak="\n", fontSize=11, fontStyle="italic")
        .encode(x=quiet_x("x", across), y=quiet_y("y", up), text="words:N")
    )
    return [line, label]
