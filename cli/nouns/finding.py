"""`assure finding`: strengths and concerns (framework section 5, overview report)."""

from __future__ import annotations

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("finding")

asks(app, "record", "RecordFinding")
asks(app, "revise", "ReviseFinding")
asks(app, "withdraw", "WithdrawFinding")


@reads(app, "list")
def list_(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List an audit's findings, with their words for SAIG and the agencies of the audit."""
    from application import report

    rows = [
        {**output.as_row(finding), "words": text}
        for finding, text in report.findings(door.reader, audit)
    ]
    door.show(rows, ("finding", "kind", "area", "evidenced_by"))
