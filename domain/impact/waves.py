"""Waves of grades, and when and over what two of them compare like with like.

The grade of a case and area is the one that moderation agreed, otherwise the mid-point of the two
middle grades that agencies gave: half steps, so four grades make seven levels. An even number of
agencies then weighs as an odd one does, where a lower median would let their number decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from domain.impact.verdicts import CASES_MIN, Reason

AGREED_APART_MAX = Fraction(1, 5)
"""Shares of cases agreed in moderation that differ by more are compared as before it."""


@dataclass(frozen=True, slots=True)
class CaseGrades:
    """One case's grades in one area; ranks, 1 the worst.

    `agreed`: what moderation agreed for the case, if anything. `grades`: by agency, as they stand;
    `before`: by agency, as they stood before moderation. `moderated`: moderation agreed the case's
    grade or changed an agency's. `family`: cases of one family have the same; None where nobody
    has said.
    """

    case: str
    agreed: int | None
    grades: Mapping[str, int]
    before: Mapping[str, int]
    moderated: bool = False
    family: str | None = None


def one_of_a_family(cases: Iterable[CaseGrades]) -> tuple[CaseGrades, ...]:
    """The first case of each family. `cases`: in the order in which they were drawn.

    Brothers and sisters are not independent of each other: a comparison that took each for a case
    of its own would be surer than it may be. The first drawn was drawn by lot.
    """
    first: dict[str, CaseGrades] = {}
    for case in cases:
        first.setdefault(case.family or case.case, case)
    return tuple(first.values())


@dataclass(frozen=True, slots=True)
class Counts:
    """Cases of one wave, each counted once.

    `levels`: by half step, worst first. `good`: both middle grades are good or better. `worst`:
    any agency gave the worst grade. `moderated`: moderation agreed or changed a grade.
    """

    levels: tuple[int, ...]
    good: int
    worst: int
    moderated: int

    @property
    def cases(self) -> int:
        return sum(self.levels)


@dataclass(frozen=True, slots=True)
class Wave:
    """One audit's grades for one measure: a tool's area in a scope.

    `wording` and `frame`: equal ones compare; `wording_read` and `frame_read`: as they read, where
    others were declared equivalent to them. `not_like`: audits whose frame somebody has declared
    to be another. `grades`: how many the scale has; `good_from`: rank of the first counted good.
    `siblings`: graded cases that are left out, as their family has one. `from_document`: it was
    held before this record, and entered from a document.
    The window is of the casework audited, not of the meetings, both days in it. Raises ValueError
    for a window that ends before it starts.
    """

    audit: str
    casework_start: date
    casework_end: date
    cases: tuple[CaseGrades, ...]
    grades: int
    good_from: int
    wording: str
    frame: str
    process: str = "themed"
    not_like: frozenset[str] = frozenset()
    wording_read: str = ""
    frame_read: str = ""
    not_involved: int = 0
    siblings: int = 0
    from_document: bool = False
    agencies: frozenset[str] = field(init=False)
    counts: Counts = field(init=False)
    _counted: dict[tuple[frozenset[str] | None, bool], Counts] = field(
        init=False, repr=False, compare=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        if self.casework_end < self.casework_start:
            raise ValueError(f"{self.audit}: the casework window ends before it starts")
        graded = frozenset(agency for case in self.cases for agency in case.grades)
        object.__setattr__(self, "agencies", graded)
        object.__setattr__(self, "counts", self.counted())

    def counted(
        self, agencies: frozenset[str] | None = None, *, before_moderation: bool = False
    ) -> Counts:
        """The cases, over the grades of some agencies, or as they stood before moderation."""
        known = (agencies, before_moderation)
        if known not in self._counted:
            self._counted[known] = self._count(agencies, before_moderation=before_moderation)
        return self._counted[known]

    def _count(self, agencies: frozenset[str] | None, *, before_moderation: bool) -> Counts:
        levels = [0] * (2 * self.grades - 1)
        good = worst = moderated = 0
        for case in self.cases:
            own = case.before if before_moderation else case.grades
            given = sorted(
                rank for agency, rank in own.items() if agencies is None or agency in agencies
            )
            agreed = None if before_moderation else case.agreed
            low, high = middle(given, agreed)
            if not low:
                continue
            levels[low + high - 2] += 1
            good += low >= self.good_from
            worst += 1 in given or agreed == 1
            moderated += case.moderated
        return Counts(tuple(levels), good, worst, moderated)


def middle(given: Sequence[int], agreed: int | None = None) -> tuple[int, int]:
    """The two middle grades of sorted ones, or the agreed grade twice; zeros without any."""
    if agreed is not None:
        return agreed, agreed
    if not given:
        return 0, 0
    return given[(len(given) - 1) // 2], given[len(given) // 2]


@dataclass(frozen=True, slots=True)
class Alike:
    """Waves counted so that they compare: over whose grades, and before or after moderation.

    `agencies`: those that graded in each; `left_out`: by audit, those that did not grade in all.
    `left_out_worst`: by audit, cases in which only they gave the worst grade.
    """

    waves: tuple[Wave, ...]
    counts: tuple[Counts, ...]
    agencies: frozenset[str]
    left_out: Mapping[str, tuple[str, ...]]
    left_out_worst: Mapping[str, int]
    before_moderation: bool

    @property
    def wording_declared(self) -> bool:
        """They compare because somebody said that their words measure the same."""
        return len({wave.wording_read for wave in self.waves}) > 1

    @property
    def frame_declared(self) -> bool:
        """They compare because somebody said that their frames are equivalent."""
        return len({wave.frame_read for wave in self.waves}) > 1

    def pooled(self, audits: Iterable[Wave]) -> Counts:
        """Some of the waves together."""
        wanted = {wave.audit for wave in audits}
        own = [c for w, c in zip(self.waves, self.counts, strict=True) if w.audit in wanted]
        return Counts(
            tuple(sum(level) for level in zip(*(c.levels for c in own), strict=True)),
            sum(c.good for c in own),
            sum(c.worst for c in own),
            sum(c.moderated for c in own),
        )


def unlike(waves: Sequence[Wave]) -> Reason | None:
    """Why the plans of these waves do not compare, or None."""
    first = waves[0]
    if any((w.wording, w.grades) != (first.wording, first.grades) for w in waves):
        return Reason.TOOL_CHANGED
    if any(wave.process != first.process for wave in waves):
        return Reason.PROCESS_DIFFERS
    audits = {wave.audit for wave in waves}
    if any(wave.frame != first.frame or wave.not_like & audits for wave in waves):
        return Reason.FRAME_DIFFERS
    return None


def alike(waves: Sequence[Wave]) -> Alike | Reason:
    """Count the waves like with like, or say why they do not compare.

    Over the agencies that graded in all. Where moderation agreed a much larger share of cases in
    one than in another, as the grades stood before moderation on all sides.
    """
    if reason := unlike(waves):
        return reason
    common = frozenset.intersection(*(wave.agencies for wave in waves))
    agreed_all = all(case.agreed for wave in waves for case in wave.cases)
    if not common and not agreed_all:
        few = any(wave.counts.cases < CASES_MIN for wave in waves)
        return Reason.TOO_FEW if few else Reason.NO_COMMON_AGENCY
    counts = [wave.counted(common) for wave in waves]
    apart = _moderated_apart(counts)
    if apart:
        counts = [wave.counted(common, before_moderation=True) for wave in waves]
    if any(count.cases < CASES_MIN for count in counts):
        whole = all(wave.counts.cases >= CASES_MIN for wave in waves)
        return Reason.MODERATION_DIFFERS if apart and whole else Reason.TOO_FEW
    left_out = {w.audit: tuple(sorted(w.agencies - common)) for w in waves if w.agencies - common}
    every = {wave.audit: wave.counted(before_moderation=apart).worst for wave in waves}
    hidden = {
        wave.audit: every[wave.audit] - count.worst
        for wave, count in zip(waves, counts, strict=True)
    }
    return Alike(tuple(waves), tuple(counts), common, left_out, hidden, apart)


def _moderated_apart(counts: Sequence[Counts]) -> bool:
    shares = [Fraction(count.moderated, count.cases) for count in counts if count.cases]
    return bool(shares) and max(shares) - min(shares) > AGREED_APART_MAX
