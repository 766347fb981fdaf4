"""`assure ledger`: start one, see how it stands, verify it."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from cli import output
from cli.commands import records, runs
from cli.door import Door, Recording, open_ledger
from cli.errors import ExitCode
from cli.nouns import noun
from cli.output import Output, say

app = noun("ledger")


@records(app)
def init(
    door: Recording,
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="The partnership's name.")],
    full_name: Annotated[
        str, typer.Option("--full-name", metavar="TEXT", help="Your own full name.")
    ],
    origin: Annotated[
        str | None,
        typer.Option(
            "--origin",
            metavar="NAME",
            help="Its public name, such as north.example.org/ledger/2026; made up if left out.",
        ),
    ] = None,
    invented: Annotated[
        bool, typer.Option("--invented", help="Mark it as a demonstration, on every page.")
    ] = False,
) -> None:
    """Start a partnership's ledger in a new file. You become its coordinator.

    Its keys go where ASSURE_HOME says: keep a backup of that folder somewhere else than the
    ledger's. Without the keys, words about children cannot be read again.

    Example: `assure ledger init --ledger north.db --actor s-lee --full-name "Sam Lee" --name
    "Northshire Safeguarding Children Partnership"`
    """
    from cli import receipts
    from cli.inputs import value
    from domain.deciders.directory import FormPartnership
    from ledger import service
    from ledger.opening import begin_ledger

    command = value(FormPartnership, name=name, full_name=full_name, invented=invented)
    if not _holds_something(door.path):
        # Rehearsed elsewhere first: what is refused leaves no file behind.
        with TemporaryDirectory() as folder:
            rehearsal = Path(folder) / "ledger.db"
            with service.Ledger.create(rehearsal, service.utc_now) as ledger:
                ledger.record(command, actor=door.actor, dry_run=True)
                if door.dry_run:
                    planned = receipts.planned(ledger, door.actor, (command,))
                    receipts.show_planned(planned, door.shown_as)
                    return
        name_public = origin or f"assure.invalid/ledger/{token_hex(8)}"
        ledger, receipt = begin_ledger(
            door.path,
            door.settings,
            name_public,
            command,
            door.actor,
            clock=service.utc_now,
            command_id=door.command_id,
        )
        ledger.close()
        receipts.show(receipt, door.shown_as)
        return
    door.record(command)


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


@runs(app)
def status(door: Door) -> None:
    """Say which ledger this is, how many entries it holds and what its root hash is.

    The root stands for every entry before it: note it down, and nobody can change one unnoticed.
    It is worked out anew from the entries, as `assure ledger verify` does.
    """
    from domain import streams
    from domain.states.directory import Directory
    from ledger.errors import IntegrityFailureError
    from ledger.proof.audit import audit

    size = door.ledger.size()
    newest = door.ledger.entry(size) if size else None
    directory = door.ledger.state(streams.DIRECTORY)
    assert isinstance(directory, Directory)
    found = audit(door.path)
    if found.fault is not None:
        raise IntegrityFailureError(
            f"This ledger is not as it was recorded: {found.fault.what}.",
            "Run `assure ledger verify`, and restore the newest backup that verifies.",
        )
    door.document(
        {
            "path": str(door.path.resolve()),
            "partnership": directory.name,
            "invented": directory.invented,
            "entries": found.size,
            "root": found.root.hex(),
            "newest_entry_at": newest.stamp.recorded_at if newest else None,
        }
    )


@runs(app)
def verify(door: Door) -> None:
    """Work out every entry's hash again and say whether anything was changed, removed or added.

    Ends with exit code 6, and the first bad entry's number, when the ledger is not whole.
    """
    from ledger.proof.audit import audit

    if not door.path.exists():
        open_ledger(door.settings)
    verdict = audit(door.path, lambda read: say(f"{read} entries read"))
    fault = verdict.fault
    if door.shown_as is Output.TABLE:
        if fault is None:
            entries = "entry" if verdict.size == 1 else "entries"
            output.write(f"Whole: {verdict.size} {entries}, root {verdict.root.hex()}.")
        else:
            output.write(f"NOT WHOLE: {fault.what}.")
    else:
        door.document(
            {
                "whole": verdict.ok,
                "entries": verdict.size,
                "root": verdict.root.hex(),
                "bad_entry": fault.position if fault else None,
                "fault": fault.what if fault else None,
            }
        )
    if fault is not None:
        say("Keep this file as it is, and restore the newest backup that verifies. [integrity]")
        raise typer.Exit(ExitCode.INTEGRITY)
