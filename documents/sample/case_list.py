"""A case list as an agency gives it in CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.table import read_table
from documents.files.values import faults
from domain.audit.events import SampleSpecification
from domain.kernel.quoting import quoted
from domain.sample.decisions import Frame, FrameRow

REF = "ref"


def read_case_list(file: GivenFile, wanted: SampleSpecification, salt: str) -> Frame:
    """The frame of a table with `ref`, the plan's stratifier and its second margin, and no more.

    Raises InputError with every fault.
    """
    rows = read_table(file)
    columns = [REF, wanted.stratifier]
    if wanted.second_margin is not None:
        columns.append(wanted.second_margin)
    lines = _column_faults(list(rows[0]), columns) or _row_faults(rows, columns)
    if lines:
        refuse(file.name, *lines)
    second = wanted.second_margin or ""
    values = [(row[REF], row[wanted.stratifier], row.get(second, "")) for row in rows]
    return frame_of(file.name, salt, values)


def _column_faults(header: Sequence[str], columns: Sequence[str]) -> list[str]:
    missing = [column for column in columns if column not in header]
    extra = [column for column in header if column not in columns]
    return [
        *(
            f"line 1: there is no column {quoted(column)}. The plan asks for it."
            for column in missing
        ),
        *(
            f"line 1: column {quoted(column)} is not needed. Take it out: a case list has no names"
            " in it."
            for column in extra
        ),
    ]


def _row_faults(rows: Sequence[dict[str, str]], columns: Sequence[str]) -> list[str]:
    lines: list[str] = []
    first_row: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        lines += [f"row {number}: {name} is empty. Give it." for name in columns if not row[name]]
        first = first_row.setdefault(row[REF], number)
        if first != number:
            lines.append(
                f"row {number}: ref {quoted(row[REF])} is that of row {first}. Give each once."
            )
    return lines


def frame_of(name: str, salt: str, rows: Iterable[tuple[str, str, str]]) -> Frame:
    """The frame of these refs, strata and second values. Raises InputError under this name."""
    try:
        made = tuple(
            FrameRow(ref=ref, stratum=stratum, second=second) for ref, stratum, second in rows
        )
        return Frame(salt=salt, rows=made)
    except ValidationError as error:
        refuse(name, *faults(error))
