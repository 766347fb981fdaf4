"""`assure agency`: the agencies of the partnership."""

from __future__ import annotations

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("agency")

asks(app, "join", "JoinAgency")
asks(app, "rename", "CorrectAgencyName")
asks(app, "leave", "LeaveAgency")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the agencies, those that have left among them."""
    with door.session() as session:
        from projections.queries.directory import agencies

        door.rows(agencies(session), ("agency", "title", "sector", "takes_part"))
