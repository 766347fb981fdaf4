"""Programme: is it kept, can the agencies bear it, and what comes next."""

from __future__ import annotations

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.programme import rows
from dashboard.pages.programme.single_agency import own_audits
from dashboard.pages.programme.timeline import the_picture
from dashboard.reading import Reading, reading
from domain.kernel.vocabulary import quarter_of
from projections.queries.programme import (
    AgencyDemand,
    Programme,
    ProgrammeItem,
    agency_demand,
    programme,
    programmes,
)
from projections.queries.tools import tool_feedback, tools


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
