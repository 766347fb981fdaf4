"""One place of the agenda on the day: who graded what, with which evidence, and what was agreed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from application.moderation import Review
from dashboard.kit import blocks
from dashboard.kit.markdown import plain
from dashboard.kit.tables import table
from dashboard.pages.grade_history import life, lineage
from dashboard.pages.grade_history.life import Scale
from dashboard.pages.moderation.agenda import named
from dashboard.reading import Reading
from documents.moderation.pack import WHY
from domain.agreement import Item
from projections.queries.audits import AuditOverview
from projections.queries.grades import GradeEntry

OF_THE_DAY = ("moderated", "area agreed", "overall agreed", life.NOT_APPLICABLE)
WHOLE = "whole"
"""In an address, the case as a whole in the place of an area."""


@dataclass(frozen=True, slots=True)
class Place:
    """`area` None: the case as a whole. `item`: why it is on the agenda, if it is."""

    case: str
    area: str | None
    words: str
    item: Item | None = None

    @property
    def form(self) -> str:
        """What its forms are called in the session."""
        return f"day_{self.case}_{self.area or WHOLE}"


def in_order(review: Review, scale: Scale, entries: Sequence[GradeEntry]) -> dict[str, Place]:
    """The agenda's places, each case as a whole, then the places that nobody asked about."""
    done = {(one.case_ref, one.area) for one in entries if one.kind in OF_THE_DAY}
    found: dict[str, Place] = {}

    def add(case: str, area: str | None, item: Item | None, over: str) -> None:
        title = "as a whole" if area is None else scale.areas.get(area, area)
        sign = "✔" if (case, area) in done else "○"
        name = f"{case}/{area or WHOLE}"
        found.setdefault(name, Place(case, area, f"{sign} {over}{case}, {title}", item))

    for number, item in enumerate(review.agenda.items, start=1):
        add(item.case, item.area or None, item, f"{number}. ")
    cases = list(dict.fromkeys(cell.case for cell in review.cells))
    for case in cases:
        add(case, None, None, "")
    for cell in review.cells:
        add(cell.case, cell.area, None, "")
    return found


def shown(
    given: Reading,
    audit: AuditOverview,
    at: Place,
    scale: Scale,
    entries: Sequence[GradeEntry],
) -> None:
    """What the room needs before it: the questions, the grades beside each other, the evidence."""
    of_case = [entry for entry in entries if entry.case_ref == at.case]
    here = life.chosen(of_case, at.area, None)
    st.header(plain(at.words.partition(" ")[2]), anchor=False)
    if at.item is not None:
        st.text(f"{WHY[at.item.rank]}.".capitalize())
        for flag in at.item.questions:
            st.text(named(flag.words, flag, given))
    if at.area is None:
        _areas(given, scale, of_case)
    about = lineage.About(audit, at.case, at.area, None)
    cards = lineage.cards(given, about, here, scale)
    nothing = "No grade is agreed for it yet." if at.area is None else "Nobody has graded it."
    blocks.cards(cards, empty=nothing, least=blocks.NARROW)


def _areas(given: Reading, scale: Scale, of_case: Sequence[GradeEntry]) -> None:
    """What stands of each area of the case, from which it is graded as a whole."""
    stands = [one for one in of_case if one.area and one.superseded_by is None]
    columns = dict.fromkeys(given.agency(one.agency) or life.TOGETHER for one in stands)
    rows = []
    for area, title in scale.areas.items():
        graded = {
            given.agency(one.agency) or life.TOGETHER: scale.label(one.to_grade)
            for one in stands
            if one.area == area
        }
        rows.append({"Area of work": title, **{whose: graded.get(whose) for whose in columns}})
    table(rows)
