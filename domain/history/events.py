"""An audit that was not held here: what a document says of it, entered afterwards.

Nothing here was drawn, returned or moderated in this record, and no event says so: each says what
the document says, and which document it is.
"""

from __future__ import annotations

from datetime import date

from domain.audit.terms import CaseworkWindow
from domain.kernel.event import Event, Value
from domain.kernel.processes import Process
from domain.kernel.vocabulary import (
    AgencyId,
    AreaId,
    AuditCode,
    CaseRef,
    CaseText,
    Digest,
    GradeCode,
    Line,
    Text,
    ToolCode,
)


class Document(Value):
    """What it was entered from. `digest`: SHA-256 of the file; `dated_on`: the day it bears."""

    title: Line
    digest: Digest
    dated_on: date


class AuditEnteredFromDocument(Event):
    """An audit as a document tells of it. Entered again, with a reason, it is corrected.

    `tool_version`: whose areas and scale its grades are given on. `frame_definition`: what the
    cases were taken from, and `how_chosen`, None where the document does not say. `moderated_on`:
    the day on which, by the document, the agencies met to agree grades.
    """

    audit: AuditCode
    title: Line
    process: Process
    tool: ToolCode
    tool_version: int
    casework_window: CaseworkWindow
    agencies: tuple[AgencyId, ...]
    frame_definition: Text | None
    how_chosen: Text | None
    moderated_on: date | None
    document: Document
    reason: Text | None = None


class EnteredGrade(Value):
    """An agency's grade of an area. `moderated`: what it became when the agencies met, if other."""

    agency: AgencyId
    area: AreaId
    grade: GradeCode
    moderated: GradeCode | None = None


class EnteredAgreement(Value):
    """The grade that the agencies together agreed for an area of the case."""

    area: AreaId
    grade: GradeCode


class CaseEnteredFromDocument(Event):
    """A case of such an audit, with every grade that the document has of it.

    Entered again, with a reason, it is corrected.
    """

    audit: AuditCode
    case: CaseRef
    grades: tuple[EnteredGrade, ...]
    agreed: tuple[EnteredAgreement, ...]
    overall: GradeCode | None
    learning: CaseText
    reason: Text | None = None


class EnteredCaseWithdrawn(Event):
    """A case that the document does not have, or that was entered with another audit."""

    audit: AuditCode
    case: CaseRef
    reason: CaseText


class EnteredAuditWithdrawn(Event):
    """The audit was entered by mistake. What was entered stays on record and counts nowhere."""

    audit: AuditCode
    reason: Text
