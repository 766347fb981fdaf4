"""The audits that the agencies do themselves."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.cache import facts
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.programme import rows
from dashboard.reading import Reading
from projections.queries.single_agency import single_agency_audits


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
