"""`assure status`: what waits for a person to do."""

from __future__ import annotations

import typer

from cli import output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import NOUNS

app = typer.Typer(help=NOUNS["status"].help, add_completion=False, rich_markup_mode=None)


@reads(app, "status")
def status(door: ReadingDoor) -> None:
    """Say what waits for you: what is overdue first, each with the command that does it.

    Example: `assure status --actor p-kaur`
    """
    from application.status import waiting_for

    waiting = waiting_for(door.reader)
    late = sum(task.overdue for task in waiting)
    if waiting:
        output.say(f"{len(waiting)} to do{f', {late} of them overdue' if late else ''}.")
    door.rows(waiting, ("about", "what", "due", "overdue", "command"))
