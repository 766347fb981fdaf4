"""Taking back one of several entries that a stream numbers by itself, from 1 as they came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from domain.kernel.command import Refusal

T = TypeVar("T")


def standing(recorded: tuple[T, ...], taken_back: frozenset[int]) -> tuple[tuple[int, T], ...]:
    """What was not taken back, each with its number."""
    return tuple(
        (number, one) for number, one in enumerate(recorded, start=1) if number not in taken_back
    )


def number_meant(
    recorded: tuple[T, ...],
    taken_back: frozenset[int],
    number: int | None,
    told: Callable[[T], str],
) -> int | None:
    """Which one is to be taken back; None if that is so already.

    `told` says what an entry is in words that everybody may read. Refuses a number that nothing
    has, and no number where more than one stands.
    """
    left = standing(recorded, taken_back)
    listed = "; ".join(f"{place}, {told(one)}" for place, one in left) or "nothing"
    if number is None:
        if not recorded:
            raise Refusal(
                "nothing-recorded",
                "Nothing like that is recorded here.",
                "Correct the audit or case.",
            )
        if len(left) > 1:
            raise Refusal(
                "which-one",
                f"{len(left)} are recorded here.",
                f"Say with --number which is meant: {listed}.",
            )
        return left[0][0] if left else None
    if number > len(recorded):
        raise Refusal(
            "no-such-number", f"There is no number {number} here.", f"There is: {listed}."
        )
    return None if number in taken_back else number
