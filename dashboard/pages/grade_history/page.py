"""Grade history: where a grade comes from, and what it was used for, entry by entry."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted
from dashboard.kit.tables import table
from dashboard.pages.audits.rows import audit_titles, first_readable
from dashboard.pages.grade_history import cases, entered, life, lineage
from dashboard.pages.grade_history.choosing import EVERY, chosen
from dashboard.pages.grade_history.no_grade import none_yet, replaced
from dashboard.pages.grade_history.single_grade import one_case
from dashboard.reading import Reading, reading
from projections.queries.audits import audits_overview
from projections.queries.grades import GradeEntry, grade_history
from projections.queries.history import entered_audits
from projections.queries.sample import audit_cases


def page(given: Reading) -> None:
    st.title("Grade history", anchor=False)
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    past = {audit.audit: audit for audit in facts(given, entered_audits)}
    if not audits and not past:
        blocks.answer(
            "No audit has an agreed plan yet, so there is no grade.",
            under=("Whoever leads one begins with its plan:", "assure plan template > plan.yaml"),
        )
        return
    top = st.container()
    choices = [*st.columns(2), *st.columns(2)]
    titles = audit_titles([*audits.values(), *past.values()])
    with choices[0]:
        code = address.choose(
            "Audit",
            [*audits, *past],
            name="audit",
            otherwise=first_readable(list(audits.values()), given),
            words=lambda chosen: titles[chosen],
        )
    if code in past:
        entered.section(given, past[code], top, choices[1:])
        return
    audit = audits[code]
    entries = facts(given, grade_history, audit.audit)
    scale = life.scale_of(given, audit)
    if not entries or scale is None:
        with top:
            none_yet(given, audit)
        return
    drawn = {case.case_ref: case for case in facts(given, audit_cases, audit.audit)}
    about = chosen(given, audit, scale, choices[1:], entries, drawn.keys())
    gone = drawn.get(about.case)
    if about.case == EVERY:
        with top:
            every_case(given, about, scale, entries)
    elif gone is not None and gone.was_replaced:
        with top:
            replaced(gone)
    else:
        one_case(given, about, scale, entries, top)


def every_case(
    given: Reading, about: lineage.About, scale: life.Scale, entries: Sequence[GradeEntry]
) -> None:
    """The cases behind a count, each leading to its own history."""
    what = scale.areas.get(about.area or "", "Overall grade")
    rows, good = cases.rows(given, about.audit, about.area, about.agency, scale, entries)
    whose = f" by {given.agency(about.agency)}" if about.agency else ""
    if good is None:
        finding = f"{what}: {counted(len(rows), 'grade')} that you may read"
    else:
        finding = f"{what}: {good} of {counted(len(rows), 'case')} {scale.good(about.area)}{whose}"
    blocks.answer(f"{finding}.", under=(f"{about.audit.title}.",))
    table(rows, empty="No case has such a grade that you may read now.")


page(reading())
