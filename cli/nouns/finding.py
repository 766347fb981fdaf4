"""`assure finding`: strengths and concerns (framework section 5, overview report)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun
from domain.vocabulary import FindingKind

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
            "--evidence", metavar="CASE/AGENCY", help="A return that shows it; repeatable."
        ),
    ],
) -> None:
    """Record a strength or a concern, with the returns that show it.

    Example: `assure finding record 2026-neglect F1 --kind strength --area planning --text "Plans
    are reviewed on time" --evidence C01/police --evidence C04/childrens-social-care`
    """
    from domain.deciders.report import RecordFinding

    door.ask(
        RecordFinding,
        audit=audit,
        finding=finding,
        kind=kind,
        area=area,
        text=text,
        evidenced_by=evidence,
    )


@reads(app, "list")
def list_(door: Reading, audit: options.AuditArg) -> None:
    """List an audit's findings."""
    with door.session() as session:
        from projections.queries import findings

        door.rows(findings(session, audit), ("finding", "kind", "area", "text", "evidenced_by"))
