"""What decisions require of an audit that was entered from a document."""

from __future__ import annotations

from typing import cast

from domain.history.state import Entered, State
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.tool.requirements import require_tool_version
from domain.tool.state import ToolVersion


def history_state(context: Context, code: str) -> State:
    return cast(State, context.look(streams.history(code)))


def entered(context: Context, code: str) -> Entered | None:
    """The audit as it was entered from a document; None where none was."""
    state = history_state(context, code)
    return state if isinstance(state, Entered) else None


def require_entered(state: State, code: str) -> Entered:
    """Refuses an audit that was not entered from a document."""
    if isinstance(state, Entered):
        return state
    raise Refusal(
        "not-entered",
        f"No audit {code!r} was entered from a document.",
        "See `assure history list`, or enter it: `assure sheet write history TOOL`.",
    )


def refuse_entered(context: Context, code: str) -> None:
    """Refuses the code of an audit that was entered from a document, for an audit held here."""
    if entered(context, code) is not None:
        raise Refusal(
            "entered-from-document",
            f"Audit {code} was entered from a document: it was not held in this record.",
            "Give the audit that is held here a code of its own.",
        )


def entered_tool(context: Context, audit: Entered) -> ToolVersion:
    """The version of the tool that its grades are given on."""
    return require_tool_version(context, audit.said.tool, audit.said.tool_version)
