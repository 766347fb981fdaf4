"""`assure feedback`: individual audits go back to those whose work it was (section 10)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks

app = noun("feedback")

asks(app, "deliver", "DeliverFeedback")
asks(app, "acknowledge", "AcknowledgeFeedback")
asks(app, "withdraw", "WithdrawFeedback")


@reads(app)
def write(
    door: ReadingDoor,
    audit: options.AuditArg,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The folder for the sheets, one a file.")
    ],
    agency: options.MaybeAgency = None,
    case: Annotated[
        str | None, typer.Option("--case", metavar="CASE", help="Only this case, such as C07.")
    ] = None,
) -> None:
    """Write the feedback sheets of an audit: for each return one for the practitioner, one for
    their manager.

    Each holds its own agency's audit and what moderation changed in it, what went well first, and
    nothing of any other agency. The lead auditor gets those of every agency, an agency its own.

    Example: `assure feedback write 2026-neglect --out sheets`
    """
    from application import feedback_sheets
    from cli.folders import write_all

    written = write_all(door, out, feedback_sheets.sheets(door.reader, audit, agency, case))
    say(f"{written} sheets are in {out}. Passed on: assure feedback deliver {audit} CASE")


@reads(app, "list")
def list_(
    door: ReadingDoor,
    audit: Annotated[
        str | None, typer.Argument(metavar="AUDIT", help="Only this audit, as 2026-neglect.")
    ] = None,
) -> None:
    """List how many individual audits were passed on and acknowledged, of how many returns."""
    with door.session() as session:
        from projections.queries.returns import feedback

        door.rows(feedback(session, audit))
