"""An agency's return on a case as it stands on record: each entry, with its words if they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from application.reading import Reader
from domain.kernel import streams
from domain.kernel.how_known import how_known


@dataclass(frozen=True, slots=True)
class ReturnEntry:
    """One entry of a return. `words`: its confidential text, None if it is not for the reader."""

    entry: int
    recorded_at: datetime
    by: str
    on_behalf_of: str | None
    how_known: str
    event: str
    area: str | None
    grade: str | None
    words: dict[str, str] | None


def shown(reader: Reader, audit: str, case: str, agency: str) -> list[ReturnEntry]:
    """Each entry of an agency's return on a case. Refuses a person who may not read it now."""
    reader.require_return(audit, agency)
    return [
        ReturnEntry(
            entry=entry.position or 0,
            recorded_at=entry.stamp.recorded_at,
            by=entry.stamp.actor,
            on_behalf_of=None if entry.stamp.on_behalf is None else entry.stamp.acts,
            how_known=how_known(entry.stamp),
            event=type(entry.event).__name__,
            area=getattr(entry.event, "area", None),
            grade=getattr(entry.event, "to_grade", None) or getattr(entry.event, "grade", None),
            words=reader.text(entry),
        )
        for entry in reader.entries(streams.agency_return(audit, case, agency))
    ]
