"""Certificates of taking part: a row for each person who did (framework section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from application.reading import directory_of
from application.sheets.asking import Asking
from application.sheets.kind import Kind
from application.workspace import Workspace
from documents.sheets.sheet import Column, Part, Sheet, Table, Takes
from domain.audit.events import ModerationHeld
from domain.audit.requirements import require_audit
from domain.audit.state import Audit
from domain.audit.taking_part import CertifyParticipation
from domain.kernel.command import Context

_COLUMNS = (
    Column("person", "Short name", part=Part.KEY, width=20),
    Column("full_name", "Full name", part=Part.SHOWN, width=30),
    Column("first_day", "First day", Takes.DAY, help="Their first day of taking part."),
    Column("last_day", "Last day", Takes.DAY, help="Their last day of taking part."),
    Column("hours", "Hours", Takes.NUMBER, help="Hours of work on the audit."),
    Column(
        "reason",
        "Why it is corrected",
        Takes.TEXT,
        width=30,
        help="Only where a certificate that is on the record is put right: why.",
    ),
)
_STEPS = (
    "One row for each person who led, audited or came to the moderation day.",
    "Leave a row empty for whoever wants no certificate, or gets it later.",
)


def _make(work: Workspace, audit: str) -> Sheet:
    known = require_audit(Context(work.person, work.today, work.ledger.state), audit)
    words = "From which day to which each person took part, and for how many hours."
    table = Table("certificates", "Certificates", words, _COLUMNS, tuple(_rows(work, known)))
    return Sheet("certificates", f"Certificates of {audit}", audit, (table,), _STEPS)


def _rows(work: Workspace, audit: Audit) -> Iterator[tuple[str, ...]]:
    people = directory_of(work.ledger).people
    held = audit.last(ModerationHeld)
    came = () if held is None else (one.person for one in held.attended)
    auditors = {person for nominees in audit.auditors.values() for person in nominees}
    for person in sorted({*audit.led_by, *(auditors & audit.acknowledged), *came}):
        given = audit.certificates.get(person)
        row = ("", "", "", "")
        if given is not None:
            days = (given.first_day.isoformat(), given.last_day.isoformat())
            row = (*days, str(given.hours), given.reason or "")
        yield person, people[person].full_name, *row


def _row(asking: Asking) -> None:
    for name in ("first_day", "last_day", "hours"):
        if not asking.said(name):
            asking.fault(name, "is empty. A certificate names both days and the hours.")
            return
    asking.ask(
        CertifyParticipation,
        audit=asking.audit,
        person=asking.said("person"),
        first_day=asking.said("first_day"),
        last_day=asking.said("last_day"),
        hours=int(asking.said("hours")),
        reason=asking.said("reason"),
    )


KIND = Kind(_make, {"certificates": _row})
