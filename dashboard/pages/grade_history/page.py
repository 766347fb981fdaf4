"""Grade history: the life of one grade, entry by entry."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.life import life_chart
from dashboard.kit import address
from dashboard.kit.cache import facts
from dashboard.kit.chart import draw
from dashboard.kit.tables import table
from dashboard.pages.audits.rows import first_readable
from dashboard.pages.grade_history import life
from dashboard.reading import Reading, reading
from domain.kernel.numbered import numbered
from projections.queries.audits import audits_overview
from projections.queries.grades import GradeEntry, case_area_grades, grade_history

OVERALL = "overall"
EVERY = "every"


def page(given: Reading) -> None:
    st.title("Grade history", anchor=False)
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    if not audits:
        st.text("No audit has an agreed plan yet, so there is no grade.")
        return
    choices = st.columns(4)
    with choices[0]:
        code = address.choose(
            "Audit",
            list(audits),
            name="audit",
            otherwise=list(audits)[first_readable(list(audits.values()), given)],
            words=lambda chosen: f"{audits[chosen].title} ({chosen})",
        )
    audit = audits[code]
    entries = facts(given, grade_history, audit.audit)
    scale = life.scale_of(given, audit)
    cases = sorted({entry.case_ref for entry in entries}, key=numbered)
    if not cases or scale is None:
        st.text("There is no grade of this audit that you may read now.")
        return
    titles = scale.areas
    agencies = sorted({e.agency for e in entries if e.agency}, key=given.agency)
    with choices[1]:
        case = address.choose("Case", cases, name="case")
    with choices[2]:
        area = address.choose(
            "Area of work",
            [*titles, OVERALL],
            name="area",
            words=lambda chosen: titles.get(chosen, "Overall grade of the case"),
        )
    with choices[3]:
        agency = address.choose(
            "Agency",
            [EVERY, *agencies],
            name="agency",
            words=lambda chosen: "All agencies" if chosen == EVERY else given.agency(chosen),
        )
    area, agency = ("" if chosen in (OVERALL, EVERY) else chosen for chosen in (area, agency))
    of_case = [entry for entry in entries if entry.case_ref == case]
    entries_chosen = life.chosen(of_case, area or None, agency or None)
    what = f"{case}, {titles.get(area or '', 'overall grade')}"
    counts_as = next(
        (
            grade
            for grade in facts(given, case_area_grades, audit.audit)
            if (grade.case_ref, grade.area) == (case, area) and not agency
        ),
        None,
    )
    the_life(entries_chosen, scale, given, title=life.title(entries_chosen, scale, what, counts_as))
    st.text(f"Tool: {audit.tool}, version {audit.tool_version}. Nothing is ever overwritten.")


def the_life(entries: list[GradeEntry], scale: life.Scale, given: Reading, *, title: str) -> None:
    if not entries:
        st.text("There is no such grade that you may read now.")
        return
    drawing = life_chart(life.moments(entries, scale, given), title=title, last=life.TOGETHER)
    draw(drawing)
    table([life.entry_row(entry, scale, given) for entry in entries])
    st.header("In words, and what each grade meant then", anchor=False)
    for entry in entries:
        with st.container(border=True):
            st.text(life.entry_text(entry, scale, given))


page(reading())
