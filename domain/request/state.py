"""What was asked for, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass, replace

from domain.kernel.event import Event
from domain.request.events import (
    Act,
    ActRequested,
    RequestHeld,
    RequestHoldReleased,
    RequestWithdrawn,
)


@dataclass(frozen=True, slots=True)
class Request:
    """`holds`: those that stand. `was_held_by`: whose hold was released."""

    asked: ActRequested
    holds: tuple[RequestHeld, ...] = ()
    was_held_by: frozenset[str] = frozenset()
    is_withdrawn: bool = False

    @property
    def number(self) -> int:
        return self.asked.number


@dataclass(frozen=True, slots=True)
class Requests:
    """Every request, by its number less one."""

    all: tuple[Request, ...] = ()

    def numbered(self, number: int) -> Request | None:
        return self.all[number - 1] if number <= len(self.all) else None

    def newest(self, act: Act, about: str) -> Request | None:
        """The newest request for this that was not withdrawn, whether it was done or not."""
        standing = (
            request
            for request in reversed(self.all)
            if (request.asked.act, request.asked.about) == (act, about) and not request.is_withdrawn
        )
        return next(standing, None)


INITIAL = Requests()


def evolve(state: Requests, event: Event) -> Requests:
    match event:
        case ActRequested():
            return Requests((*state.all, Request(event)))
        case RequestHeld():
            changed = _of(state, event.number)
            changed = replace(changed, holds=(*changed.holds, event))
        case RequestHoldReleased():
            changed = _of(state, event.number)
            kept = tuple(hold for hold in changed.holds if hold.held_by != event.held_by)
            changed = replace(
                changed, holds=kept, was_held_by=changed.was_held_by | {event.held_by}
            )
        case RequestWithdrawn():
            changed = replace(_of(state, event.number), is_withdrawn=True)
        case _:
            raise TypeError(f"{type(event).__name__} does not belong to the requests")
    at = changed.number - 1
    return Requests((*state.all[:at], changed, *state.all[at + 1 :]))


def _of(state: Requests, number: int) -> Request:
    request = state.numbered(number)
    if request is None:
        raise ValueError(f"there is no request {number}")
    return request
