"""Grade history: where a grade comes from, and what it was used for, entry by entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import address, blocks
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted
from dashboard.kit.tables import table
from dashboard.pages.audits.rows import first_readable
from dashboard.pages.grade_history import cases, life, lineage
from dashboard.pages.integrity.receipt import offer
from dashboard.reading import Reading, reading
from domain.kernel.numbered import numbered
from projections.queries.audits import AuditOverview, audits_overview
from projections.queries.grades import GradeEntry, case_area_grades, grade_history
from projections.queries.sample import AuditCase, audit_cases

OVERALL = "overall"
EVERY = "every"


def page(given: Reading) -> None:
    st.title("Grade history", anchor=False)
    audits = {audit.audit: audit for audit in facts(given, audits_overview)}
    if not audits:
        blocks.answer(
            "No audit has an agreed plan yet, so there is no grade.",
            under=("Whoever leads one begins with its plan:", "assure plan template > plan.yaml"),
        )
        return
    top = st.container()
    choices = [*st.columns(2), *st.columns(2)]
    with choices[0]:
        code = address.choose(
            "Audit",
            list(audits),
            name="audit",
            otherwise=list(audits)[first_readable(list(audits.values()), given)],
            words=lambda chosen: audits[chosen].title,
        )
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


def chosen(
    given: Reading,
    audit: AuditOverview,
    scale: life.Scale,
    columns: Sequence[DeltaGenerator],
    entries: Sequence[GradeEntry],
    drawn: Collection[str],
) -> lineage.About:
    """Which grade of the audit is asked for."""
    agencies = sorted({e.agency for e in entries if e.agency}, key=given.agency)
    titles = scale.areas
    cases_known = sorted({entry.case_ref for entry in entries} | set(drawn), key=numbered)
    with columns[0]:
        case = address.choose(
            "Case",
            [EVERY, *cases_known],
            name="case",
            words=lambda code: "Every case" if code == EVERY else code,
        )
    with columns[1]:
        area = address.choose(
            "Area of work",
            [*titles, OVERALL],
            name="area",
            words=lambda code: titles.get(code, "Overall grade of the case"),
        )
    with columns[2]:
        agency = address.choose(
            "Agency",
            [EVERY, *agencies],
            name="agency",
            words=lambda code: "All agencies" if code == EVERY else given.agency(code),
        )
    return lineage.About(
        audit, case, None if area == OVERALL else area, None if agency == EVERY else agency
    )


def none_yet(given: Reading, audit: AuditOverview) -> None:
    blocks.answer(
        "There is no grade of this audit that you may read now.",
        under=(
            "Until its returns are opened, each is for its own agency and the lead auditor"
            f" ({given.person(audit.lead_auditor) or 'not appointed yet'}).",
        ),
    )


def replaced(case: AuditCase) -> None:
    """What became of a case that was drawn and is not audited."""
    why = (case.replacement_reason or "").replace("-", " ")
    if case.replaced_by is None:
        blocks.answer(
            f"{case.case_ref} was drawn and replaced by none: {why}.",
            under=("Its stratum was used up. It has no grade, and counts in nothing.",),
        )
        return
    successor = address.to(
        case.replaced_by, "grade_history", audit=case.audit, case=case.replaced_by
    )
    blocks.answer(
        f"{case.case_ref} was drawn and replaced by ",
        successor,
        f": {why}.",
        under=("It has no grade, and counts in nothing.", life.entry_link(case.position)),
    )


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
        finding = f"{what}: {good} of {counted(len(rows), 'case')} Good or better{whose}"
    blocks.answer(f"{finding}.", under=(f"{about.audit.title}.",))
    table(rows, empty="No case has such a grade that you may read now.")


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


page(reading())
