"""A workbook that is refused, with a copy in which each fault is marked and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from documents.files.errors import InputError
from documents.files.input_file import GivenFile
from documents.workbooks import guard, writer_process
from documents.workbooks.answers import Fault
from documents.workbooks.cells import Cell
from documents.workbooks.writer_process import Where

_MOVED = "cells are not where the form had them, so it could put an answer in the wrong place."
_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".xltx", ".ods"})


def is_workbook(file: GivenFile) -> bool:
    """Whether a file is a workbook: by its name, or by how it begins."""
    return file.suffix in _SUFFIXES or guard.is_workbook(file.data)


class FaultyWorkbookError(InputError):
    """A workbook that is refused with every fault.

    `marked`: the workbook with each fault marked and explained, or None; `why_unmarked` then says
    why there is none.
    """

    def __init__(
        self, source: str, lines: Iterable[str], marked: bytes | None, why_unmarked: str = ""
    ) -> None:
        super().__init__(source, lines)
        self.marked, self.why_unmarked = marked, why_unmarked


def refusal(
    name: str,
    kind: str,
    described: bytes,
    cells: Mapping[Where, Cell],
    faults: Sequence[Fault],
    *,
    is_moved: bool = False,
    lines: Sequence[str] | None = None,
) -> FaultyWorkbookError:
    """The error that refuses a workbook, with its marked copy unless cells were moved.

    `kind`, `described`: as in `writer_process.marked`. `cells`: what people wrote.
    `lines`: the faults as they are said, where that is not by the workbook's cells.
    """
    said = list(map(str, faults)) if lines is None else lines
    if is_moved:
        return FaultyWorkbookError(name, said, None, _MOVED)
    try:
        marked = writer_process.marked(kind, described, cells, faults)
    except guard.UnreadableError as error:
        return FaultyWorkbookError(name, said, None, str(error))
    return FaultyWorkbookError(name, said, marked)
