"""What the comparison of waves says today of one recommendation, for SAIG's own judgement."""

from __future__ import annotations

from datetime import date

from domain.recommendation.events import MeasuredVerdict
from projections.engine.projector import Session
from projections.queries.impact import impact_measures


def measured_verdicts(
    session: Session, recommendation: str, today: date
) -> tuple[MeasuredVerdict, ...]:
    """One verdict for each area that the recommendation was to change, in the areas' order."""
    found = [
        measure
        for measure in impact_measures(session, today)
        if any(sharer.recommendation == recommendation for sharer in measure.shared_by)
    ]
    return tuple(
        MeasuredVerdict(
            area=measure.area,
            verdict=measure.assessment.verdict.value,
            baseline=measure.assessment.before[-1].audit if measure.assessment.before else None,
            latest=measure.assessment.after.audit if measure.assessment.after else None,
        )
        for measure in sorted(found, key=lambda measure: measure.area)
    )
