"""The moderation day on the page: heat map, agenda, open questions, evidence."""

from __future__ import annotations

import streamlit as st

from application.moderation import Review
from dashboard.charts.heat import heat_chart
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw_with_table
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.grade_history.life import Scale, entry_text
from dashboard.pages.moderation import agenda
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview
from projections.queries.grades import grade_history
from projections.queries.returns import return_queries

CASES, AGENCIES = "Areas by case", "Areas by agency"
LEGENDS = {
    CASES: "Letter: lower median of the agencies' own grades. Number: agencies that graded."
    " ◥: on the agenda. Hatched: no return. –: nobody involved.",
    AGENCIES: "Letter: lower median of the agency's own grades. Number: cases it graded."
    " ◥: to be asked about a case. Hatched: no return. –: not involved.",
}


def heat(review: Review, scale: Scale, given: Reading) -> None:
    st.header("How the agencies' own grades compare", anchor=False)
    chosen = st.radio("Show", [CASES, AGENCIES], horizontal=True, key="moderation_by")
    if chosen == AGENCIES:
        shown = agenda.by_agency(review, scale, given)
    else:
        shown = agenda.by_case(review, scale)
    drawing = heat_chart(
        shown.squares,
        shown.rows,
        shown.columns,
        title=agenda.sentence(review),
        subtitle=LEGENDS[AGENCIES if chosen == AGENCIES else CASES],
    )
    draw_with_table(drawing, agenda.table_rows(shown))
    labels = ", ".join(f"{grade.letter} {grade.label}" for grade in scale.grades)
    st.text(
        f"{labels}. Each agency grades its own part, so a difference may be true: these are"
        " questions, not errors. What was agreed together stands under Grade history."
    )


def the_agenda(review: Review, scale: Scale, given: Reading) -> None:
    st.header("What to discuss, in this order", anchor=False)
    rows = [
        agenda.item_row(place, item, review, scale, given)
        for place, item in enumerate(review.agenda.items, start=1)
    ]
    table(
        rows[: agenda.FIRST_ITEMS],
        empty="The agencies' grades lie close together: nothing is ranked for discussion.",
    )
    if rows[agenda.FIRST_ITEMS :]:
        with st.expander(plain(f"The other {len(rows) - agenda.FIRST_ITEMS}, in the same order")):
            table(rows[agenda.FIRST_ITEMS :])


def before_the_day(review: Review, audit: AuditOverview, scale: Scale, given: Reading) -> None:
    st.header("Before the day", anchor=False)
    st.subheader(plain(agenda.before_sentence(review.agenda)), anchor=False)
    rows = agenda.before_rows(review.agenda, scale, given)
    if rows:
        table(rows)
    if not review.whole:
        st.text(
            "Whether a grade lacks evidence, or shares it with another, is shown to those who may"
            " read the evidence."
        )
    queries = facts(given, return_queries, audit.audit)
    with st.expander(plain(f"Queries: {agenda.query_sentence(queries)}")):
        table(
            [agenda.query_row(query, scale.areas, given) for query in queries],
            empty="None that you may read.",
        )


def evidence(review: Review, audit: AuditOverview, scale: Scale, given: Reading) -> None:
    """What the agencies wrote on one place of the agenda, to those it is for."""
    places = [(item.case, item.area) for item in review.agenda.items if item.area]
    if not places:
        return
    st.header("What the agencies wrote", anchor=False)
    case, area = st.selectbox(
        "Place on the agenda",
        places,
        format_func=lambda place: f"{place[0]}, {scale.areas.get(place[1], place[1])}",
        key="moderation_place",
    )
    for entry in facts(given, grade_history, audit.audit, case):
        if entry.area == area and entry.kind in ("given", "revised"):
            with st.container(border=True):
                st.text(entry_text(entry, scale, given))
