"""`assure finding`: strengths and concerns (framework section 5, overview report)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from domain.kernel.vocabulary import FindingKind

app = noun("finding")


@records(app)
def record(
    door: Recording,
    audit: options.AuditArg,
    finding: Annotated[
        str, typer.Argument(metavar="FINDING", help="A reference for it, such as F1.")
    ],
    kind: Annotated[FindingKind, typer.Option("--kind", help="A strength or a concern.")],
    area: options.Area,
    text: options.Text,
    evidence: Annotated[
        list[str],
        typer.Option(
            "--evidence",
            metavar="CASE/AGENCY",
            help="A return that shows it; CASE/views for a family's views, views for a group's."
            " Repeatable.",
        ),
    ],
    views_changed: Annotated[
        str,
        typer.Option(
            "--views-changed",
            metavar="TEXT",
            parser=options.words,
            help="What those views changed in it, if it rests on views; - for stdin.",
        ),
    ] = "",
) -> None:
    """Record a strength or a concern, with the returns and the views that show it.

    Example: `assure finding record 2026-neglect F1 --kind strength --area planning --text "Plans
    are reviewed on time" --evidence C01/police --evidence C04/childrens-social-care`
    """
    from domain.audit.report import RecordFinding

    door.ask(
        RecordFinding,
        audit=audit,
        finding=finding,
        kind=kind,
        area=area,
        text=text,
        evidenced_by=evidence,
        views_changed=views_changed,
    )


@reads(app, "list")
def list_(door: Reading, audit: options.AuditArg) -> None:
    """List an audit's findings, with their words for SAIG and the agencies of the audit."""
    with door.session() as session:
        from projections.queries import findings

        found = findings(session, audit)
    rows = [{**output.as_row(one), "words": door.reader.text_at(one.position)} for one in found]
    door.show(rows, ("finding", "kind", "area", "evidenced_by"))
