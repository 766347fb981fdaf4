"""`assure query`: the lead auditor's questions about a return (framework section 5)."""

from __future__ import annotations

from cli import options, output
from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("query")

asks(app, "raise", "RaiseQuery")
asks(app, "answer", "AnswerQuery")


@reads(app, "list")
def list_(door: ReadingDoor, audit: options.AuditArg) -> None:
    """List the queries on an audit's returns, with question and answer if they are for you."""
    with door.session() as session:
        from projections.queries.returns import return_queries

        queries = return_queries(session, audit)
    rows = [
        {
            **output.as_row(query),
            "words": door.reader.text_at(query.raised_position, query.answered_position),
        }
        for query in queries
    ]
    door.show(rows, ("case_ref", "agency", "number", "area", "raised_at", "answered_at"))
