"""Audits: how far each is, and of one what it found, what came of it, and who took part."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.audits import entered_audit
from dashboard.pages.audits.rows import audit_row, audit_titles, late_named, progress_sentence
from dashboard.pages.audits.single_audit import sections
from dashboard.reading import Reading, reading
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.history import entered_audits

EVERY = "every"


def page(given: Reading) -> None:
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    entered = {audit.audit: audit for audit in facts(given, entered_audits)}
    if not audits and not entered:
        st.title("Audits", anchor=False)
        blocks.answer(
            "No audit has an agreed plan yet.",
            under=("Whoever leads one begins with its plan:", "assure plan template > plan.yaml"),
        )
        return
    st.title("Audits", anchor=False)
    titles = {EVERY: "All audits", **audit_titles([*audits.values(), *entered.values()])}
    code = address.choose(
        "Audit",
        [EVERY, *audits, *entered],
        name="audit",
        words=lambda chosen: titles[chosen],
    )
    if code == EVERY:
        every(given, list(audits.values()))
        entered_audit.listed(list(entered.values()))
    elif code in entered:
        entered_audit.sections(given, entered[code])
    else:
        sections(given, audits[code])


def every(given: Reading, audits: Sequence[AuditOverview]) -> None:
    blocks.answer(*late_named(audits, given.today), under=(progress_sentence(audits, given.today),))
    st.header("Where each audit is", anchor=False)
    table([audit_row(audit, given) for audit in audits])


page(reading())
