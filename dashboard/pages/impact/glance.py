"""What changed, at a glance: the finding, its counts, and the chart that shows it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit.chart import draw_by_width
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.window import window_words
from dashboard.pages.impact.words import chart_row
from dashboard.reading import Reading
from documents.charts import area_words as words
from documents.charts.area_plan import MIDDLE, SLIM, WIDE
from documents.charts.areas import area_chart
from domain.impact.agenda import counts_line
from projections.queries.areas import AreaImpact
from projections.queries.impact import comparisons


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
    rows = [chart_row(area, given.agency_titles) for area in areas]
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
