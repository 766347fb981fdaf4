"""Programme: is it kept, can the agencies bear it, and what comes next."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.timeline import timeline_chart
from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.programme import picture, rows
from dashboard.reading import Reading, reading
from domain.kernel.vocabulary import quarter_of
from projections.queries.audits import audits_overview
from projections.queries.programme import (
    AgencyDemand,
    Programme,
    ProgrammeItem,
    agency_demand,
    programme,
    programmes,
)
from projections.queries.single_agency import single_agency_audits
from projections.queries.tools import tool_feedback, tools

LEGEND = (
    "Bar: the casework an audit looks at, or its quarter before it is planned. Line after it: until"
    " its report. ● SAIG considered it. A repeat stands in one row with its baseline, joined to it."
    " Boxes: the days an agency declared for a quarter, filled as far as they are asked for;"
    " ▲ and orange: more than declared. Under them its own audits: ◆ considered by SAIG,"
    " ◇ reported, ○ declared, ▽ late."
)


def page(given: Reading) -> None:
    st.title("Programme", anchor=False)
    agreed = facts(given, programmes, given.today)
    if not agreed:
        blocks.answer(
            "No programme has been agreed yet.",
            under=(
                "SAIG agrees a rolling three-year programme, then schedules its audits:",
                "assure programme agree --help",
                "assure programme schedule --help",
            ),
        )
        own_audits(given)
        return
    periods = [one.period for one in agreed]
    period = periods[-1]
    if len(periods) > 1:
        period = address.choose("Programme", periods, name="period", otherwise=periods[-1])
    chosen = next(one for one in agreed if one.period == period)
    items = [i for i in facts(given, programme, given.today) if i.period == period]
    asked = facts(given, agency_demand, period)
    the_answer(given, chosen, items, asked)
    the_picture(given, chosen, items, asked)
    st.header("Every audit of the programme", anchor=False)
    table(
        [rows.programme_row(item) for item in items],
        empty="No audit is scheduled yet: `assure programme schedule` adds one.",
    )
    if rows.busy_quarters(asked):
        st.header("Days asked of each agency", anchor=False)
        table(rows.demand_rows(asked, given))
    st.header("What the programme is for", anchor=False)
    table([{"Priority": words} for words in chosen.priorities], empty="No priority is named.")
    own_audits(given)
    of_tools(given)


def the_answer(
    given: Reading,
    chosen: Programme,
    items: list[ProgrammeItem],
    asked: tuple[AgencyDemand, ...],
) -> None:
    blocks.answer(
        *rows.answer(items),
        under=(
            rows.counts_sentence(items) if items else "",
            rows.next_sentence(items, quarter_of(given.today)),
            rows.demand_sentence(asked, given),
            rows.review_sentence(chosen),
        ),
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


def own_audits(given: Reading) -> None:
    st.header("The agencies' own audits", anchor=False)
    audits = facts(given, single_agency_audits, given.today)
    if audits:
        st.subheader(plain(rows.own_sentence(audits)), anchor=False)
    table(
        [rows.own_row(audit, given) for audit in rows.by_need(audits)],
        empty="No agency has declared or reported an audit of its own that you may read:"
        " `assure single-agency declare` and `assure single-agency report` record one.",
    )


def of_tools(given: Reading) -> None:
    """What is to be read before the next plan with the same tool."""
    st.header("Feedback on conducting audits, by tool", anchor=False)
    known = {version.tool: version.title for version in facts(given, tools) if version.is_newest}
    if not known:
        st.text("No audit tool has been published yet: `assure tool publish` publishes one.")
        return
    tool = address.choose("Tool", list(known), name="tool", words=known.__getitem__)
    table(
        [rows.tool_row(version, given) for version in facts(given, tool_feedback, tool)],
        empty="Nobody has said yet how an audit with this tool went: `assure audit feedback`.",
    )


page(reading())
