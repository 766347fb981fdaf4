"""`assure audit`: where each audit stands, and how one ends."""

from __future__ import annotations

from typing import Any

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("audit")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the audits and the stage each has reached.

    Counts of returns are empty while you may not read them all.
    """
    with door.session("audit_overview") as session:
        from projections.queries.audits import audits_overview

        audits = audits_overview(session)
    columns = ("audit", "title", "stage", "lead_auditor", "cases", "returns_due")
    door.rows(audits, (*columns, "returns_missing", "report_by"))


@reads(app)
def show(door: ReadingDoor, audit: options.AuditArg) -> None:
    """Show how far one audit has come: cases, returns in and missing, findings, dates.

    Below it: each time an inspector opened the confidential text about its cases.
    """
    from domain.kernel.command import Refusal

    with door.session("audit_overview") as session:
        from projections.queries.audits import audits_overview

        known = {overview.audit: overview for overview in audits_overview(session)}
    if audit not in known:
        raise Refusal("no-plan", f"No plan is agreed for {audit!r}.", "See `assure audit list`.")
    document = output.as_row(known[audit])
    document["glass_broken"] = _glass_broken(door, audit)
    door.document(document)


def _glass_broken(door: ReadingDoor, audit: str) -> list[dict[str, Any]]:
    """Who opened sealed words of the audit's cases, when and why."""
    from domain.kernel.how_known import how_known
    from domain.vault.events import GlassBroken

    return [
        {
            "case": entry.event.subject.partition("/")[2],
            "by": entry.stamp.actor,
            "how_known": how_known(entry.stamp),
            "at": entry.stamp.recorded_at,
            "reason": entry.event.reason,
            "entry": entry.position,
        }
        for stream in door.reader.streams(f"vault/{audit}")
        for entry in door.reader.entries(stream)
        if isinstance(entry.event, GlassBroken)
    ]


asks(app, "feedback", "GiveToolFeedback")
asks(app, "withdraw-feedback", "WithdrawToolFeedback")
asks(app, "close", "CloseAudit")
asks(app, "abandon", "AbandonAudit")
asks(app, "resume", "ResumeAudit")
