"""A table that people give as CSV, as rows by column name."""

from __future__ import annotations

import csv
import io

from documents.files.errors import refuse
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile

ROWS_MAX = 100_000
LINES_MAX = 3 * ROWS_MAX
COLUMNS_MAX = 100


_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_EXCEL_SAYS = "sep="
"""How Excel says in a first line what separates the values."""
_WORKBOOK = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_table(file: GivenFile) -> list[dict[str, str]]:
    """The rows under a header line, each by column name, with no white space around values.

    Read as Excel saves a table anywhere: values apart by commas, semicolons or tabs, the text in
    UTF-8, UTF-16 or Windows-1252; or the only table of a workbook.
    """
    if file.data.startswith(_WORKBOOK):
        return _of_workbook(file)
    name, text = file.name, _text(file)
    text, separator = _separated(text)
    if max(text.count("\n"), text.count("\r")) > LINES_MAX:
        refuse(name, f"It has more than {LINES_MAX:,} lines. Is it the right file?")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[dict[str, str]] = []
    try:
        header = [column.strip() for column in next(reader, [])]
        if not any(header):
            refuse(name, "It is empty. The first line names the columns.")
        if len(header) > COLUMNS_MAX:
            refuse(name, f"line 1: it has {len(header):,} columns. Is it the right file?")
        if len(set(header)) < len(header):
            refuse(name, "line 1: a column is named twice. Name each once.")
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                refuse(
                    name,
                    f"line {reader.line_num}: {len(cells)} values under {len(header)} columns."
                    f" The columns are separated by {_SEPARATORS[separator]}: quote a value that"
                    " holds one.",
                )
            if len(rows) == ROWS_MAX:
                refuse(name, f"line {reader.line_num}: row {ROWS_MAX + 1:,}. Is it the right file?")
            rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        refuse(name, f"line {reader.line_num}: {error}. Save it again as CSV.")
    if not rows:
        refuse(name, "It has a header and no rows.")
    return rows


def _of_workbook(file: GivenFile) -> list[dict[str, str]]:
    """The rows under the header of a workbook's only table."""
    from documents.files.workbook_table import read_rows

    header, *rows = read_rows(file)
    named = [name for name in header if name]
    if len(named) < len(header) or len(set(named)) < len(named):
        refuse(file.name, "row 1: a column has no name, or that of another. Name each once.")
    if not rows:
        refuse(file.name, "It has a header and no rows.")
    return [dict(zip(header, row, strict=True)) for row in rows if any(row)]


def _text(file: GivenFile) -> str:
    file.require_size(TABLE_BYTES_MAX)
    if file.data.startswith(_UTF_16):
        return _decoded(file, "utf-16")
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(file, "cp1252")


def _decoded(file: GivenFile, code: str) -> str:
    """The text of a table that is not UTF-8. Raises InputError with the line that is no text."""
    try:
        return file.data.decode(code)
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        refuse(file.name, f"line {line}: it is no text. In Excel: File, Save As, CSV UTF-8.")


def _separated(text: str) -> tuple[str, str]:
    """The table from its header on, and what separates its values."""
    first, _, rest = text.partition("\n")
    said = first.strip().strip('"')
    if said.lower().startswith(_EXCEL_SAYS) and said[len(_EXCEL_SAYS) :] in _SEPARATORS:
        return rest, said[len(_EXCEL_SAYS) :]
    if first.strip("\r\n").strip('"').lower() == f"{_EXCEL_SAYS}\t":
        return rest, "\t"
    return text, max(_SEPARATORS, key=lambda separator: _outside_quotes(first, separator))


def _outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
