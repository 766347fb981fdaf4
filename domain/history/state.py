"""An audit that was entered from a document, with the cases that stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.history.events import (
    AuditEnteredFromDocument,
    CaseEnteredFromDocument,
    EnteredAuditWithdrawn,
    EnteredCaseWithdrawn,
)
from domain.kernel.event import Event


@dataclass(frozen=True, slots=True)
class NotEntered:
    """Nothing entered under this code. `withdrawn`: what was is taken back."""

    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """`said`: the audit as corrected last; `cases`: those that stand, as corrected last;
    `taken_out`: cases that were withdrawn.
    """

    said: AuditEnteredFromDocument
    cases: Mapping[str, CaseEnteredFromDocument] = field(default_factory=dict)
    taken_out: frozenset[str] = frozenset()


State = NotEntered | Entered
INITIAL: State = NotEntered()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NotEntered(), AuditEnteredFromDocument():
            return Entered(event)
        case Entered(), AuditEnteredFromDocument():
            return replace(state, said=event)
        case Entered(), CaseEnteredFromDocument():
            cases = {**state.cases, event.case: event}
            return replace(state, cases=cases, taken_out=state.taken_out - {event.case})
        case Entered(), EnteredCaseWithdrawn():
            cases = {ref: one for ref, one in state.cases.items() if ref != event.case}
            return replace(state, cases=cases, taken_out=state.taken_out | {event.case})
        case Entered(), EnteredAuditWithdrawn():
            return NotEntered(withdrawn=True)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
