"""Two auditors of one agency on one case: how alike they read the same record.

Agencies grade their own parts, so that what differs between them may be true. Two judgements on
one record are the only measure of agreement there is (Ofsted's study of 2017 did it so). Plain
counts say it: a coefficient of ten cases says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.agreement import RANGE_WIDE, Flag

TWICE = "twice"
"""The letter of a flag for two auditors of one agency who graded one area of a case far apart."""


@dataclass(frozen=True, slots=True)
class Pair:
    """What two auditors of one agency gave, each alone, for one area of a case."""

    case: str
    area: str
    agency: str
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class PlainAgreement:
    """How alike two auditors of an agency read the same records, over the areas both graded."""

    agency: str
    cases: int
    areas: int
    same: int
    within_one: int

    @property
    def words(self) -> str:
        cases = f"{self.cases} case{'' if self.cases == 1 else 's'}"
        return (
            f"two auditors graded {cases}: {self.same} of {self.areas} areas the same,"
            f" {self.within_one} within one grade"
        )


def plain_agreement(pairs: Iterable[Pair]) -> tuple[PlainAgreement, ...]:
    """The agreement of each agency that had cases graded twice, by its name."""
    by_agency: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_agency.setdefault(pair.agency, []).append(pair)
    return tuple(
        PlainAgreement(
            agency,
            cases=len({pair.case for pair in own}),
            areas=len(own),
            same=sum(pair.first == pair.second for pair in own),
            within_one=sum(abs(pair.first - pair.second) <= 1 for pair in own),
        )
        for agency, own in sorted(by_agency.items())
    )


def graded_apart(pairs: Iterable[Pair]) -> tuple[Flag, ...]:
    """Each area that two auditors of one agency graded two steps or more apart."""
    return tuple(
        Flag(
            TWICE,
            (pair.agency,),
            f"two auditors of {pair.agency} are {abs(pair.first - pair.second)} grades apart",
            pair.case,
            pair.area,
        )
        for pair in pairs
        if abs(pair.first - pair.second) >= RANGE_WIDE
    )
