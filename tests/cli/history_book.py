"""A filled-in sheet of an earlier audit: six cases, two agencies, a recommendation with actions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from tests.cli.harness import (
    LEAD,
    TOOL,
    Assure,
    append,
    cases_of,
    decide_views,
    draw,
    form_partnership,
    plan,
    returned,
)
from tests.documents.returns.books import filled

PAST = "2024-neglect"
PLANTED = "planted words of a child"
FRAME = "Children with a plan for neglect"
AUDIT = (
    *(PAST, "Neglect, on paper", "Themed multi-agency audit", None, "01/01/2024", "30/6/2024"),
    *("police, health", FRAME, "By the team managers", "2024-10-01", "Report to SAIG"),
    *("02/12/2024",),
)
LOW = ("Inadequate", "Inadequate", "RI", "Inadequate", "Inadequate", "RI")
_RECOMMENDATION = (
    *(f"{PAST}-R1", "See each child alone", "voice", "police, health", "2024-10-20"),
    *("5/11/2024", "Children are heard", 8, "2026-12-31"),
)
_ACTIONS = (
    (f"{PAST}-R1", "A1", "Train", "police", "p-kaur", "1/11/2024", "20/11/2024", "A register"),
    (f"{PAST}-R1", "A2", "Look at ten files", "health", "h-obi", "2024-11-30", "2024-12-01", "Ten"),
)


def row(table: str, number: int, values: Any) -> dict[str, Any]:
    """Values into the cells of a row, from its first column on; the first row is 1."""
    return {
        f"{table}!{ascii_uppercase[at]}{number + 3}": value
        for at, value in enumerate(values)
        if value is not None
    }


def cells() -> dict[str, Any]:
    """Everything that the document says."""
    found = row("Audit", 1, AUDIT)
    for number, low in enumerate(LOW, start=1):
        case = f"C{number:02d}"
        learnt = PLANTED if number == 1 else None
        found |= row("Cases", number, (case, "Good", None, "Good", learnt))
        found |= row("Grades", 2 * number - 1, (case, "police", low, "Good"))
        found |= row("Grades", 2 * number, (case, "health", "RI", "Good"))
    found |= row("Moderated", 1, ("C01", "health", "Inadequate"))
    found |= row("Recommendations", 1, _RECOMMENDATION)
    for number, action in enumerate(_ACTIONS, start=1):
        found |= row("Actions", number, action)
    return found


def begin(assure: Assure) -> None:
    """A partnership with a tool, and nothing audited yet."""
    form_partnership(assure)
    assure("tool", "publish", assure.file("tool.yaml", TOOL), actor=LEAD)


def write(assure: Assure) -> None:
    """Writes the sheet that `book` fills in."""
    assure("sheet", "write", "history", "neglect", "--out", assure.path("empty.xlsx"), actor=LEAD)


def book(assure: Assure, changed: Mapping[str, Any] | None = None, name: str = "h.xlsx") -> str:
    """The workbook, filled in; with some cells other than the document says."""
    out, empty = Path(assure.path(name)), Path(assure.path("empty.xlsx"))
    out.write_bytes(filled(empty.read_bytes(), {**cells(), **(changed or {})}))
    return str(out)


def document(assure: Assure) -> str:
    return assure.file("report.pdf", "The report of 2024, as it was printed.")


def audit_again(known: Assure) -> None:
    """The same tool's areas audited here, with another finding: the effect of what was done."""
    known.clock.put("2026-01-10")
    plan(known, "2026-neglect", 2026)
    draw(known, "2026-neglect")
    for agency in ("police", "health"):
        good = {"voice": "outstanding", "planning": "good"}
        cases = cases_of(known, "2026-neglect")
        append(known, agency, returned("2026-neglect", agency, cases, good))
    decide_views(known, "2026-neglect")
    known("moderate", "open", "2026-neglect", actor=LEAD)
    for case in cases_of(known, "2026-neglect"):
        agreed = ("--grade", "outstanding", "--reason", "As graded")
        known("moderate", "overall", "2026-neglect", case, *agreed, actor=LEAD)
    known.clock.put("2026-03-15")
    closing = ("--on", "2026-03-15", "--attended", LEAD, "--undertaking")
    known("moderate", "close", "2026-neglect", *closing, actor=LEAD)
