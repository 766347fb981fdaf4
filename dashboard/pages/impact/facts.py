"""All that the Impact page and an area's own page show."""

from __future__ import annotations

from dashboard.kit.cache import facts, once
from dashboard.reading import Reading
from projections.queries.areas import AreaImpact, area_impacts
from projections.queries.impact import impact_measures

NOT_OPEN = (
    "Impact is shown to those who may read the grades of every settled audit."
    " No number is better than a wrong one."
)


def impact_areas(given: Reading) -> tuple[AreaImpact, ...] | None:
    """Every area of work, by the agenda; None for a reader who may not read every grade.

    Asked once for the same reading.
    """
    return once(given, ("areas",), lambda: _areas(given))


def _areas(given: Reading) -> tuple[AreaImpact, ...] | None:
    measures = facts(given, impact_measures, given.today)
    return area_impacts(given.session, given.today, measures)
