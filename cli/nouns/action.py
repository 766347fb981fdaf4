"""`assure action`: what agencies do about an accepted recommendation (framework section 11)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("action")

asks(app, "agree", "AgreeAction")
asks(app, "progress", "ProgressAction")
asks(app, "reschedule", "RescheduleAction")
asks(app, "close", "CloseAction")
asks(app, "reopen", "ReopenAction")
asks(app, "drop", "DropAction")
asks(app, "hand-over", "HandOverAction")


@reads(app, "list")
def list_(
    door: ReadingDoor,
    recommendation: Annotated[
        str | None,
        typer.Option("--recommendation", metavar="RECOMMENDATION", help="Only those of this one."),
    ] = None,
    overdue: Annotated[
        bool, typer.Option("--overdue", help="Only those that are overdue.")
    ] = False,
) -> None:
    """List the actions, the earliest due first."""
    with door.session() as session:
        from projections.queries.recommendations import actions

        listed = [
            action
            for action in actions(session, door.today())
            if recommendation in (None, action.recommendation) and (action.overdue or not overdue)
        ]
    columns = ("recommendation", "action", "agency", "owner", "due", "state", "overdue", "text")
    door.rows(listed, columns)
