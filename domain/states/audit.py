"""An audit on its way from plan to closing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

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

E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class NoAudit:
    """No plan agreed under this code."""


@dataclass(frozen=True, slots=True)
class Audit:
    """`plan`: as amended; `auditors`: agency to nominees; `findings` by reference.

    `report`: the newest draft and what was said of it since; `newest`: by name, the last event.
    """

    agreed: PlanAgreed
    plan: Plan
    lead: str | None = None
    auditors: Mapping[str, frozenset[str]] = field(default_factory=dict)
    acknowledged: frozenset[str] = frozenset()
    findings: Mapping[str, FindingRecorded] = field(default_factory=dict)
    report: tuple[Event, ...] = ()
    newest: Mapping[str, Event] = field(default_factory=dict)

    @property
    def steps(self) -> Steps:
        return STEPS[self.plan.process]

    @property
    def returns_open(self) -> bool:
        """Whether returns may be read outside their agency, and may no longer be changed."""
        return self.steps.returns_open_on in self.newest

    def last(self, event: type[E]) -> E | None:
        """The last event of this kind, or None when the audit has not come so far."""
        found = self.newest.get(event.__name__)
        return found if isinstance(found, event) else None

    def has(self, event: type[Event]) -> bool:
        return event.__name__ in self.newest


State = NoAudit | Audit
INITIAL: State = NoAudit()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoAudit(), PlanAgreed():
            moved = Audit(event, event.plan)
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
            moved = replace(state, findings={**state.findings, event.finding: event})
        case Audit(), ReportDrafted():
            moved = replace(state, report=(event,))
        case Audit(), ReportCirculated() | ReportCommented():
            moved = replace(state, report=(*state.report, event))
        case (
            Audit(),
            BriefingHeld()
            | ModerationOpened()
            | ModerationHeld()
            | ReportAgreed()
            | ReportConsidered()
            | AuditClosed(),
        ):
            moved = state
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
    return replace(moved, newest={**moved.newest, type(event).__name__: event})
