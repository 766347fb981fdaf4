"""What two waves of grades can say: one exact comparison of cases, and the word for it.

One case counts once. Grades are counted worst first, so index 0 is the worst. The test is the
exact conditional Wilcoxon mid-rank test with mid-p (Fagerland, Lydersen and Laake 2017); the
effect is the probability of superiority with the tie-adjusted interval of Fay and Malinovsky
(2018). Improved is harder to earn than worsened because areas are recommended when they look
worst, and the worst of several look better next time by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from domain.impact.midranks import (
    Z90,
    Z95,
    checked,
    clear_of,
    clear_of_half,
    interval,
    midp_better,
    superiority,
)

METHOD = 2
"""The version of what is compared and how (docs/decisions/0032-what-is-compared.md). A recorded
verdict says which it was measured by."""

MIDP_IMPROVED_MAX = Fraction(1, 40)
MIDP_WORSENED_MAX = Fraction(1, 20)
CASES_MIN = 5
CASES_LARGE_MIN = 50
"""When both waves have this many cases, a detectable change may still be trivial."""
SUPERIORITY_IMPROVED_MIN = Fraction(57, 100)
SUPERIORITY_WORSENED_MAX = Fraction(43, 100)
MEANINGLESS = (Fraction(2, 5), Fraction(3, 5))
"""A superiority between these is no meaningful change: 4 to 6 pairs of cases in 10."""
FRAGILITY_MAX = 10
"""How many cases `fragility` tries unless told."""


class Verdict(StrEnum):
    """What the grades of two waves can say."""

    IMPROVED = "improved"
    MIXED = "mixed"
    WORSENED = "worsened"
    HELD = "held, as wanted"
    SMALL = "no meaningful change"
    NO_CHANGE = "no change detectable"
    NOT_YET = "not yet re-audited"
    CANNOT = "cannot be judged"


JUDGED = tuple(verdict for verdict in Verdict if verdict not in (Verdict.NOT_YET, Verdict.CANNOT))
"""The verdicts that two comparable waves can give."""


class Reason(StrEnum):
    """Why a verdict was reached: the name is the code, the value is the text shown."""

    NO_LATER_WAVE = "no later wave with the measure"
    PRE_DATES_ACTION = "no audit's casework lies wholly after the action"
    PRE_DATES_RECOMMENDATION = "casework audited pre-dates the recommendation"
    NO_BASELINE = "no audit's casework lies wholly before what was done"
    TOOL_CHANGED = "audit tool changed"
    PROCESS_DIFFERS = "one is a themed audit, the other a dip sample"
    FRAME_DIFFERS = "different sample frame"
    NO_COMMON_AGENCY = "no agency graded in both audits"
    MODERATION_DIFFERS = "moderation agreed grades in one audit only, and too few stood before it"
    TOO_FEW = "too few cases"
    LATER_BETTER = "later cases are graded better"
    LATER_WORSE = "later cases are graded worse"
    WORST_UP = "later cases are graded better, and a larger share at the worst grade"
    AT_STANDARD = "at standard, and not clearly worse"
    NOT_WORSE = "not clearly worse"
    CHOSEN = "better, but by no more than the lowest of several areas is by chance the next time"
    TRIVIAL = "a difference this small is not called a change"
    BORDERLINE = "borderline"
    NOT_SHOWN = "chance alone could give this difference"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two waves compared.

    `midp_better` + `midp_worse` = 1. `superiority` is the probability that a later case is graded
    better than an earlier one, ties counted half; `interval` is its 95 % interval (low, high),
    `interval_90` its 90 % one, to which the threshold of worsened belongs.
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    midp_better: Fraction
    midp_worse: Fraction
    superiority: Fraction
    interval: tuple[float, float]
    interval_90: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Worst:
    """Cases at the worst grade, of so many: those in which any agency gave it."""

    before: int
    of_before: int
    after: int
    of_after: int

    @property
    def up(self) -> bool:
        return self.after * self.of_before > self.before * self.of_after


def compare(before: Sequence[int], after: Sequence[int]) -> Comparison:
    """Compare counts of cases per grade, worst first, such as `(3, 5, 2, 0)`.

    `midp_better` is the chance, given the pooled grades and no change, of a higher mid-rank sum
    in the later wave than observed, plus half the chance of the same sum; `midp_worse` mirrors it.
    Given the ties, a better later case can raise it slightly, where it leaves a tied grade.
    Raises ValueError for negative or non-integer counts, scales of different length or under two
    grades, and empty waves.
    """
    before, after = checked(before, after)
    for name, counts in (("earlier", before), ("later", after)):
        if not sum(counts):
            raise ValueError(f"the {name} wave has no graded case; nothing can be compared")
    better = midp_better(before, after)
    return Comparison(
        before,
        after,
        better,
        1 - better,
        superiority(before, after),
        interval(before, after),
        interval(before, after, Z90),
    )


def judge(before: Sequence[int], after: Sequence[int]) -> Verdict:
    """Return the verdict on two comparable waves; counts as in `compare`.

    Fewer than 5 cases in either wave, or none: cannot be judged. Better with a larger share of
    cases at the worst grade: mixed. When both waves have 50 or more, superiority must also reach
    0.57 or 0.43 (Romano's negligible bound). Both, because with a smaller wave a detectable change
    is rarely that small. Errors as in `compare`, but an empty wave is no error.
    """
    before, after = checked(before, after)
    if min(sum(before), sum(after)) < CASES_MIN:
        return Verdict.CANNOT
    better = midp_better(before, after)
    large = min(sum(before), sum(after)) >= CASES_LARGE_MIN
    effect = superiority(before, after)
    if better <= MIDP_IMPROVED_MAX and (not large or effect >= SUPERIORITY_IMPROVED_MIN):
        up = after[0] * sum(before) > before[0] * sum(after)
        return Verdict.MIXED if up else Verdict.IMPROVED
    matters_worse = not large or effect <= SUPERIORITY_WORSENED_MAX
    if 1 - better <= MIDP_WORSENED_MAX and matters_worse:
        return Verdict.WORSENED
    return Verdict.NO_CHANGE


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict as shown, why, and whether test and interval disagree."""

    verdict: Verdict
    reason: Reason
    borderline: bool = False


def improved_max(lowest_of: int) -> Fraction:
    """The mid-p that improved needs, for the lowest of so many areas: 0.05 shared among them.

    Where nothing changes, the lowest of eight areas is called improved 12 % of the time at 0.025.
    """
    return min(MIDP_IMPROVED_MAX, Fraction(1, 20 * max(lowest_of, 1)))


def decide(
    before: tuple[int, ...],
    after: tuple[int, ...],
    worst: Worst | None = None,
    lowest_of: int = 1,
) -> Decided:
    """Return the verdict as shown, for a measure that is to become better.

    Beyond `judge`: improved needs more where the baseline was chosen as the lowest of several
    areas (`lowest_of`), and the 95 % interval to lie above one half, and no larger share of
    cases in which any agency gave the worst grade (`worst`). Worsened keeps its verdict as the
    early warning. An interval of 90 % within `MEANINGLESS` is no meaningful change.
    """
    verdict = judge(before, after)
    if verdict is Verdict.CANNOT:
        return Decided(verdict, Reason.TOO_FEW)
    if verdict is Verdict.WORSENED:
        borderline = clear_of_half(before, after, Z90) != -1
        return Decided(verdict, Reason.LATER_WORSE, borderline)
    clear = clear_of_half(before, after, Z95) == 1
    better = midp_better(before, after)
    if verdict in (Verdict.IMPROVED, Verdict.MIXED) and better > improved_max(lowest_of):
        return Decided(Verdict.NO_CHANGE, Reason.CHOSEN)
    if verdict is Verdict.MIXED or (verdict is Verdict.IMPROVED and worst and worst.up):
        return Decided(Verdict.MIXED, Reason.WORST_UP)
    if verdict is Verdict.IMPROVED and clear:
        return Decided(verdict, Reason.LATER_BETTER)
    detectable = better <= MIDP_IMPROVED_MAX or 1 - better <= MIDP_WORSENED_MAX
    if verdict is Verdict.NO_CHANGE and (detectable or _small(before, after)):
        return Decided(Verdict.SMALL, Reason.TRIVIAL)
    if verdict is Verdict.IMPROVED or clear or clear_of_half(before, after, Z90) == -1:
        return Decided(Verdict.NO_CHANGE, Reason.BORDERLINE, True)
    return Decided(verdict, Reason.NOT_SHOWN)


def decide_held(
    before: tuple[int, ...],
    after: tuple[int, ...],
    worst: Worst | None = None,
    at_standard: bool | None = None,
    lowest_of: int = 1,
) -> Decided:
    """Return the verdict as shown, for a measure that is to be held.

    An area is held where it looked best, and the best of several look worse next time by chance
    alone: at standard, it must be clearly worse, by the threshold of improved, to be worsened.
    `at_standard`: None without a standard.
    """
    decided = decide(before, after, worst, lowest_of)
    if decided.verdict in (Verdict.CANNOT, Verdict.IMPROVED, Verdict.MIXED):
        return decided
    clearly_worse = (
        decided.verdict is Verdict.WORSENED and 1 - midp_better(before, after) <= MIDP_IMPROVED_MAX
    )
    if clearly_worse or at_standard is False:
        return decided
    return Decided(Verdict.HELD, Reason.AT_STANDARD if at_standard else Reason.NOT_WORSE)


class Deciding(Protocol):
    """A rule for a verdict: `decide` or `decide_held`, with what the measure is to do."""

    def __call__(
        self, before: tuple[int, ...], after: tuple[int, ...], worst: Worst | None = None
    ) -> Decided: ...


def _small(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    low, high = MEANINGLESS
    return clear_of(low, before, after, Z90) == 1 and clear_of(high, before, after, Z90) == -1


def fragility(
    before: tuple[int, ...],
    after: tuple[int, ...],
    step: int = 1,
    most: int = FRAGILITY_MAX,
    decided: Deciding | None = None,
) -> int | None:
    """Fewest later cases that, one grade lower, lose "improved"; one grade higher, "worsened".

    `step`: levels to a grade. `decided`: by which rule, `decide` unless told. None when the verdict
    is neither, and when no `most` cases would lose it. Every way of choosing the cases is tried.
    """
    decided = decided or decide
    verdict = decided(before, after).verdict
    if verdict not in (Verdict.IMPROVED, Verdict.WORSENED):
        return None
    move = -step if verdict is Verdict.IMPROVED else step
    for cases in range(1, most + 1):
        for otherwise in moved(after, cases, move):
            if decided(before, otherwise).verdict is not verdict:
                return cases
    return None


def moved(after: tuple[int, ...], cases: int, step: int) -> Iterator[tuple[int, ...]]:
    """Counts as they would be with so many cases `step` levels off, in every way."""
    movable = [count if 0 <= grade + step < len(after) else 0 for grade, count in enumerate(after)]

    def spread(grade: int, left: int) -> Iterator[tuple[int, ...]]:
        if grade == len(after):
            if left == 0:
                yield ()
            return
        for here in range(min(left, movable[grade]) + 1):
            for others in spread(grade + 1, left - here):
                yield (here, *others)

    for moves in spread(0, cases):
        counts = list(after)
        for grade, moving in enumerate(moves):
            if moving:
                counts[grade] -= moving
                counts[grade + step] += moving
        yield tuple(counts)
