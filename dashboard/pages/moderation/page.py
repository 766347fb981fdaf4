"""Moderation: where the agencies' grades differ, and what to ask, in order."""

from __future__ import annotations

import streamlit as st

from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.pages.grade_history.life import scale_of
from dashboard.pages.moderation import after_the_day, agenda, day
from dashboard.reading import Reading, reading
from domain.kernel.processes import STEPS, Process
from projections.queries.audits import audits_overview


def page(given: Reading) -> None:
    st.title("Moderation", anchor=False)
    audits = {
        audit.audit: audit
        for audit in facts(given, audits_overview)
        if STEPS[Process(audit.process)].moderated
    }
    if not audits:
        st.text("No audit with a moderation day has an agreed plan yet.")
        return
    shown = [a.audit for a in audits.values() if a.is_open or a.audit in given.viewer.leads]
    code = address.choose(
        "Audit",
        list(audits),
        name="audit",
        otherwise=shown[0] if shown else None,
        words=lambda chosen: f"{audits[chosen].title} ({chosen})",
    )
    audit = audits[code]
    scale = scale_of(given, audit)
    review = agenda.review_for(given, audit)
    if review is None or scale is None:
        st.text(agenda.waiting_sentence(audit, given))
        return
    if not review.cells:
        st.text("No sample is drawn yet, so there is nothing to compare.")
        return
    day.heat(review, scale, given)
    day.the_agenda(review, scale, given)
    day.before_the_day(review, audit, scale, given)
    day.evidence(review, audit, scale, given)
    after_the_day.after_the_day(review, scale, given)
    after_the_day.not_counted(review, scale, given)
    after_the_day.graded_twice(review, given)
    after_the_day.severity(review, given)


page(reading())
