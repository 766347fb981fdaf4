"""One audit on the page: its concerns, returns, views, findings, comments, and who took part."""

from __future__ import annotations

import streamlit as st

from dashboard.kit.cache import facts
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.audits import views_and_concerns
from dashboard.pages.audits.rows import (
    finding_row,
    matrix_rows,
    not_gradable_row,
    returns_sentence,
    sample_sentence,
    second_margin_row,
    stratum_row,
    superseded_row,
)
from dashboard.pages.moderation.agenda import query_row, query_sentence
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, findings
from projections.queries.case_views import audit_views, case_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concern_counts, concerns
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.sample import (
    audit_cases,
    sample_strata,
    second_margin,
    superseded_samples,
)
from projections.queries.tools import tool_areas


def sections(given: Reading, audit: AuditOverview) -> None:
    """Everything about one audit, what cannot wait first."""
    areas = {
        finding.area: finding.title
        for finding in facts(given, tool_areas, audit.tool)
        if finding.tool_version == audit.tool_version
    }
    safeguarding(given, audit)
    returns(given, audit)
    the_sample(given, audit)
    views(given, audit)
    queries(given, audit, areas)
    st.subheader("Findings", anchor=False)
    table(
        [finding_row(finding, areas, given) for finding in facts(given, findings, audit.audit)],
        empty="No finding of this audit that you may read yet.",
    )
    comments(given, audit)
    passed_on(given, audit)
    took_part(given, audit)


def safeguarding(given: Reading, audit: AuditOverview) -> None:
    counted = {counts.audit: counts for counts in facts(given, concern_counts)}
    counts = counted.get(audit.audit)
    all_concerns = facts(given, concerns, given.today)
    of_audit = [concern for concern in all_concerns if concern.audit == audit.audit]
    sentence = views_and_concerns.concern_sentence(counts)
    st.subheader(plain(f"Safeguarding concerns: {sentence}"), anchor=False)
    if of_audit:
        table([views_and_concerns.concern_row(concern, given) for concern in of_audit])
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
    strata = facts(given, sample_strata, audit.audit)
    st.subheader(plain(f"Sample: {sample_sentence(audit, strata)}"), anchor=False)
    table([stratum_row(stratum) for stratum in strata], empty="No sample is drawn yet.")
    second = facts(given, second_margin, audit.audit)
    if second:
        table([second_margin_row(value) for value in second])
        if audit.cases_replaced:
            st.text(
                "As it was drawn: counts after a replacement would tell what the replaced case"
                " was. The command assure sample check counts anew for whoever may read the list."
            )
    ungraded = [
        case for case in facts(given, audit_cases, audit.audit) if case.not_gradable_position
    ]
    if ungraded:
        st.text("Not gradable: counted neither as graded nor as missing.")
        table([not_gradable_row(case, given) for case in ungraded])
    gone = facts(given, superseded_samples, audit.audit)
    if gone:
        st.text("Superseded, and kept in the record:")
        table([superseded_row(one) for one in gone])


def views(given: Reading, audit: AuditOverview) -> None:
    sought = next((v for v in facts(given, audit_views) if v.audit == audit.audit), None)
    if sought is None:
        st.subheader("Views of children and families: for the partnership", anchor=False)
        return
    sentence = views_and_concerns.views_sentence(sought)
    st.subheader(plain(f"Views of children and families: {sentence}"), anchor=False)
    st.text(sought.by_whom or sought.reason or "The plan says how they could be sought.")
    if sought.cases_silent < sought.cases or "conversation" in sought.methods:
        cases = facts(given, case_views, audit.audit)
        table(
            [views_and_concerns.case_row(case, given) for case in cases],
            empty="No case is drawn yet.",
        )
    groups = views_and_concerns.group_rows(audit.audit, given)
    if groups:
        table(groups)


def queries(given: Reading, audit: AuditOverview, areas: dict[str, str]) -> None:
    asked = facts(given, return_queries, audit.audit)
    st.subheader(plain(f"Queries: {query_sentence(asked)}"), anchor=False)
    if asked:
        table([query_row(query, areas, given) for query in asked])


def comments(given: Reading, audit: AuditOverview) -> None:
    made = facts(given, report_comments, audit.audit)
    st.subheader(plain(f"Report: {views_and_concerns.comment_sentence(audit)}"), anchor=False)
    if made:
        table([views_and_concerns.comment_row(comment, given) for comment in made])
    if audit.report_considered_on:
        st.text(f"Considered by SAIG {day_words(audit.report_considered_on)}.")


def passed_on(given: Reading, audit: AuditOverview) -> None:
    by_agency = facts(given, feedback, audit.audit)
    if not by_agency:
        st.subheader("Feedback: not open to you yet", anchor=False)
        return
    if not audit.is_open:
        st.subheader("Feedback: follows once the returns are open", anchor=False)
        return
    st.subheader(
        plain(f"Feedback: {views_and_concerns.feedback_sentence(by_agency)}"), anchor=False
    )
    with_returns = [feedback for feedback in by_agency if feedback.returns]
    if with_returns:
        by_title = sorted(with_returns, key=lambda feedback: given.agency(feedback.agency))
        table([views_and_concerns.feedback_row(feedback, given) for feedback in by_title])


def took_part(given: Reading, audit: AuditOverview) -> None:
    certified = facts(given, certificates, audit.audit)
    st.subheader(
        plain(f"Taking part: {views_and_concerns.part_sentence(audit, certified)}"), anchor=False
    )
    if certified:
        table([views_and_concerns.certificate_row(certificate) for certificate in certified])
