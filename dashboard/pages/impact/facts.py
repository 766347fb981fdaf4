"""All that the Impact page and an area's own page show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dashboard.kit.cache import facts, once
from dashboard.kit.window import window_from
from dashboard.reading import Reading
from domain.impact.waves import Wave
from projections.queries.areas import AreaImpact, area_impacts
from projections.queries.impact import ImpactMeasure, impact_measures

NOT_OPEN = (
    "Impact is shown to those who may read the grades of every settled audit."
    " No number is better than a wrong one."
)


def impact_areas(given: Reading) -> tuple[AreaImpact, ...] | None:
    """Every area of work, by the agenda; None for a reader who may not read every grade.

    Asked once for the same reading.
    """
    return once(given, ("areas",), lambda: _areas(given))


def measures(given: Reading, *made_on: date) -> tuple[ImpactMeasure, ...]:
    """What came of the recommendations of the years that are shown.

    Of all of them where one that is asked about was made earlier. Asked once for all pages.
    """
    since = window_from(given)
    if since is not None and any(day < since for day in made_on):
        since = None
    return facts(given, impact_measures, given.today, since)


def _areas(given: Reading) -> tuple[AreaImpact, ...] | None:
    since = window_from(given)
    found = area_impacts(given.session, given.today, measures(given))
    if found is None or since is None:
        return found
    return tuple(replace(area, waves=_within(area, since)) for area in found)


def _within(area: AreaImpact, since: date) -> tuple[Wave, ...]:
    """The audits of the years that are shown, and those that a verdict there rests on."""
    told = [one.measure.assessment for one in area.remedies]
    rest_on = {wave.audit for one in told for wave in (one.before, *one.after) if wave}
    return tuple(wave for wave in area.waves if wave.casework_end >= since or wave.audit in rest_on)
