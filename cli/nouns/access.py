"""`assure access`: the one table of who may record and who may read."""

from __future__ import annotations

from cli.commands import runs
from cli.door import Door
from cli.nouns import noun

app = noun("access")


@runs(app)
def show(door: Door) -> None:
    """Show, for each thing that is recorded, who records it and who reads it.

    A role in brackets says how far it reaches: `own agency`, or `audits led`. What is read `once
    open` is closed until the audit's returns are opened; `words` are what is said about a case.
    Whom `counted by` names may know how many there are, and nothing else about them.
    """
    from application.access import access_table

    door.rows(access_table())
