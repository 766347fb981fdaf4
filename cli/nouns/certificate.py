"""`assure certificate`: taking part counts towards professional development (section 2)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.output import say
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


@reads(app)
def write(
    door: ReadingDoor,
    audit: options.AuditArg,
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The folder for them, one a file.")
    ],
    person: Annotated[
        str | None, typer.Option("--person", metavar="PERSON", help="Only this person.")
    ] = None,
) -> None:
    """Write the certificates of an audit as PDFs, each with a code that can be confirmed.

    Example: `assure certificate write 2026-neglect --out certificates`
    """
    from application import certificates
    from cli.folders import write_all

    written = write_all(door, out, certificates.papers(door.reader, audit, person))
    say(f"{written} certificates are in {out}. Confirm one: assure certificate check CODE")


@reads(app)
def check(
    door: ReadingDoor,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="As on the paper, such as 6612-K7Q2-9F3M-QA4T.")
    ],
) -> None:
    """Say what the code of a certificate stands for, and whether a later one took its place.

    Example: `assure certificate check 6612-K7Q2-9F3M-QA4T`
    """
    from application import certificates

    found = certificates.check(door.reader, code)
    door.document(
        {"code": found.code, "newest": found.is_newest, **output.as_row(found.certificate)}
    )
