"""A small sheet to test with: one table whose rows are named, and one that takes more."""

from __future__ import annotations

from documents.files.input_file import GivenFile
from documents.sheets import file
from documents.sheets.file import GivenSheet
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes

WORDS = "Zoë \U0001f9d2: she said\n'no', \u2028 twice\t(#3): \"so\" & <b>"
SHEET = Sheet(
    "trial",
    "A sheet: to try",
    "2026-neglect",
    (
        Table(
            "cases",
            "Cases",
            "One row for each case.",
            (
                Column("case", "Case", part=Part.KEY),
                Column("given", "Grade given", part=Part.SHOWN),
                Column("grade", "Grade", Takes.CHOICE, choices=("Good", "Poor"),
                       also=(("g", "Good"),)),
                Column("reason", "Reason", Takes.TEXT),
                Column("on", "Day", Takes.DAY),
            ),
            (("C01", "Good", "Poor", WORDS, "2026-03-31"), ("C02", "Poor", "", "", "")),
        ),
        Table(
            "people",
            "People",
            "Add those who are new.",
            (
                Column("person", "Short name", is_needed=True),
                Column("hours", "Hours", Takes.NUMBER),
            ),
            (("p-kaur", "18"),),
            spare=4,
        ),
    ),
    ("Fill it in.",),
    7,
)  # fmt: skip


def blank(kind: str, about: str) -> Sheet:
    assert (kind, about) == ("trial", "2026-neglect")
    return SHEET


def read(data: bytes, name: str = "sheet.xlsx") -> GivenSheet:
    return file.read(GivenFile(name, data), blank)


def values(given: GivenSheet) -> dict[str, list[dict[str, str]]]:
    """What each table's rows say."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in given.rows:
        found.setdefault(row.table.name, []).append(dict(row.values))
    return found
