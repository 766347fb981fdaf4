"""An audit on its way from plan to closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.events.audit import (
    AuditClosed,
    AuditorNominated,
    BriefingAcknowledged,
    BriefingHeld,
    FindingRecorded,
    LeadAuditorAppointed,
    ModerationHeld,
    ModerationOpened,
    Plan,
    PlanAgreed,
    PlanAmended,
    ReportAgreed,
    ReportCirculated,
    ReportCommented,
    ReportConsidered,
    ReportDrafted,
)
from domain.events.base import Event
from domain.processes import STEPS, Steps


@dataclass(frozen=True, slots=True)
class NoAudit:
    """No plan agreed under this code."""


@dataclass(frozen=True, slots=True)
class Audit:
    """`reached`: the names of the events that have happened; `auditors`: agency to nominees."""

    plan: Plan
    tool_version: int
    agreed_on: date
    lead: str | None = None
    auditors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()
    findings: frozenset[str] = frozenset()
    circulated_to: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()

    @property
    def steps(self) -> Steps:
        return STEPS[self.plan.process]

    @property
    def returns_open(self) -> bool:
        """Whether returns may be read outside their agency, and may no longer be changed."""
        return self.steps.returns_open_on in self.reached

    def has(self, *events: type[Event]) -> bool:
        return all(event.__name__ in self.reached for event in events)


State = NoAudit | Audit
INITIAL: State = NoAudit()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoAudit(), PlanAgreed():
            moved = Audit(event.plan, event.tool_version, event.agreed_on)
        case Audit(), PlanAmended():
            moved = replace(state, plan=event.plan)
        case Audit(), LeadAuditorAppointed():
            moved = replace(state, lead=event.person)
        case Audit(), AuditorNominated():
            named = state.auditors.get(event.agency, frozenset()) | {event.person}
            moved = replace(state, auditors={**state.auditors, event.agency: named})
        case Audit(), BriefingAcknowledged():
            moved = replace(state, acknowledged=state.acknowledged | {event.person})
        case Audit(), FindingRecorded():
            moved = replace(state, findings=state.findings | {event.finding})
        case Audit(), ReportCirculated():
            moved = replace(state, circulated_to=frozenset(event.agencies))
        case (
            Audit(),
            BriefingHeld()
            | ModerationOpened()
            | ModerationHeld()
            | ReportDrafted()
            | ReportCommented()
            | ReportAgreed()
            | ReportConsidered()
            | AuditClosed(),
        ):
            moved = state
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
    return replace(moved, reached=moved.reached | {type(event).__name__})
