"""What every area of a tool did between two audits that some verdict compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.impact.assess import Assessment
from domain.impact.verdicts import Verdict
from domain.impact.waves import Alike, alike
from projections.engine.projector import Session
from projections.queries.impact import ImpactMeasure, recommended_areas
from projections.queries.waves import WaveRow, waves, window_words


class Bearing(StrEnum):
    """How recommendations bear on an area between two audits."""

    JUDGED = "a verdict between these audits"
    ELSEWHERE = "recommended on, but judged between other audits or not at all"
    WITHOUT = "no recommendation"


@dataclass(frozen=True, slots=True)
class Movement:
    """One area between two audits: cases good or better, of those graded.

    `worst_before`, `worst_after`: cases in which an agency gave the worst grade.
    `verdict`: that of these two audits, None unless judged; then the counts are those that it
    compares. `before_moderation`: they are of the grades as they stood then. `wave_before`,
    `wave_after`: when the casework was, in words.
    """

    area: str
    before: int
    of_before: int
    worst_before: int
    after: int
    of_after: int
    worst_after: int
    bearing: Bearing
    verdict: Verdict | None
    before_moderation: bool
    wave_before: str
    wave_after: str


@dataclass(frozen=True, slots=True)
class ComparedAudits:
    """Two audits with the same tool that verdicts on all agencies compare.

    `good`: the label of the first grade counted good. `left_out`: areas that are not comparable.
    """

    tool: str
    before: str
    after: str
    good: str
    movements: tuple[Movement, ...]
    left_out: tuple[str, ...]


def compared_audits(
    session: Session, measures: Sequence[ImpactMeasure]
) -> tuple[ComparedAudits, ...]:
    """Each two audits that some verdict on all agencies compares, the latest re-audit first."""
    verdicts: dict[tuple[str, str, str], dict[str, Assessment]] = {}
    good: dict[str, str] = {}
    for measure in measures:
        assessed = measure.assessment
        if measure.agency is None and assessed.alike and assessed.before and assessed.latest:
            audits = (measure.tool, assessed.before.audit, assessed.latest.audit)
            verdicts.setdefault(audits, {})[measure.area] = assessed
            good[measure.tool] = measure.labels[measure.good_from - 1]
    if not verdicts:
        return ()
    recommended = recommended_areas(session)
    rows = {(row.settings.tool, row.settings.area, row.audit): row for row in waves(session)}
    ended = {row.audit: row.settings.casework_end for row in rows.values()}
    compared = [
        _compared((tool, before, after), good[tool], of_area, rows, recommended)
        for (tool, before, after), of_area in verdicts.items()
    ]
    latest_first = sorted(
        compared, key=lambda pair: (ended[pair.after], pair.tool, pair.before), reverse=True
    )
    return tuple(latest_first)


def _compared(
    audits: tuple[str, str, str],
    good: str,
    verdicts: dict[str, Assessment],
    rows: dict[tuple[str, str, str], WaveRow],
    recommended: frozenset[tuple[str, str]],
) -> ComparedAudits:
    tool, first, last = audits
    movements, left_out = [], []
    for (_, area, audit), before in rows.items():
        if (before.settings.tool, audit) != (tool, first):
            continue
        after = rows.get((tool, area, last))
        counted = alike((before.wave, after.wave)) if after else None
        if after is None or not isinstance(counted, Alike):
            left_out.append(before.settings.area_title)
            continue
        bearing = Bearing.ELSEWHERE if (tool, area) in recommended else Bearing.WITHOUT
        judged = verdicts.get(area)
        if judged is not None and judged.alike is not None:
            bearing, counted = Bearing.JUDGED, judged.alike
        verdict = judged.verdict if judged else None
        movements.append(_movement(before, after, counted, bearing, verdict))
    return ComparedAudits(tool, first, last, good, tuple(movements), tuple(sorted(left_out)))


def _movement(
    before: WaveRow, after: WaveRow, counted: Alike, bearing: Bearing, verdict: Verdict | None
) -> Movement:
    one, two = (counted.pooled([row.wave]) for row in (before, after))
    first, last = before.settings, after.settings
    return Movement(
        area=last.area_title,
        before=one.good,
        of_before=one.cases,
        worst_before=one.worst,
        after=two.good,
        of_after=two.cases,
        worst_after=two.worst,
        bearing=bearing,
        verdict=verdict,
        before_moderation=counted.before_moderation,
        wave_before=window_words(first.casework_start, first.casework_end),
        wave_after=window_words(last.casework_start, last.casework_end),
    )
