"""Audits: how far each audit is, which returns have come, and what surrounds their grades."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.audits.rows import audit_row, progress_sentence
from dashboard.pages.audits.single_audit import sections
from dashboard.reading import Reading, reading
from projections.queries.audits import AuditOverview, audits_overview


def page(given: Reading) -> None:
    st.title("Audits", anchor=False)
    audits = facts(given, audits_overview)
    st.header("Where each audit is", anchor=False)
    st.subheader(plain(progress_sentence(audits, given.today)), anchor=False)
    table([audit_row(audit, given) for audit in audits], empty="No audit has an agreed plan yet.")
    if audits:
        one_audit(given, audits)


def one_audit(given: Reading, audits: Sequence[AuditOverview]) -> None:
    st.header("One audit, from its returns to who took part", anchor=False)
    by_code = {audit.audit: audit for audit in audits}
    begun = [audit.audit for audit in audits if audit.cases]
    code = address.choose(
        "Audit",
        list(by_code),
        name="audit",
        otherwise=begun[0] if begun else None,
        words=lambda chosen: f"{by_code[chosen].title} ({chosen})",
    )
    audit = by_code[code]
    sections(given, audit)


page(reading())
