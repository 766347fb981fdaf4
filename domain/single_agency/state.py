"""What became of the feedback from one agency's own audit."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.kernel.event import Event
from domain.single_agency.events import (
    SingleAgencyAuditConsidered,
    SingleAgencyAuditReported,
    SingleAgencyReportWithdrawn,
)


@dataclass(frozen=True, slots=True)
class NotReported:
    """Nothing fed back under this reference. `withdrawn`: what was is taken back."""

    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Reported:
    reported: SingleAgencyAuditReported
    considered: SingleAgencyAuditConsidered | None = None


State = NotReported | Reported
INITIAL: State = NotReported()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NotReported(), SingleAgencyAuditReported():
            return Reported(event)
        case Reported(), SingleAgencyAuditConsidered():
            return replace(state, considered=event)
        case Reported(), SingleAgencyReportWithdrawn():
            return NotReported(withdrawn=True)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
