"""A table that people give as CSV, as rows by column name."""

from __future__ import annotations

import csv
import io

from documents.files.errors import refuse
from documents.files.input_file import TABLE_BYTES_MAX, GivenFile

ROWS_MAX = 100_000
LINES_MAX = 3 * ROWS_MAX
COLUMNS_MAX = 100


def read_table(file: GivenFile) -> list[dict[str, str]]:
    """The rows under a header line, each by column name, with no white space around values."""
    name, text = file.name, file.text(TABLE_BYTES_MAX)
    if max(text.count("\n"), text.count("\r")) > LINES_MAX:
        refuse(name, f"It has more than {LINES_MAX:,} lines. Is it the right file?")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
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
                    " Separate them by commas and quote a value that holds one.",
                )
            if len(rows) == ROWS_MAX:
                refuse(name, f"line {reader.line_num}: row {ROWS_MAX + 1:,}. Is it the right file?")
            rows.append(dict(zip(header, (cell.strip() for cell in cells), strict=True)))
    except csv.Error as error:
        refuse(name, f"line {reader.line_num}: {error}. Save it again as CSV.")
    if not rows:
        refuse(name, "It has a header and no rows.")
    return rows
