"""The programme over time: its audits and the days asked of each agency, drawn."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.cache import facts
from dashboard.kit.chart import draw
from dashboard.pages.programme import picture
from dashboard.reading import Reading
from documents.charts.timeline import timeline_chart
from projections.queries.audits import audits_overview
from projections.queries.programme import AgencyDemand, Programme, ProgrammeItem
from projections.queries.single_agency import single_agency_audits
from projections.queries.tools import tools

LEGEND = (
    "Bar: the casework an audit looks at, or its quarter before it is planned. Line after it: until"
    " its report. ● SAIG considered it. A repeat stands in one row with its baseline, joined to it."
    " Boxes: the days an agency declared for a quarter, filled as far as they are asked for;"
    " ▲ and orange: more than declared. Under them its own audits: ◆ considered by SAIG,"
    " ◇ reported, ○ declared, ▽ late."
)


def the_picture(
    given: Reading,
    chosen: Programme,
    items: list[ProgrammeItem],
    asked: tuple[AgencyDemand, ...],
) -> None:
    overviews = {audit.audit: audit for audit in facts(given, audits_overview)}
    titles = {version.tool: version.title for version in facts(given, tools)}
    own = [
        audit
        for audit in facts(given, single_agency_audits, given.today)
        if audit.period in (None, chosen.period)
    ]
    lanes = picture.lanes(items, overviews, titles)
    burdens = picture.burdens(asked, own, given)
    if not lanes and not burdens:
        return
    drawing = timeline_chart(
        lanes,
        burdens,
        picture.span(chosen, lanes, burdens, given.today),
        description=picture.seen(items, asked, given),
    )
    draw(drawing)
    st.text(LEGEND)
