"""Impact: what changed since it was recommended, one row for each area of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.charts.area_plan import MIDDLE, SLIM, WIDE
from dashboard.charts.areas import area_chart
from dashboard.charts.growth import growth_chart
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw_by_width, draw_unless_narrow
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.restated import marked
from dashboard.kit.tables import table
from dashboard.kit.window import window_words
from dashboard.pages.impact import growth, words
from dashboard.pages.impact.facts import NOT_OPEN, impact_areas
from dashboard.reading import Reading, reading
from domain.impact.agenda import counts_line, finding
from projections.queries.areas import AreaImpact
from projections.queries.impact import comparisons
from projections.queries.milestones import milestones


def page(given: Reading) -> None:
    st.title("Impact", anchor=False)
    areas = impact_areas(given)
    if areas is None:
        st.text(NOT_OPEN)
        return
    found = finding([(area.title, area.item) for area in areas])
    with st.container(key="first_screen"):
        first_screen(areas, found, given)
    with st.container(key="grown"):
        grown(given)
    with st.container(key="by_area"):
        st.header("Every area of work, in words", anchor=False)
        table(
            since_saig_met(areas, given),
            empty="No area has been audited or recommended on yet.",
            name="areas of work",
        )


def since_saig_met(areas: Sequence[AreaImpact], given: Reading) -> Sequence[Mapping[str, object]]:
    """A row for each area; a verdict that was told otherwise when SAIG last met says so."""
    rows = [words.area_row(area, given.agency_titles) for area in areas]
    met = facts(given, milestones, given.today).saig_met_on
    if met is None or not given.first <= met < given.today:
        return rows
    with given.earlier(met) as then:
        before = [words.area_row(area, given.agency_titles) for area in impact_areas(then) or ()]
    return marked(rows, before, by="Area of work", day=met, only=("Verdict",))


def first_screen(areas: Sequence[AreaImpact], found: str, given: Reading) -> None:
    """The finding, its counts, and the one chart that shows it."""
    st.subheader(plain(found), anchor=False)
    if not areas:
        return
    compared = comparisons(measure for area in areas for measure in area.measures)
    counts = counts_line([area.item for area in areas], compared)
    with st.container(key="counts"):
        st.text(counts)
        if shown := window_words(given):
            st.text(shown)
    over_time(areas, found, given)


def over_time(areas: Sequence[AreaImpact], found: str, given: Reading) -> None:
    """The one chart, as wide as there is room; the table under it has the same in words."""
    rows = [words.chart_row(area, given.agency_titles) for area in areas]
    alt = words.alt(areas, found)
    today_words = day_words(given.today) if given.is_past else "today"
    drawings = [
        area_chart(
            rows,
            words.legend(areas),
            worst=words.worst_word(areas),
            today=given.today,
            layout=layout,
            today_words=today_words,
        )
        for layout in (WIDE, MIDDLE, SLIM)
    ]
    draw_by_width(drawings, name=found, alt=alt)


def grown(given: Reading) -> None:
    """Each month as the record stood at its end: nothing recorded later is counted in it."""
    st.header("How assurance itself grew", anchor=False)
    found = growth.months(given)
    if not found:
        st.text("No recommendation has been made yet.")
        return
    drawing = growth_chart(found, title=growth.sentence(found))
    draw_unless_narrow(drawing, growth.rows(found), note=growth.NOTE)


page(reading())
