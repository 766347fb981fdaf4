"""A plan to fill in, with the feedback on earlier audits with its tool above it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from documents.templates import text

if TYPE_CHECKING:
    from projections.queries.tools import ToolFeedback

_WIDTH = 92


def plan_template(tool: str, feedback: Sequence[ToolFeedback]) -> str:
    """The template for a tool, with the feedback as comments on top."""
    lines = [f"Feedback on earlier audits with {tool}:"] if feedback else []
    for said in feedback:
        who = said.agency or "lead auditor"
        lines.append(f"{said.audit}, {who}, version {said.tool_version}:")
        lines.append(f"  worked well: {said.worked_well}")
        lines.append(f"  worked less well: {said.worked_less_well}")
    wrapped = [comment for line in lines for comment in _comment(line)]
    head = "".join(f"{comment}\n" for comment in [*wrapped, "#"] if wrapped)
    return head + text("plan").replace("tool: neglect\n", f"tool: {tool}\n")


def _comment(line: str) -> list[str]:
    indent = "#   " if line.startswith(" ") else "# "
    plain = " ".join(line.split())
    return textwrap.wrap(plain, _WIDTH, initial_indent=indent, subsequent_indent="#     ")
