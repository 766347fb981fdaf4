"""A three-year programme: the audits in it and when it was last reviewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from domain.events.base import Event
from domain.events.programme import (
    AuditRescheduled,
    AuditScheduled,
    AuditWithdrawn,
    ProgrammeAgreed,
    ProgrammeReviewed,
)


@dataclass(frozen=True, slots=True)
class Item:
    quarter: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class NoProgramme:
    """Nothing agreed for this period yet."""


@dataclass(frozen=True, slots=True)
class Programme:
    agreed_on: date
    reviewed_on: date | None = None
    items: Mapping[str, Item] = field(default_factory=dict)


State = NoProgramme | Programme
INITIAL: State = NoProgramme()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoProgramme(), ProgrammeAgreed():
            return Programme(event.agreed_on)
        case Programme(), AuditScheduled():
            return replace(state, items={**state.items, event.audit: Item(event.quarter)})
        case Programme(), AuditRescheduled():
            return replace(state, items={**state.items, event.audit: Item(event.to_quarter)})
        case Programme(), AuditWithdrawn():
            item = replace(state.items[event.audit], withdrawn=True)
            return replace(state, items={**state.items, event.audit: item})
        case Programme(), ProgrammeReviewed():
            return replace(state, reviewed_on=event.reviewed_on)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
