"""`assure certificate`: taking part counts towards professional development (section 2)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("certificate")


@records(app)
def issue(
    door: Recording,
    audit: options.AuditArg,
    person: options.PersonArg,
    first_day: options.FirstDay,
    last_day: options.LastDay,
    hours: Annotated[
        int, typer.Option("--hours", min=1, max=1_000, help="Hours of work on the audit.")
    ],
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="TEXT", help="Why an earlier certificate is corrected."),
    ] = None,
) -> None:
    """Certify that somebody took part. In what capacity, the record says by itself.

    Example: `assure certificate issue 2026-neglect p-kaur --from 2026-07-06 --to 2026-09-09
    --hours 18`
    """
    from domain.audit.taking_part import CertifyParticipation

    door.ask(
        CertifyParticipation,
        audit=audit,
        person=person,
        first_day=first_day,
        last_day=last_day,
        hours=hours,
        reason=reason,
    )


@reads(app, "list")
def list_(
    door: Reading,
    audit: Annotated[
        str | None, typer.Option("--audit", metavar="AUDIT", help="Only this audit.")
    ] = None,
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Only this person.")
    ] = None,
) -> None:
    """List the certificates given, the newest for each person and audit."""
    with door.session() as session:
        from projections.queries import certificates

        found = certificates(session, audit, person)
    columns = ("audit", "person", "full_name", "capacity", "first_day", "last_day", "hours")
    door.rows(found, columns)
