"""Who was asked and who was heard; what is said where nobody was."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import blocks
from dashboard.kit.tables import table
from dashboard.pages.voice import said_and_did
from projections.queries.audits import AuditOverview, Finding
from projections.queries.case_views import AuditViews


def nobody(audits: dict[str, AuditOverview]) -> None:
    if audits:
        blocks.answer(
            "What children and families said is not open to you.",
            under=("It is for the partnership. Ask the coordinator for a role.",),
        )
        return
    blocks.answer(
        "No audit has an agreed plan yet, so nobody has been asked.",
        under=("With a plan the lead auditor decides whether and how views are sought:",
               "assure views decide --help"),
    )  # fmt: skip


def whom(
    audits: dict[str, AuditOverview], sought: Sequence[AuditViews], resting: Sequence[Finding]
) -> None:
    st.header("Who was asked, and who was heard", anchor=False)
    table(
        [
            said_and_did.sought_row(
                one,
                audits[one.audit].title,
                sum(f.audit == one.audit for f in resting),
                called_off=audits[one.audit].abandoned_on is not None,
            )
            for one in sought
        ]
    )
    st.text("Blocks are cases: blue heard, green asked, grey not sought, orange nothing recorded.")
