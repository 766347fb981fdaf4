"""The moderation day at a screen: place by place, what was graded and why, and what is agreed."""

from __future__ import annotations

import streamlit as st

from application.moderation import Review
from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.recording import may_record_now
from dashboard.kit.sheets import sheets
from dashboard.pages.audits.rows import audit_titles
from dashboard.pages.grade_history.life import scale_of
from dashboard.pages.moderation import agenda
from dashboard.pages.moderation_day import agreed, place
from dashboard.reading import Reading, reading
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.grades import GradeEntry, grade_history


def page(given: Reading) -> None:
    st.title("Moderation day", anchor=False)
    led = {
        audit.audit: audit
        for audit in facts(given, audits_overview)
        if audit.audit in given.viewer.leads and audit.is_open and audit.report_agreed_on is None
    }
    if not led:
        blocks.answer(
            "No audit that you lead is in moderation now.",
            under=("Its lead auditor opens moderation once the returns are in, under My work.",),
        )
        return
    titles = audit_titles(led.values())
    code = address.choose("Audit", list(led), name="audit", words=lambda chosen: titles[chosen])
    audit = led[code]
    review, scale = agenda.review_for(given, audit), scale_of(given, audit)
    if review is None or scale is None:
        finding, more = agenda.waiting(audit, given)
        blocks.answer(finding, under=(more,))
        return
    entries = facts(given, grade_history, audit.audit)
    the_answer(review, entries, audit)
    places = place.in_order(review, scale, entries)
    chosen = address.choose("Place", list(places), name="place", words=lambda at: places[at].words)
    place.shown(given, audit, places[chosen], scale, entries)
    if may_record_now(given):
        agreed.forms(given, audit, places[chosen], scale, review)
        if audit.moderation_held_on is None:
            st.header("The day in one sheet", anchor=False)
            sheets(given, [("moderation", audit.audit)], "day_sheet")


def the_answer(review: Review, entries: tuple[GradeEntry, ...], audit: AuditOverview) -> None:
    """How far the day has come."""
    done = {(one.case_ref, one.area) for one in entries if one.kind in place.OF_THE_DAY}
    items = [item for item in review.agenda.items if item.area]
    talked = sum((item.case, item.area) in done for item in items)
    cases = {cell.case for cell in review.cells}
    whole = sum((case, None) in done for case in cases)
    blocks.answer(
        f"{talked} of {len(items)} places of the agenda are agreed,"
        f" and {whole} of {len(cases)} cases as a whole.",
        under=("Whatever another person records of this day shows here by itself.",),
    )


page(reading())
