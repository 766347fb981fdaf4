"""Returns: what an agency is asked for, its form, and the filled-in one, checked and recorded."""

from __future__ import annotations

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted, day_words
from dashboard.kit.recording import may_record_now
from dashboard.pages.audits.rows import audit_titles
from dashboard.pages.returns import filled, form
from dashboard.reading import Reading, reading
from domain.kernel.vocabulary import Role
from projections.queries.audits import AuditOverview, audits_overview


def page(given: Reading) -> None:
    st.title("Returns", anchor=False)
    agencies = sorted(
        {one.agency for one in given.viewer.grants if one.role is Role.AUDITOR and one.agency}
    )
    if not agencies:
        blocks.answer(
            "You audit for no agency, so no return is yours to send.",
            under=("Which returns are in, and which are missing, is on the page of each audit.",),
        )
        return
    audits = {audit.audit: audit for audit in asking(given, agencies)}
    if not audits:
        blocks.answer(
            "No audit asks your agency for a return now.",
            under=(
                "It will stand here once an audit that your agency takes part in has a sample.",
            ),
        )
        filled.last_receipt(given)
        return
    titles = audit_titles(audits.values())
    code = address.choose("Audit", list(audits), name="audit", words=lambda chosen: titles[chosen])
    audit = audits[code]
    own = [agency for agency in agencies if agency in audit.agencies]
    agency = own[0]
    if len(own) > 1:
        agency = address.choose("Agency", own, name="agency", words=given.agency)
    due = form.due(given, audit, agency)
    the_answer(given, audit, agency, due)
    if not may_record_now(given):
        return
    st.header("1. The form, with every case and area in it", anchor=False)
    form.offer(given, audit, agency, due)
    st.header("2. The filled-in form", anchor=False)
    filled.take(given, audit, agency, due)
    form.what_came(given, audit, agency)


def asking(given: Reading, agencies: list[str]) -> list[AuditOverview]:
    """The audits that ask one of these agencies for returns: it is late until the day is held."""
    return [
        audit
        for audit in facts(given, audits_overview)
        if set(agencies) & set(audit.agencies)
        and audit.cases
        and not audit.has_ended
        and audit.moderation_held_on is None
    ]


def the_answer(given: Reading, audit: AuditOverview, agency: str, due: list[str]) -> None:
    whose = given.agency(agency)
    if not due:
        blocks.answer(f"{whose} owes no return for this audit: every case has come.")
        return
    by = day_words(audit.returns_by)
    late = "! They are overdue. " if audit.returns_by < given.today else ""
    blocks.answer(
        f"{whose} owes {counted(len(due), 'return')}, asked for by {by}: {', '.join(due)}.",
        under=(
            f"{late}Until moderation opens, what you send is read by your own agency and the lead"
            " auditor only.",
        ),
    )


page(reading())
