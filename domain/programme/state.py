"""A three-year programme: the audits in it and when it was last reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.kernel.event import Event
from domain.programme.events import (
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    CapacityDeclared,
    ProgrammeAgreed,
    ProgrammeReviewed,
    SingleAgencyAuditCalledOff,
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
    """`declared`: what agencies mean to audit by themselves, by agency and reference, without
    `called_off`. `capacity`: an agency's days in a quarter as they stand, by agency.
    """

    agreed: ProgrammeAgreed
    reviewed: ProgrammeReviewed | None = None
    items: Mapping[str, Item] = field(default_factory=dict)
    declared: Mapping[tuple[str, str], SingleAgencyAuditDeclared] = field(default_factory=dict)
    called_off: frozenset[tuple[str, str]] = frozenset()
    capacity: Mapping[str, int] = field(default_factory=dict)


State = NoProgramme | Programme
INITIAL: State = NoProgramme()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoProgramme(), ProgrammeAgreed():
            agreed = {one.agency: one.days for one in event.capacity_per_quarter}
            return Programme(event, capacity=agreed)
        case Programme(), CapacityDeclared():
            return replace(state, capacity={**state.capacity, event.agency: event.days})
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
            gone = state.called_off - {(event.agency, event.ref)}
            return replace(state, declared=declared, called_off=gone)
        case Programme(), SingleAgencyAuditCalledOff():
            ref = (event.agency, event.ref)
            left = {key: one for key, one in state.declared.items() if key != ref}
            return replace(state, declared=left, called_off=state.called_off | {ref})
        case Programme(), ProgrammeReviewed():
            return replace(state, reviewed=event)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
