"""Voice: what children and families said, and what it changed: you said, we did."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.window import audits_shown, in_window
from dashboard.pages.audits.rows import audit_titles
from dashboard.pages.impact.facts import measures
from dashboard.pages.recommendations import delivery
from dashboard.pages.recommendations.known import known_of
from dashboard.pages.voice import said_and_did
from dashboard.pages.voice.asked_and_heard import nobody, whom
from dashboard.reading import Reading, reading
from projections.queries.audits import AuditOverview, Finding, all_findings, audits_overview
from projections.queries.case_views import audit_views, case_views, group_views
from projections.queries.recommendations import recommendations

EVERY = "every"


def page(given: Reading) -> None:
    st.title("Voice", anchor=False)
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    sought = {one.audit: one for one in facts(given, audit_views)}
    shown = [code for code in audits if code in sought]
    if not shown:
        nobody(audits)
        return
    top = st.container()
    titles = {EVERY: "All audits", **audit_titles(audits.values())}
    code = address.choose(
        "Audit",
        [EVERY, *shown],
        name="audit",
        words=lambda chosen: titles[chosen],
    )
    recent = [one for one in shown if in_window(given, audits[one].casework_end)]
    codes = recent if code == EVERY else [code]
    resting = [
        one
        for one in facts(given, all_findings)
        if one.audit in codes and said_and_did.rests_on_views(one)
    ]
    with top:
        blocks.answer(
            said_and_did.answer([sought[one] for one in codes], resting),
            under=(
                "Who was asked, who was heard, and what became of it: you said, we did.",
                *filter(None, (audits_shown(given) if code == EVERY else "",)),
            ),
        )
    whom(audits, [sought[one] for one in codes], resting)
    said(given, audits, resting)


def said(given: Reading, audits: dict[str, AuditOverview], resting: Sequence[Finding]) -> None:
    st.header("You said, we did", anchor=False)
    known = known_of(given)
    of = dict.fromkeys(finding.audit for finding in resting)
    made = [one for one in facts(given, recommendations) if one.audit in of]
    carried = delivery.carried_measures(measures(given, *(one.made_on for one in made)))
    heard = {
        code: said_and_did.Heard(
            {one.case_ref: one for one in facts(given, case_views, code)},
            facts(given, group_views, code),
        )
        for code in of
    }
    blocks.cards(
        [
            said_and_did.card(
                finding,
                audits[finding.audit].title,
                known.areas.get((audits[finding.audit].tool, finding.area), finding.area),
                heard[finding.audit],
                [m for m in made if m.audit == finding.audit and finding.area in m.areas],
                carried,
                known,
                given,
            )
            for finding in resting
        ],
        empty="No finding that you may read rests on what children and families said yet:"
        " `assure finding record --views-changed` says what it changed.",
    )


page(reading())
