"""Certificates of taking part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import read


@dataclass(frozen=True, slots=True)
class Certificate:
    """The newest for a person and an audit. `was_corrected`: it supersedes an earlier one."""

    audit: str
    person: str
    full_name: str
    capacity: str
    first_day: date
    last_day: date
    hours: int
    recorded_at: datetime
    position: int
    was_corrected: bool


def certificates(
    session: Session, audit: str | None = None, person: str | None = None
) -> tuple[Certificate, ...]:
    """The newest certificate of each person and audit: of an audit, of a person, or of all."""
    return read(
        session,
        Certificate,
        "certificates",
        where="($1::VARCHAR IS NULL OR audit = $1::VARCHAR)"
        " AND ($2::VARCHAR IS NULL OR person = $2::VARCHAR)",
        order="audit, full_name, person",
        parameters=[audit, person],
    )
