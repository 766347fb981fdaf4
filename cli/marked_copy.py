"""The copy of a refused workbook that has its faults marked: a new file beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cli import files
from cli.errors import InputError

if TYPE_CHECKING:
    from documents.workbooks.refused import FaultyWorkbookError

_MARKED = re.compile(r"-marked(-\d+)?$")
_COPIES_MAX = 99


@contextmanager
def beside(path: str) -> Iterator[None]:
    """Writes the marked copy of a workbook that is refused inside, and says where it is."""
    from documents.workbooks.refused import FaultyWorkbookError

    try:
        yield
    except FaultyWorkbookError as error:
        after = _write(path, error)
        raise InputError(error.source, error.lines, after, more=error.more) from error


def _write(path: str, refused: FaultyWorkbookError) -> str:
    """Writes the copy. Returns the message about it."""
    if refused.marked is None:
        return f"No marked copy was written: {refused.why_unmarked}"
    if path == files.STDIN:
        return "No marked copy was written: what is piped in stands in no folder. Name the file."
    copy = _free_name(Path(path))
    if copy is None:
        return "No marked copy was written: there are many already. Delete those you need no more."
    try:
        files.write_new(copy, refused.marked)
    except InputError as error:
        return f"No marked copy was written. {' '.join(error.lines)}"
    return (
        f"These cells are marked in {copy}: put them right there, and give that file."
        " Its sheet 'To correct' lists them."
    )


def _free_name(path: Path) -> str | None:
    """`police-marked.xlsx` beside `police.xlsx`, or with a number where that is taken."""
    stem = _MARKED.sub("", path.stem)
    for number in range(1, _COPIES_MAX + 1):
        tail = "-marked" if number == 1 else f"-marked-{number}"
        copy = path.with_name(f"{stem}{tail}.xlsx")
        if not files.is_there(str(copy)):
            return str(copy)
    return None
