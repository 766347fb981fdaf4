"""The one table of an Excel workbook that is no form, such as a case list."""

from __future__ import annotations

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.sheets import places
from documents.workbooks import cells
from documents.workbooks.answers import NOT_TEXT, beside_the_words, out_of_sight
from documents.workbooks.cells import Cell
from documents.workbooks.guard import UnreadableError

_SEVERAL = (
    "It has {count} tabs with something in them: {names}. Leave the list only, or save it as CSV."
)
_FAULTS_MAX = 20


def read_rows(file: GivenFile) -> list[list[str]]:
    """The rows of the only tab that has any, each cell as text, the header first.

    Raises InputError for what would be read otherwise than it is seen.
    """
    try:
        tabs = cells.read(file.data)
    except UnreadableError as error:
        refuse(file.name, str(error))
    filled = [tab for tab in tabs if tab.cells]
    if len(filled) != 1:
        names = ", ".join(tab.name[:31] for tab in filled) or "none"
        refuse(file.name, _SEVERAL.format(count=len(filled), names=names))
    [tab] = filled
    by_place = {places.row_and_column(name): cell for name, cell in tab.cells.items()}
    rows = max(place[0] for place in by_place if place)
    columns = max(place[1] for place in by_place if place)
    faults = [str(fault) for fault in beside_the_words(tab)]
    faults += [f"{cell}: {words}" for cell, words in out_of_sight(tab, rows + 1, columns)]
    found: list[list[str]] = []
    for row in range(1, rows + 1):
        found.append([])
        for column in range(1, columns + 1):
            text, fault = _text(by_place.get((row, column)))
            found[-1].append(text)
            if fault:
                faults.append(f"{places.cell(row, column)}: {fault}")
    if faults:
        refuse(file.name, *faults[:_FAULTS_MAX])
    return found


def _text(cell: Cell | None) -> tuple[str, str]:
    """A cell as text, and what is wrong with it. A whole number is its digits."""
    if cell is None:
        return "", ""
    if cell.type == "s":
        return str(cell.value).strip(), ""
    if cell.type == "n" and float(cell.value).is_integer():
        return str(int(cell.value)), ""
    return "", f"{NOT_TEXT[cell.type]} Format the column as text and type it again."
