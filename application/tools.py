"""An audit tool: publishing and revising one from its file, and its file again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Unpack

from application.reading import Reader
from application.workspace import How, Workspace
from documents.file_models import RevisedToolSheet
from documents.files.input_file import GivenFile
from documents.files.plain import plain
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.tool.decisions import PublishTool, ReviseTool, ToolSheet
from domain.tool.state import Tool
from ledger.decision import Outcome


def publish(work: Workspace, file: GivenFile, **how: Unpack[How]) -> Outcome:
    """Publishes a new tool from its file. Raises InputError with every fault."""
    return work.record(PublishTool(sheet=sheet(ToolSheet, read_sheet(file), file.name)), **how)


def revise(
    work: Workspace,
    file: GivenFile,
    changes: str | None = None,
    equivalent: Sequence[tuple[str, str]] = (),
    **how: Unpack[How],
) -> Outcome:
    """Revises a tool by its file. Raises InputError with every fault.

    `changes`: what changed, in place of what the file says. `equivalent`: areas that still
    measure the same, each with why, besides those that the file names.
    """
    document = read_sheet(file)
    declared = [{"area": area, "reason": reason} for area, reason in equivalent]
    if changes is not None:
        document["changes"] = changes
    written = document.get("equivalences", [])
    if declared and isinstance(written, list):
        document["equivalences"] = [*written, *declared]
    revised = sheet(RevisedToolSheet, document, file.name)
    revision = ReviseTool(
        sheet=revised.tool(), changes=revised.changes, equivalences=revised.equivalences
    )
    return work.record(revision, **how)


def published(reader: Reader, tool: str, version: int | None = None) -> tuple[Tool, int]:
    """A published tool and the version asked for, the newest if none is. Refuses where none is."""
    state = reader.state(streams.tool(tool))
    if not isinstance(state, Tool):
        raise Refusal("unknown-tool", f"No tool {tool!r} is published.", "See `assure tool list`.")
    wanted = state.newest if version is None else version
    if wanted not in state.versions:
        raise Refusal(
            "unknown-tool-version",
            f"Tool {tool!r} has no version {version}.",
            f"Its versions are 1 to {state.newest}.",
        )
    return state, wanted


def tool_file(tool: Tool, version: int) -> dict[str, Any]:
    """A version of a tool as the file that publishes it."""
    recorded = tool.versions[version].recorded
    areas = tool.versions[version].areas.values()
    return {
        "code": recorded.tool,
        "title": recorded.title,
        "methods": plain(recorded.methods),
        "draws_on": plain(recorded.draws_on),
        "scale": plain(recorded.scale),
        "good_from": recorded.good_from,
        "areas": [plain(graded.area) for graded in areas],
    }
