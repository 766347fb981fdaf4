"""A themed work stream, open or closed."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.event import Event
from domain.work_stream.events import WorkStreamClosed, WorkStreamOpened


@dataclass(frozen=True, slots=True)
class NoWorkStream:
    """Nothing opened under this theme."""


@dataclass(frozen=True, slots=True)
class WorkStream:
    title: str
    closed: bool = False


State = NoWorkStream | WorkStream
INITIAL: State = NoWorkStream()


def evolve(state: State, event: Event) -> State:
    match state, event:
        case NoWorkStream(), WorkStreamOpened():
            return WorkStream(event.title)
        case WorkStream(), WorkStreamClosed():
            return WorkStream(state.title, closed=True)
        case WorkStream(closed=True), WorkStreamOpened():
            return WorkStream(event.title)
        case _:
            raise TypeError(f"{type(event).__name__} cannot follow {type(state).__name__}")
