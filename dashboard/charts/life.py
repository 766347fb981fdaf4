"""The life of a grade: a row for each agency, from the auditor's grade to what was agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.charts.vega import Datum, Spec, as_is, chart, layer, mark, nominal, quantitative
from dashboard.kit import theme

STEPS: Mapping[str, str] = {
    "given": "Auditor's grade",
    "revised": "Revised by the agency",
    "moderated": "Moderated",
    "area agreed": "Agreed together",
    "overall agreed": "Agreed together",
    "found not applicable": "Agreed together",
}
"""A kind of entry to the step of a grade's life it is, in their order."""
COLUMNS = tuple(dict.fromkeys(STEPS.values()))
ROW_HEIGHT = 38


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry about a grade. `whose`: the agency, or all of them together."""

    kind: str
    whose: str
    grade: str
    colour: str
    position: int


def cells(moments: Sequence[Moment]) -> list[Datum]:
    """One row for each agency and step: the grades in their order, the last one's colour."""
    by_step: dict[tuple[str, str], list[Moment]] = {}
    for one in sorted(moments, key=lambda moment: moment.position):
        by_step.setdefault((one.whose, STEPS[one.kind]), []).append(one)
    return [
        {
            "whose": whose,
            "step": step,
            "place": COLUMNS.index(step),
            "colour": of_step[-1].colour,
            "words": ", then ".join(one.grade for one in of_step),
            "entries": f"entry {', '.join(str(one.position) for one in of_step)}",
        }
        for (whose, step), of_step in by_step.items()
    ]


def life_chart(moments: Sequence[Moment], *, title: str, last: str) -> Spec:
    """`last`: the row of all agencies together, drawn at the bottom."""
    rows = cells(moments)
    whose = sorted({row["whose"] for row in rows} - {last})
    order = [*whose, last] if any(row["whose"] == last for row in rows) else whose
    x = quantitative(
        "place",
        title=None,
        scale={"domain": [-0.1, len(COLUMNS)]},
        axis={
            "orient": "top",
            "values": list(range(len(COLUMNS))),
            "labelExpr": _column_names(),
            "labelAlign": "left",
            "labelFontWeight": "bold",
            "labelPadding": 8,
        },
    )
    y = nominal("whose", sort=order, title=None, axis={"labelLimit": 320, "labelPadding": 12})
    line = layer(
        rows,
        mark("line", color=theme.PALE, strokeWidth=3),
        x=x,
        y=y,
        detail=nominal("whose"),
        order=quantitative("place"),
    )
    points = layer(rows, mark("square", size=260, opacity=1), x=x, y=y, color=as_is("colour"))
    grade = mark("text", align="left", dx=14, dy=-7, fontWeight="bold")
    grades = layer(rows, grade, x=x, y=y, text=nominal("words"))
    entry = mark("text", align="left", dx=14, dy=8, fontSize=11, color=theme.DARK)
    entries = layer(rows, entry, x=x, y=y, text=nominal("entries"))
    return chart(
        [line, points, grades, entries],
        title=title,
        height=ROW_HEIGHT * len(order) + 60,
        columns=100,
    )


def _column_names() -> str:
    """A Vega expression: the names of the columns, which are this module's own."""
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    return f"[{names}][datum.value]"
