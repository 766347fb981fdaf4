"""Every kind of stream with its first state and its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from domain import streams
from domain.events.base import Event
from domain.states import (
    audit,
    case,
    concern,
    custody,
    directory,
    programme,
    recommendation,
    returns,
    sample,
    single_agency,
    tool,
    vault,
    work_stream,
)
from domain.vocabulary import StreamId


@dataclass(frozen=True, slots=True)
class Fold:
    """The state of a kind of stream before its first event, and what each event does to it."""

    initial: object
    evolve: Callable[[Any, Event], object]


FOLDS: dict[str, Fold] = {
    "directory": Fold(directory.INITIAL, directory.evolve),
    "programme": Fold(programme.INITIAL, programme.evolve),
    "tool": Fold(tool.INITIAL, tool.evolve),
    "audit": Fold(audit.INITIAL, audit.evolve),
    "sample": Fold(sample.INITIAL, sample.evolve),
    "return": Fold(returns.INITIAL, returns.evolve),
    "case": Fold(case.INITIAL, case.evolve),
    "concern": Fold(concern.INITIAL, concern.evolve),
    "single-agency": Fold(single_agency.INITIAL, single_agency.evolve),
    "recommendation": Fold(recommendation.INITIAL, recommendation.evolve),
    "work-stream": Fold(work_stream.INITIAL, work_stream.evolve),
    "vault": Fold(vault.INITIAL, vault.evolve),
    "custody": Fold(custody.INITIAL, custody.evolve),
}


def fold(stream: StreamId, events: Iterable[Event], start: object | None = None) -> object:
    """The state of a stream after these events, from `start` or from nothing."""
    kind = FOLDS[streams.kind(stream)]
    return reduce(kind.evolve, events, kind.initial if start is None else start)
