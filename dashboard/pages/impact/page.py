"""Impact: what changed since it was recommended, one row for each area of work."""

from __future__ import annotations

import streamlit as st

from application import impact_page
from dashboard.kit.chart import draw_unless_narrow
from dashboard.kit.on_paper import Paper, offer
from dashboard.kit.restated import Rows, since_saig_met
from dashboard.kit.tables import table
from dashboard.pages.impact import growth, words
from dashboard.pages.impact.facts import NOT_OPEN, impact_areas
from dashboard.pages.impact.glance import first_screen
from dashboard.reading import Reading, reading
from documents.charts.growth import growth_chart
from domain.impact.agenda import finding


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
            since_saig_met(given, verdicts(given), verdicts, by="Area of work", only=("Verdict",)),
            empty="No area has been audited or recommended on yet.",
            name="areas of work",
        )
    offer(given, Paper("One page for SAIG (PDF)", "pdf", impact_page.saig_page))


def verdicts(given: Reading) -> Rows:
    """A row for each area; nothing for a reader who may not read every grade."""
    return [words.area_row(area, given.agency_titles) for area in impact_areas(given) or ()]


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
