"""`assure tool`: audit tools, kept so that an audit can be repeated (framework section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options, output
from cli.commands import prints, reads, records
from cli.door import Door, Reading, Recording
from cli.nouns import noun
from cli.output import say

if TYPE_CHECKING:
    from domain.tool.state import ToolVersion

app = noun("tool")


@prints(app)
def template(door: Door) -> None:
    """Print a tool to fill in: `assure tool template > tool.yaml`."""
    from cli.templates import text

    output.write(text("tool"))


@records(app)
def publish(door: Recording, file: options.FileArg) -> None:
    """Publish a new audit tool from its file."""
    from cli.files import name_of, read_sheet
    from cli.inputs import sheet
    from domain.tool.decisions import PublishTool, ToolSheet

    door.record(PublishTool(sheet=sheet(ToolSheet, read_sheet(file), name_of(file))))


@records(app)
def revise(
    door: Recording,
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
    from cli.files import name_of, read_sheet
    from cli.inputs import sheet
    from cli.sheets import RevisedToolSheet
    from domain.tool.decisions import ReviseTool

    document = read_sheet(file)
    declared = [
        {"area": area, "reason": why} for area, why in options.pairs("--equivalent", equivalent)
    ]
    if changes is not None:
        document["changes"] = changes
    written = document.get("equivalences", [])
    if declared and isinstance(written, list):
        document["equivalences"] = [*written, *declared]
    revised = sheet(RevisedToolSheet, document, name_of(file))
    door.record(
        ReviseTool(sheet=revised.tool(), changes=revised.changes, equivalences=revised.equivalences)
    )


@records(app)
def retire(door: Recording, tool: options.ToolArg, reason: options.Reason) -> None:
    """Retire a tool: no new audit uses it. Nothing of it is lost."""
    from domain.tool.decisions import RetireTool

    door.ask(RetireTool, tool=tool, reason=reason)


@reads(app)
def show(
    door: Reading,
    tool: options.ToolArg,
    version: Annotated[
        int | None, typer.Option("--version", help="An earlier version; the newest if left out.")
    ] = None,
) -> None:
    """Show a tool as its file, ready to be revised: `assure tool show neglect > tool.yaml`."""
    from domain.kernel import streams
    from domain.kernel.command import Refusal
    from domain.tool.state import Tool

    state = door.reader.state(streams.tool(tool))
    if not isinstance(state, Tool):
        raise Refusal("unknown-tool", f"No tool {tool!r} is published.", "See `assure tool list`.")
    wanted = state.newest if version is None else version
    if wanted not in state.versions:
        raise Refusal(
            "unknown-tool-version",
            f"Tool {tool!r} has no version {version}.",
            f"Its versions are 1 to {state.newest}.",
        )
    say(f"Version {wanted} of {state.newest}{', retired' if state.retired else ''}.")
    shown = _sheet(state.versions[wanted])
    door.document(shown, [{"place": at, **area} for at, area in enumerate(shown["areas"], 1)])


def _sheet(version: ToolVersion) -> dict[str, Any]:
    recorded = version.recorded
    return {
        "code": recorded.tool,
        "title": recorded.title,
        "methods": output.plain(recorded.methods),
        "draws_on": output.plain(recorded.draws_on),
        "scale": output.plain(recorded.scale),
        "good_from": recorded.good_from,
        "areas": [output.plain(graded.area) for graded in version.areas.values()],
    }


@reads(app, "list")
def list_(door: Reading) -> None:
    """List every version of every tool."""
    with door.session() as session:
        from projections.queries import tools

        found = tools(session)
    door.rows(found, ("tool", "tool_version", "title", "newest", "changes", "retired_at"))


@reads(app)
def feedback(door: Reading, tool: options.ToolArg) -> None:
    """Show what was said of earlier audits with this tool: what worked, and what did not."""
    with door.session() as session:
        from projections.queries import tool_feedback

        found = tool_feedback(session, tool)
    door.rows(found, ("audit", "tool_version", "agency", "worked_well", "worked_less_well"))
