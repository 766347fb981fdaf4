"""`assure query`: the lead auditor's questions about a return (framework section 5)."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import options, output
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("query")

Question = Annotated[
    str,
    typer.Option(
        "--question", metavar="TEXT", parser=options.words, help="What you ask; - for stdin."
    ),
]


@records(app, "raise")
def raise_(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    agency: options.Agency,
    question: Question,
    area: Annotated[
        str | None, typer.Option("--area", metavar="AREA", help="The area it is about, if one.")
    ] = None,
) -> None:
    """Ask an agency about its return on a case, or about one that has not come.

    Example: `assure query raise 2026-neglect C03 --agency police --area voice --question -`
    """
    from domain.returns.queries_and_feedback import RaiseQuery

    door.ask(RaiseQuery, audit=audit, case=case, agency=agency, area=area, question=question)


@records(app)
def answer(
    door: Recording,
    audit: options.AuditArg,
    case: options.CaseArg,
    number: options.Number,
    agency: options.Agency,
    text: options.Text,
) -> None:
    """Answer a query about your agency's return. Correct a grade with `assure grade revise`."""
    from domain.returns.queries_and_feedback import AnswerQuery

    door.ask(AnswerQuery, audit=audit, case=case, agency=agency, number=number, answer=text)


@reads(app, "list")
def list_(door: Reading, audit: options.AuditArg) -> None:
    """List the queries on an audit's returns, with question and answer if they are for you."""
    with door.session() as session:
        from projections.queries import return_queries

        found = return_queries(session, audit)
    rows = [
        {
            **output.as_row(one),
            "words": door.reader.text_at(one.raised_position, one.answered_position),
        }
        for one in found
    ]
    door.show(rows, ("case_ref", "agency", "number", "area", "raised_at", "answered_at"))
