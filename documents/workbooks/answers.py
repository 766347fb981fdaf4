"""What people wrote into a workbook's cells, and what is wrong with it, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from documents.workbooks.cells import Cell, Sheet
from domain.kernel import invisible
from domain.kernel.vocabulary import TEXT_LENGTH_MAX, CaseText

_TEXT: TypeAdapter[str] = TypeAdapter(CaseText)
_LOST = "\ufffd"
_COMMENTED = (
    "has a comment, and only what stands in cells is recorded. Write what it says into the cell,"
    " then delete it."
)
_STRUCK = (
    "holds struck-out words, which would be recorded as if they stood. Delete them, or take the"
    " line off."
)
NOT_TEXT = {
    "n": "is a number.",
    "b": "is a logical value.",
    "d": "is a date.",
    "f": "is a formula.",
    "e": "is an error of the spreadsheet's.",
}
"""Excel's type of a cell that is no text, in words."""


class Fault(NamedTuple):
    """What is wrong with a cell, and the remedy. `cell` is empty for a fault of the whole sheet."""

    sheet: str
    cell: str
    words: str

    def __str__(self) -> str:
        return f"{self.sheet}{'!' if self.cell else ''}{self.cell}: {self.words}"


def beside_the_words(sheet: Sheet) -> Iterator[Fault]:
    """What stands in a sheet and would not be recorded: comments, struck-out words, all of it."""
    if sheet.hidden:
        yield Fault(sheet.name, "", "is hidden. Show it again (right-click a sheet's tab, Unhide).")
    yield from (Fault(sheet.name, cell, _COMMENTED) for cell in sheet.comments)
    yield from (Fault(sheet.name, cell, _STRUCK) for cell in sheet.struck)


def out_of_sight(sheet: Sheet, row_end: int, columns: int) -> Iterator[tuple[str, str]]:
    """Cells merged, and rows before `row_end` and columns hidden: each cell with what is wrong."""
    for merged in sheet.merged:
        yield merged.split(":")[0], f"{merged} is merged into one. Split it again."
    for row in sheet.hidden_rows:
        if row < row_end:
            yield f"A{row}", f"row {row} is hidden. Show it again."
    if any(first <= columns for first, _ in sheet.hidden_columns):
        yield "A1", "a column is hidden. Show every column again."


def text_of(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """The text in a cell, and what is wrong with it. With a fault that hides it, it is empty."""
    if cell.type != "s":
        return "", (NOT_TEXT[cell.type] + " Write it as words.",)
    text = str(cell.value).replace("\r\n", "\n").replace("\r", "\n")
    faults: list[str] = []
    if text.lstrip().startswith("="):
        faults.append("begins with =, as a formula does. Begin with a word.")
    unseen = invisible.fault(text)
    if unseen is not None:
        faults.append(f"{unseen} {invisible.REMEDY}")
    if _LOST in text:
        faults.append(f"holds a character that was lost ({_LOST}). Type it again.")
    try:
        return _TEXT.validate_python(text), tuple(faults)
    except ValidationError as error:
        return "", (*faults, _too_long_or_controlled(error, len(text)))


def _too_long_or_controlled(error: ValidationError, length: int) -> str:
    if error.errors()[0]["type"] == "string_too_long":
        return f"is {length:,} characters long. Shorten it to {TEXT_LENGTH_MAX:,}."
    return "holds a control character. Type the text again without it."
