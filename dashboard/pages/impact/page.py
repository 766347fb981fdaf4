"""Impact: what changed since it was recommended, one row for each area of work."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.charts.area_plan import MIDDLE, SLIM, WIDE
from dashboard.charts.areas import area_chart
from dashboard.kit.chart import draw_by_width
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.impact import words
from dashboard.pages.impact.facts import NOT_OPEN, impact_areas
from dashboard.reading import Reading, reading
from domain.impact.agenda import counts_line, finding
from projections.queries.areas import AreaImpact
from projections.queries.impact import comparisons


def page(given: Reading) -> None:
    st.title("Impact", anchor=False)
    areas = impact_areas(given)
    if areas is None:
        st.text(NOT_OPEN)
        return
    found = finding([(area.title, area.item) for area in areas])
    st.subheader(plain(found), anchor=False)
    if not areas:
        return
    compared = comparisons(measure for area in areas for measure in area.measures)
    counts = counts_line([area.item for area in areas], compared)
    with st.container(key="counts"):
        st.text(counts)
    over_time(areas, found, given)


def over_time(areas: Sequence[AreaImpact], found: str, given: Reading) -> None:
    """The one chart, as wide as there is room; the table has the same, with a link in each row."""
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
    with st.container(key="by_width_table"):
        table([words.area_row(area, given.agency_titles) for area in areas], name="areas of work")


page(reading())
