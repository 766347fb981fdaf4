"""Each agency's own grades before and after: the single-agency basis beside the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from domain.impact.assess import Assessment
from domain.impact.waves import Wave


@dataclass(frozen=True, slots=True)
class AgencyMove:
    """One agency's own grades at the baseline and at the re-audit: on a single-agency basis."""

    agency: str
    good_before: int
    of_before: int
    worst_before: int
    good_after: int
    of_after: int
    worst_after: int


def agency_moves(assessment: Assessment) -> tuple[AgencyMove, ...]:
    """Each agency that graded at the baseline or at the re-audit, by its own grades."""
    before, after = assessment.before, assessment.latest
    if before is None or after is None:
        return ()
    moves = []
    for agency in sorted(before.agencies | after.agencies):
        own = frozenset((agency,))
        one, two = (_own_counts(wave, own) for wave in (before, after))
        moves.append(AgencyMove(agency, *one, *two))
    return tuple(moves)


def _own_counts(wave: Wave, agency: frozenset[str]) -> tuple[int, int, int]:
    alone = [rank for case in wave.cases for name, rank in case.grades.items() if name in agency]
    return sum(rank >= wave.good_from for rank in alone), len(alone), alone.count(1)
