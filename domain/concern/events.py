"""A safeguarding concern met during an audit, taken up at once (framework section 10)."""

from __future__ import annotations

from datetime import date

from domain.kernel.event import Event
from domain.kernel.vocabulary import AgencyId, AuditCode, CaseRef, CaseText, Number


class ConcernRaised(Event):
    """`agency`: whose auditor raised it; None for the lead auditor. `seen_on`: when it was seen.

    `case`: None where it is about no one case: before the draw, or where nothing is drawn.
    """

    audit: AuditCode
    concern: Number
    agency: AgencyId | None
    case: CaseRef | None
    seen_on: date
    words: CaseText


class ConcernTakenUp(Event):
    """The lead auditor took it up with the manager named."""

    audit: AuditCode
    concern: Number
    agency: AgencyId | None
    taken_up_on: date
    manager: CaseText


class ConcernAcknowledged(Event):
    """The manager has it, and said what happens now."""

    audit: AuditCode
    concern: Number
    agency: AgencyId | None
    acknowledged_on: date
    response: CaseText


class ConcernResolved(Event):
    audit: AuditCode
    concern: Number
    agency: AgencyId | None
    resolved_on: date
    outcome: CaseText
