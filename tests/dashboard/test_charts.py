"""Chart specifications: the counts are the query's, the grades in their order, the colours ours."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any

import pytest

from dashboard.charts import dumbbell, funnel, lifecycle, mix, vega
from dashboard.charts.vega import Spec
from dashboard.kit import theme
from dashboard.pages.impact import movement
from domain.impact.verdicts import Verdict
from domain.impact.waves import Alike, alike
from ledger.service import Ledger
from projections.engine.projector import Projection, Session
from projections.queries.board import assurance_funnel
from projections.queries.impact import ImpactMeasure, impact_measures
from projections.queries.movements import Bearing, compared_audits
from projections.queries.waves import waves
from tests.dashboard.conftest import CHAIR
from tests.dashboard.pages import valid
from tests.domain.impact.graded import wave as wave_of

TODAY = date(2026, 11, 23)
PALETTE = ("#801650", "#F46A25", "#2073BC", "#28A197")
"""Worst grade first (research/impact.md, section 4)."""


@pytest.fixture(scope="module")
def session(demo: Path) -> Iterator[Session]:
    with Ledger.open(demo) as ledger:
        viewer = ledger.standing(CHAIR)
    with (
        closing(Projection.of(str(demo))) as projection,
        projection.session(viewer) as session,
    ):
        yield session


@pytest.fixture(scope="module")
def measures(session: Session) -> tuple[ImpactMeasure, ...]:
    return impact_measures(session, TODAY)


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


def test_one_block_for_each_case_worst_at_the_bottom(measures: tuple[ImpactMeasure, ...]) -> None:
    for measure in measures:
        blocks = mix.blocks(measure)
        for wave in measure.waves:
            own = [block for block in blocks if block["audit"] == wave.audit]
            counted = Counter(block["grade"] for block in own)
            steps = [f"{low} to {high}" for low, high in pairwise(measure.labels)]
            levels = [word for pair in zip_longest(measure.labels, steps) for word in pair if word]
            assert [counted[level] for level in levels] == list(wave.counts.levels)
            upward = sorted(own, key=lambda block: float(block["bottom"]))
            ranks = [levels.index(block["grade"]) for block in upward]
            assert ranks == sorted(ranks)
            assert {block["colour"] for block in own} <= set(PALETTE)
            assert upward[-1]["top"] == pytest.approx(1)


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


def test_a_mix_chart_states_its_finding_and_counts(measures: tuple[ImpactMeasure, ...]) -> None:
    for measure in measures:
        spec = valid(mix.mix_chart(measure, title="Improved. 3 of 10, then 8 of 10."))
        assert spec["description"].startswith("Improved.")
        rows = [_rows(layer) for layer in spec["layer"]]
        cases = sum(wave.counts.cases for wave in measure.waves)
        assert len(rows[0]) == cases
        assert sum(int(row["count"]) for row in rows[1]) == cases
        assert "%" not in json.dumps(rows)


def test_actions_stand_where_they_fall_between_casework_windows(
    measures: tuple[ImpactMeasure, ...],
) -> None:
    a, b = wave_of("a", "2025-01-01", days=60), wave_of("b", "2026-01-01", days=60)
    days = [
        date(2024, 1, 1), date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1), date(2025, 6, 1),
        date(2026, 1, 1), date(2026, 2, 1), date(2026, 6, 1),
    ]  # fmt: skip
    placed = [mix.position((a, b), day) for day in days]
    assert placed == sorted(placed)
    assert 0.82 < mix.position((a, b), date(2025, 6, 1)) < 1.18
    marked = [mark for measure in measures for mark in mix.in_place(measure)]
    assert marked


def test_a_changed_tool_breaks_the_series() -> None:
    a, b = wave_of("a", "2025-01-01"), wave_of("b", "2026-01-01", wording="other")
    assert mix.tool_breaks((a, b)) == [1]
    assert mix.tool_breaks((a, a)) == []


def test_dumbbells_carry_the_counts_of_the_waves(
    session: Session, measures: tuple[ImpactMeasure, ...]
) -> None:
    rows = waves(session)
    found = compared_audits(session, measures)
    assert found
    by_audit = {(row.audit, row.settings.area_title): row.wave for row in rows}
    for pair in found:
        for one in pair.movements:
            counted = alike((by_audit[pair.before, one.area], by_audit[pair.after, one.area]))
            assert isinstance(counted, Alike)
            before, after = counted.counts
            assert (one.before, one.of_before) == (before.good, before.cases)
            assert (one.worst_before, one.worst_after) == (before.worst, after.worst)
            assert (one.after, one.of_after) == (after.good, after.cases)
        drawn = dumbbell.points(pair.movements)
        assert len(drawn) == len(pair.movements)
        greys = [row["colour"] == theme.GREY for row in drawn]
        assert greys == sorted(greys), "areas judged come first"
        spec = valid(
            dumbbell.dumbbell_chart(pair.movements, title=movement.title(pair), good=pair.good)
        )
        assert spec["title"]["text"]


def test_areas_without_a_recommendation_agree_with_the_background(
    session: Session, measures: tuple[ImpactMeasure, ...]
) -> None:
    found = compared_audits(session, measures)
    by_pair = {(pair.tool, pair.before, pair.after): pair for pair in found}
    for measure in measures:
        moved, assessed = measure.background, measure.assessment
        if (
            moved is None
            or measure.agency is not None
            or assessed.latest is None
            or assessed.before is None
        ):
            continue
        pair = by_pair[measure.tool, assessed.before.audit, assessed.latest.audit]
        others = [m for m in pair.movements if m.bearing is Bearing.WITHOUT]
        assert (len(others), sum(m.before for m in others), sum(m.after for m in others)) == (
            moved.areas,
            moved.good_before,
            moved.good_after,
        )


def test_the_funnel_counts_recommendations(session: Session) -> None:
    found = assurance_funnel(session, TODAY)
    assert found is not None
    rows = funnel.steps(found)
    assert [row["recommendations"] for row in rows] == [len(s.recommendations) for s in found]
    spec = valid(funnel.funnel_chart(found, title="Of 21 made, 13 judged"))
    assert spec["layer"][0]["encoding"]["y"]["sort"] == [row["step"] for row in rows]


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
    assert vega.title_of(spec)["text"] == ["Delivery and impact, side by side"]
