"""Which grade is asked for: its case, its area of work and its agency."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from streamlit.delta_generator import DeltaGenerator

from dashboard.kit import address
from dashboard.pages.grade_history import life, lineage
from dashboard.reading import Reading
from domain.kernel.numbered import numbered
from projections.queries.audits import AuditOverview
from projections.queries.grades import GradeEntry

OVERALL = "overall"
EVERY = "every"


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
