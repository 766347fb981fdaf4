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
    _say_requests(door)


def _say_requests(door: ReadingDoor) -> None:
    """What somebody is about to do that cannot be undone: anybody may hold it back."""
    from application.requests import pending

    for request in pending(door.reader, door.today()):
        held = f", held back by {', '.join(request.held_by)}" if request.held_by else ""
        output.say(
            f"Request {request.number}: {request.act} {request.about}, asked for by"
            f" {request.asked_by}, from {request.not_before} on{held}."
            f" Whoever objects: `assure request hold {request.number}`."
        )
