"""What the invented cases were like: a grade for each case and area, and what each agency saw.

The profiles are chosen so that the demonstration shows every verdict. They are counts of cases,
worst grade first; `domain.impact` decides what they amount to, as it does for real ones.
"""

from __future__ import annotations

from random import Random

from domain.impact.waves import middle

GRADES = ("inadequate", "requires-improvement", "good", "outstanding")

Counts = tuple[int, int, int, int]

PROFILES: dict[str, dict[str, Counts]] = {
    "2024-neglect": {
        "recognition": (1, 4, 5, 0),
        "information-sharing": (2, 5, 3, 0),
        "assessment": (2, 4, 4, 0),
        "planning": (3, 5, 2, 0),
        "lived-experience": (4, 4, 2, 0),
        "oversight": (0, 3, 6, 1),
        "impact": (1, 5, 4, 0),
    },
    "2025-neglect": {
        "recognition": (1, 4, 4, 1),
        "information-sharing": (2, 4, 4, 0),
        "assessment": (2, 5, 3, 0),
        "planning": (0, 3, 5, 2),
        "lived-experience": (0, 3, 5, 2),
        "oversight": (2, 5, 3, 0),
        "impact": (2, 4, 4, 0),
    },
    "2026-neglect": {
        "recognition": (1, 5, 4, 0),
        "information-sharing": (0, 2, 6, 2),
        "assessment": (0, 2, 6, 2),
        "planning": (0, 2, 6, 2),
        "lived-experience": (0, 2, 7, 1),
        "oversight": (2, 5, 3, 0),
        "impact": (1, 4, 5, 0),
    },
    "2024-sexual-abuse": {
        "recognition": (0, 1, 7, 2),
        "enquiry": (3, 5, 2, 0),
        "assessment": (1, 4, 5, 0),
        "child-voice": (2, 5, 3, 0),
        "protection-and-recovery": (1, 8, 1, 0),
        "oversight": (1, 5, 4, 0),
    },
    "2025-sexual-abuse": {
        "recognition": (0, 1, 8, 1),
        "enquiry": (0, 2, 6, 2),
        "assessment": (1, 4, 4, 1),
        "child-voice": (1, 5, 4, 0),
        "protection-and-recovery": (0, 2, 5, 3),
        "oversight": (1, 4, 5, 0),
    },
    "2026-sexual-abuse": {
        "recognition": (0, 4, 5, 1),
        "enquiry": (1, 2, 6, 1),
        "assessment": (1, 4, 5, 0),
        "child-voice": (0, 4, 5, 1),
        "protection-and-recovery": (0, 3, 6, 1),
        "oversight": (1, 5, 4, 0),
    },
    "2025-strategy-dip": {
        "timeliness-and-attendance": (6, 13, 10, 1),
        "decisions-and-actions": (1, 4, 25, 0),
    },
    "2026-strategy-dip": {
        "timeliness-and-attendance": (1, 7, 17, 5),
        "decisions-and-actions": (1, 4, 24, 1),
    },
}


SEVERE: dict[tuple[str, str], str] = {
    ("2025-sexual-abuse", "protection-and-recovery"): "hospital-trust",
}
"""(audit, area) to an agency that found its own work at the worst grade in every case. Moderation
leaves that as it is: most got better, and one agency says that its part did not."""


def case_grades(random: Random, audit: str, cases: list[str]) -> dict[tuple[str, str], int]:
    """(case, area) to rank, 1 worst: each area's profile, with weak cases weak in most areas."""
    quality = {case: random.gauss(0, 1) for case in cases}
    grades: dict[tuple[str, str], int] = {}
    for area, counts in PROFILES[audit].items():
        ranks = [rank for rank, count in enumerate(counts, start=1) for _ in range(count)]
        ordered = sorted(cases, key=lambda case: quality[case] + random.gauss(0, 1))
        grades |= {(case, area): rank for case, rank in zip(ordered, ranks, strict=True)}
    return grades


def agency_ranks(random: Random, truth: int, agencies: list[str], exact: bool) -> dict[str, int]:
    """What each agency graded its own work where the case as a whole is at `truth`.

    `exact`: the agencies' middle grades are `truth`, because nothing will moderate it.
    """
    while True:
        ranks = {
            agency: min(4, max(1, truth + random.choices((-2, -1, 0, 1, 2), (1, 4, 12, 4, 1))[0]))
            for agency in agencies
        }
        if not exact or middle(sorted(ranks.values())) == (truth, truth):
            return ranks
