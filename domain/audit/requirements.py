"""What decisions require of an audit: a plan, its tool, its agencies and its auditors."""

from __future__ import annotations

from typing import cast

from domain.audit.state import Audit, State
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.tool.requirements import require_tool_version
from domain.tool.state import ToolVersion


def audit_state(context: Context, code: str) -> State:
    return cast(State, context.look(streams.audit(code)))


def require_audit(context: Context, code: str) -> Audit:
    """Refuses an audit without an agreed plan."""
    return planned(audit_state(context, code), code)


def planned(state: State, code: str) -> Audit:
    """The audit, or a refusal when no plan is agreed."""
    if isinstance(state, Audit):
        return state
    raise Refusal(
        "no-plan",
        f"No plan is agreed for audit {code!r}.",
        "Check the code with `assure plan list`, or agree one with `assure plan agree`.",
    )


def audit_tool(context: Context, state: Audit) -> ToolVersion:
    """The version of the tool that this audit uses."""
    return require_tool_version(context, state.plan.tool, state.agreed.tool_version)


def require_involved(state: Audit, agency: str) -> None:
    """Refuses an agency that does not take part in the audit."""
    if agency not in state.plan.agencies:
        raise Refusal(
            "agency-not-involved",
            f"{agency!r} does not take part in {state.plan.audit}.",
            f"Its agencies are: {', '.join(state.plan.agencies)}.",
        )


def require_nominated(state: Audit, agency: str, person: str) -> None:
    """Refuses a person whom the agency has not nominated for the audit."""
    if person not in state.auditors.get(agency, frozenset()):
        raise Refusal(
            "not-nominated",
            f"{person!r} is not nominated by {agency} for {state.plan.audit}.",
            "The agency's lead nominates its auditors: `assure plan nominate`.",
        )
