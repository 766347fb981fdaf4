"""Reads a workbook's cells in a process of its own: `python -m documents.workbooks.reader_process`.

The workbook comes on stdin and its cells go to stdout as JSON. A hostile workbook can harm this
process only, which limits its own memory and time.
"""

from __future__ import annotations

import io
import json
import re
import sys
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from ledger import process_memory

SECONDS_MAX = 20
MEMORY_BYTES_MAX = 1 << 30
CELLS_MAX = 60_000
ROWS_MAX = 100_000
CHARACTERS_MAX = 20_000_000
CELL_CHARACTERS_MAX = 100_000
"""Excel itself puts no more than 32,767 in a cell; each may be written as an escape."""
SHEETS_MAX = 250
ELEMENTS_MAX = 1_000_000
"""Brackets in all its XML. The largest form, with 200 cases, has a third of it."""
OTHER_ELEMENTS_MAX = 100_000
"""Brackets outside cells and texts: in styles, merged cells, lists to choose from, links."""

MARKED_BY = "assure"
"""Who comments on the faulty cells of a marked copy."""
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"spreadsheetml/main", b"spreadsheetml/2006/main"),
    (b"officeDocument/relationships", b"officeDocument/2006/relationships"),
    (b"drawingml/main", b"drawingml/2006/main"),
    (b"drawingml/spreadsheetDrawing", b"drawingml/2006/spreadsheetDrawing"),
)
"""The names of the same parts in ISO 29500 Strict and in what every program writes."""
DAMAGED = (
    "It cannot be read as an Excel workbook. Open it in Excel or LibreOffice and save it as .xlsx."
)
TOO_MUCH = "It holds far more cells or text than a return. Copy your answers into a fresh form."
_NO_TYPES = ("<!DOCTYPE", "<!ENTITY")
_TYPES = tuple(
    word.encode(code) for word in _NO_TYPES for code in ("utf-8", "utf-16-le", "utf-16-be")
)
_ESCAPED = re.compile(r"_x005F_(?=x[0-9A-Fa-f]{4}_)|_x00([01][0-9A-Fa-f])_")
_NAME_SHOWN_MAX = 31
_TEXTS = re.compile(r"sharedStrings|comments|drawing", re.I)
_SHARED = "xl/sharedStrings.xml"
_XML = (".xml", ".rels", ".vml")


class RefusedError(Exception):
    """The workbook is refused. The message says why, for a person to read."""


def limit() -> None:
    """Caps this process's memory and time where the platform can: not on Windows."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES_MAX),
        (resource.RLIMIT_CPU, SECONDS_MAX),
    ):
        _, hard = resource.getrlimit(kind)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


def cells(data: bytes) -> dict[str, Any]:
    """The workbook's sheets, in order: name, state, cells, what is merged, hidden or remarked on.

    `struck`: cells with struck-out words. `comments`: cells with a comment that is not ours. A cell
    is `[row, column, type, value]` and stands there only if it has a value; types are
    Excel's: s text, n number, b boolean, d date, f formula, e error. Raises RefusedError.
    """
    _require_plain_xml(data)
    from openpyxl import load_workbook

    data = transitional(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    if len(book.worksheets) != len(book.sheetnames):
        raise RefusedError("It holds a chart or another sheet that is not of cells. Take it out.")
    if len(book.worksheets) > SHEETS_MAX:
        raise RefusedError(TOO_MUCH)
    budget = _Budget()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = _texts(archive)
        return {
            "sheets": [_sheet(book, sheet, texts, budget, archive) for sheet in book.worksheets]
        }


def transitional(data: bytes) -> bytes:
    """A workbook saved as "Strict Open XML" under the names that openpyxl knows; others as is."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if _STRICT not in archive.read("xl/workbook.xml"):
            return data
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as rewritten:
            for name in archive.namelist():
                part = archive.read(name)
                if name.lower().endswith(_XML):
                    for strict, known in _TRANSITIONAL:
                        part = part.replace(
                            _STRICT + strict, b"http://schemas.openxmlformats.org/" + known
                        )
                rewritten.writestr(name, part)
        return packed.getvalue()


@dataclass
class _Counted:
    """What the XML of a workbook holds, by its brackets: cells, and all that is no cell."""

    elements: int = 0
    cells: int = 0
    others: int = 0

    def add(self, name: str, text: bytes) -> None:
        brackets = text.count(b"<")
        cells = text.count(b"<", text.find(b"sheetData"), text.rfind(b"sheetData"))
        self.elements += brackets
        self.cells += text.count(b"<v>") + text.count(b"<is>")
        if not _TEXTS.search(name):
            self.others += brackets - max(cells, 0)
        if (
            self.elements > ELEMENTS_MAX
            or self.cells > CELLS_MAX
            or self.others > OTHER_ELEMENTS_MAX
        ):
            raise RefusedError(f"{TOO_MUCH} The count ended in its part {_named(name)}.")


def _named(text: str) -> str:
    """A name out of the workbook, for a message."""
    return repr(text.rpartition("/")[2][:_NAME_SHOWN_MAX])


def _require_plain_xml(data: bytes) -> None:
    """Refuses a document type, which Office never writes: a few bytes can stand for gigabytes.

    Counts elements before anything is built, since a parser makes an object of each.
    """
    counted = _Counted()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name) if name.lower().endswith(_XML) else b""
            if any(word in text for word in _TYPES):
                raise RefusedError(
                    "It defines entities, as no workbook needs to. Copy your answers into a fresh"
                    " form."
                )
            counted.add(name, text)
            if name == "[Content_Types].xml" and b"macroEnabled" in text:
                raise RefusedError("It may hold macros (.xlsm). Save it as .xlsx.")


