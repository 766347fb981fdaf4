"""`assure feedback`: individual audits go back to those whose work it was (section 10)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from domain.kernel.vocabulary import Recipient

app = noun("feedback")

To = Annotated[Recipient, typer.Option("--to", help="Who has it.")]


@records(app)
def deliver(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    to: To,
    on: options.On = None,
) -> None:
    """Record that the audit of a case was passed to its practitioner, or to the manager.

    Example: `assure feedback deliver 2026-neglect C03 --agency police --to practitioner`
    """
    from domain.returns.queries_and_feedback import DeliverFeedback

    door.ask(
        DeliverFeedback,
        audit=audit,
        case=case,
        agency=agency,
        recipient=to,
        delivered_on=on or door.today(),
    )


@records(app)
def acknowledge(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    to: To,
    text: Annotated[
        str,
        typer.Option(
            "--text", metavar="TEXT", parser=options.words, help="What they said; - for stdin."
        ),
    ] = "",
    on: options.On = None,
) -> None:
    """Record that they have read it, and what they said. The words are sealed."""
    from domain.returns.queries_and_feedback import AcknowledgeFeedback

    door.ask(
        AcknowledgeFeedback,
        audit=audit,
        case=case,
        agency=agency,
        recipient=to,
        response=text,
        acknowledged_on=on or door.today(),
    )


@reads(app, "list")
def list_(
    door: Reading,
    audit: Annotated[
        str | None, typer.Argument(metavar="AUDIT", help="Only this audit, as 2026-neglect.")
    ] = None,
) -> None:
    """List how many individual audits were passed on and acknowledged, of how many returns."""
    with door.session() as session:
        from projections.queries import feedback

        door.rows(feedback(session, audit))
