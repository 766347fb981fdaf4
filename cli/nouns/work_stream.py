"""`assure work-stream`: themed work streams for improvement work (framework section 11)."""

from __future__ import annotations

from cli.commands import reads
from cli.door import ReadingDoor
from cli.nouns import noun
from cli.verbs import asks

app = noun("work-stream")

asks(app, "open", "OpenWorkStream")
asks(app, "close", "CloseWorkStream")


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List the work streams."""
    with door.session() as session:
        from projections.queries.recommendations import work_streams

        door.rows(work_streams(session))
