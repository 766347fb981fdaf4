"""`assure feedback`: individual audits go back to those whose work it was (section 10)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("feedback")

asks(app, "deliver", "DeliverFeedback")
asks(app, "acknowledge", "AcknowledgeFeedback")
asks(app, "withdraw", "WithdrawFeedback")


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
