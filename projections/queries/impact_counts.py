"""A measure in counts, for whoever works them out again."""

from __future__ import annotations

from domain.impact.waves import Counts
from projections.queries.impact import ImpactMeasure


def impact_counts(measure: ImpactMeasure) -> list[dict[str, object]]:
    """Each wave of a measure in counts: as its grades stand, and as the verdict counts them."""
    when = dict(measure.when)
    return [
        {
            "audit": wave.audit,
            "casework": when.get(wave.audit, wave.audit),
            **_counted(wave.counts),
            "as_compared": _counted(measure.assessment.counted(wave)),
        }
        for wave in measure.waves
    ]


def _counted(counts: Counts) -> dict[str, object]:
    """The cases good or better, and at the worst grade."""
    return {
        "cases": counts.cases,
        "good": counts.good,
        "worst_by_any_agency": counts.worst,
        "agreed_in_moderation": counts.moderated,
        "half_steps": list(counts.levels),
    }


def comparison_counts(measure: ImpactMeasure) -> dict[str, object] | None:
    """What went into the test and what came out; None where nothing was compared.

    `midp_better`, `midp_worse`: the exact mid-p each way, of the half steps `before` and `after`.
    """
    found, counted = measure.assessment.comparison, measure.assessment.alike
    if found is None or counted is None:
        return None
    return {
        "agencies": sorted(counted.agencies),
        "before_moderation": counted.before_moderation,
        "before": list(found.before),
        "after": list(found.after),
        "midp_better": float(found.midp_better),
        "midp_worse": float(found.midp_worse),
    }
