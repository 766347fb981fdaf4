"""Two people record at once: what is decided again by itself, and what a person has to look at."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

from domain.kernel import streams
from domain.kernel.days import day_words, local
from domain.kernel.vocabulary import StreamId
from ledger.errors import ConflictError, broken

if TYPE_CHECKING:
    from ledger.decision import Decision
    from ledger.store.protocol import Store

NOTHING_SEEN: Mapping[StreamId, int] = {}
"""Whoever asks has looked at nothing that may not have changed since."""
TRIES_MAX = 60
_PAUSE_MAX_MILLISECONDS = 250
_SHARED = frozenset({streams.DIRECTORY, streams.CUSTODY})
"""Streams that say many things of the whole partnership. Two people who write to one of them
rarely mean the same thing, and deciding again refuses the second where they do."""


def require_only_read(moved: StreamId, decision: Decision, store: Store) -> None:
    """Raises the conflict where somebody else wrote first to a stream of this decision's own.

    Two people may issue a subject's key at the same moment; the second decides again.
    """
    wrote = {entry.stream for entry in decision.entries if entry.name != "KeyIssued"}
    if moved not in wrote or moved in _SHARED:
        return
    _refuse_second(moved, decision.read[moved], store)


def _refuse_second(moved: StreamId, version: int, store: Store) -> NoReturn:
    """Raises the conflict, with what somebody else recorded after a version of a stream."""
    first = next(iter(store.stream(moved, after=version)), None)
    if first is None:
        raise broken(moved)
    when = local(first.stamp.recorded_at)
    raise ConflictError(
        f"{first.stamp.actor} was first: {first.name} on {moved},"
        f" {day_words(when)} at {when:%H:%M:%S}, entry {first.position}.",
        "Nothing of yours was recorded. Look at what is there now, then try again.",
    )


def require_seen(seen: Mapping[StreamId, int], decision: Decision, store: Store) -> None:
    """Raises the conflict where a stream is longer than whoever decides had before them.

    `seen`: how long each was that they looked at. It holds until the decision is recorded, for it
    is recorded only if no stream has moved since.
    """
    for stream, version in seen.items():
        decision.look(stream)
        if decision.read[stream] != version:
            _refuse_second(stream, version, store)


def pause(tries: int) -> None:
    """Waits a random while, longer with each try, so that of many each has a turn."""
    longest = min(2**tries, _PAUSE_MAX_MILLISECONDS)
    time.sleep(secrets.randbelow(longest + 1) / 1_000)


def kept_changing() -> ConflictError:
    return ConflictError(
        f"Others kept changing the entries that this rests on, {TRIES_MAX} times in a row.",
        "Nothing was recorded. Try again.",
    )
