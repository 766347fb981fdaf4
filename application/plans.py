"""An audit's plan: agreeing it, amending it, and a blank one with feedback about its tool."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Unpack, cast

from application.reading import Reader
from application.workspace import How, Workspace
from documents.files.input_file import GivenFile
from documents.files.values import sheet
from documents.files.yaml_json import read_sheet
from documents.plan_template import plan_template
from documents.templates import text
from domain.audit.events import PlanAgreed, PlanAmended
from domain.audit.plan import AgreePlan, AmendPlan
from domain.audit.requirements import planned
from domain.audit.state import State as AuditState
from domain.audit.terms import Plan
from domain.kernel import streams
from domain.kernel.command import Refusal
from ledger.decision import Outcome


def agree(work: Workspace, file: GivenFile, agreed_on: date, **how: Unpack[How]) -> Outcome:
    """Agrees the plan of a file. Raises InputError with every fault.

    The outcome's notes say how far impact will compare the audit with the one before.
    """
    command = AgreePlan(plan=_read(file), agreed_on=agreed_on)
    return _with_notes(work, work.record(command, **how))


def amend(
    work: Workspace, file: GivenFile, amended_on: date, reason: str, **how: Unpack[How]
) -> Outcome:
    """Amends an agreed plan: the file has the whole plan as it is to be."""
    amendment = {"plan": _read(file), "amended_on": amended_on, "reason": reason}
    return _with_notes(work, work.record(sheet(AmendPlan, amendment, "What was given"), **how))


def _with_notes(work: Workspace, outcome: Outcome) -> Outcome:
    from projections.queries.foresight import plan_notes

    notes: tuple[str, ...] = ()
    for _, event in outcome.events:
        if isinstance(event, PlanAgreed | PlanAmended):
            with work.read().facts() as facts:
                notes += plan_notes(facts.session, event.plan, _version(work, event))
    return replace(outcome, notes=notes)


def _version(work: Workspace, event: PlanAgreed | PlanAmended) -> int:
    """The tool's version that the audit uses: fixed when its plan was agreed."""
    if isinstance(event, PlanAgreed):
        return event.tool_version
    state = work.read().state(streams.audit(event.audit))
    return planned(cast("AuditState", state), event.audit).agreed.tool_version


def _read(file: GivenFile) -> Plan:
    return sheet(Plan, read_sheet(file), file.name)


def blank_plan() -> str:
    """A plan to fill in, with the example's tool."""
    return text("plan")


def blank_plan_for(reader: Reader, tool: str) -> str:
    """A plan to fill in for a tool. It begins with the feedback on earlier audits with the tool."""
    from projections.queries.tools import tool_feedback, tools

    with reader.facts() as facts:
        known = {published.tool for published in tools(facts.session)}
        feedback = tool_feedback(facts.session, tool)
    if tool not in known:
        raise Refusal("unknown-tool", f"No tool {tool!r} is published.", "See `assure tool list`.")
    return plan_template(tool, feedback)
