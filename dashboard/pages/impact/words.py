"""An area of work as a row of the page's chart and of its table, leading to its own page."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.kit.address import Link, to
from dashboard.kit.tables import Lines
from documents.charts import area_words
from documents.charts.area_plan import Row
from documents.charts.area_words import (
    code_of,
    good_in,
    judged,
    month_words,
    told,
    under,
    verdict,
)
from projections.queries.areas import AreaImpact


def address_of(area: AreaImpact, words: str | None = None) -> Link:
    """The area's own page."""
    return to(words or area.title, "area", area=code_of(area))


def chart_row(area: AreaImpact, agency_titles: Mapping[str, str]) -> Row:
    return area_words.chart_row(area, agency_titles, address_of(area).href)


def area_row(area: AreaImpact, agency_titles: Mapping[str, str]) -> dict[str, object]:
    """An area as a row of the table: the same as its row of the chart, in words."""
    when = dict(area.when)
    audits = []
    for wave in area.waves:
        counts = wave.counts
        worst = f"; an agency graded {area.labels[0]} in {counts.worst}" if counts.worst else ""
        audits.append(f"{when[wave.audit]}: {good_in(area, wave)} of {counts.cases}{worst}")
    placed = sorted({(done.day, done.called) for one in area.remedies for done in one.in_place})
    return {
        "Agenda": area.item.value,
        "Area of work": Lines((address_of(area), under(area, agency_titles))),
        "Verdict": verdict(area),
        "Cases good or better": Lines(tuple(audits)),
        "In place": Lines(tuple(f"{month_words(day)}: {called}" for day, called in placed)),
        "What it rests on, what SAIG judged, what is next": Lines(
            tuple(filter(None, (judged(area), told(area))))
        ),
    }
