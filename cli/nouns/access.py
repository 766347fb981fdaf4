"""`assure access`: the one table of who may record and who may read."""

from __future__ import annotations

from typing import Annotated

import typer

from cli import output
from cli.commands import runs
from cli.door import Door
from cli.nouns import noun
from cli.verbs import asks

app = noun("access")

asks(app, "require", "RequireProof")


@runs(app)
def show(
    door: Door,
    person: Annotated[
        str | None,
        typer.Option("--for", metavar="PERSON", help="What this person may record and read."),
    ] = None,
    event: Annotated[
        str | None,
        typer.Option(
            "--event", metavar="NAME", help="Only who records and reads this, line by line."
        ),
    ] = None,
) -> None:
    """Show, for each thing that is recorded, who records it and who reads it.

    A role in brackets says how far it reaches: `own agency`, or `audits led`. What is read `once
    open` is closed until the audit's returns are opened; `words` are what is said about a case.
    Whom `counted by` names may know how many there are, and nothing else about them; whom `noticed
    by` names, that there is one. Whom `entered by` names may enter it for somebody who records it.

    Example: `assure access show --for p-kaur --event ReturnAppended`
    """
    from application.access import access_table, answers_for

    table = list(access_table(event))
    if person is not None:
        answers = [one for one in answers_for(door.ledger, person) if event in (None, one.event)]
        door.rows(answers, ("event", "may_record", "may_read", "why_not"))
    elif event is not None:
        door.document(output.as_row(table[0]))
    else:
        door.rows(table)
