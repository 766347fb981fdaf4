"""Where everything stands in a return's workbook: a sheet for each case, a row for each area.

Writer and reader both follow this layout, so an answer is only read from the cell that asked for
it. Of Excel, only the names of cells are known here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256

from domain.kernel.loosely import loosely
from domain.tool.events import ScaleGrade
from domain.tool.state import ToolVersion

LAYOUT = 1
"""Raise it when a cell moves or asks something else: older forms are then refused."""
CASES_MAX = 200
CELL_CHARACTERS_MAX = 32_000
"""Excel takes 32,767. Characters that look like its escapes take more room."""

README, TOOL, FORM, TO_CORRECT = "Read me", "Tool", "Form", "To correct"
HEADS = (
    "Area",
    "What to look at",
    "Grade or answer",
    "Evidence (or, if not applicable, why)",
    "Strengths",
    "Areas for development",
    "What each grade looks like here",
)
HEAD_ROW, INVOLVED_ROW, INDEPENDENT_ROW, FIRST_AREA_ROW = 3, 4, 5, 6
INVOLVED, NOT_INVOLVED = "Involved", "Not involved"
YES, NO = "Yes", "No"
NOT_APPLICABLE = "Not applicable"
INVOLVED_CELL, PART_CELL, INDEPENDENT_CELL = "C4", "D4", "C5"
CORRECTING_CELL = "D5"
"""Why a return that is on the record is corrected."""
TEXTS = {"evidence": "D", "strengths": "E", "developments": "F"}
"""The fields of an answer that are text, by column."""
BINDING = ("Layout", "Audit", "Agency", "Tool", "Tool version", "Cases", "Seal")
"""What the sheet `Form` says, from its row 3 on: the name in column A, the value in B."""
BINDING_ROW = 3
SCALE_ROW = 5
"""The first grade on the sheet `Tool`; the drop-down lists refer to that column."""

LEFT_OUT_CELL = f"E{INVOLVED_ROW}"
"""Where a marked copy says what it leaves out. No form asks for anything there."""
_CELL = re.compile(r"([A-G])([1-9][0-9]{0,2})")

Where = tuple[str, str]
"""A sheet and a cell, such as `("C01", "D6")`."""


class Kind(Enum):
    """What an answer cell takes."""

    INVOLVED = "involved"
    YES_NO = "yes or no"
    GRADE = "grade"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Form:
    """The recipient of a return's form, and its questions. `cases` in order.

    `lead`: who answers questions, or nothing while nobody is appointed. `at_risk`: who is told at
    once of a child at risk, or nothing where the plan does not say.
    """

    audit: str
    title: str
    agency: str
    agency_title: str
    tool: ToolVersion
    cases: tuple[str, ...]
    returns_by: date
    window: tuple[date, date]
    lead: str = ""
    at_risk: str = ""

    @property
    def rows(self) -> dict[str, int]:
        """Each area's row on a case's sheet, in the tool's order."""
        return {area: row for row, area in enumerate(self.tool.areas, FIRST_AREA_ROW)}

    def labels(self, area: str) -> dict[str, str]:
        """Grade code to what people choose for an area, best first.

        The code where labels could be mixed up.
        """
        return labels_of(self.tool.scale_of(area))

    def binding(self) -> tuple[str, ...]:
        """The values of BINDING: what ties a form to its audit, agency and tool version."""
        recorded = self.tool.recorded
        named = (
            str(LAYOUT),
            self.audit,
            self.agency,
            recorded.tool,
            str(recorded.tool_version),
            " ".join(self.cases),
        )
        wordings = [graded.wording for graded in self.tool.areas.values()]
        text = json.dumps([*named, *wordings], ensure_ascii=False)
        return (*named, sha256(text.encode()).hexdigest())


