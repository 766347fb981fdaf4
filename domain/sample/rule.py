"""The rule of a draw, stated once: recording a sample and checking one both follow it.

A case list, a seed and the plan's sample decide which cases are drawn, in which order, and which
case takes the place of one that cannot be audited.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain import sampling
from domain.audit.terms import SampleSpecification
from domain.kernel.command import Refusal
from domain.kernel.vocabulary import Siblings

if TYPE_CHECKING:
    from domain.sample.frame import Frame


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


def families_apart(frame: Frame, wanted: SampleSpecification) -> Mapping[str, str]:
    """Each case's ref to its family, where one case of each family is drawn; else nothing."""
    return frame.family_of() if wanted.families is Siblings.ONE_EACH else {}


def select(
    frame: Frame, wanted: SampleSpecification, seats: Mapping[str, int], seed: str, earlier: int
) -> tuple[Selected, ...]:
    """The cases that are drawn, by number. `earlier`: cases that draws set aside have numbered.

    Numbering by the overall drawing order keeps a case's stratum out of its pseudonym.
    """
    stratum_of = frame.stratum_of()
    drawn = sampling.draw(stratum_of, seats, seed, families_apart(frame, wanted))
    places = {
        ref: (stratum, order.index(ref) + 1)
        for stratum, taken in drawn.items()
        if (order := _order(stratum_of, stratum, seed))
        for ref in taken
    }
    numbered = enumerate(sampling.selection_order(seed, places), start=earlier + 1)
    return tuple(Selected(pseudonym(number), ref, *places[ref]) for number, ref in numbered)


def _order(stratum_of: Mapping[str, str], stratum: str, seed: str) -> list[str]:
    return sampling.selection_order(seed, [ref for ref in stratum_of if stratum_of[ref] == stratum])


@dataclass(frozen=True, slots=True)
class Taken:
    """What is drawn already. `refs`: of every case, replaced ones among them; `held`: of those in
    the sample; `numbered`: how many cases have a number, with those of draws set aside.
    """

    refs: Collection[str]
    held: Collection[str]
    numbered: int


def select_replacement(
    frame: Frame, wanted: SampleSpecification, seed: str, stratum: str, taken: Taken
) -> Selected | None:
    """The next case in a stratum's order; None when each was taken.

    A sibling of a case in the sample is passed over where one of each family is drawn.
    """
    families = families_apart(frame, wanted)
    held = {families.get(ref, "") for ref in taken.held} - {""}
    siblings = {ref for ref, family in families.items() if family in held}
    order = _order(frame.stratum_of(), stratum, seed)
    following = sampling.replacement(order, taken.refs, siblings)
    if following is None:
        return None
    return Selected(pseudonym(taken.numbered + 1), following, stratum, order.index(following) + 1)


def named_families(
    frame: Frame, refs: Sequence[str], known: Mapping[str, str] = sampling.NO_FAMILIES
) -> list[str | None]:
    """The families' pseudonyms of cases in the order in which they were drawn.

    A case without siblings in the list is a family of its own. None for each where the list names
    no families. `known`: ref to pseudonym, of those drawn before.
    """
    family_of = frame.family_of()
    if not family_of:
        return [None for _ in refs]
    named = {family_of.get(ref) or f"\0{ref}": family for ref, family in known.items()}
    number = max((int(family[1:]) for family in named.values()), default=0)
    for ref in refs:
        own = family_of.get(ref) or f"\0{ref}"
        if own not in named:
            number += 1
            named[own] = f"F{number:02d}"
    return [named[family_of.get(ref) or f"\0{ref}"] for ref in refs]


def pseudonym(number: int) -> str:
    """How the case of this number is called: `C07`."""
    return f"C{number:02d}"
