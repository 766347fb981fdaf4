"""One audit on the page: its concerns, returns, views, findings, comments, and who took part."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.cache import facts
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.audits import around as following
from dashboard.pages.audits.sentences import finding_row, matrix_rows, returns_sentence, stratum_row
from dashboard.pages.moderation.agenda import query_row, query_sentence
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, findings
from projections.queries.case_views import audit_views, case_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concern_counts, concerns
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.sample import sample_strata
from projections.queries.tools import tool_areas


def sections(given: Reading, audit: AuditOverview) -> None:
    """Everything about one audit, what cannot wait first."""
    areas = {
        one.area: one.title
        for one in facts(given, tool_areas, audit.tool)
        if one.tool_version == audit.tool_version
    }
    safeguarding(given, audit)
    returns(given, audit)
    the_sample(given, audit)
    views(given, audit)
    queries(given, audit, areas)
    st.subheader("Findings", anchor=False)
    table(
        [finding_row(one, areas, given) for one in facts(given, findings, audit.audit)],
        empty="No finding of this audit that you may read yet.",
    )
    comments(given, audit)
    passed_on(given, audit)
    took_part(given, audit)


def safeguarding(given: Reading, audit: AuditOverview) -> None:
    counts = {one.audit: one for one in facts(given, concern_counts)}.get(audit.audit)
    mine = [one for one in facts(given, concerns, given.today) if one.audit == audit.audit]
    said = following.concern_sentence(counts)
    st.subheader(plain(f"Safeguarding concerns: {said}"), anchor=False)
    if mine:
        table([following.concern_row(one, given) for one in mine])
    elif counts is not None and counts.raised:
        st.text("Each is between the agency that raised it and the lead auditor.")


def returns(given: Reading, audit: AuditOverview) -> None:
    cells = facts(given, returns_matrix, audit.audit, given.today)
    st.subheader(plain(f"Returns: {returns_sentence(audit, cells)}"), anchor=False)
    table(
        matrix_rows(cells, given.agency_titles),
        empty="No return of this audit may be read by you yet, or no case is drawn.",
    )


def the_sample(given: Reading, audit: AuditOverview) -> None:
    st.subheader("Sample: drawn beside expected", anchor=False)
    table(
        [stratum_row(one) for one in facts(given, sample_strata, audit.audit)],
        empty="No sample is drawn yet.",
    )


def views(given: Reading, audit: AuditOverview) -> None:
    found = next((v for v in facts(given, audit_views) if v.audit == audit.audit), None)
    if found is None:
        st.subheader("Views of children and families: for the partnership", anchor=False)
        return
    said = following.views_sentence(found)
    st.subheader(plain(f"Views of children and families: {said}"), anchor=False)
    st.text(found.by_whom or found.reason or "The plan says how they could be sought.")
    if found.cases_silent < found.cases or "conversation" in found.methods:
        cases = facts(given, case_views, audit.audit)
        table([following.case_row(one, given) for one in cases], empty="No case is drawn yet.")
    groups = following.group_rows(audit.audit, given)
    if groups:
        table(groups)


def queries(given: Reading, audit: AuditOverview, areas: dict[str, str]) -> None:
    found = facts(given, return_queries, audit.audit)
    st.subheader(plain(f"Queries: {query_sentence(found)}"), anchor=False)
    if found:
        table([query_row(one, areas, given) for one in found])


def comments(given: Reading, audit: AuditOverview) -> None:
    found = facts(given, report_comments, audit.audit)
    st.subheader(plain(f"Report: {following.comment_sentence(audit)}"), anchor=False)
    if found:
        table([following.comment_row(one, given) for one in found])
    if audit.report_considered_on:
        st.text(f"Considered by SAIG {day_words(audit.report_considered_on)}.")


def passed_on(given: Reading, audit: AuditOverview) -> None:
    found = facts(given, feedback, audit.audit)
    if not found:
        st.subheader("Feedback: not open to you yet", anchor=False)
        return
    if not audit.is_open:
        st.subheader("Feedback: follows once the returns are open", anchor=False)
        return
    st.subheader(plain(f"Feedback: {following.feedback_sentence(found)}"), anchor=False)
    rows = sorted((one for one in found if one.returns), key=lambda one: given.agency(one.agency))
    if rows:
        table([following.feedback_row(one, given) for one in rows])


def took_part(given: Reading, audit: AuditOverview) -> None:
    found = facts(given, certificates, audit.audit)
    st.subheader(plain(f"Taking part: {following.part_sentence(audit, found)}"), anchor=False)
    if found:
        table([following.certificate_row(one) for one in found])
