"""An export as files: each table as Parquet and as CSV, and what all of it means."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from documents.export.meanings import MEANINGS
from documents.export.suppressed import SMALL_MAX, SUPPRESSED, Shown, publishable, suppressed
from documents.export.tables import TABLES, Table
from documents.files.csv_file import as_csv
from projections.engine.session import Session
from projections.queries.audits import audits_overview, closed_for_good
from projections.queries.grades import grade_mix


class Profile(StrEnum):
    """Whom an export is for: the partnership's own analysts, or everybody."""

    PARTNERSHIP = "partnership"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Stand:
    """As at which entry and day, and of whose record, an export is."""

    partnership: str
    position: int
    day: date
    profile: Profile


def export_files(session: Session, stand: Stand) -> Iterator[tuple[str, bytes]]:
    """A file's name under the export's folder, and what is in it."""
    told: dict[str, int] = {}
    shown = _publishable(session) if stand.profile is Profile.PUBLIC else {}
    dictionary: list[tuple[str, str, str, str]] = []
    for table in TABLES:
        wanted = table.columns if stand.profile is Profile.PARTNERSHIP else table.public
        if not wanted:
            continue
        rows, columns = _rows(table, wanted, session, stand, shown)
        made = _arrow(rows, columns)
        told[table.name] = len(rows)
        dictionary += [(table.name, table.says, name, MEANINGS[name]) for name in made.column_names]
        yield f"{table.name}/{table.name}.parquet", _parquet(made)
        yield f"{table.name}/{table.name}.csv", _csv(rows, columns)
    yield "data_dictionary.csv", as_csv(("table", "one_row_is", "column", "means"), dictionary)
    yield "as_at.json", _about(stand, told)


def _rows(
    table: Table,
    columns: Sequence[str],
    session: Session,
    stand: Stand,
    shown: Mapping[tuple[str, str], Shown],
) -> tuple[list[dict[str, Any]], Sequence[str]]:
    is_public = stand.profile is Profile.PUBLIC
    found = [
        {name: row[name] for name in columns}
        for row in table.rows(session, stand.day)
        if not (is_public and table.of_one_agency and row["agency"] is not None)
    ]
    if not (is_public and table.small):
        return found, columns
    return suppressed(found, table.small, shown, table.totals), (*columns, SUPPRESSED)


def _publishable(session: Session) -> dict[tuple[str, str], Shown]:
    gradable = {one.audit: one.cases - one.cases_not_gradable for one in audits_overview(session)}
    return publishable(grade_mix(session), gradable, closed_for_good(session))


def _arrow(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> pa.Table:
    """Typed columns; one that is empty all through is text."""
    arrays = {}
    for name in columns:
        array = pa.array([_typed(row[name]) for row in rows])
        arrays[name] = array.cast(pa.string()) if pa.types.is_null(array.type) else array
    return pa.table(arrays)


def _typed(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _parquet(table: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(table, written)
    return written.getvalue()


def _csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> bytes:
    return as_csv(columns, ([_cell(row[name]) for name in columns] for row in rows))


def _cell(value: Any) -> str | int | float | None:
    match value:
        case bool():
            return "true" if value else "false"
        case None | int() | float():
            return value
        case datetime() | date():
            return value.isoformat()
        case tuple() | list():
            return "; ".join(str(_cell(one)) for one in value)
        case _:
            return str(value)


def _about(stand: Stand, told: dict[str, int]) -> bytes:
    said: dict[str, Any] = {
        "partnership": stand.partnership,
        "as_at_entry": stand.position,
        "as_at_day": stand.day.isoformat(),
        "profile": stand.profile.value,
        "rows": told,
    }
    if stand.profile is Profile.PUBLIC:
        said["suppression"] = (
            f"Counts are given of closed audits only, all agencies together. Where a number from 1"
            f" to {SMALL_MAX} stands in an area, or could be worked out from the others, its levels"
            " are left out, or all of its counts."
        )
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()
