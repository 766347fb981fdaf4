"""`assure ledger`: starting a ledger and naming it. The other verbs are added here."""

from __future__ import annotations

from functools import partial
from secrets import token_hex
from typing import Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import RecordingDoor
from cli.nouns import noun, pack
from cli.nouns.ledger import cosign, custody, exports, verify, witness_and_timestamp
from cli.options import KeyPlace
from cli.receipts import warn

app = noun("ledger")


@records(app)
def init(
    door: RecordingDoor,
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
    keys: options.Keys = KeyPlace.FILE,
) -> None:
    """Start a partnership's ledger in a new file. You become its coordinator.

    Its keys go where ASSURE_HOME says: keep a backup of that folder somewhere else than the
    ledger's. Without the keys, words about children cannot be read again. --keys chooses what
    opens that folder: a file in it, a passphrase, or this desktop's keyring.

    Example: `assure ledger init --ledger north.db --actor s-lee --full-name "Sam Lee" --name
    "Northshire Safeguarding Children Partnership"`
    """
    from application import new_ledger
    from application.identity import founder
    from ledger import service

    account = door.settings.account
    partnership = new_ledger.formed(name, full_name, invented=invented, account=account)
    if new_ledger.is_begun(door.settings):
        door.record(partnership)
        return
    outcome = new_ledger.begin(
        door.settings,
        founder(door.settings),
        partnership,
        origin or f"assure.invalid/ledger/{token_hex(8)}",
        service.utc_now,
        dry_run=door.dry_run,
        command_id=door.command_id,
        kind=keys.value,
    )
    door.show_outcome(outcome)
    for warning in outcome.receipt.warnings:
        warn(warning)


@records(app)
def name(
    door: RecordingDoor,
    origin: Annotated[
        str,
        typer.Option(
            "--origin", metavar="NAME", help="Its public name, such as north.example/ledger/2026."
        ),
    ],
    keys: options.Keys = KeyPlace.FILE,
) -> None:
    """Give a ledger that has none its public name and its keys. `assure ledger init` does both.

    The name is never changed: it stands in every receipt.
    """
    from application import new_ledger

    door.do(partial(new_ledger.name, door.work, door.settings, origin, keys.value))


for _verbs in (verify, exports, cosign, witness_and_timestamp, custody, pack):
    _verbs.register(app)
