"""An audit's plan: a template that knows what was said about its tool, and reading one."""

from __future__ import annotations

from application.reading import Reader
from documents.files.given import GivenFile
from documents.files.sheet import read_sheet
from documents.files.values import sheet
from documents.plan_template import plan_template
from documents.templates import text
from domain.audit.events import Plan
from domain.kernel.command import Refusal


def read_plan(given: GivenFile) -> Plan:
    """A plan's file. Raises InputError with every fault."""
    return sheet(Plan, read_sheet(given), given.name)


def blank_plan() -> str:
    """A plan to fill in, with the example's tool."""
    return text("plan")


def blank_plan_for(reader: Reader, tool: str) -> str:
    """A plan to fill in for a tool, with what was said about earlier audits with it on top."""
    from projections.queries.directory import tools
    from projections.queries.taking_part import tool_feedback

    with reader.facts() as facts:
        known = {published.tool for published in tools(facts.session)}
        feedback = tool_feedback(facts.session, tool)
    if tool not in known:
        raise Refusal("unknown-tool", f"No tool {tool!r} is published.", "See `assure tool list`.")
    return plan_template(tool, feedback)
