"""Every kind of stream with its first state and its fold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from domain.audit import state as audit
from domain.case import state as case
from domain.concern import state as concern
from domain.custody import state as custody
from domain.directory import state as directory
from domain.kernel import streams
from domain.kernel.event import Event
from domain.kernel.vocabulary import StreamId
from domain.programme import state as programme
from domain.recommendation import state as recommendation
from domain.returns import state as returns
from domain.sample import state as sample
from domain.single_agency import state as single_agency
from domain.tool import state as tool
from domain.vault import state as vault
from domain.work_stream import state as work_stream


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
