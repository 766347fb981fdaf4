"""What decisions require of an audit: a plan, its tool, its agencies and its auditors."""

from __future__ import annotations

from typing import TypeVar, cast

from domain.audit.events import (
    BriefingHeld,
    ModerationHeld,
    ReportAgreed,
    ReportConsidered,
    ViewsDecided,
)
from domain.audit.state import Audit, State
from domain.directory.requirements import in_place_of
from domain.kernel import streams
from domain.kernel.command import Context, Refusal
from domain.kernel.event import Event
from domain.tool.requirements import require_tool_version
from domain.tool.state import ToolVersion

E = TypeVar("E", bound=Event)


def audit_state(context: Context, code: str) -> State:
    return cast(State, context.look(streams.audit(code)))


def require_audit(context: Context, code: str) -> Audit:
    """Refuses an audit without an agreed plan, and one that is abandoned."""
    return not_abandoned(planned(audit_state(context, code), code))


def not_abandoned(audit: Audit) -> Audit:
    """The audit, or a refusal when it was called off."""
    if audit.abandoned is None:
        return audit
    raise Refusal(
        "audit-abandoned",
        f"Audit {audit.plan.audit} was abandoned on {audit.abandoned.abandoned_on}:"
        f" {audit.abandoned.reason}",
        "Nothing more is recorded on it, but for concerns about a child. If it goes on after all:"
        " `assure audit resume`.",
    )


def planned(state: State, code: str) -> Audit:
    """The audit, or a refusal when no plan is agreed."""
    if isinstance(state, Audit):
        return state
    raise Refusal(
        "no-plan",
        f"No plan is agreed for audit {code!r}.",
        "Check the code with `assure plan list`, or agree one with `assure plan agree`.",
    )


def going(state: State, code: str) -> Audit:
    """The audit, if its plan is agreed and it is neither abandoned nor closed."""
    return not_closed(not_abandoned(planned(state, code)))


def not_closed(audit: Audit) -> Audit:
    """The audit, or a refusal when it is closed."""
    if audit.closed is not None:
        raise Refusal(
            "audit-closed",
            f"Audit {audit.plan.audit} is closed.",
            "Nothing more is recorded on it; a repeat audit has its own plan. One closed by mistake"
            " is taken up again: `assure audit resume`.",
        )
    return audit


def require_step(audit: Audit, event: type[E], what: str, remedy: str) -> E:
    """An earlier step of the audit, or a refusal when it has not happened."""
    step = audit.last(event)
    if step is None:
        raise Refusal("step-missing", f"Audit {audit.plan.audit}: {what}.", remedy)
    return step


def require_views_decided(audit: Audit) -> ViewsDecided:
    """Refuses to go on before it is decided whether to hear children and families (section 8)."""
    return require_step(
        audit,
        ViewsDecided,
        "nobody has decided whether and how to seek the views of children and families",
        "Record the decision, either way: `assure views decide`.",
    )


def once(
    audit: Audit, event: BriefingHeld | ModerationHeld | ReportAgreed | ReportConsidered
) -> tuple[Event, ...]:
    """A step that an audit takes once: nothing if it is so already; to correct it takes a reason.

    What was recorded before stays on record.
    """
    known, name = audit.last(type(event)), type(event).__name__
    if known == event:
        return ()
    if known is None and event.reason is not None:
        raise Refusal(
            "nothing-to-correct",
            f"{name} is not recorded for {audit.plan.audit} yet.",
            "Leave --reason out: it says why something recorded before is corrected.",
        )
    if known is not None and event.reason is None:
        raise Refusal(
            "step-taken",
            f"{name} is already recorded for {audit.plan.audit}, and differs.",
            "If that was a mistake, say why it is corrected: --reason. It stays on record.",
        )
    return (event,)


def audit_tool(context: Context, state: Audit) -> ToolVersion:
    """The version of the tool that this audit uses."""
    return require_tool_version(context, state.plan.tool, state.agreed.tool_version)


def asked_tool(context: Context, state: Audit, agency: str) -> ToolVersion:
    """The same with the areas only that an agency is asked."""
    return audit_tool(context, state).asked_of(in_place_of(context, agency))


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
