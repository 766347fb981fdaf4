"""What the comparison of waves says of one recommendation, and whether recorded verdicts agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.impact.verdicts import METHOD
from domain.kernel.access import Standing
from domain.recommendation.events import MeasuredVerdict
from projections.engine.projector import Projection, Session
from projections.queries.impact import ImpactMeasure, impact_measures

_ASSESSED = """
SELECT position, recommendation, measured, coalesce(measured_at, position - 1) AS measured_at,
       recorded_at
FROM main.impact_assessed
WHERE method = ?
ORDER BY position
"""
_JUDGEMENTS = """
SELECT recommendation, assessed_on, judgement, reason, measured, measured_at, position
FROM main.impact_assessed
ORDER BY position
"""
_OTHER_METHOD = "SELECT count(*) AS judgements FROM main.impact_assessed WHERE method <> ?"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A recorded judgement whose verdicts disagree with the entries up to `measured_at`."""

    position: int
    recommendation: str
    measured_at: int
    recorded: tuple[MeasuredVerdict, ...]
    recomputed: tuple[MeasuredVerdict, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """SAIG's judgement of a recommendation, with the verdicts that it had before it.

    `measured_at`: the position up to which those were measured; None where that was not kept.
    """

    recommendation: str
    assessed_on: date
    judgement: str
    reason: str
    measured: tuple[MeasuredVerdict, ...]
    measured_at: int | None
    position: int


def judgements(session: Session) -> tuple[Judged, ...]:
    """Every judgement of impact, the earliest first."""
    return tuple(
        Judged(
            **{
                **row,
                "measured": tuple(MeasuredVerdict(**_fields(item)) for item in row["measured"]),
            }
        )
        for row in session.rows(_JUDGEMENTS)
    )


def measured_verdicts(
    session: Session, recommendation: str, today: date
) -> tuple[MeasuredVerdict, ...]:
    """One verdict for each area that the recommendation was to change, in the areas' order."""
    return _verdicts(impact_measures(session, today), recommendation)


def _verdicts(
    measures: tuple[ImpactMeasure, ...], recommendation: str
) -> tuple[MeasuredVerdict, ...]:
    carrying = [
        measure
        for measure in measures
        if any(sharer.recommendation == recommendation for sharer in measure.shared_by)
    ]
    return tuple(
        MeasuredVerdict(
            area=measure.area,
            verdict=measure.assessment.verdict.value,
            baseline=measure.assessment.before.audit if measure.assessment.before else None,
            latest=measure.assessment.latest.audit if measure.assessment.latest else None,
        )
        for measure in sorted(carrying, key=lambda measure: measure.area)
    )


def disagreements(projection: Projection, viewer: Standing, as_at: int) -> Iterator[Disagreement]:
    """The judgements recorded up to a position whose verdicts come out otherwise now.

    Only those measured as is done now: one measured by an earlier method was right by that one.
    `viewer` must see every grade.
    """
    with projection.session(viewer, as_at) as session:
        assessed = session.rows(_ASSESSED, [METHOD])
    measured_together = defaultdict(list)
    for row in assessed:
        measured_together[row["measured_at"]].append(row)
    for position, rows in measured_together.items():
        with projection.session(viewer, position) as session:
            measures = impact_measures(session, rows[0]["recorded_at"].date())
        for row in rows:
            recorded = tuple(MeasuredVerdict(**_fields(item)) for item in row["measured"])
            recomputed = _verdicts(measures, row["recommendation"])
            if recorded != recomputed:
                yield Disagreement(
                    row["position"], row["recommendation"], position, recorded, recomputed
                )


def measured_otherwise(projection: Projection, viewer: Standing, as_at: int) -> int:
    """How many judgements were measured by another method than today's: not recomputed."""
    with projection.session(viewer, as_at) as session:
        (row,) = session.rows(_OTHER_METHOD, [METHOD])
    return int(row["judgements"])


def _fields(item: Any) -> dict[str, Any]:
    return {name: item[name] for name in MeasuredVerdict.model_fields}
