"""A three-year programme: the audits in it and when it was last reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.programme.events import (
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    ProgrammeAgreed,
    ProgrammeReviewed,
    SingleAgencyAuditDeclared,
)


@dataclass(frozen=True, slots=True)
class Item:
    """`quarter`: as rescheduled since."""

    scheduled: AuditScheduled
    quarter: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class NoProgramme:
    """Nothing agreed for this period yet."""


@dataclass(frozen=True, slots=True)
class Programme:
    """`declared`: what agencies mean to audit by themselves, by agency and reference."""

    agreed: ProgrammeAgreed
    reviewed: ProgrammeReviewed | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    declared: Mapping[tuple[str, str], SingleAgencyAuditDeclared] = field(default_factory=dict)


State = NoProgramme | Programme
INITIAL: State = NoProgramme()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoProgramme(), ProgrammeAgreed():
            return Programme(event)
        case Programme(), AuditScheduled():
            item = Item(event, event.quarter)
            return replace(state, items={**state.items, event.audit: item})
        case Programme(), AuditRescheduled():
            item = replace(state.items[event.audit], quarter=event.to_quarter)
            return replace(state, items={**state.items, event.audit: item})
        case Programme(), AuditWithdrawn():
            item = replace(state.items[event.audit], withdrawn=True)
            return replace(state, items={**state.items, event.audit: item})
        case Programme(), SingleAgencyAuditDeclared():
            declared = {**state.declared, (event.agency, event.ref): event}
            return replace(state, declared=declared)
        case Programme(), ProgrammeReviewed():
            return replace(state, reviewed=event)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
