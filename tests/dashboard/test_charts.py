"""Chart specifications: the counts are the query's, the grades in their order, the colours ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from dashboard.pages.impact import words
from documents.charts import area_plan as chart
from documents.charts import areas as drawing
from documents.charts import lifecycle, theme, vega
from documents.charts.area_plan import Mark, Row, Stack
from documents.charts.vega import Spec
from domain.impact.agenda import Item
from domain.impact.verdicts import Verdict
from ledger.service import Ledger
from projections.engine.projector import Projection
from projections.queries.areas import AreaImpact, area_impacts
from projections.queries.impact import impact_measures
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import valid

TODAY = date(2026, 11, 23)
PALETTE = ("#801650", "#F46A25", "#2073BC", "#28A197")
"""Worst grade first (research/impact.md, section 4)."""
LAYOUTS = (chart.WIDE, chart.MIDDLE, chart.SLIM)


@pytest.fixture(scope="module")
def areas(demo: Path) -> Iterator[tuple[AreaImpact, ...]]:
    with Ledger.open(demo) as ledger:
        viewer = ledger.standing(CHAIR)
    with (
        closing(Projection.of(str(demo))) as projection,
        projection.session(viewer) as session,
    ):
        found = area_impacts(session, TODAY, impact_measures(session, TODAY))
        assert found is not None
        yield found


def test_grades_have_their_colours_worst_first() -> None:
    assert theme.grade_colours(4, 2) == PALETTE
    assert theme.grade_colours(3, 1) == (PALETTE[0], PALETTE[2], PALETTE[3])
    assert len(theme.grade_colours(7, 4)) == 7


def test_every_verdict_has_its_own_shape_and_word() -> None:
    assert set(theme.SIGNS) == set(Verdict)
    assert len({sign.glyph for sign in theme.SIGNS.values()}) == len(Verdict)
    assert theme.SIGNS[Verdict.IMPROVED].colour == "#2073BC"
    assert theme.SIGNS[Verdict.WORSENED].colour == "#F46A25"
    assert theme.SIGNS[Verdict.NO_CHANGE].colour == "#3D3D3D"


@pytest.mark.parametrize(("part", "wrong"), [("mark", {"type": "bra"}), ("encoding", {"hue": {}})])
def test_a_chart_that_vega_lite_does_not_know_is_caught(part: str, wrong: dict[str, Any]) -> None:
    """The other tests of charts rest on this one."""
    layer = vega.layer([{"a": 1}], vega.mark("bar"), x=vega.quantitative("a"))
    valid(vega.chart([layer], title="One", height=10))
    with pytest.raises(Exception, match="was expected|Additional properties"):
        valid(vega.chart([{**layer, part: wrong}], title="One", height=10))


def _rows(layer: Spec) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = layer["data"]["values"]
    return rows


def drawn(rows: list[Row], layout: chart.Layout = chart.WIDE) -> Spec:
    key = [(PALETTE[0], "Inadequate"), (PALETTE[2], "Good")]
    return valid(
        drawing.area_chart(
            rows, key, worst="Inadequate", today=TODAY, layout=layout, today_words="today"
        )
    )


def test_one_block_for_each_case_worst_at_the_bottom(areas: tuple[AreaImpact, ...]) -> None:
    for area in areas:
        row = words.chart_row(area, {})
        for stack, wave in zip(row.stacks, area.waves, strict=True):
            counted = Counter(stack.blocks)
            low = [sum(wave.counts.levels[at : at + 2]) for at in range(0, 7, 2)]
            assert [counted[colour] for colour in PALETTE] == low
            assert [PALETTE.index(colour) for colour in stack.blocks] == sorted(
                PALETTE.index(colour) for colour in stack.blocks
            )
            assert (stack.good, stack.hidden) == (str(wave.counts.good), wave.counts.worst - low[0])
        axis = chart.axis_of([row], TODAY, chart.WIDE)
        blocks = drawing.blocks(chart.plan([row], axis, 1))
        assert len(blocks) == sum(wave.counts.cases for wave in area.waves)
        by_day: dict[int, list[Any]] = {}
        for block in blocks:
            by_day.setdefault(block["day"], []).append(block)
        for of_day in by_day.values():
            upward = sorted(of_day, key=lambda block: -block["foot"])
            ranks = [PALETTE.index(block["colour"]) for block in upward]
            assert ranks == sorted(ranks)


def test_every_area_has_one_row_in_the_agendas_order(areas: tuple[AreaImpact, ...]) -> None:
    order = [list(Item).index(area.item) for area in areas]
    assert order == sorted(order)
    assert len({area.key for area in areas}) == len(areas)
    rows = [words.chart_row(area, {}) for area in areas]
    for layout in LAYOUTS:
        spec = drawn(rows, layout)
        names = [row["href"] for layer in spec["layer"] for row in _rows(layer) if "href" in row]
        assert list(dict.fromkeys(names)) == [row.href for row in rows]
        assert len(spec["layer"]) < 60


def test_the_whole_series_stands_beside_the_verdict(areas: tuple[AreaImpact, ...]) -> None:
    (worse,) = [area for area in areas if area.item is Item.WORSE]
    row = words.chart_row(worse, {})
    assert row.verdict == "▼\u00a0Worsened: 7 → 3 → 3 of 10"
    assert row.judged == "SAIG: not achieved"
    assert row.told.startswith("After the 2nd remedy: no change detectable.")
    assert row.told.endswith("3rd remedy under way; re-audit due Oct 2027.")
    assert row.marks[0] == Mark(date(2024, 12, 18), "six-weekly supervision")


def stack(day: date) -> Stack:
    return Stack(day - timedelta(days=40), day + timedelta(days=40), PALETTE * 2, "4", 1)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("away", [1, 30, 60, 120, 200, 360, 500, 700])
def test_words_of_remedies_never_stand_on_a_stack_or_its_count(
    layout: chart.Layout, away: int
) -> None:
    """At the least width; a wider page only leaves more room."""
    stacks = (stack(date(2024, 3, 1)), stack(date(2025, 6, 1)), stack(date(2026, 5, 5)))
    day = date(2024, 3, 1) + timedelta(days=away)
    marks = (Mark(day, "Introduce shared supervision"), Mark(day + timedelta(days=40), "Brief all"))
    row = Row("G", "Area", "neglect", "/area", stacks, marks, "▲ Improved", "", "")
    axis = chart.axis_of([row], TODAY, layout)
    assert chart.labels(row, axis)
    half = chart.STACK_WIDTH / 2
    for label in chart.labels(row, axis):
        wide = max(len(line) for line in label.lines) * chart.WIDTH_OF_LETTER[chart.SMALL]
        x = axis.at(label.day)
        left, right = (x - wide - 3, x) if label.side != "right" else (x, x + wide + 3)
        if label.side == "over":
            continue
        for one in stacks:
            middle = axis.at(one.middle)
            assert right <= middle - half + 1 or left >= middle + half - 1


@pytest.mark.parametrize(
    ("day", "words", "side"),
    [
        (date(2026, 11, 30), "today", "right"),
        (date(2026, 2, 1), "today", "left"),
        (date(2026, 5, 1), "30 September 2026", "left"),
        (date(2026, 12, 1), "1 December 2026", None),
    ],
)
def test_the_day_stands_beside_its_line_and_on_no_year(
    day: date, words: str, side: str | None
) -> None:
    row = Row("G", "Area", "neglect", "/a", (stack(date(2024, 3, 1)),), (), "x", "", "")
    axis = chart.axis_of([row], day, chart.WIDE)
    assert drawing.today_beside(axis, words) == side


def test_marks_are_drawn_even_where_their_words_find_no_room() -> None:
    day = date(2025, 6, 1)
    marks = tuple(Mark(day + timedelta(days=n), f"Remedy number{n}") for n in range(5))
    spec = drawn([Row("G", "Area", "neglect", "/a", (stack(day),), marks, "x", "", "")])
    dashed = [layer for layer in spec["layer"] if "strokeDash" in layer["mark"]]
    assert len(_rows(dashed[0])) == 5


def test_a_lifecycle_row_for_each_recommendation() -> None:
    step = lifecycle.Step(date(2025, 1, 1), "made", lifecycle.DELIVERY)
    closed = date(2025, 5, 1)
    tracks = [
        lifecycle.Track(ref, "Voice", (step,), closed, closed, TODAY, "closed", "closed")
        for ref in ("R1", "R2")
    ]
    first, second = lifecycle.placed(tracks)
    assert second.top >= first.bottom > first.y(lifecycle.IMPACT) > first.y(lifecycle.DELIVERY)
    assert [(row["on"], row["words"]) for row in lifecycle.diamonds([first])] == [
        ("2025-01-01", "made")
    ]
    spec = valid(lifecycle.lifecycle_chart(tracks, description="Two closed, none re-audited"))
    assert [row["from"] for row in _rows(spec["layer"][0])] == ["2025-05-01"] * 2
    assert vega.finding(spec) == "Delivery and impact, side by side"
