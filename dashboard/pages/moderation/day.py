"""The moderation day on the page: its agenda before it, and the same places after it."""

from __future__ import annotations

import streamlit as st

from application.moderation import Review
from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.audits.views_and_concerns import part_row
from dashboard.pages.grade_history.life import Scale
from dashboard.pages.moderation import agenda, heat, places
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, learning, taking_part
from projections.queries.grades import case_area_grades, grade_history, overall_grades
from projections.queries.returns import return_queries

FIRST_ITEMS = 12
"""Places of the agenda that a day has time for; the rest stays one click away."""
FIRST, ALL = "first", "all"


def is_held(audit: AuditOverview) -> bool:
    return audit.moderation_held_on is not None


def the_answer(review: Review, audit: AuditOverview, scale: Scale, given: Reading) -> None:
    part = facts(given, taking_part, audit.audit)
    if is_held(audit):
        agreed = places.answer_after(review, audit, agreed_of(audit, given), part)
        blocks.answer(agreed, under=(f"{agenda.sentence(review)}.",))
        return
    blocks.answer(
        *places.answer_before(review, audit, scale),
        under=(f"{agenda.before_sentence(review.agenda)}.", f"{agenda.sentence(review)}."),
    )


def to_the_screen(audit: AuditOverview, given: Reading) -> None:
    """For whoever leads it, and records what the room agrees: the page on which that is done."""
    if audit.audit in given.viewer.leads and audit.is_open and audit.report_agreed_on is None:
        link = address.to("Record the day, place by place", "moderation_day", audit=audit.audit)
        blocks.cards([blocks.Card(link)], empty="", least=blocks.NARROW)


def agreed_of(audit: AuditOverview, given: Reading) -> places.Agreed:
    return places.Agreed.of(
        facts(given, grade_history, audit.audit), facts(given, case_area_grades, audit.audit)
    )


def compared(review: Review, scale: Scale, given: Reading) -> None:
    st.header("How the agencies' own grades compare", anchor=False)
    chosen = address.choose(
        "Show", list(heat.SHOWN), name="by", words=lambda name: heat.SHOWN[name]
    )
    if chosen == heat.AGENCIES:
        table(heat.by_agency(review, scale, given))
    else:
        table(heat.by_case(review, scale))
    labels = ", ".join(f"{grade.letter} {grade.label}" for grade in scale.grades)
    st.text(
        f"{heat.LEGENDS[chosen]} {labels}. Each agency grades its own part, so a difference may be"
        " true: these are questions, not errors."
    )


def the_places(review: Review, audit: AuditOverview, scale: Scale, given: Reading) -> None:
    """One card a place, in the order of the agenda."""
    items = review.agenda.items
    held = is_held(audit)
    st.header("What was agreed, place by place" if held else "The agenda", anchor=False)
    shown = FIRST
    if len(items) > FIRST_ITEMS:
        words = {FIRST: f"The first {FIRST_ITEMS}", ALL: f"All {len(items)}"}
        shown = address.choose("Places", list(words), name="places", words=words.__getitem__)
    agreed = agreed_of(audit, given)
    cards = []
    for place, item in enumerate(items[: FIRST_ITEMS if shown == FIRST else None], start=1):
        if held:
            cards.append(places.after(place, item, review, scale, given, agreed))
        else:
            cards.append(places.before(place, item, review, scale, given))
    blocks.cards(
        cards,
        empty="The agencies' grades lie close together: nothing is ranked for discussion.",
    )


def before_the_day(review: Review, audit: AuditOverview, scale: Scale, given: Reading) -> None:
    if not is_held(audit):
        st.header("To get or to ask before the day", anchor=False)
        table(
            agenda.before_rows(review.agenda, scale, given),
            empty="Nothing is to be got or asked before the day.",
        )
        if not review.whole:
            st.text(
                "Whether a grade lacks evidence, or shares it with another, is shown to those who"
                " may read the evidence."
            )
    queries = facts(given, return_queries, audit.audit)
    with blocks.unfolds(f"Queries: {agenda.query_sentence(queries)}", name="queries"):
        table(
            [agenda.query_row(query, scale.areas, given) for query in queries],
            empty="None that you may read.",
        )


def of_each_case(audit: AuditOverview, scale: Scale, given: Reading) -> None:
    """The overall grade of each case, why, and what is to be learnt from it."""
    overall = facts(given, overall_grades, audit.audit)
    if not overall:
        return
    learnt = {one.case_ref: one.position for one in facts(given, learning, audit.audit)}
    closed = places.REASON_NOT_YOURS
    st.header("Each case as a whole", anchor=False)
    table(
        [
            {
                "Case": address.to(
                    grade.case_ref,
                    "grade_history",
                    audit=audit.audit,
                    case=grade.case_ref,
                    area="overall",
                ),
                "Overall grade": scale.label(grade.grade),
                "Why": given.text(grade.position, "reason", closed=closed),
                "To be learnt": given.text(learnt.get(grade.case_ref), "learning", closed=closed),
            }
            for grade in overall
        ]
    )


def who_was_there(audit: AuditOverview, given: Reading) -> None:
    came = [p for p in facts(given, taking_part, audit.audit) if p.attended_on is not None]
    st.header("Who was there", anchor=False)
    table([part_row(person, given) for person in came], empty="Nobody is recorded.")
