"""The one owner of stdout and stderr: data goes to stdout, talk to stderr.

A table is drawn when stdout is a terminal and plain columns otherwise. Control characters in
recorded text never reach a terminal, and a CSV cell never begins as a spreadsheet formula does.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import is_dataclass
from datetime import datetime
from enum import StrEnum
from shutil import get_terminal_size
from textwrap import fill
from typing import Any, TextIO

from documents.files.plain import as_row as as_row
from documents.files.plain import plain as plain

Row = Mapping[str, Any]
"""One thing that is shown: field name to value."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LINE_CHARACTERS_MAX = 4_000
"""Of talk. What is quoted in it may have come from a file, or from an argument."""


class Output(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class UnwrittenError(Exception):
    """The answer could not be written to stdout. Its text says why."""


def say(*lines: str) -> None:
    """Talk, on stderr. Nothing depends on whether anybody hears it."""
    from domain.kernel.quoting import bounded

    with suppress(OSError, ValueError, AttributeError):
        for line in lines:
            sys.stderr.write(_safe(bounded(line, _LINE_CHARACTERS_MAX)) + "\n")
        sys.stderr.flush()


def is_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def write(text: str) -> None:
    """Data as it is, on stdout, with a line end."""
    sys.stdout.write(_safe(text.rstrip("\n")) + "\n")


class Stdout:
    """Standard output; a full disk, a closed pipe or a closed stream is an UnwrittenError."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Writes text that is whole: it is sent on at once."""
        if self._stream is None:
            raise UnwrittenError("standard output is closed")
        try:
            written = self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError) as error:
            raise UnwrittenError(getattr(error, "strerror", None) or str(error)) from error
        return written

    def flush(self) -> None:
        """Nothing waits."""

    def isatty(self) -> bool:
        return self._stream is not None and self._stream.isatty()


def show_rows(
    rows: Sequence[Row], output: Output, columns: Sequence[str] = (), under: str = ""
) -> None:
    """A list. `columns`: those of the table, all if none are given; JSON and CSV have all.

    `under`: a field of texts by name, which the table has beneath the row they belong to.
    """
    match output:
        case Output.JSON:
            _json([plain(row) for row in rows])
        case Output.CSV:
            _csv([{**row, under: _texts(row.get(under))} for row in rows] if under else rows)
        case Output.TABLE if not rows:
            say("Nothing to show.")
        case Output.TABLE:
            names = [name for name in columns or rows[0] if name != under]
            heads = [name.replace("_", " ") for name in names]
            cells = [[_cell(row.get(name)) for name in names] for row in rows]
            if under:
                _plain_table(heads, cells, [row.get(under) or {} for row in rows])
            elif sys.stdout.isatty():
                _drawn(heads, cells)
            else:
                _plain_table(heads, cells, [{} for _ in rows])


def _texts(by_name: Mapping[str, str] | None) -> str:
    """Texts in one cell: the only one as it is, of several each under its name."""
    if not by_name:
        return ""
    if len(by_name) == 1:
        return next(iter(by_name.values()))
    return "\n".join(f"{name}: {text}" for name, text in by_name.items())


def show_document(document: Row, output: Output, rows: Sequence[Row] | None = None) -> None:
    """One thing with parts: YAML for people, an object in JSON, `rows` (or itself) in CSV."""
    match output:
        case Output.JSON:
            _json(plain(document))
        case Output.CSV:
            _csv([document] if rows is None else rows)
        case Output.TABLE:
            write(as_yaml(document))


def as_yaml(value: object) -> str:
    import yaml

    return yaml.safe_dump(
        plain(value), sort_keys=False, allow_unicode=True, width=96, default_flow_style=False
    )


def _safe(text: str) -> str:
    """Control and invisible characters as escapes: they could make a terminal lie."""
    shown = _CONTROL.sub(lambda found: _escape(found.group()), text)
    if shown.isascii():
        return shown
    from domain.kernel.invisible import escaped

    return escaped(shown, _escape)


def _escape(letter: str) -> str:
    return f"\\x{ord(letter):02x}"


def _cell(value: object) -> str:
    """A value as a table shows it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            from domain.kernel.days import local

            return local(value).strftime("%Y-%m-%d %H:%M")
        case list() | tuple():
            return ", ".join(_cell(inner) for inner in value)
        case str():
            return _safe(value)
        case _ if is_dataclass(value) or isinstance(value, Mapping):
            row = value if isinstance(value, Mapping) else as_row(value)
            return "; ".join(f"{name} {_cell(inner)}" for name, inner in row.items())
        case _:
            return _safe(str(value))


def _plain_table(
    heads: Sequence[str], cells: Sequence[Sequence[str]], under: Sequence[Mapping[str, str]]
) -> None:
    """Columns with two spaces between; a text under a row is folded on a terminal only."""
    flat = [[" ".join(cell.split()) for cell in row] for row in (heads, *cells)]
    widths = [max(len(row[at]) for row in flat) for at in range(len(heads))]
    lines: list[str] = []
    for row, texts in zip(flat, ({}, *under), strict=True):
        padded = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(padded).rstrip() + "\n")
        lines += [_folded(f"{name}: {_safe(text)}") for name, text in texts.items()]
    sys.stdout.write("".join(lines))


def _folded(text: str) -> str:
    width = get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    indent = "    "
    return (
        fill(" ".join(text.split()), width, initial_indent=indent, subsequent_indent=indent) + "\n"
    )


def _drawn(names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """For a terminal; rich respects NO_COLOR."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, overflow="fold")
    for row in cells:
        table.add_row(*(Text(cell) for cell in row))
    console = Console(file=sys.stdout)
    with console.capture() as drawn:
        console.print(table)
    sys.stdout.write(drawn.get())


def _json(value: object) -> None:
    import json

    from domain.kernel.invisible import escaped

    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = _CONTROL.sub(lambda found: json.dumps(found.group())[1:-1], text)
    text = escaped(text, lambda letter: json.dumps(letter)[1:-1])
    sys.stdout.write(text + "\n")


def _csv(rows: Sequence[Row]) -> None:
    import csv

    if not rows:
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    for row in rows:
        writer.writerow([_csv_cell(value) for value in row.values()])
    sys.stdout.write(text.getvalue())


def _csv_cell(value: object) -> object:
    from documents.files.csv_file import inert

    value = plain(value)
    if isinstance(value, list):
        value = "; ".join(_cell(inner) for inner in value)
    elif isinstance(value, dict):
        value = _cell(value)
    if not isinstance(value, str):
        return value
    return _safe(inert(value))
