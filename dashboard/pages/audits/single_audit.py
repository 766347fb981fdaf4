"""One audit on the page: its concerns, returns, views, findings, comments, and who took part."""

from __future__ import annotations

from functools import partial

import streamlit as st

from application import certificates as certified
from application import feedback_sheets, report
from dashboard.kit import blocks
from dashboard.kit.cache import facts
from dashboard.kit.dates import day_words
from dashboard.kit.markdown import plain
from dashboard.kit.on_paper import Paper, offer
from dashboard.kit.restated import Rows, since_saig_met
from dashboard.kit.tables import table
from dashboard.pages.audits import glance, process, views_and_concerns
from dashboard.pages.audits.rows import (
    finding_card,
    findings_ahead,
    matrix_rows,
    not_gradable_row,
    process_label,
    replaced_row,
    returns_sentence,
    sample_sentence,
    second_margin_row,
    stratum_row,
    superseded_row,
)
from dashboard.pages.grade_history.life import Scale, scale_of
from dashboard.pages.impact.facts import measures
from dashboard.pages.moderation.agenda import query_row, query_sentence
from dashboard.pages.recommendations import delivery
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, audits_overview, findings, taking_part
from projections.queries.case_views import audit_views, case_views, group_views
from projections.queries.certificates import certificates
from projections.queries.concerns import concern_counts, concerns
from projections.queries.grades import agency_mix, grade_mix, last_graded, overall_grades
from projections.queries.recommendations import recommendations
from projections.queries.report import report_comments
from projections.queries.returns import feedback, return_queries, returns_matrix
from projections.queries.sample import (
    audit_cases,
    sample_strata,
    second_margin,
    superseded_samples,
)
from projections.queries.waves import window_words


def sections(given: Reading, audit: AuditOverview) -> None:
    """Everything about one audit: how far it is, what cannot wait, what it found, then the rest."""
    scale = scale_of(given, audit)
    areas = {} if scale is None else dict(scale.areas)
    good = "good or better" if scale is None else scale.good(None)
    blocks.answer(
        *process.answer(audit, facts(given, overall_grades, audit.audit), good, given.today),
        under=about(given, audit),
    )
    blocks.stepper(process.steps(audit, given.today))
    if audit.concerns_unresolved:
        safeguarding(given, audit)
    if scale is not None:
        the_grades(given, audit, scale)
    the_findings(given, audit, areas)
    recommended(given, audit)
    returns(given, audit)
    the_sample(given, audit)
    views(given, audit)
    queries(given, audit, areas)
    if not audit.concerns_unresolved:
        safeguarding(given, audit)
    comments(given, audit)
    passed_on(given, audit)
    took_part(given, audit)
    paper(given, audit)


def about(given: Reading, audit: AuditOverview) -> tuple[str, ...]:
    """What was looked at, by whom, and where it stands."""
    stands = process.where_words(audit, given.today)
    lead = given.person(audit.lead_auditor) if audit.lead_auditor else "nobody yet"
    casework = window_words(audit.casework_start, audit.casework_end)
    return (
        f"{process_label(audit.process)} of casework in {casework}, led by {lead}: {stands}.",
        audit.purpose,
    )


def the_grades(given: Reading, audit: AuditOverview, scale: Scale) -> None:
    """Together and by agency, once what counts is known."""
    rows = _graded(audit, scale, given)
    if not rows:
        return
    goods = list(dict.fromkeys(scale.good(area) for area in scale.areas))
    what = goods[0] if len(goods) == 1 else "good or better, each area on its own scale"
    st.header(plain(f"Its grades at a glance: cases {what}"), anchor=False)
    if not audit.is_settled:
        st.text("Nothing is agreed yet: until then the middle of the agencies' grades counts.")
    agencies = [head for head in rows[0] if head != glance.AREA]
    then = partial(_settled_then, audit.audit, scale)
    changed_at = facts(given, last_graded, audit.audit)
    table(since_saig_met(given, rows, then, by=glance.AREA, only=agencies, changed_at=changed_at))
    labels = ", ".join(grade.label for grade in scale.grades)
    st.text(f"{glance.LEGEND} From the worst: {labels}.")


def _graded(audit: AuditOverview, scale: Scale, given: Reading) -> Rows:
    mixed = facts(given, grade_mix, audit=audit.audit)
    if not any(level.cases_graded for level in mixed):
        return ()
    return glance.rows(audit, mixed, facts(given, agency_mix, audit.audit), scale, given)


def _settled_then(audit: str, scale: Scale, then: Reading) -> Rows:
    """As they stood on an earlier day, if they were settled by then: they are restated."""
    known = {one.audit: one for one in facts(then, audits_overview)}
    if audit not in known or not known[audit].is_settled:
        return ()
    return _graded(known[audit], scale, then)


def the_findings(given: Reading, audit: AuditOverview, areas: dict[str, str]) -> None:
    found = facts(given, findings, audit.audit)
    st.header("What it found", anchor=False)
    if not found:
        st.text(findings_ahead(audit))
        return
    for kind, title in (("strength", "Strengths"), ("concern", "Concerns")):
        of_kind = [finding for finding in found if finding.kind == kind]
        st.subheader(plain(f"{title}: {len(of_kind)}"), anchor=False)
        blocks.cards(
            [finding_card(finding, areas, given) for finding in of_kind],
            empty=f"No {kind} was recorded.",
        )


