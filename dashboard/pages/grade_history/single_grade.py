"""One grade: how it came about, what it was used for, and its receipt."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import blocks
from dashboard.kit.cache import facts
from dashboard.kit.tables import table
from dashboard.pages.grade_history import life, lineage
from dashboard.pages.integrity.receipt import offer
from dashboard.reading import Reading
from projections.queries.grades import GradeEntry, case_area_grades


def one_case(
    given: Reading,
    about: lineage.About,
    scale: life.Scale,
    entries: Sequence[GradeEntry],
    top: DeltaGenerator,
) -> None:
    """The lineage of one grade: how it came about, and what it was used for."""
    of_case = [entry for entry in entries if entry.case_ref == about.case]
    found = life.chosen(of_case, about.area, about.agency)
    what = f"{about.case}, {scale.areas.get(about.area or '', 'overall grade')}"
    counts_as = next(
        (
            grade
            for grade in facts(given, case_area_grades, about.audit.audit)
            if (grade.case_ref, grade.area) == (about.case, about.area) and not about.agency
        ),
        None,
    )
    with top:
        if not found:
            blocks.answer(f"{what}: there is no such grade that you may read now.")
            return
        blocks.answer(
            f"{life.title(found, scale, what, counts_as)}.",
            under=(f"{about.audit.title}. Nothing is ever overwritten.",),
        )
    table(life.steps_rows(found, scale, given))
    used = lineage.uses(given, about)
    if used:
        st.header("What it was used for since", anchor=False)
        blocks.cards(used, empty="")
    st.header("How it came about, in words, and what each grade meant then", anchor=False)
    blocks.cards(
        lineage.cards(given, about, found, scale), empty="", in_order=about.agency is not None
    )
    st.header("Its receipt, to keep", anchor=False)
    offer(given, [entry.position for entry in found if entry.superseded_by is None])
    st.text(f"Tool: {about.audit.tool}, version {about.audit.tool_version}.")
