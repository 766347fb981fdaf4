"""`assure agency`: the agencies of the partnership."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from domain.kernel.vocabulary import Sector

app = noun("agency")


@records(app)
def join(
    door: Recording,
    agency: options.AgencyArg,
    title: options.Title,
    sector: Annotated[Sector, typer.Option("--sector", help="The sector it works in.")],
) -> None:
    """Record that an agency joins the partnership. The coordinator does this.

    Example: `assure agency join police --title "Northshire Police" --sector police`
    """
    from domain.directory.decisions import JoinAgency

    door.ask(JoinAgency, agency=agency, title=title, sector=sector)


@records(app)
def leave(door: Recording, agency: options.AgencyArg, reason: options.Reason) -> None:
    """Record that an agency leaves. What it recorded stays, and stays its own."""
    from domain.directory.decisions import LeaveAgency

    door.ask(LeaveAgency, agency=agency, reason=reason)


@reads(app, "list")
def list_(door: Reading) -> None:
    """List the agencies, those that have left among them."""
    with door.session() as session:
        from projections.queries import agencies

        door.rows(agencies(session), ("agency", "title", "sector", "takes_part"))