def recommended(given: Reading, audit: AuditOverview) -> None:
    """What came of it, each with how far it is and what it changed."""
    made = [one for one in facts(given, recommendations) if one.audit == audit.audit]
    st.header("Recommendations that came of it", anchor=False)
    carried = delivery.carried_measures(measures(given, *(one.made_on for one in made)))
    known = known_of(given)
    blocks.cards(
        [delivery.short_card(one, carried.get(one.recommendation, ()), known) for one in made],
        empty="None has been made from this audit."
        if audit.has_ended
        else "None yet: they are made with its report, `assure recommend make`.",
    )


def safeguarding(given: Reading, audit: AuditOverview) -> None:
    counted = {counts.audit: counts for counts in facts(given, concern_counts)}
    counts = counted.get(audit.audit)
    all_concerns = facts(given, concerns, given.today)
    of_audit = [concern for concern in all_concerns if concern.audit == audit.audit]
    sentence = views_and_concerns.concern_sentence(counts)
    st.header(plain(f"Safeguarding concerns: {sentence}"), anchor=False)
    if of_audit:
        table([views_and_concerns.concern_row(concern, given) for concern in of_audit])
    elif counts is not None and counts.raised:
        st.text("Each is between the agency that raised it and the lead auditor.")


def returns(given: Reading, audit: AuditOverview) -> None:
    cells = facts(given, returns_matrix, audit.audit, given.today)
    st.header(plain(f"Returns: {returns_sentence(audit, cells)}"), anchor=False)
    table(
        matrix_rows(cells, given.agency_titles),
        empty="No return of this audit may be read by you now, or no case is drawn yet.",
    )


def the_sample(given: Reading, audit: AuditOverview) -> None:
    strata = facts(given, sample_strata, audit.audit)
    st.header(plain(f"Sample: {sample_sentence(audit, strata)}"), anchor=False)
    table(
        [stratum_row(stratum) for stratum in strata],
        empty="No sample is drawn yet: `assure sample frame`, then `seed` and `draw`.",
    )
    second = facts(given, second_margin, audit.audit)
    if second:
        table([second_margin_row(value) for value in second])
        if audit.cases_replaced:
            st.text(
                "As it was drawn: counts after a replacement would tell what the replaced case"
                " was. The command assure sample check counts anew for whoever may read the list."
            )
    cases = facts(given, audit_cases, audit.audit)
    replaced = [case for case in cases if case.was_replaced]
    if replaced:
        st.text("Replaced, and why:")
        table([replaced_row(case) for case in replaced])
    ungraded = [case for case in cases if case.not_gradable_position]
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
        st.header("Views of children and families: for the partnership", anchor=False)
        return
    sentence = views_and_concerns.views_sentence(sought)
    st.header(plain(f"Views of children and families: {sentence}"), anchor=False)
    st.text(sought.by_whom or sought.reason or "The plan says how they could be sought.")
    if sought.cases_silent < sought.cases or "conversation" in sought.methods:
        cases = facts(given, case_views, audit.audit)
        table(
            [views_and_concerns.case_row(case, given) for case in cases],
            empty="No case is drawn yet.",
        )
    groups = facts(given, group_views, audit.audit)
    if groups:
        table([views_and_concerns.group_row(group, given) for group in groups])


def queries(given: Reading, audit: AuditOverview, areas: dict[str, str]) -> None:
    asked = facts(given, return_queries, audit.audit)
    st.header(plain(f"Queries: {query_sentence(asked)}"), anchor=False)
    if asked:
        table([query_row(query, areas, given) for query in asked])


def comments(given: Reading, audit: AuditOverview) -> None:
    made = facts(given, report_comments, audit.audit)
    st.header(plain(f"Report: {views_and_concerns.comment_sentence(audit)}"), anchor=False)
    if made:
        table([views_and_concerns.comment_row(comment, given) for comment in made])
    if audit.report_considered_on:
        st.text(f"Considered by SAIG {day_words(audit.report_considered_on)}.")


def passed_on(given: Reading, audit: AuditOverview) -> None:
    by_agency = facts(given, feedback, audit.audit)
    if not by_agency:
        st.header("Feedback: not open to you yet", anchor=False)
        return
    if not audit.is_open:
        st.header("Feedback: follows once the returns are open", anchor=False)
        return
    st.header(plain(f"Feedback: {views_and_concerns.feedback_sentence(by_agency)}"), anchor=False)
    with_returns = [feedback for feedback in by_agency if feedback.returns]
    if with_returns:
        by_title = sorted(with_returns, key=lambda feedback: given.agency(feedback.agency))
        table([views_and_concerns.feedback_row(feedback, given) for feedback in by_title])


def took_part(given: Reading, audit: AuditOverview) -> None:
    certified = facts(given, certificates, audit.audit)
    st.header(
        plain(f"Who took part: {views_and_concerns.part_sentence(audit, certified)}"), anchor=False
    )
    table(
        [
            views_and_concerns.part_row(person, given)
            for person in facts(given, taking_part, audit.audit)
        ],
        empty="Nobody yet: agencies name their auditors with `assure plan nominate`.",
    )


def paper(given: Reading, audit: AuditOverview) -> None:
    """The documents of the audit, for whoever may have them; each holds what they may read."""
    code = audit.audit
    papers = [Paper("Overview report (Word)", "docx", partial(report.word_report, audit=code))]
    if feedback_sheets.may_pass_on(given.reader, audit):
        sheets = partial(feedback_sheets.as_zip, audit=code)
        papers.append(Paper("Feedback sheets", "zip", sheets))
    if facts(given, certificates, code):
        papers.append(Paper("Certificates", "zip", partial(certified.as_zip, audit=code)))
    st.header("On paper", anchor=False)
    offer(given, *papers, about=code)
