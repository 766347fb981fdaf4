"""An audit tool: publishing and revising one from its file, and its file again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Unpack, cast

from application.reading import Reader
from application.workspace import How, Workspace
from documents.file_models import RevisedToolSheet
from documents.files.input_file import GivenFile
from documents.files.plain import plain
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from domain.impact.series import loosely_worded
from domain.kernel import streams
from domain.kernel.command import Refusal
from domain.tool.decisions import PublishTool, ReviseTool
from domain.tool.events import Area, ScaleGrade, ToolRevised
from domain.tool.sheet import ToolSheet
from domain.tool.state import Tool, ToolVersion
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
    outcome = work.record(revision, **how)
    return replace(outcome, notes=_new_series(work, outcome))


def _new_series(work: Workspace, outcome: Outcome) -> tuple[str, ...]:
    """What to say of a revision's areas that are not compared with what was audited before."""
    for _, event in outcome.events:
        if isinstance(event, ToolRevised) and (areas := _not_joined(work, event)):
            return (
                "Reworded and not declared equivalent, so it begins a new series and is compared"
                f" with no earlier audit: {', '.join(areas)}. If one still measures the same, say"
                f" so and why: `assure tool compare {event.tool} --area {areas[0]} --version"
                f" {event.tool_version} --other {event.tool_version - 1}`.",
            )
    return ()


def _not_joined(work: Workspace, event: ToolRevised) -> list[str]:
    tool = cast("Tool", work.read().state(streams.tool(event.tool)))
    before = tool.versions[event.tool_version - 1]
    after = ToolVersion(event, {graded.area.id: graded for graded in event.areas})
    return [
        graded.area.id
        for graded in event.areas
        if (known := before.areas.get(graded.area.id)) is not None
        and graded.comparable_as != known.comparable_as
        and _loosely(graded.area, after.scale_of(graded.area.id))
        != _loosely(known.area, before.scale_of(graded.area.id))
    ]


def _loosely(area: Area, scale: Sequence[ScaleGrade]) -> str:
    return loosely_worded(area.model_dump(), [grade.model_dump() for grade in scale])


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
        "areas": [_area_in_file(graded.area) for graded in areas],
        **({"scales": plain(recorded.scales)} if recorded.scales else {}),
        **({"overall": recorded.overall} if recorded.overall else {}),
    }


def _area_in_file(area: Area) -> Any:
    """An area as its file has it: without a scale where it is the tool's own, or asked of all."""
    written = plain(area)
    usual: dict[str, Any] = {"scale": None, "asked_of": []}
    return {name: said for name, said in written.items() if said != usual.get(name, ...)}
