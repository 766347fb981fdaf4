"""`assure ledger`: starting a ledger and naming it. The other verbs are added here."""

from __future__ import annotations

from functools import partial
from secrets import token_hex
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import RecordingDoor
from cli.nouns import noun, pack
from cli.nouns.ledger import copy, cosign, custody, exports, verify, witness_and_timestamp
from cli.options import KeyPlace
from cli.output import say
from cli.receipts import warn
from cli.verbs import asks

if TYPE_CHECKING:
    from application.new_ledger import FormPartnership

app = noun("ledger")
asks(app, "rename", "RenamePartnership")
InAServer = Annotated[
    str | None,
    typer.Option(
        "--postgres",
        metavar="ADDRESS",
        help="Make it in a PostgreSQL server, as its administrator: tables, roles and grants."
        " Without --name it stays empty, for a ledger to be copied into.",
        callback=options.without_password,
    ),
]


@records(app)
def init(
    door: RecordingDoor,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help="The partnership's name.")
    ] = None,
    full_name: Annotated[
        str | None, typer.Option("--full-name", metavar="TEXT", help="Your own full name.")
    ] = None,
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
    postgres: InAServer = None,
    keys: options.Keys = KeyPlace.FILE,
) -> None:
    """Start a partnership's ledger in a new file, or in a server. You become its coordinator.

    Its keys go where ASSURE_HOME says: keep a backup of that folder somewhere else than the
    ledger's. Without the keys, words about children cannot be read again. --keys chooses what
    opens that folder: a file in it, a passphrase, or this desktop's keyring.

    Example: `assure ledger init --ledger north.db --actor s-lee --full-name "Sam Lee" --name
    "Northshire Safeguarding Children Partnership"`
    """
    from application import new_ledger

    if postgres is not None:
        door.settings = door.settings.at(postgres)
        if name is None and full_name is None:
            _make_empty(door)
            return
    if name is None or full_name is None:
        missing = "--name" if name is None else "--full-name"
        raise typer.BadParameter("it is needed to begin a ledger", param_hint=missing)
    partnership = new_ledger.formed(
        name, full_name, invented=invented, account=door.settings.account
    )
    if new_ledger.is_begun(door.settings):
        door.record(partnership)
        return
    _begin(door, partnership, origin or f"assure.invalid/ledger/{token_hex(8)}", keys)


def _begin(door: RecordingDoor, partnership: FormPartnership, origin: str, keys: KeyPlace) -> None:
    from application import new_ledger
    from application.identity import founder
    from ledger import service

    outcome = new_ledger.begin(
        door.settings,
        founder(door.settings),
        partnership,
        origin,
        service.utc_now,
        dry_run=door.dry_run,
        command_id=door.command_id,
        kind=keys.value,
    )
    door.show_outcome(outcome)
    for warning in outcome.receipt.warnings:
        warn(warning)


def _make_empty(door: RecordingDoor) -> None:
    from application import new_ledger

    to_do = None if door.dry_run else new_ledger.make_empty(door.settings)
    say(f"An empty ledger {'would be' if door.dry_run else 'was'} made.")
    if to_do is not None:
        say(to_do)


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


asks(app, "allow-logins", "AllowLogins")
for _verbs in (verify, exports, copy, cosign, witness_and_timestamp, custody, pack):
    _verbs.register(app)
