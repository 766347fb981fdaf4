"""`assure agency`: the agencies of the partnership."""

from __future__ import annotations

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("agency")

asks(app, "join", "JoinAgency")
asks(app, "rename", "RenameAgency")
asks(app, "correct", "CorrectAgencyName")
asks(app, "merge", "MergeAgency")
asks(app, "leave", "LeaveAgency")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the agencies, those that have left among them."""
    with door.session() as session:
        from projections.queries.directory import agencies

        door.rows(agencies(session), ("agency", "title", "sector", "takes_part", "merged_into"))


@reads(app)
def outside(door: ReadingDoor) -> None:
    """List the bodies outside the partnership that recommendations can be addressed to."""
    with door.session() as session:
        from projections.queries.directory import bodies

        door.rows(bodies(session), ("body", "title", "sector"))
