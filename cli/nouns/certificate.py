"""`assure certificate`: taking part counts towards professional development (section 2)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("certificate")

asks(app, "issue", "CertifyParticipation")


@reads(app, "list")
def list_(
    door: ReadingDoor,
    audit: Annotated[
        str | None, typer.Option("--audit", metavar="AUDIT", help="Only this audit.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Only this person.")
    ] = None,
) -> None:
    """List the certificates given, the newest for each person and audit."""
    with door.session() as session:
        from projections.queries.certificates import certificates

        certified = certificates(session, audit, person)
    columns = ("audit", "person", "full_name", "capacity", "first_day", "last_day", "hours")
    door.rows(certified, columns)
