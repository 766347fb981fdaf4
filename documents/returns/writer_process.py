"""Writes a marked copy in a process of its own: `python -m documents.returns.writer_process`.

What goes into the copy comes from a workbook that may be hostile. The form, the answers and the
faults come on stdin as JSON, and the copy goes to stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from documents.returns import reader_process
from documents.returns.cells import Cell
from documents.returns.layout import Form, Where
from documents.returns.read import Fault

_FORM: TypeAdapter[Form] = TypeAdapter(Form)


def asked(form: Form, answers: Mapping[Where, Cell], faults: Sequence[Fault]) -> bytes:
    """What this process is given to write."""
    cells = [(*where, cell.type, cell.value) for where, cell in answers.items()]
    return json.dumps([_FORM.dump_json(form).decode(), cells, faults]).encode()


def written(data: bytes) -> bytes:
    """The copy that was asked for."""
    from documents.returns.write import write

    form, cells, faults = json.loads(data)
    answers = {(sheet, cell): Cell(kind, value) for sheet, cell, kind, value in cells}
    return write(_FORM.validate_json(form), answers, [Fault(*fault) for fault in faults])


def main() -> None:
    data = sys.stdin.buffer.read()
    reader_process.limit()
    sys.stdout.buffer.write(written(data))


if __name__ == "__main__":
    main()
