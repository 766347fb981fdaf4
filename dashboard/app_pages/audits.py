"""Audits: the programme, how far each audit is, and which returns have come."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.dates import counted, day_words
from dashboard.door import Reading, reading
from dashboard.plain import plain, table
from dashboard.words import (
    audit_row,
    finding_row,
    matrix_rows,
    programme_row,
    progress_sentence,
    returns_sentence,
    stratum_row,
)
from projections.queries import (
    AuditOverview,
    audits_overview,
    findings,
    programme,
    programmes,
    returns_matrix,
    sample_strata,
    tool_areas,
)


def page(given: Reading) -> None:
    st.title("Audits", anchor=False)
    audits = audits_overview(given.session)
    st.header("Where each audit is", anchor=False)
    st.subheader(plain(progress_sentence(audits)), anchor=False)
    table([audit_row(audit, given) for audit in audits], empty="No audit has an agreed plan yet.")
    the_programme(given)
    if audits:
        one_audit(given, audits)


def the_programme(given: Reading) -> None:
    st.header("The rolling programme", anchor=False)
    items = programme(given.session, given.today)
    for agreed in programmes(given.session, given.today):
        reviewed = agreed.reviewed_on or agreed.agreed_on
        overdue = " Its yearly review is overdue." if agreed.review_overdue else ""
        st.text(f"{agreed.period}: last agreed or reviewed {day_words(reviewed)}.{overdue}")
    late = sum(item.late for item in items)
    if late:
        st.text(f"{counted(late, 'audit')} not closed although the quarter has passed.")
    table([programme_row(item) for item in items], empty="No programme has been agreed yet.")


def one_audit(given: Reading, audits: Sequence[AuditOverview]) -> None:
    st.header("One audit: returns, sample and findings", anchor=False)
    by_code = {audit.audit: audit for audit in audits}
    code = st.selectbox(
        "Audit",
        list(by_code),
        format_func=lambda chosen: f"{by_code[chosen].title} ({chosen})",
        key="audit_chosen",
    )
    audit = by_code[code or audits[0].audit]
    cells = returns_matrix(given.session, audit.audit, given.today)
    st.subheader(plain(returns_sentence(audit, cells)), anchor=False)
    table(
        matrix_rows(cells, given.agency_titles),
        empty="No return of this audit may be read by you yet, or no case is drawn.",
    )
    st.subheader("Sample: drawn beside expected", anchor=False)
    table(
        [stratum_row(one) for one in sample_strata(given.session, audit.audit)],
        empty="No sample is drawn yet.",
    )
    st.subheader("Findings", anchor=False)
    titles = {
        one.area: one.title
        for one in tool_areas(given.session, audit.tool)
        if one.tool_version == audit.tool_version
    }
    table(
        [finding_row(one, titles) for one in findings(given.session, audit.audit)],
        empty="No finding of this audit that you may read yet.",
    )


page(reading())
