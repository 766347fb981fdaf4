"""`assure work-stream`: themed work streams for improvement work (framework section 11)."""

from __future__ import annotations

from cli import options
from cli.commands import reads, records
from cli.door import Reading, Recording
from cli.nouns import noun

app = noun("work-stream")


@records(app, "open")
def open_(door: Recording, theme: options.ThemeArg, title: options.Title) -> None:
    """Open a themed work stream.

    Example: `assure work-stream open supervision --title "Supervision and challenge"`
    """
    from domain.work_stream.decisions import OpenWorkStream

    door.ask(OpenWorkStream, theme=theme, title=title)


@records(app)
def close(door: Recording, theme: options.ThemeArg, reason: options.Reason) -> None:
    """Close a work stream."""
    from domain.work_stream.decisions import CloseWorkStream

    door.ask(CloseWorkStream, theme=theme, reason=reason)


@reads(app, "list")
def list_(door: Reading) -> None:
    """List the work streams."""
    with door.session() as session:
        from projections.queries import work_streams

        door.rows(work_streams(session))
