"""Programme: the three years agreed, what they ask of whom, and the agencies' own audits."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.demand import demand_chart
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw_with_table
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.programme import rows
from dashboard.reading import Reading, reading
from projections.queries.programme import agency_demand, programme, programmes
from projections.queries.single_agency import single_agency_audits
from projections.queries.tools import tool_feedback, tools


def page(given: Reading) -> None:
    st.title("Programme", anchor=False)
    agreed = facts(given, programmes, given.today)
    items = facts(given, programme, given.today)
    st.header("The rolling programme", anchor=False)
    if not agreed:
        st.text("No programme has been agreed yet.")
    else:
        st.subheader(plain(rows.programme_sentence(items)), anchor=False)
        for agreed_programme in agreed:
            st.text(rows.review_sentence(agreed_programme))
        table([rows.programme_row(item) for item in items], empty="No audit is scheduled yet.")
        demand(given, [agreed_programme.period for agreed_programme in agreed])
    own_audits(given)
    of_tools(given)


def demand(given: Reading, periods: list[str]) -> None:
    st.header("What it asks of each agency", anchor=False)
    period = periods[-1]
    if len(periods) > 1:
        period = st.selectbox("Programme", periods, index=len(periods) - 1) or period
    asked = facts(given, agency_demand, period)
    if not rows.busy_quarters(asked):
        st.text("No audit of this programme asks any days of an agency yet.")
        return
    drawing = demand_chart(
        asked,
        given.agency_titles,
        title=rows.demand_sentence(asked, given),
        subtitle="Days asked of those declared for a quarter. Empty: nothing is asked."
        " ▲ and a dark edge: more than was declared.",
    )
    draw_with_table(drawing, rows.demand_rows(asked, given))


def own_audits(given: Reading) -> None:
    st.header("The agencies' own audits", anchor=False)
    audits = facts(given, single_agency_audits, given.today)
    if audits:
        st.subheader(plain(rows.own_sentence(audits)), anchor=False)
    table(
        [rows.own_row(audit, given) for audit in rows.by_need(audits)],
        empty="No agency has declared or reported an audit of its own that you may read.",
    )


def of_tools(given: Reading) -> None:
    """What is to be read before the next plan with the same tool."""
    st.header("Feedback on conducting audits, by tool", anchor=False)
    known = {version.tool: version.title for version in facts(given, tools) if version.is_newest}
    if not known:
        st.text("No audit tool has been published yet.")
        return
    tool = st.selectbox(
        "Tool", list(known), format_func=lambda code: f"{known[code]} ({code})", key="of_tool"
    )
    table(
        [rows.tool_row(version, given) for version in facts(given, tool_feedback, tool or "")],
        empty="Nobody has said yet how an audit with this tool went.",
    )


page(reading())
