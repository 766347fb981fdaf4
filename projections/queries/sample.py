"""The cases drawn for an audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from projections.engine.projector import Session
from projections.queries.rows import read


@dataclass(frozen=True, slots=True)
class AuditCase:
    """A case of the draw that stands. `place`: its place in its stratum's order."""

    audit: str
    case_ref: str
    place: int
    sampled_at: datetime
    was_replaced: bool
    replaced_by: str | None
    replacement_reason: str | None
    position: int


@dataclass(frozen=True, slots=True)
class Stratum:
    """`expected`: the exact share `quota` as a number; `drawn`: the cases it got."""

    audit: str
    stratum: str
    place: int
    size: int
    quota: str
    expected: float
    drawn: int
    is_self_weighting: bool


def audit_cases(session: Session, audit: str) -> tuple[AuditCase, ...]:
    return read(
        session,
        AuditCase,
        "audit_cases",
        where="audit = ?",
        order="case_ref",
        parameters=[audit],
    )


def sample_strata(session: Session, audit: str) -> tuple[Stratum, ...]:
    return read(
        session, Stratum, "sample_strata", where="audit = ?", order="place", parameters=[audit]
    )
