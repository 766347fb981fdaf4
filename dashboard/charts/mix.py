"""Grade mix by wave: one block for each case, the worst grade at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

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
    without_axis,
    wrapped,
)
from dashboard.kit import theme
from dashboard.kit.dates import counted
from domain.impact.waves import Wave
from projections.queries.impact import ImpactMeasure

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


def blocks(measure: ImpactMeasure) -> list[Datum]:
    """One row for each case: its grade and its place in its wave's bar."""
    rows: list[Datum] = []
    for slot, wave in enumerate(measure.waves):
        cases = wave.counts.cases
        below = 0
        for level, count in enumerate(wave.counts.levels):
            rows += [
                {
                    "audit": wave.audit,
                    "grade": _label(measure, wave, level),
                    "colour": _colour(measure, wave, level),
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
    return wave.grades == len(measure.labels)


def _label(measure: ImpactMeasure, wave: Wave, level: int) -> str:
    low, half = divmod(level, 2)
    if not _own_scale(measure, wave):
        return f"grade {low + 1}{' and a half' if half else ''}, another scale"
    if half:
        return f"{measure.labels[low]} to {measure.labels[low + 1]}"
    return measure.labels[low]


def _colour(measure: ImpactMeasure, wave: Wave, level: int) -> str:
    """The grade's colour; between two grades that of the lower one, which is the warning."""
    if not _own_scale(measure, wave):
        return theme.PALE
    return theme.grade_colours(len(measure.labels), measure.good_from - 1)[level // 2]


def counts(measure: ImpactMeasure) -> list[Datum]:
    """One row for each grade of a wave that any case has: its count, and its name at the ends."""
    rows: list[Datum] = []
    last = len(measure.waves) - 1
    after = any(mark.x > last + BAR_RIGHT for mark in in_place(measure))
    edges = {"left": BAR_LEFT - 0.05, "right": 1.0 if after else BAR_RIGHT + 0.05}
    for slot, wave in enumerate(measure.waves):
        cases, below = wave.counts.cases, 0
        side = "left" if slot == 0 else "right" if slot == last else ""
        for level, count in enumerate(wave.counts.levels):
            if not count:
                continue
            colour = _colour(measure, wave, level)
            rows.append(
                {
                    "x": slot + 0.5,
                    "y": (below + (count - 1) // 2 + 0.5) / cases,
                    "middle": (below + count / 2) / cases,
                    "count": str(count),
                    "ink": theme.ink_on(colour),
                    "grade": "\n".join(wrapped(_label(measure, wave, level), LABEL_COLUMNS)),
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
    placed = {
        (position(measure.waves, sharer.implemented_on), sharer.carried_by)
        for sharer in measure.shared_by
        if sharer.implemented_on is not None
    }
    marks: list[InPlace] = []
    for x, ref in sorted(placed):
        if marks and x - marks[-1].x < NEAR:
            marks[-1] = InPlace(marks[-1].x, (*marks[-1].recommendations, ref))
        else:
            marks.append(InPlace(x, (ref,)))
    return marks


def tool_breaks(waves: Sequence[Wave]) -> list[int]:
    """The slots before which the audit tool changed, so that waves cannot be compared."""
    pairs = zip(waves, waves[1:], strict=False)
    return [
        slot
        for slot, (a, b) in enumerate(pairs, 1)
        if (a.wording, a.grades) != (b.wording, b.grades)
    ]


@dataclass(frozen=True, slots=True)
class Plane:
    """The room a chart is drawn in: the least and the most, across and up."""

    across: tuple[float, float]
    up: tuple[float, float]

    def at(self, x: str, y: str) -> Spec:
        """The fields that say where a mark stands."""
        return {"x": without_axis(x, self.across), "y": without_axis(y, self.up)}


def mix_chart(measure: ImpactMeasure, *, title: str, label_rows: int = 1) -> Spec:
    """The measure's waves. `label_rows`: room for action labels, the same in small multiples."""
    slots = len(measure.waves)
    plane = Plane(
        across=(-LABEL_SHARE * slots, (1 + LABEL_SHARE) * slots),
        up=(-UNDER, 1.06 + ROW * max(label_rows, 1)),
    )
    layers = [
        _block_layer(measure, plane),
        _count_layer(measure, plane),
        *(_side_layer(measure, side, plane) for side in ("left", "right")),
        _under_layer(measure, plane),
    ]
    if marks := in_place(measure):
        layers += _action_layers(marks, plane)
    if breaks := tool_breaks(measure.waves):
        layers += _break_layers(breaks, plane)
    return chart(layers, title=title, height=HEIGHT)


def _block_layer(measure: ImpactMeasure, plane: Plane) -> Spec:
    most = max((wave.counts.cases for wave in measure.waves), default=0)
    gap = 1.5 if most <= BLOCKS_APART_MAX else 0.4
    return layer(
        blocks(measure),
        mark("rect", stroke=theme.WHITE, strokeWidth=gap),
        **plane.at("left", "bottom"),
        x2=until("right"),
        y2=until("top"),
        color=as_is("colour"),
    )


def _count_layer(measure: ImpactMeasure, plane: Plane) -> Spec:
    count = mark("text", fontSize=13, fontWeight="bold")
    where = plane.at("x", "y")
    return layer(counts(measure), count, **where, text=nominal("count"), color=as_is("ink"))


def _side_layer(measure: ImpactMeasure, side: str, plane: Plane) -> Spec:
    rows = [row for row in counts(measure) if row["side"] == side]
    align = "right" if side == "left" else "left"
    name = mark("text", align=align, lineBreak="\n", fontSize=12)
    return layer(rows, name, **plane.at("edge", "middle"), text=nominal("grade"))


def _under_layer(measure: ImpactMeasure, plane: Plane) -> Spec:
    rows = [
        {"x": slot + 0.5, "y": -0.04, "words": "\n".join(_under(measure, wave))}
        for slot, wave in enumerate(measure.waves)
    ]
    lines = mark("text", baseline="top", lineBreak="\n", fontSize=12)
    return layer(rows, lines, **plane.at("x", "y"), text=nominal("words"))


def _under(measure: ImpactMeasure, wave: Wave) -> list[str]:
    when = dict(measure.when).get(wave.audit, wave.audit)
    lines = [when.replace(" to ", " to\n"), counted(wave.counts.cases, "case")]
    if measure.assessment.before is not None and measure.assessment.before.audit == wave.audit:
        lines.append("before")
    elif wave.audit in {after.audit for after in measure.assessment.after}:
        lines.append("re-audit")
    if wave.counts.worst and _own_scale(measure, wave):
        lines.append(f"{measure.labels[0]} by\nan agency: {wave.counts.worst}")
    return lines


def _action_layers(marks: Sequence[InPlace], plane: Plane) -> list[Spec]:
    rows = [
        {
            "x": action.x,
            "foot": 0,
            "y": 1.05 + ROW * (len(marks) - 1 - number),
            "words": f"{', '.join(action.recommendations)} in place",
        }
        for number, action in enumerate(marks)
    ]
    dashed = mark("rule", strokeDash=[5, 3], strokeWidth=1.5, color=theme.INK)
    label = mark("text", baseline="bottom", dy=-2, fontSize=11)
    return [
        layer(rows, dashed, **plane.at("x", "foot"), y2=until("y")),
        layer(rows, label, **plane.at("x", "y"), text=nominal("words")),
    ]


def _break_layers(breaks: Sequence[int], plane: Plane) -> list[Spec]:
    teeth = 12
    rows = [
        {"slot": slot, "x": slot + (0.03 if tooth % 2 else -0.03), "y": tooth / teeth, "at": tooth}
        for slot in breaks
        for tooth in range(teeth + 1)
    ]
    words = [{"x": slot, "y": -0.04, "words": "audit tool\nchanged"} for slot in breaks]
    label = mark("text", baseline="top", lineBreak="\n", fontSize=11, fontStyle="italic")
    return [
        layer(
            rows,
            mark("line", color=theme.DARK, strokeWidth=1.5),
            **plane.at("x", "y"),
            detail=nominal("slot"),
            order=quantitative("at"),
        ),
        layer(words, label, **plane.at("x", "y"), text=nominal("words")),
    ]
