"""Audits that were entered from a document: what it says of each, and the grades it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from projections.engine.projector import Session
from projections.queries.rows import read, reads_everywhere


@dataclass(frozen=True, slots=True)
class EnteredAudit:
    """An audit that was held before this record, as its document tells of it.

    What the document does not say is None. `position`: of the entry, as corrected last.
    """

    audit: str
    title: str
    process: str
    tool: str
    tool_version: int
    casework_start: date
    casework_end: date
    agencies: tuple[str, ...]
    frame_definition: str | None
    how_chosen: str | None
    moderated_on: date | None
    document_title: str
    document_digest: str
    document_dated_on: date
    entered_by: str
    entered_at: datetime
    position: int


@dataclass(frozen=True, slots=True)
class EnteredGrade:
    """An agency's grade of an area of a case: `given_grade` as it gave it, `grade` as it stood
    after the agencies met. `position`: of the case's entry.
    """

    audit: str
    case_ref: str
    agency: str
    area: str
    given_grade: str
    grade: str
    was_moderated: bool
    position: int


@dataclass(frozen=True, slots=True)
class EnteredAgreement:
    """What the agencies agreed together of a case: of an area, or its overall grade (None)."""

    audit: str
    case_ref: str
    area: str | None
    grade: str
    position: int


_AGREED = """
SELECT audit, case_ref, said.area AS area, said.grade AS grade, position
FROM (
    SELECT audit, case_ref, unnest(agreed) AS said, position
    FROM main.entered_cases
    WHERE audit = $1
)
UNION ALL
SELECT audit, case_ref, NULL, overall_grade, position
FROM main.entered_cases
WHERE audit = $1 AND overall_grade IS NOT NULL
ORDER BY numbered(case_ref), area
"""


def entered_audits(session: Session) -> tuple[EnteredAudit, ...]:
    """Those that stand, the latest casework first; none for who may not read of them."""
    if not reads_everywhere(session, "AuditEnteredFromDocument"):
        return ()
    return read(session, EnteredAudit, "entered_audits", order="casework_end DESC, audit")


def entered_grades(session: Session, audit: str) -> tuple[EnteredGrade, ...]:
    """Each agency's grades of an audit's cases, where the viewer may read them."""
    if not reads_everywhere(session, "CaseEnteredFromDocument"):
        return ()
    return read(
        session,
        EnteredGrade,
        "entered_grades",
        where="audit = ?",
        order="numbered(case_ref), agency, area",
        parameters=[audit],
    )


def entered_agreements(session: Session, audit: str) -> tuple[EnteredAgreement, ...]:
    """What was agreed together of an audit's cases, where the viewer may read it."""
    if not reads_everywhere(session, "CaseEnteredFromDocument"):
        return ()
    return tuple(EnteredAgreement(**row) for row in session.rows(_AGREED, [audit]))
