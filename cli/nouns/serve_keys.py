"""`assure serve-keys`: the keys on record, as OpenSSH asks for them (AuthorizedKeysCommand)."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from cli import output
from cli.commands import prints
from cli.door import Door
from cli.nouns import NOUNS

app = typer.Typer(help=NOUNS["serve-keys"].help, add_completion=False, rich_markup_mode=None)


@prints(app, "serve-keys")
def serve_keys(
    door: Door,
    fingerprint: Annotated[
        str | None,
        typer.Argument(metavar="FINGERPRINT", help="Only this key, as OpenSSH asks with %f."),
    ] = None,
) -> None:
    """Print the keys on record as lines of authorized_keys: each may run one command, as its owner.

    It is read from the ledger at each log-in, so a key that was withdrawn is out at once. For
    sshd_config: `AuthorizedKeysCommand /usr/local/bin/assure serve-keys --ledger FILE %f`.
    """
    from application.people import every_key
    from ledger.location import place_of

    program = str(Path(sys.argv[0]).resolve())
    where = ("--ledger", place_of(door.path), "--home", str(door.settings.home.resolve()))
    for key, its_fingerprint in every_key(door.ledger):
        if fingerprint in (None, its_fingerprint):
            command = shlex.join([program, "serve-desk", *where, its_fingerprint])
            quoted = command.replace("\\", "\\\\").replace('"', '\\"')
            output.write(f'restrict,command="{quoted}" {key}')
