"""A case list as an agency gives it in CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pydantic import ValidationError

from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.table import read_table
from documents.files.values import faults
from domain.audit.events import SampleSpecification
from domain.kernel.loosely import loosely
from domain.kernel.quoting import quoted
from domain.sample.frame import REF, Frame, FrameRow
from domain.sample.look_alikes import LookAlike


def read_case_list(file: GivenFile, wanted: SampleSpecification, salt: str) -> Frame:
    """The frame of a table with `ref`, the plan's stratifier and its second margin, and no more.

    Columns are found by their names as people read them: `District ` is `district`. Raises
    InputError with every fault.
    """
    columns = [REF, wanted.stratifier]
    if wanted.second_margin is not None:
        columns.append(wanted.second_margin)
    rows = _under(columns, read_table(file))
    lines = _column_faults(list(rows[0]), columns) or _row_faults(rows, columns)
    if lines:
        refuse(file.name, *lines)
    second = wanted.second_margin or ""
    values = [(row[REF], row[wanted.stratifier], row.get(second, "")) for row in rows]
    return frame_of(file.name, salt, values)


def _under(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The rows under the plan's names for their columns. Two columns for one name stay as given."""
    names = {loosely(column): column for column in columns}
    given = [loosely(column) for column in rows[0]]
    if len(set(given)) < len(given):
        return list(rows)
    return [{names.get(loosely(name), name): row[name] for name in row} for row in rows]


def look_alike_faults(found: Iterable[LookAlike]) -> list[str]:
    """A line for each group of spellings that look alike: the row and what stands there."""
    return [_look_alike_fault(alike) for alike in found]


def _look_alike_fault(alike: LookAlike) -> str:
    shown = [quoted(str(spelling)) for spelling in alike.spellings]
    places = [
        f"{spelling} in {cases} {'row' if cases == 1 else 'rows'}, first row {row + 2}"
        for spelling, cases, row in zip(shown, alike.cases, alike.rows, strict=True)
    ]
    return (
        f"row {max(alike.rows) + 2}, {alike.column}: {'; '.join(places)}. Write one thing in one"
        f" way, or confirm that they differ: --different '{alike.named}'."
    )


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
