"""`assure finding`: strengths and concerns (framework section 5, overview report)."""

from __future__ import annotations

from cli import options, output
from cli.commands import reads
from cli.door import Reading
from cli.nouns import noun
from cli.verbs import asks

app = noun("finding")

asks(app, "record", "RecordFinding")


@reads(app, "list")
def list_(door: Reading, audit: options.AuditArg) -> None:
    """List an audit's findings, with their words for SAIG and the agencies of the audit."""
    with door.session() as session:
        from projections.queries import findings

        found = findings(session, audit)
    rows = [{**output.as_row(one), "words": door.words_at(one.position)} for one in found]
    door.show(rows, ("finding", "kind", "area", "evidenced_by"))
