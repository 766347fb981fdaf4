"""A sheet as CSV or YAML: written, and read back as its workbook is.

A CSV file has one table: its first columns say of which sheet and which audit it is. A YAML file
has all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from json import dumps
from typing import Any

from documents.files.csv_file import as_csv
from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.table import read_table
from documents.files.yaml_json import read_sheet
from documents.sheets import places
from documents.sheets.filled import Filled
from documents.sheets.sheet import AS_WRITTEN, Part, Sheet, Table
from documents.workbooks.cells import Cell
from domain.kernel.loosely import loosely
from domain.kernel.quoting import quoted

SHEET, AUDIT = "sheet", "audit"
_INERT = "'"
_BREAKS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
"""What YAML takes for the end of a line, or for nothing."""


def write_csv(sheet: Sheet, table: Table) -> bytes:
    """One table of a sheet, with two empty rows where more can be added."""
    names = [column.name for column in table.columns]
    about = (f"{sheet.kind}/{table.name}", sheet.about)
    rows = [(*about, *row, table.mark(table.by_name(row))) for row in table.rows]
    if table.spare:
        rows += [(*about, *("" for _ in names), "")] * 2
    return as_csv((SHEET, AUDIT, *names, AS_WRITTEN), rows)


def write_yaml(sheet: Sheet) -> bytes:
    """Every table of a sheet, each column's meaning in a comment above its rows."""
    lines = [f"# {_one_line(sheet.title)}"]
    lines += [f"# {number}. {step}" for number, step in enumerate(sheet.steps, 1)]
    lines.append(f"{SHEET}: {sheet.kind}")
    if sheet.about:
        lines.append(f"{AUDIT}: {sheet.about}")
    for table in sheet.tables:
        lines.append(f"\n# {table.title}: {table.words}")
        for column in table.columns:
            choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
            needed = " Needed." if column.is_needed else ""
            said = "Only to be read." if column.part is Part.SHOWN else column.help
            said = (said or column.head).removesuffix(".")
            lines.append(_one_line(f"#   {column.name}: {said}.{needed}{choices}"))
        lines.append(f"{table.name}:" if table.rows else f"{table.name}: []")
        lines += [line for row in table.rows for line in _yaml_row(table, table.by_name(row))]
    return ("\n".join(lines) + "\n").encode()


def _yaml_row(table: Table, values: Mapping[str, str]) -> Iterator[str]:
    fields = {**values, AS_WRITTEN: table.mark(values)}
    for at, (name, text) in enumerate(fields.items()):
        yield f"{'    ' if at else '  - '}{name}: {_quoted(text)}"


def _quoted(text: str) -> str:
    """A text between quotation marks, as JSON and YAML both read it."""
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", dumps(text, ensure_ascii=False))


def _one_line(text: str) -> str:
    return " ".join(text.split())


Said = tuple[str, str, Mapping[str, list[tuple[int, str, Mapping[str, str]]]]]
"""The kind, the audit, and of each table the rows: number, place in words, and values by column."""


def parse(file: GivenFile) -> Said:
    """A sheet in CSV or YAML. Raises InputError with what is wrong."""
    return _parse_csv(file) if file.suffix in {".csv", ".txt", ".tsv"} else _parse_yaml(file)


def _parse_csv(file: GivenFile) -> Said:
    rows = read_table(file)
    names = {loosely(name): name for name in rows[0]}
    if SHEET not in names:
        refuse(
            file.name,
            "line 1: there is no column 'sheet', which says of which sheet each row is, such as"
            " people/agencies.",
        )
    of = {row[names[SHEET]].strip().lower() for row in rows}
    about = {row.get(names.get(loosely(AUDIT), ""), "").strip() for row in rows}
    if len(of) > 1 or len(about) > 1:
        refuse(file.name, f"It has rows of {quoted(', '.join(sorted(of | about)))}. Give one file"
               " for each sheet, table and audit.")  # fmt: skip
    kind, _, table = of.pop().partition("/")
    apart = {names[SHEET], names.get(loosely(AUDIT), "")}
    plain = [{k: _acting(v) for k, v in row.items() if k not in apart} for row in rows]
    numbered: list[tuple[int, str, Mapping[str, str]]] = [
        (at, f"row {at}", row) for at, row in enumerate(plain, 2)
    ]
    return kind, about.pop(), {table: numbered}


def _acting(text: str) -> str:
    """A value as it was before it was made inert for a spreadsheet."""
    return text[1:] if text.startswith(_INERT) and text[1:2] in {*"=+-@"} else text


def _parse_yaml(file: GivenFile) -> Said:
    document = read_sheet(file)
    kind, about = document.pop(SHEET, None), document.pop(AUDIT, "")
    if not isinstance(kind, str) or not isinstance(about, str):
        refuse(file.name, "sheet: is missing. It says which sheet this is, such as people.")
    tables: dict[str, list[tuple[int, str, Mapping[str, str]]]] = {}
    for name, rows in document.items():
        if not isinstance(rows, list):
            refuse(file.name, f"{quoted(name)}: is not a list. Put a hyphen before each row.")
        tables[name] = [_row(file, name, at, row) for at, row in enumerate(rows)]
    return kind, about, tables


def _row(file: GivenFile, table: str, at: int, row: Any) -> tuple[int, str, Mapping[str, str]]:
    place = f"{table}[{at}]"
    if not isinstance(row, dict):
        refuse(file.name, f"{place}: does not hold fields. Indent them under it.")
    for name, value in row.items():
        if isinstance(value, dict | list):
            refuse(file.name, f"{place}.{name}: is not one value. Write it as text.")
    values = {name: value if isinstance(value, str) else _plain(value) for name, value in
              row.items()}  # fmt: skip
    return at + places.FIRST_ROW, place, values


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def read(name: str, said: Said, sheet: Sheet) -> Filled:
    """What a file in CSV or YAML says, of a sheet as it would be written now."""
    filled, (_, _, tables) = Filled(), said
    known = {table.name: table for table in sheet.tables}
    for table in tables:
        if table not in known:
            refuse(
                name, f"{quoted(table)} is no table of {sheet.kind}. It has: {', '.join(known)}."
            )
    for table, rows in tables.items():
        _read_rows(name, known[table], rows, filled)
    return filled


def _read_rows(
    source: str, table: Table, rows: Iterable[tuple[int, str, Mapping[str, str]]], filled: Filled
) -> None:
    columns = {loosely(column.name): column.name for column in table.columns}
    columns |= {loosely(column.head): column.name for column in table.columns}
    columns[loosely(AS_WRITTEN)] = AS_WRITTEN
    names = [column.name for column in table.columns]
    for at, (_, place, values) in enumerate(rows):
        number = at + places.FIRST_ROW
        row: dict[str, str] = {}
        for given, text in values.items():
            column = columns.get(loosely(given))
            if column is None:
                listed = ", ".join(names)
                refuse(source, f"{place}: {quoted(given)} is no column of it. It has: {listed}.")
            if column in row:
                refuse(source, f"{place}: {column} is given twice. Give it once.")
            row[column] = text
        mark = row.pop(AS_WRITTEN, None) or None
        cells = {name: Cell("s", text) for name, text in row.items() if text}
        for column_at, name in enumerate(names, 1):
            where = (table.title, places.cell(number, column_at))
            filled.said[where] = f"{place}, {name}"
            if name in cells:
                filled.cells[where] = cells[name]
        filled.add(table, number, cells, mark)