class _Budget:
    """Counts what was read and refuses more than a return can hold."""

    def __init__(self) -> None:
        self.rows = self.cells = self.characters = 0

    def spend(self, where: str, *, rows: int = 0, cells: int = 0, characters: int = 0) -> None:
        self.rows += rows
        self.cells += cells
        self.characters += characters
        if self.rows > ROWS_MAX or self.cells > CELLS_MAX or self.characters > CHARACTERS_MAX:
            raise RefusedError(f"{TOO_MUCH} The count ended at {where}.")


class _Struck(str):
    """A text some words of which are struck out."""

    __slots__ = ()


def _texts(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells refer to by number, as written: openpyxl would drop some escapes."""
    from openpyxl.cell.text import Text
    from openpyxl.xml.functions import iterparse

    if _SHARED not in archive.namelist():
        return []
    texts: list[str] = []
    with archive.open(_SHARED) as part:
        for _, node in iterparse(part):
            if node.tag.endswith("}si"):
                text: Any = Text.from_tree(node)
                is_struck = any(run.rPr is not None and run.rPr.strike for run in text.r)
                texts.append(_Struck(text.content) if is_struck else text.content)
                node.clear()
    return texts


def _sheet(
    book: Any, sheet: Any, texts: list[str], budget: _Budget, archive: zipfile.ZipFile
) -> dict[str, Any]:
    """Reads a sheet row by row, with the parser inside openpyxl's own reader.

    That reader itself would fill every gap before a far cell, and skip a row that stands there
    twice.
    """
    from openpyxl.worksheet._reader import WorkSheetParser

    with sheet._get_source() as source:
        parser = WorkSheetParser(
            source,
            texts,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        struck: list[str] = []
        filled = list(_filled(parser, budget, sheet.title, _Strikes(book, struck)))
    merged = parser.merged_cells.mergeCell if parser.merged_cells else []
    return {
        "name": sheet.title,
        "state": sheet.sheet_state,
        "cells": filled,
        "struck": struck,
        "comments": _comments(archive, sheet._worksheet_path),
        "merged": [str(cells.ref) for cells in merged],
        "hidden_rows": [int(at) for at, row in parser.row_dimensions.items() if _hidden(row)],
        "hidden_columns": [
            [int(column["min"]), int(column["max"])]
            for column in parser.column_dimensions.values()
            if _hidden(column)
        ],
    }


def _hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in {"1", "true"}


class _Strikes:
    """Notes the cells that hold struck-out words."""

    def __init__(self, book: Any, cells: list[str]) -> None:
        self._book, self._cells = book, cells

    def look(self, cell: dict[str, Any]) -> None:
        font = self._book._fonts[self._book._cell_styles[cell["style_id"]].fontId]
        if font.strike or isinstance(cell["value"], _Struck):
            self._cells.append(f"{letters(cell['column'])}{cell['row']}")


def _comments(archive: zipfile.ZipFile, sheet: str) -> list[str]:
    """The cells of a sheet that somebody commented on. Those of a marked copy are ours."""
    from openpyxl.packaging.relationship import get_dependents
    from openpyxl.xml.functions import fromstring

    folder, _, name = sheet.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive.namelist():
        return []
    cells: dict[str, None] = {}
    for part in get_dependents(archive, relations):
        if part.Type.endswith(("/comments", "/threadedComment")):
            tree = fromstring(archive.read(part.target))
            authors = [author.text for author in tree.iter() if author.tag.endswith("}author")]
            for comment in tree.iter():
                by = comment.get("authorId", "")
                is_ours = by.isdecimal() and authors[int(by) : int(by) + 1] == [MARKED_BY]
                if comment.get("ref") and not is_ours:
                    cells[str(comment.get("ref"))] = None
    return list(cells)


def _filled(parser: Any, budget: _Budget, title: str, strikes: _Strikes) -> Iterator[list[Any]]:
    seen = set()
    for number, row in parser.parse():
        budget.spend(f"row {number} of its sheet {_named(title)}", rows=1)
        for cell in row:
            value = _plain(cell["value"])
            if value is None:
                continue
            place = (cell["row"], cell["column"])
            if place in seen:
                raise RefusedError(DAMAGED)
            seen.add(place)
            strikes.look(cell)
            where = f"{title[:_NAME_SHOWN_MAX]}!{letters(cell['column'])}{cell['row']}"
            characters = len(value) if isinstance(value, str) else 0
            if characters > CELL_CHARACTERS_MAX:
                raise RefusedError(f"{where}: has {characters:,} characters. Shorten it.")
            budget.spend(where, cells=1, characters=characters)
            yield [*place, cell["data_type"], value]


def letters(column: int) -> str:
    """The name of a column: 1 is A, 28 is AB."""
    text = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _plain(value: object) -> Any:
    """A value as JSON has it; a formula is its text."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return _unescaped(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return str(getattr(value, "text", None) or "=")


def _unescaped(text: str) -> str:
    """Undoes Excel's escapes: `_x0007_` is a control character, `_x005F_` an underscore."""
    return _ESCAPED.sub(lambda escape: chr(int(escape[1], 16)) if escape[1] else "_", text)


def main() -> None:
    process_memory.keep_private()
    limit()
    # openpyxl would import numpy for nothing, and numpy reserves memory for every core.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    warnings.simplefilter("ignore")
    try:
        answer = cells(sys.stdin.buffer.read())
    except RefusedError as error:
        answer = {"refused": str(error)}
    except MemoryError:
        answer = {"refused": TOO_MUCH}
    except Exception:
        # What a parser says about such a file may quote its contents, or a path.
        answer = {"refused": DAMAGED}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
