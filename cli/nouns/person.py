"""`assure person`: the people who act for the partnership."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("person")


@records(app)
def enrol(
    door: Recording,
    person: options.PersonArg,
    full_name: Annotated[
        str, typer.Option("--full-name", metavar="TEXT", help="The person's full name.")
    ],
    agency: options.OfAgency = None,
) -> None:
    """Enrol a person, for one agency or for the partnership. The coordinator does this.

    Example: `assure person enrol p-kaur --full-name "Priya Kaur" --agency police`
    """
    from domain.directory.decisions import EnrolPerson

    door.ask(EnrolPerson, person=person, full_name=full_name, agency=agency)


@reads(app, "list")
def list_(door: Reading) -> None:
    """List the people and the roles they hold."""
    with door.session() as session:
        from projections.queries import people

        door.rows(people(session), ("person", "full_name", "agency", "roles"))


@reads(app)
def show(door: Reading, person: options.PersonArg) -> None:
    """Show one person and the roles they hold."""
    from domain.kernel.command import Refusal

    with door.session() as session:
        from projections.queries import people

        known = {found.person: found for found in people(session)}
    if person not in known:
        raise Refusal("unknown-person", f"{person!r} is not enrolled.", "See `assure person list`.")
    door.document(output.as_row(known[person]))
