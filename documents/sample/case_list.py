"""A case list as an agency gives it in CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from documents.files.csv_file import as_csv
from documents.files.errors import refuse
from documents.files.input_file import GivenFile
from documents.files.table import read_table
from documents.files.values import faults
from domain.audit.terms import SampleSpecification
from domain.kernel import invisible
from domain.kernel.loosely import loosely
from domain.kernel.quoting import quoted
from domain.sample import refs
from domain.sample.frame import FAMILY, REF, Frame, FrameRow
from domain.sample.look_alikes import LookAlike

_MAKE = "The plan asks for it; or have refs made, and the key to them written: --key FILE."


def read_case_list(file: GivenFile, wanted: SampleSpecification, salt: str) -> Frame:
    """The frame of a table with `ref`, the plan's stratifier and its second margin, and no more.

    A column `family` may stand beside them: the cases of one family have the same there, and a
    case without siblings nothing. Columns are found by their names as people read them: `District `
    is `district`. Raises InputError with every fault.
    """
    columns = [REF, wanted.stratifier]
    if wanted.second_margin is not None:
        columns.append(wanted.second_margin)
    given = read_table(file)
    named = {loosely(column) for column in columns}
    has_families = FAMILY not in named and any(loosely(name) == FAMILY for name in given[0])
    needed = [*columns, *([FAMILY] if has_families else [])]
    rows = _under(needed, given)
    lines = _column_faults(list(rows[0]), needed) or _row_faults(rows, columns, needed)
    if lines:
        refuse(file.name, *lines)
    second = wanted.second_margin or ""
    family = FAMILY if has_families else ""
    values = [
        (row[REF], row[wanted.stratifier], row.get(second, ""), row.get(family, "")) for row in rows
    ]
    return frame_of(file.name, salt, values)


@dataclass(frozen=True, slots=True)
class MadeList:
    """A frame with references that were made for it. `key`: the file that says whose each is."""

    frame: Frame
    key: bytes


def read_and_make_refs(file: GivenFile, wanted: SampleSpecification, salt: str) -> MadeList:
    """The frame of an agency's own list, whose references are made here, and the key to them.

    The list has the plan's columns, and such of its own as say which child each row is: those go
    into the key and nowhere else. Families get a mark of their own too. Raises InputError with
    every fault.
    """
    columns = [wanted.stratifier, *([wanted.second_margin] if wanted.second_margin else [])]
    rows = _under([*columns, FAMILY], read_table(file))
    own = [name for name in rows[0] if name not in {*columns, FAMILY}]
    lines = _own_column_faults(list(rows[0]), own, columns) or _own_row_faults(rows, own, columns)
    if lines:
        refuse(file.name, *lines)
    made = refs.made(len(rows), salt)
    marks = _family_marks([row.get(FAMILY, "") for row in rows], salt)
    second = wanted.second_margin or ""
    listed = sorted(zip(made, rows, strict=True), key=lambda one: one[0])
    frame = frame_of(
        file.name,
        salt,
        [
            (ref, row[wanted.stratifier], row.get(second, ""), marks[row.get(FAMILY, "")])
            for ref, row in listed
        ],
    )
    heads = list(rows[0])
    return MadeList(frame, as_csv((REF, *heads), ([r, *map(row.get, heads)] for r, row in listed)))


def _family_marks(families: Sequence[str], salt: str) -> dict[str, str]:
    named = sorted(set(families) - {""})
    marks = refs.made(len(named), salt)
    return {"": "", **{one: f"F{mark[1:]}" for one, mark in zip(named, marks, strict=True)}}


def _own_column_faults(
    header: Sequence[str], own: Sequence[str], columns: Sequence[str]
) -> list[str]:
    if any(loosely(name) == REF for name in header):
        return [
            f"line 1: there is a column {REF!r}, and refs are to be made. Call it otherwise, or"
            " leave out --key."
        ]
    lines = _column_faults([name for name in header if name in columns], columns)
    if not own:
        lines.append(
            "line 1: no column says which child a row is, so the key would lead nowhere. Give your"
            " own number in one: it goes into the key only."
        )
    return lines


def _own_row_faults(
    rows: Sequence[dict[str, str]], own: Sequence[str], columns: Sequence[str]
) -> list[str]:
    lines: list[str] = []
    first_row: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        lines += [f"row {number}: {name} is empty. Give it." for name in columns if not row[name]]
        lines += [
            f"row {number}: {name} {fault} {invisible.REMEDY}"
            for name in columns
            if (fault := invisible.fault(row[name])) is not None
        ]
        whose = tuple(row[name] for name in own)
        first = first_row.setdefault(whose, number)
        if not any(whose):
            lines.append(f"row {number}: nothing says which child it is. Give your own number.")
        elif first != number:
            lines.append(f"row {number}: it is the child of row {first}. Give each once.")
    return lines


def suspected(frame: Frame) -> list[str]:
    """A line for each reference or family that seems to name somebody, without what it says.

    Rows are those of a list in the frame's order, the header first.
    """
    return [
        f"row {number}, {column}: seems to hold {kind}."
        for number, row in enumerate(frame.rows, start=2)
        for column, said in ((REF, row.ref), (FAMILY, row.family))
        if (kind := refs.seems(said)) is not None
    ]


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
            f"line 1: there is no column {quoted(column)}. "
            + (_MAKE if column == REF else "The plan asks for it.")
            for column in missing
        ),
        *(
            f"line 1: column {quoted(column)} is not needed. Take it out: a case list has no names"
            " in it."
            for column in extra
        ),
    ]


def _row_faults(
    rows: Sequence[dict[str, str]], columns: Sequence[str], read: Sequence[str]
) -> list[str]:
    """`columns`: those that must be filled in, of those that are read."""
    lines: list[str] = []
    first_row: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        lines += [f"row {number}: {name} is empty. Give it." for name in columns if not row[name]]
        lines += [
            f"row {number}: {name} {fault} {invisible.REMEDY}"
            for name in read
            if (fault := invisible.fault(row[name])) is not None
        ]
        first = first_row.setdefault(row[REF], number)
        if first != number:
            lines.append(
                f"row {number}: ref {quoted(row[REF])} is that of row {first}. Give each once."
            )
    return lines


def frame_of(name: str, salt: str, rows: Iterable[tuple[str, str, str, str]]) -> Frame:
    """The frame of these refs, strata, second values and families.

    Raises InputError under this name.
    """
    try:
        made = tuple(
            FrameRow(ref=ref, stratum=stratum, second=second, family=family)
            for ref, stratum, second, family in rows
        )
        return Frame(salt=salt, rows=made)
    except ValidationError as error:
        refuse(name, *faults(error))
