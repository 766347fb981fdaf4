"""One audit that was held before this record, as the document says from which it was entered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard.kit import blocks
from dashboard.kit.address import to
from dashboard.kit.blocks import Card
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines, table
from dashboard.pages.audits.rows import process_label
from dashboard.pages.grade_history.entered import NOT_HERE, source_card
from dashboard.pages.grade_history.life import Scale, scale_of
from dashboard.pages.recommendations.delivery import short_rows
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading
from domain.history.words import FROM_DOCUMENT
from domain.kernel.numbered import numbered
from projections.queries.history import EnteredAudit, EnteredGrade, entered_grades
from projections.queries.recommendations import recommendations
from projections.queries.waves import window_words

SILENT = "the document does not say"


def sections(given: Reading, audit: EnteredAudit) -> None:
    """What the document says of it: how it was held, its grades, and what was recommended."""
    grades = facts(given, entered_grades, audit.audit)
    cases = counted(len({one.case_ref for one in grades}), "case")
    casework = window_words(audit.casework_start, audit.casework_end)
    blocks.answer(
        f"{audit.title}: {cases}, {FROM_DOCUMENT}.",
        under=(f"{process_label(audit.process)} of casework in {casework}. {NOT_HERE}",),
    )
    blocks.cards([source_card(given, audit), _how_held(given, audit)], empty="")
    scale = scale_of(given, audit)
    if scale is not None and grades:
        st.header("Its grades, agency by agency", anchor=False)
        table(_case_rows(given, audit, grades, scale), name=f"{audit.audit} {FROM_DOCUMENT}")
    _learnt(given, audit, grades)
    _recommended(given, audit)


def listed(audits: Sequence[EnteredAudit]) -> None:
    """Those audits in a table of their own: they have no steps here."""
    if not audits:
        return
    st.header("Earlier audits, entered from a document", anchor=False)
    table(
        [
            {
                "Audit": to(one.title, "audits", audit=one.audit),
                "Process": process_label(one.process),
                "Casework": window_words(one.casework_start, one.casework_end),
                "From": f"{one.document_title}, of {day_words(one.document_dated_on)}",
            }
            for one in audits
        ],
        name=f"earlier audits {FROM_DOCUMENT}",
    )


def _how_held(given: Reading, audit: EnteredAudit) -> Card:
    met = SILENT if audit.moderated_on is None else f"on {day_words(audit.moderated_on)}"
    return Card(
        "How it was held",
        (
            ("Agencies", ", ".join(map(given.agency, audit.agencies))),
            ("Which cases", audit.frame_definition or SILENT),
            ("How they were chosen", audit.how_chosen or SILENT),
            ("The agencies met", met),
            ("Tool", f"{audit.tool}, version {audit.tool_version}"),
        ),
    )


def _case_rows(
    given: Reading, audit: EnteredAudit, grades: Sequence[EnteredGrade], scale: Scale
) -> list[dict[str, object]]:
    """A row for each case and agency, a column for each area."""
    by_agency = {(one.case_ref, one.agency): one for one in grades}
    of_area = {(one.case_ref, one.agency, one.area): one for one in grades}
    graded = {one.area for one in grades}
    return [
        {
            "Case": to(case, "grade_history", audit=audit.audit, case=case),
            "Agency": given.agency(agency),
            **{
                title: _graded(of_area.get((case, agency, area)), scale)
                for area, title in scale.areas.items()
                if area in graded
            },
        }
        for case, agency in sorted(by_agency, key=lambda one: (numbered(one[0]), one[1]))
    ]


def _graded(one: EnteredGrade | None, scale: Scale) -> str | Lines:
    if one is None:
        return ""
    gave = scale.label(one.given_grade)
    return Lines((gave, f"then {scale.label(one.grade)}")) if one.was_moderated else gave


def _learnt(given: Reading, audit: EnteredAudit, grades: Sequence[EnteredGrade]) -> None:
    """What was learnt in each case, for those who may read it."""
    entries = {one.case_ref: one.position for one in grades}
    found = [
        Card(to(case, "grade_history", audit=audit.audit, case=case), (("", words),))
        for case, position in entries.items()
        if (words := given.text(position, "learning", closed=""))
    ]
    if found:
        st.header("What was learnt", anchor=False)
        blocks.cards(found, empty="")


def _recommended(given: Reading, audit: EnteredAudit) -> None:
    of_audit = [one for one in facts(given, recommendations) if one.audit == audit.audit]
    rows = short_rows(of_audit, known_of(given))
    if rows:
        st.header("What was recommended", anchor=False)
        table(rows)
