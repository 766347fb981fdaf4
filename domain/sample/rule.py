"""The rule of a draw, stated once: recording a sample and checking one both follow it.

A case list, a seed and the plan's sample decide which cases are drawn, in which order, and which
case takes the place of one that cannot be audited. `frame`: each case's ref to its stratum.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from domain import sampling
from domain.audit.events import SampleSpecification
from domain.kernel.command import Refusal


@dataclass(frozen=True, slots=True)
class Selected:
    """A case as the rule selects it. `case`: its pseudonym; `place`: in its stratum's order."""

    case: str
    ref: str
    stratum: str
    place: int


def allocate(sizes: Mapping[str, int], wanted: SampleSpecification) -> sampling.Allocation:
    """The seats of each stratum, by the plan. `sizes`: stratum to its number of cases."""
    try:
        return sampling.allocation(sizes, wanted.size, minimum_one=wanted.minimum_one)
    except ValueError as error:
        raise Refusal(
            "bad-allocation", f"{error}.", "Amend the plan's sample, or merge small strata."
        ) from error


def select(
    frame: Mapping[str, str], seats: Mapping[str, int], seed: str, earlier: int
) -> tuple[Selected, ...]:
    """The cases that are drawn, by number. `earlier`: cases that draws set aside have numbered.

    Numbering by the overall drawing order keeps a case's stratum out of its pseudonym.
    """
    places = {
        ref: (stratum, place)
        for stratum, drawn in sampling.draw(frame, seats, seed).items()
        for place, ref in enumerate(drawn, start=1)
    }
    numbered = enumerate(sampling.selection_order(seed, places), start=earlier + 1)
    return tuple(Selected(pseudonym(number), ref, *places[ref]) for number, ref in numbered)


def select_replacement(
    frame: Mapping[str, str], seed: str, stratum: str, taken: Collection[str], earlier: int
) -> Selected | None:
    """The next case in a stratum's order; None when each was taken.

    `taken`: the refs of every case drawn so far, replaced ones among them. `earlier`: as in
    `select`, with those of this draw.
    """
    order = sampling.selection_order(seed, [ref for ref in frame if frame[ref] == stratum])
    following = sampling.replacement(order, taken)
    if following is None:
        return None
    return Selected(pseudonym(earlier + 1), following, stratum, order.index(following) + 1)


def pseudonym(number: int) -> str:
    """How the case of this number is called: `C07`."""
    return f"C{number:02d}"
