"""Areas of work against cases or agencies: a letter and a number for each, never an average."""

from __future__ import annotations

from collections.abc import Sequence

from application.moderation import Review
from dashboard.kit.address import to
from dashboard.kit.tables import Lines, Mark
from dashboard.pages.grade_history.life import Scale
from dashboard.reading import Reading
from documents.charts import theme
from domain.agreement import Cell, middle_grades

CASES, AGENCIES = "cases", "agencies"
SHOWN = {CASES: "Areas by case", AGENCIES: "Areas by agency"}
LEGENDS = {
    CASES: "Letter: the middle of the agencies' own grades; two letters: half-way between them, in"
    " the colour of the lower one. Number: agencies that graded. ◥: on the agenda.",
    AGENCIES: "Letter: the middle of the agency's own grades, or the two it lies half-way between."
    " Number: cases it graded. ◥: to be asked about a case.",
}


def by_case(review: Review, scale: Scale) -> list[dict[str, object]]:
    """A row for each area, a column for each case: the agencies together."""
    asked = {(item.case, item.area) for item in review.agenda.items}
    cells = {(cell.area, cell.case): cell for cell in review.cells}
    cases = tuple(dict.fromkeys(cell.case for cell in review.cells))
    return [
        {
            "Area of work": to(title, "grade_history", audit=review.audit, area=area),
            **{
                case: mark(scale, [cells[area, case]], flagged=(case, area) in asked)
                for case in cases
                if (area, case) in cells
            },
        }
        for area, title in scale.areas.items()
    ]


def by_agency(review: Review, scale: Scale, given: Reading) -> list[dict[str, object]]:
    """A row for each area, a column for each agency by name: each one's own grades.

    Flagged: this very agency is to be asked, because it stands alone or at an end of the scale.
    """
    asked = {
        (item.area, agency)
        for item in review.agenda.items
        for flag in item.questions
        if flag.letter in ("F1a", "F2")
        for agency in flag.agencies
    }
    agencies = sorted({a for cell in review.cells for a in cell.grades}, key=given.agency)
    return [
        {
            "Area of work": to(title, "grade_history", audit=review.audit, area=area),
            **{
                given.agency(agency): mark(
                    scale, _own(review, area, agency), flagged=(area, agency) in asked
                )
                for agency in agencies
            },
        }
        for area, title in scale.areas.items()
    ]


def _own(review: Review, area: str, agency: str) -> list[Cell]:
    return [
        Cell(cell.case, area, {cell.case: cell.grades[agency]}, {})
        for cell in review.cells
        if cell.area == area and agency in cell.grades
    ]


def mark(scale: Scale, cells: Sequence[Cell], *, flagged: bool) -> Mark | Lines | str:
    """`G · 7 ◥`, or `R–G · 6` between two, on the colour of the (lower) grade; or why none."""
    grades = {f"{cell.case} {key}": grade for cell in cells for key, grade in cell.grades.items()}
    low, high = middle_grades(grades)
    missing = sum(grade is None for grade in grades.values())
    if not low:
        return "no return" if missing else "not involved"
    own = scale.of(cells[0].area)
    letters = dict.fromkeys(own[rank - 1].letter for rank in (low, high))
    number = sum(isinstance(given, int) for given in grades.values())
    colour = scale.colour(own[low - 1].code)
    words = f"{'–'.join(letters)} · {number}{' ◥' if flagged else ''}"
    drawn = Mark(words, colour, theme.ink_on(colour))
    return Lines((drawn, f"{missing} missing")) if missing else drawn
