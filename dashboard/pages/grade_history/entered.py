"""The grades of an audit that was entered from a document: what it says, and that it says it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import address, blocks
from dashboard.kit.address import Link
from dashboard.kit.blocks import Card
from dashboard.kit.cache import facts
from dashboard.kit.dates import counted, day_words, moment_words
from dashboard.kit.tables import Lines, Mark, Phrase, table
from dashboard.pages.grade_history import life
from dashboard.pages.grade_history.cases import mark
from dashboard.pages.grade_history.choosing import EVERY, OVERALL
from dashboard.pages.integrity.receipt import offer
from dashboard.reading import Reading
from domain.history.words import FROM_DOCUMENT
from domain.kernel.numbered import numbered
from projections.queries.history import (
    EnteredAgreement,
    EnteredAudit,
    EnteredGrade,
    entered_agreements,
    entered_grades,
)

GAVE, BECAME = "The agency's grade", "After the agencies met"
NOT_HERE = "Nothing of it was drawn, returned or moderated in this record."
_Columns = Sequence[DeltaGenerator]


def source_card(given: Reading, audit: EnteredAudit) -> Card:
    """Which document it is, and who entered what it says."""
    by = f"{given.person(audit.entered_by)}, {given.how_known(audit.position)}"
    when = Phrase((f"{moment_words(audit.entered_at)}, ", life.entry_link(audit.position)))
    return Card(
        f"{audit.document_title}, of {day_words(audit.document_dated_on)}",
        (
            ("Its SHA-256", audit.document_digest),
            ("Entered by", by),
            ("Entered on", when),
            ("The document itself", "is not kept here: whoever has it can compare its SHA-256"),
        ),
        over=FROM_DOCUMENT.capitalize(),
    )


def section(given: Reading, audit: EnteredAudit, top: DeltaGenerator, columns: _Columns) -> None:
    """The audit's grades in one area: of every case, or how one came about."""
    scale = life.scale_of(given, audit)
    grades = facts(given, entered_grades, audit.audit)
    agreed = facts(given, entered_agreements, audit.audit)
    if scale is None or not (grades or agreed):
        with top:
            blocks.answer("There is no grade of this audit that you may read now.")
        return
    titles = scale.areas
    known = sorted(
        {one.case_ref for one in grades} | {one.case_ref for one in agreed}, key=numbered
    )
    with columns[0]:
        case = address.choose(
            "Case",
            [EVERY, *known],
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
    about = None if area == OVERALL else area
    of_area = [one for one in grades if one.area == about]
    agreed_of_area = [one for one in agreed if one.area == about]
    what = titles.get(area, "Overall grade")
    with top:
        blocks.answer(_answer(case, what, of_area), under=(f"{audit.title}. {NOT_HERE}",))
    cases = known if case == EVERY else [case]
    rows = [
        row
        for one in cases
        for row in case_rows(given, audit, one, scale, of_area, agreed_of_area)
        if case == EVERY or row.pop("Case")
    ]
    table(rows, empty="The document has no such grade.")
    blocks.cards([source_card(given, audit)], empty="")
    if case != EVERY:
        given_at = {one.position for one in of_area if one.case_ref == case}
        _proof(given, given_at | {one.position for one in agreed_of_area if one.case_ref == case})


def _answer(case: str, what: str, grades: Sequence[EnteredGrade]) -> str:
    if case != EVERY:
        return f"{case}, {what}: {FROM_DOCUMENT}."
    return f"{what}: {counted(len({one.case_ref for one in grades}), 'case')}, {FROM_DOCUMENT}."


def _proof(given: Reading, positions: set[int]) -> None:
    if positions:
        st.header("Its receipt, to keep", anchor=False)
        offer(given, sorted(positions))


def case_rows(
    given: Reading,
    audit: EnteredAudit,
    case: str,
    scale: life.Scale,
    grades: Sequence[EnteredGrade],
    agreed: Sequence[EnteredAgreement],
) -> list[dict[str, object]]:
    """A row for each agency that graded the case, and one for what was agreed together."""
    rows: list[dict[str, object]] = []
    for one in grades:
        if one.case_ref == case:
            became = mark(scale, one.grade) if one.was_moderated else "as it was"
            rows.append(
                {
                    "Case": _link(audit, case, one.area),
                    "Whose work": given.agency(one.agency),
                    GAVE: _cell(mark(scale, one.given_grade), one.position),
                    BECAME: became,
                }
            )
    rows += [
        {
            "Case": _link(audit, case, one.area),
            "Whose work": life.TOGETHER,
            GAVE: "",
            BECAME: _cell(mark(scale, one.grade), one.position),
        }
        for one in agreed
        if one.case_ref == case
    ]
    return rows


def _cell(shown: Mark, position: int) -> Lines:
    return Lines((shown, life.entry_link(position)))


def _link(audit: EnteredAudit, case: str, area: str | None) -> Link:
    return address.to(case, "grade_history", audit=audit.audit, case=case, area=area or OVERALL)