def labels_of(scale: Iterable[ScaleGrade]) -> dict[str, str]:
    """As `Form.labels`, of a scale."""
    labels = {grade.code: grade.label for grade in reversed(tuple(scale))}
    read = [loosely(label) for label in (*labels.values(), NOT_APPLICABLE, "n/a")]
    clash = len(set(read)) < len(read)
    return {code: code for code in labels} if clash else labels


def sheet_names(form: Form) -> tuple[str, ...]:
    return (README, *form.cases, TOOL, FORM)


def asked(form: Form) -> Iterator[tuple[str, Kind]]:
    """The answer cells of a case's sheet, each with what it takes, row by row."""
    yield INVOLVED_CELL, Kind.INVOLVED
    yield PART_CELL, Kind.TEXT
    yield INDEPENDENT_CELL, Kind.YES_NO
    yield CORRECTING_CELL, Kind.TEXT
    for row in form.rows.values():
        yield f"C{row}", Kind.GRADE
        for column in TEXTS.values():
            yield f"{column}{row}", Kind.TEXT


def is_within(form: Form, cell: str) -> bool:
    """Whether a cell of a case's sheet lies where the form has its own."""
    place = _CELL.fullmatch(cell)
    return place is not None and int(place[2]) < FIRST_AREA_ROW + len(form.rows)


def landmarks(form: Form, case: str) -> dict[str, str]:
    """Cells of a case's sheet that show that nothing in it was moved or written over."""
    texts = {
        "A1": f"Case {case}",
        **{f"{'ABCDEFG'[at]}{HEAD_ROW}": head for at, head in enumerate(HEADS)},
        f"A{INVOLVED_ROW}": "Involvement",
        f"A{INDEPENDENT_ROW}": "Independence",
    }
    descriptors = {grade.code: grade.descriptor for grade in form.tool.every_grade}
    for id_, row in form.rows.items():
        area = form.tool.areas[id_].area
        own = {descriptor.grade: descriptor.text for descriptor in area.descriptors}
        texts[f"A{row}"] = area.title
        texts[f"B{row}"] = "\n".join(f"• {prompt}" for prompt in area.prompts)
        texts[f"G{row}"] = "\n".join(
            f"{label}: {own.get(code, descriptors[code])}"
            for code, label in form.labels(id_).items()
        )
    return {cell: text[:CELL_CHARACTERS_MAX] for cell, text in texts.items()}


def said(form: Form) -> dict[str, str]:
    """The other texts of a case's sheet. Rewording them breaks no form that is out."""
    return {
        "B1": f"{form.agency_title}: {form.title}",
        "A2": "Never write here:",
        "B2": "a name, a date of birth, an NHS or UPN number, an address, a postcode, a telephone"
        " number, an e-mail address.",
        f"B{INVOLVED_ROW}": "Was your agency involved in this case?\nIf it was: say under Evidence"
        " what its part was.\nIf it was not: say under Evidence how you know, and leave the rest of"
        " this sheet empty.",
        f"B{INDEPENDENT_ROW}": "Is the auditor independent of this case?\nYes, if whoever fills"
        " this in had no part in the case and does not manage anybody who had.",
        f"E{INDEPENDENT_ROW}": "\u25c0 Only where this case was sent in before and you correct it:"
        " why.",
    }


def fields(form: Form, case: str) -> Mapping[tuple[str, str, str], Where]:
    """(case, area or nothing, field) of a return to the cell that holds it."""
    cells = {
        (case, "", "involvement"): PART_CELL,
        (case, "", "no_involvement"): PART_CELL,
        (case, "", "independent"): INDEPENDENT_CELL,
        (case, "", "correcting"): CORRECTING_CELL,
    }
    for area, row in form.rows.items():
        cells[case, area, "grade"] = f"C{row}"
        cells[case, area, "reason"] = f"D{row}"
        cells |= {(case, area, name): f"{column}{row}" for name, column in TEXTS.items()}
    return {key: (case, cell) for key, cell in cells.items()}
