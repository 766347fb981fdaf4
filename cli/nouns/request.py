"""`assure request`: two people for what cannot be undone: asking, holding back, withdrawing."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks

app = noun("request")

asks(app, "erase", "RequestErasure")
asks(app, "keeper", "RequestKeeper")
asks(app, "rotate-key", "RequestKeyRotation")
asks(app, "proof", "RequestProof")


@records(app, "continue")
def continue_(
    door: RecordingDoor,
    origin: Annotated[
        str,
        typer.Option(
            "--origin", metavar="NAME", help="The new public name, such as north.example/ledger/2."
        ),
    ],
    reason: options.Reason,
    on: options.On = None,
    not_before: Annotated[
        date | None,
        typer.Option(
            "--not-before",
            metavar="DATE",
            parser=options.day,
            help="The earliest day to do it; tomorrow if left out.",
        ),
    ] = None,
) -> None:
    """Ask that another person carries a restored copy on under a new name, the day after.

    The copy takes this entry although newer ones were lost, and nothing else until it is done.

    Example: `assure request continue --origin north.example/ledger/2 --reason "The disk failed"`
    """
    from application import custody

    door.open_as_it_is()
    door.do(partial(custody.request_continuation, door.work, origin, reason, on, not_before))


@records(app)
def hold(door: RecordingDoor, number: options.Number, reason: options.Reason) -> None:
    """Hold a request back: nobody carries it out until you, or the chair of SAIG, release it.

    Example: `assure request hold 1 --reason "The court has asked for these records"`
    """
    _record(door, "HoldRequest", number, reason)


@records(app)
def release(door: RecordingDoor, number: options.Number, reason: options.Reason) -> None:
    """Release a hold on a request: your own, or as the chair of SAIG, who did not ask, anybody's.

    Example: `assure request release 1 --reason "The court has what it needs"`
    """
    _record(door, "ReleaseRequest", number, reason)


@records(app)
def withdraw(door: RecordingDoor, number: options.Number, reason: options.Reason) -> None:
    """Withdraw a request. To do it all the same, somebody asks anew, and the days begin anew."""
    _record(door, "WithdrawRequest", number, reason)


def _record(door: RecordingDoor, command: str, number: int, reason: str) -> None:
    """Records it, in a copy that waits to be carried on too."""
    from application import custody
    from domain.kernel.registry import command_class

    custody.accept_requests(door.open_as_it_is())
    door.ask(command_class(command), number=number, reason=reason)


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List what was asked for, the newest first: by whom, from when, and who holds it back."""
    from application import custody
    from application.requests import standings

    custody.accept_requests(door.open_as_it_is())
    rows = list(standings(door.reader, door.today()))
    columns = ("number", "act", "about", "standing", "not_before", "asked_by", "held_by", "reason")
    door.rows(rows, columns)
    if any(row.standing in ("waiting", "ready") for row in rows):
        say("Whoever objects holds it back: `assure request hold NUMBER --reason TEXT`.")
