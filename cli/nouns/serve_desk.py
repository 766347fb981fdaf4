"""`assure serve-desk`: what OpenSSH runs for the owner of a key (its forced command)."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli.commands import prints
from cli.door import Door
from cli.nouns import NOUNS

app = typer.Typer(help=NOUNS["serve-desk"].help, add_completion=False, rich_markup_mode=None)


@prints(app, "serve-desk")
def serve_desk(
    door: Door,
    fingerprint: Annotated[
        str, typer.Argument(metavar="FINGERPRINT", help="The key that OpenSSH let in.")
    ],
) -> None:
    """Run one command that comes over the line, as the person whose key came in.

    OpenSSH starts it as the key's forced command; nobody types it. `assure serve-keys` writes the
    line that says so.
    """
    from cli.door import Flags
    from cli.far.desk import serve

    own = Flags(str(door.path), None, str(door.settings.home))
    raise typer.Exit(serve(fingerprint, own, sys.stdin.buffer, sys.stdout.buffer))
