"""`assure tool`: audit tools, kept so that an audit can be repeated (framework section 5)."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, ReadingDoor, RecordingDoor
from cli.nouns import noun
from cli.output import say
from cli.verbs import asks

app = noun("tool")


@prints(app)
def template(door: Door) -> None:
    """Print a tool to fill in: `assure tool template > tool.yaml`."""
    from documents.templates import text

    output.write(text("tool"))


@records(app)
def publish(door: RecordingDoor, file: options.FileArg) -> None:
    """Publish a new audit tool from its file."""
    from application import tools
    from cli import files

    door.do(partial(tools.publish, door.work, files.given(file)))


@records(app)
def revise(
    door: RecordingDoor,
    file: options.FileArg,
    changes: Annotated[
        str | None,
        typer.Option("--changes", metavar="TEXT", help="What changed; else `changes` in the file."),
    ] = None,
    equivalent: Annotated[
        list[str] | None,
        typer.Option(
            "--equivalent",
            metavar="AREA=REASON",
            help="A reworded area that still measures the same, and why; repeatable.",
        ),
    ] = None,
) -> None:
    """Record a new version of a tool. Earlier versions stay, for audits that used them.

    An area whose wording is unchanged stays comparable by itself. A reworded one is compared with
    the waves before only if you say here, or under `equivalences` in the file, why it may be.

    Example: `assure tool revise tool.yaml --changes "Shorter prompts" --equivalent
    planning="The same question in plainer words"`
    """
    from application import tools
    from cli import files

    declared = options.pairs("--equivalent", equivalent)
    door.do(partial(tools.revise, door.work, files.given(file), changes, declared))


asks(app, "compare", "CompareAreaVersions")
asks(app, "retire", "RetireTool")


@reads(app)
def show(
    door: ReadingDoor,
    tool: options.ToolArg,
    version: Annotated[
        int | None, typer.Option("--version", help="An earlier version; the newest if left out.")
    ] = None,
) -> None:
    """Show a tool as its file, ready to be revised: `assure tool show neglect > tool.yaml`."""
    from application import tools

    known, wanted = tools.published(door.reader, tool, version)
    say(f"Version {wanted} of {known.newest}{', retired' if known.retired else ''}.")
    shown = tools.tool_file(known, wanted)
    door.document(shown, [{"place": at, **area} for at, area in enumerate(shown["areas"], 1)])


@reads(app, "list")
def list_(door: ReadingDoor) -> None:
    """List every version of every tool."""
    with door.session() as session:
        from projections.queries.tools import tools

        versions = tools(session)
    door.rows(versions, ("tool", "tool_version", "title", "newest", "changes", "retired_at"))


@reads(app)
def feedback(door: ReadingDoor, tool: options.ToolArg) -> None:
    """Show the feedback on earlier audits with this tool: what worked, and what did not."""
    with door.session() as session:
        from projections.queries.tools import tool_feedback

        said = tool_feedback(session, tool)
    door.rows(
        said, ("audit", "number", "tool_version", "agency", "worked_well", "worked_less_well")
    )
