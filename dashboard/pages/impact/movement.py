"""All areas of a tool between two audits: those with a recommendation beside those without."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dashboard.charts.dumbbell import Movement, Standing, ordered
from domain.impact.assess import Verdict
from projections.queries import AuditOverview, ImpactMeasure, Recommendation, WaveRow, window_words

Area = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two audits with the same tool that verdicts compare. `left_out`: areas not comparable."""

    tool: str
    before: str
    after: str
    good: str
    movements: tuple[Movement, ...]
    left_out: tuple[str, ...]

    @property
    def title(self) -> str:
        """The finding, with what the areas without a recommendation did meanwhile."""
        judged = [m.verdict for m in self.movements if m.standing is Standing.JUDGED]
        counts = ", ".join(
            f"{judged.count(verdict)} {verdict}" for verdict in _JUDGED if verdict in judged
        )
        others = [m for m in self.movements if m.standing is Standing.WITHOUT]
        if not others:
            return f"{counts}; no area is without a recommendation, so none shows the background"
        return (
            f"{counts}; areas without a recommendation went from {sum(m.before for m in others)} of"
            f" {sum(m.of_before for m in others)} to {sum(m.after for m in others)} of"
            f" {sum(m.of_after for m in others)} cases {self.good} or better"
        )

    @property
    def subtitle(self) -> str:
        """Which audits, and how to read the dots."""
        one = self.movements[0]
        return (
            f"Open dot: {one.wave_before} ({self.before}). Filled dot: {one.wave_after}"
            f" ({self.after}). ★ a recommendation judged between the two."
        )


_JUDGED = (Verdict.WORSENED, Verdict.NO_CHANGE, Verdict.IMPROVED)


def recommended_areas(
    recommendations: Sequence[Recommendation], audits: Sequence[AuditOverview]
) -> frozenset[Area]:
    """Areas with any recommendation, rejected ones too: they were chosen as the worst."""
    tools = {audit.audit: audit.tool for audit in audits}
    found: set[Area] = set()
    for one in recommendations:
        if one.tool is not None:
            found |= {(one.tool, area) for area in one.desired_areas or ()}
        if one.audit in tools:
            found |= {(tools[one.audit], area) for area in one.areas}
    return frozenset(found)


def pairs(
    measures: Sequence[ImpactMeasure], waves: Sequence[WaveRow], recommended: Collection[Area]
) -> list[Pair]:
    """Each two audits that some verdict on all agencies compares, the latest re-audit first."""
    verdicts: dict[tuple[str, str, str], dict[str, Verdict]] = {}
    good: dict[str, str] = {}
    for measure in measures:
        assessed = measure.assessment
        if measure.agency is None and assessed.comparison is not None and assessed.after:
            key = (measure.tool, assessed.before[-1].audit, assessed.after.audit)
            verdicts.setdefault(key, {})[measure.area] = assessed.verdict
            good[measure.tool] = measure.labels[measure.good_from]
    rows = {(row.tool, row.area, row.audit): row for row in waves}
    ended = {row.audit: row.casework_end for row in waves}
    found = [
        _pair(key, of_area, good[key[0]], rows, recommended) for key, of_area in verdicts.items()
    ]
    return sorted(found, key=lambda one: (ended[one.after], one.tool, one.before), reverse=True)


def _pair(
    key: tuple[str, str, str],
    verdicts: dict[str, Verdict],
    good: str,
    rows: dict[tuple[str, str, str], WaveRow],
    recommended: Collection[Area],
) -> Pair:
    tool, first, last = key
    movements, left_out = [], []
    for (of_tool, area, audit), before in rows.items():
        if (of_tool, audit) != (tool, first):
            continue
        after = rows.get((tool, area, last))
        if after is None or not _comparable(before, after):
            left_out.append(before.area_title)
            continue
        verdict = verdicts.get(area)
        standing = Standing.ELSEWHERE if (tool, area) in recommended else Standing.WITHOUT
        standing = standing if verdict is None else Standing.JUDGED
        movements.append(_movement(before, after, verdict, standing))
    return Pair(tool, first, last, good, tuple(movements), tuple(sorted(left_out)))


def _comparable(before: WaveRow, after: WaveRow) -> bool:
    graded = before.cases_graded and after.cases_graded
    return bool(graded) and before.comparable_as == after.comparable_as


def _movement(
    before: WaveRow, after: WaveRow, verdict: Verdict | None, standing: Standing
) -> Movement:
    return Movement(
        area=after.area_title,
        before=before.cases_good,
        of_before=before.cases_graded,
        after=after.cases_good,
        of_after=after.cases_graded,
        verdict=verdict,
        standing=standing,
        wave_before=window_words(before.casework_start, before.casework_end),
        wave_after=window_words(after.casework_start, after.casework_end),
    )


def pair_rows(pair: Pair) -> list[dict[str, object]]:
    """The pair's areas as the table under its chart."""
    return [
        {
            "Area of work": one.area,
            f"{pair.good} or better": one.counts,
            "Before": one.wave_before,
            "Re-audit": one.wave_after,
            "Verdict": one.verdict or one.standing,
        }
        for one in ordered(pair.movements)
    ]
