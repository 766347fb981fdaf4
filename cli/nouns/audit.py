"""`assure audit`: where each audit stands, and closing one."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("audit")


@reads(app, "list")
def list_(door: Reading) -> None:
    """List the audits and the stage each has reached.

    Counts of returns are empty while you may not read them all.
    """
    with door.session() as session:
        from projections.queries import audits_overview

        found = audits_overview(session)
    columns = ("audit", "title", "stage", "lead_auditor", "cases", "returns_due")
    door.rows(found, (*columns, "returns_missing", "report_by"))


@reads(app)
def show(door: Reading, audit: options.AuditArg) -> None:
    """Show how far one audit has come: cases, returns in and missing, findings, dates.

    Beneath stand the occasions on which an inspector opened what was said about its cases.
    """
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries import audits_overview

        known = {found.audit: found for found in audits_overview(session)}
    if audit not in known:
        raise Refusal("no-plan", f"No plan is agreed for {audit!r}.", "See `assure audit list`.")
    document = output.as_row(known[audit])
    document["glass_broken"] = _glass_broken(door, audit)
    door.document(document)


def _glass_broken(door: Reading, audit: str) -> list[dict[str, Any]]:
    """Who opened sealed words of the audit's cases, when and why."""
    from domain.vault.events import GlassBroken

    return [
        {
            "case": entry.event.subject.partition("/")[2],
            "by": entry.stamp.actor,
            "at": entry.stamp.recorded_at,
            "reason": entry.event.reason,
            "entry": entry.position,
        }
        for stream in door.reader.streams(f"vault/{audit}")
        for entry in door.reader.entries(stream)
        if isinstance(entry.event, GlassBroken)
    ]


@records(app)
def feedback(
    door: Recording,
    audit: options.AuditArg,
    worked: Annotated[
        str,
        typer.Option(
            "--worked", metavar="TEXT", parser=options.words, help="What worked well; - for stdin."
        ),
    ],
    less_well: Annotated[
        str,
        typer.Option("--less-well", metavar="TEXT", parser=options.words, help="What did not."),
    ],
    agency: Annotated[
        str | None,
        typer.Option("--agency", metavar="AGENCY", help="Yours; the lead auditor leaves it out."),
    ] = None,
) -> None:
    """Say what worked in conducting this audit and what did not, nothing about a case.

    It is shown when the next plan with this tool is written: `assure tool feedback`.
    """
    from domain.audit.taking_part import GiveToolFeedback

    door.ask(
        GiveToolFeedback,
        audit=audit,
        agency=agency,
        worked_well=worked,
        worked_less_well=less_well,
    )


@records(app)
def close(door: Recording, audit: options.AuditArg, on: options.On = None) -> None:
    """Close an audit, once SAIG has considered its report. Its returns and grades stay.

    Example: `assure audit close 2026-neglect --on 2026-11-20`
    """
    from domain.audit.report import CloseAudit

    door.ask(CloseAudit, audit=audit, closed_on=on or door.today())
