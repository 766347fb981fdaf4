"""Which entries claim times that cannot all be true, by the ledger's own clock.

Entries are recorded one after the other, so their times never run backwards by more than a
recording can wait. Where they do, some of them are wrong: the fewest whose times would have to be
are accused. So one entry from the future is accused, and not all that follow it; and a clock that
goes back by small steps is noticed once the steps add up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.the_end import CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """Entries `first` to `last` claim earlier times than entry `than` before them, or, where
    `is_ahead`, later times than entry `than` after them."""

    first: int
    last: int
    than: int
    is_ahead: bool


def out_of_order(claims: Sequence[tuple[int, datetime]]) -> Iterator[OutOfOrder]:
    """The runs of entries that are accused, in order. `claims`: positions with times, in order."""
    times = [time.timestamp() for _, time in claims]
    kept = _likely(times, _longest_forwards(times))
    accused: list[tuple[int, int, bool]] = []
    for at, before, after in _between(kept, len(times)):
        if before is not None and times[at] < times[before] - CLOCK_TOLERANCE.total_seconds():
            accused.append((at, before, False))
        elif after is not None and times[at] > times[after] + CLOCK_TOLERANCE.total_seconds():
            accused.append((at, after, True))
    yield from _runs(accused, [position for position, _ in claims])


def _longest_forwards(times: Sequence[float]) -> list[int]:
    """Places of the most entries whose times do not run backwards; of equals, the earliest ones.

    Patience sorting from the end, by falling times.
    """
    lowest: list[float] = []
    ends: list[int] = []
    following: list[int] = [-1] * len(times)
    for at in range(len(times) - 1, -1, -1):
        length = bisect_right(lowest, -times[at])
        following[at] = ends[length - 1] if length else -1
        lowest[length : length + 1] = [-times[at]]
        ends[length : length + 1] = [at]
    places, at = [], ends[-1] if ends else -1
    while at >= 0:
        places.append(at)
        at = following[at]
    return places


def _likely(times: Sequence[float], kept: list[int]) -> list[int]:
    """Of two entries of which either may be wrong, keeps the one that goes on from those before.

    A clock that jumped ahead and was set right is likelier than a pause of the same length.
    """
    swapped = list(kept)
    for number, at in enumerate(kept):
        end = kept[number + 1] if number + 1 < len(kept) else len(times)
        if number == 0 or end != at + 2:
            continue
        before, single = times[kept[number - 1]], times[at + 1]
        if before <= single < times[at] and single - before < times[at] - single:
            swapped[number] = at + 1
    return swapped


def _between(kept: Sequence[int], size: int) -> Iterator[tuple[int, int | None, int | None]]:
    """Each place that is not kept, with the kept ones before and after it."""
    bounds = [None, *kept, None]
    for before, after in zip(bounds, bounds[1:], strict=False):
        for at in range(0 if before is None else before + 1, size if after is None else after):
            yield at, before, after


def _runs(
    accused: Sequence[tuple[int, int, bool]], positions: Sequence[int]
) -> Iterator[OutOfOrder]:
    """Accused entries that follow each other, for the same reason, as one."""
    run: list[int] = []
    for number, (at, than, is_ahead) in enumerate(accused):
        run.append(at)
        following = accused[number + 1] if number + 1 < len(accused) else None
        if following != (at + 1, than, is_ahead):
            yield OutOfOrder(positions[run[0]], positions[run[-1]], positions[than], is_ahead)
            run = []
