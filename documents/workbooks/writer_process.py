"""Writes a marked copy in a process of its own: `python -m documents.workbooks.writer_process`.

What goes into the copy comes from a workbook that may be hostile. What to write, the cells and
the faults come on stdin as JSON, and the copy goes to stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from documents.workbooks import child, reader_process
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell

Where = tuple[str, str]
"""A sheet and a cell, such as `("C01", "D6")`."""
_TOO_MUCH = "it would take too long. Copy your answers into a fresh form."


def _form(described: str) -> Callable[..., bytes]:
    from documents.returns.write import write_described

    return write_described(described)


def _sheet(described: str) -> Callable[..., bytes]:
    from documents.sheets.write_book import write_described

    return write_described(described)


_KINDS: Mapping[str, Callable[[str], Callable[..., bytes]]] = {"form": _form, "sheet": _sheet}


def marked(
    kind: str, described: bytes, cells: Mapping[Where, Cell], faults: Sequence[Fault]
) -> bytes:
    """The copy of a workbook with its faults marked.

    `kind` and `described`: the blank that it was made from, as JSON. Raises UnreadableError where
    what stands in it takes too long to write.
    """
    return child.run(sys.modules[__name__], asked(kind, described, cells, faults), _TOO_MUCH)


def asked(
    kind: str, described: bytes, cells: Mapping[Where, Cell], faults: Sequence[Fault]
) -> bytes:
    """What this process is given to write."""
    rows = [(*where, cell.type, cell.value) for where, cell in cells.items()]
    return json.dumps([kind, described.decode(), rows, faults]).encode()


def written(data: bytes) -> bytes:
    """The copy that was asked for."""
    kind, described, rows, faults = json.loads(data)
    cells = {(sheet, cell): Cell(type_, value) for sheet, cell, type_, value in rows}
    write: Any = _KINDS[kind](described)
    copy: bytes = write(cells, [Fault(*fault) for fault in faults])
    return copy


def main() -> None:
    data = sys.stdin.buffer.read()
    reader_process.limit()
    sys.stdout.buffer.write(written(data))


if __name__ == "__main__":
    main()
