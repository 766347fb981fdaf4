"""Moderation: before the day what to discuss, in order; after it what was agreed, why, by whom."""

from __future__ import annotations

from functools import partial

import streamlit as st

from application import moderation_pack
from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.on_paper import Paper, offer
from dashboard.pages.audits.rows import audit_titles
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
        blocks.answer(
            "No audit with a moderation day has an agreed plan yet.",
            under=("Whoever leads one begins with its plan:", "assure plan template > plan.yaml"),
        )
        return
    shown = [a.audit for a in audits.values() if a.is_open or a.audit in given.viewer.leads]
    titles = audit_titles(audits.values())
    code = address.choose(
        "Audit",
        list(audits),
        name="audit",
        otherwise=shown[0] if shown else None,
        words=lambda chosen: titles[chosen],
    )
    audit = audits[code]
    scale = scale_of(given, audit)
    review = agenda.review_for(given, audit)
    if review is None or scale is None:
        finding, more = agenda.waiting(audit, given)
        blocks.answer(finding, under=(more,))
        return
    if not review.cells:
        blocks.answer(
            "No sample is drawn yet, so there is nothing to compare.",
            under=(
                "The lead auditor commits the list of cases first:",
                "assure sample frame --help",
            ),
        )
        return
    day.the_answer(review, audit, scale, given)
    day.to_the_screen(audit, given)
    day.compared(review, scale, given)
    day.the_places(review, audit, scale, given)
    if day.is_held(audit):
        day.of_each_case(audit, scale, given)
        day.who_was_there(audit, given)
        after_the_day.after_the_day(review, scale, given)
    day.before_the_day(review, audit, scale, given)
    after_the_day.not_counted(review, scale, given)
    after_the_day.graded_twice(review, given)
    after_the_day.severity(review, given)
    pack = partial(moderation_pack.moderation_pack, audit=audit.audit)
    offer(given, Paper("Pack for the day (PDF)", "pdf", pack), about=audit.audit)


page(reading())
