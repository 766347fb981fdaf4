"""`assure ledger`: start one, see how it stands, verify it, give proofs of it out."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.commands import records
from cli.door import Recording
from cli.nouns import noun, pack
from cli.nouns.ledger import give as giving
from cli.nouns.ledger import keep as keeping
from cli.nouns.ledger import times, witness
from cli.nouns.ledger import verify as standing
from cli.options import KeyPlace

if TYPE_CHECKING:
    from domain.custody.decisions import NameLedger
    from domain.directory.decisions import FormPartnership

TO_BE_MADE = "a new key"
"""Stands for a key that is made only once nothing speaks against it."""

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
    keys: options.Keys = KeyPlace.FILE,
) -> None:
    """Start a partnership's ledger in a new file. You become its coordinator.

    Its keys go where ASSURE_HOME says: keep a backup of that folder somewhere else than the
    ledger's. Without the keys, words about children cannot be read again. --keys chooses what
    opens that folder: a file in it, a passphrase, or this desktop's keyring.

    Example: `assure ledger init --ledger north.db --actor s-lee --full-name "Sam Lee" --name
    "Northshire Safeguarding Children Partnership"`
    """
    from cli.inputs import value
    from domain.custody.decisions import NameLedger
    from domain.directory.decisions import FormPartnership
    from ledger.store.engines import engine_of

    formed = value(FormPartnership, name=name, full_name=full_name, invented=invented)
    if not engine_of(door.path).is_blank():
        door.record(formed)
        return
    public = origin or f"assure.invalid/ledger/{token_hex(8)}"
    _begin(door, formed, value(NameLedger, origin=public, key=TO_BE_MADE), keys)


def _begin(door: Recording, formed: FormPartnership, named: NameLedger, keys: KeyPlace) -> None:
    """Rehearsed elsewhere first: what is refused leaves no file behind."""
    from application.identity import local
    from ledger import service
    from ledger.opening import begin_ledger

    with (
        TemporaryDirectory() as folder,
        service.Ledger.create(Path(folder) / "ledger.db", service.utc_now) as rehearsal,
    ):
        identity = local(door.actor)
        rehearsed = rehearsal.record(formed, named, actor=identity, dry_run=True)
        if door.dry_run:
            door.show_outcome(rehearsed)
            return
    ledger, outcome = begin_ledger(
        door.path,
        door.settings,
        named.origin,
        formed,
        identity,
        clock=service.utc_now,
        command_id=door.command_id,
        kind=keys.value,
    )
    ledger.close()
    door.show_outcome(outcome)


@records(app)
def name(
    door: Recording,
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
    from cli.inputs import value
    from domain.custody.decisions import NameLedger
    from ledger.opening import name_ledger

    planned = value(NameLedger, origin=origin, key=TO_BE_MADE)
    if door.dry_run:
        door.record(planned)
        return
    door.rehearse(planned)
    door.record(name_ledger(door.ledger, door.settings, origin, kind=keys.value))


for _verbs in (standing, giving, witness, times, keeping, pack):
    _verbs.register(app)
