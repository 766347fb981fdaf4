"""`assure dashboard`: the pages, on this computer only or for everybody who signs in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.commands import prints
from cli.door import Door, Flags, ReadingDoor
from cli.nouns import NOUNS
from cli.output import Output
from cli.start import leave_to_the_server

if TYPE_CHECKING:
    from application.identity import Identity
    from ledger.location import Location

app = typer.Typer(help=NOUNS["dashboard"].help, add_completion=False, rich_markup_mode=None)


@prints(app, "dashboard")
def dashboard(
    door: Door,
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="A port; a free one if left out.")
    ] = None,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="Serve everybody who signs in, as this file says (docs/office.md).",
        ),
    ] = None,
    read_from: options.ReadFrom = None,
) -> None:
    """Open the dashboard on this computer, as the person named by --actor, until Ctrl+C.

    With --config FILE it is served to everybody whom the partnership put on record: each signs in
    through their own identity provider, from their own desk, through a proxy that ends TLS.

    Example: `assure dashboard --config dashboard.toml`
    """
    door.settings = door.flags.settings(read_from)
    if config is not None:
        _serve_web(door, config, port)
        return
    replica = door.settings.read_from
    serve(door.path, door.identity, door.settings.home, port, no_open=no_open, read_from=replica)


def _serve_web(door: Door, config: Path, port: int | None) -> None:
    from cli.passphrase import ask
    from dashboard.web.config import read

    if port is not None:
        raise typer.BadParameter("the file says the port; leave it out", param_hint="--port")
    if door.settings.actor is not None:
        raise typer.BadParameter("each person signs in; leave it out", param_hint="--actor")
    web = read(config)
    with Door(Flags(ledger=str(door.path), home=str(door.settings.home)), Output.TABLE) as tried:
        _ = tried.ledger
    from dashboard.launch import run_web

    leave_to_the_server()
    run_web(door.path, web, door.settings.home, ask, door.settings.read_from)


def serve(
    path: Location,
    who: Identity,
    home: Path,
    port: int | None,
    *,
    no_open: bool,
    read_from: Location | None = None,
) -> None:
    """Serves a ledger to one person. Whatever is wrong with either is said here, not there."""
    from application.reading import Reader

    flags, replica = Flags(ledger=str(path), home=str(home)), str(read_from) if read_from else None
    with ReadingDoor(flags, Output.TABLE, as_at=None, read_from=replica) as tried:
        Reader(tried.ledger, who.person).require_known()
    from cli.passphrase import ask
    from dashboard.launch import run

    leave_to_the_server()
    run(
        path,
        who.person,
        port=port,
        open_browser=not no_open,
        home=home,
        ask=ask,
        known_by=who.known_by,
        signer=who.signer,
        read_from=read_from,
    )
