"""Whether grades changed between two audits of the same measure, from small samples, exactly.

One case counts once. Grades are counted worst first, so index 0 is the worst grade of the scale.
The test is the exact conditional Wilcoxon mid-rank test with mid-p (Fagerland, Lydersen and Laake
2017); the effect is the probability of superiority with the tie-adjusted interval of Fay and
Malinovsky (2018). Improved is harder to earn than worsened because areas are recommended when
they look worst, and the worst of several look better next time by chance alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from domain.impact.midranks import (
    Z90,
    Z95,
    checked,
    checked_counts,
    clear_of_half,
    interval,
    midp_better,
    one_grade_off,
    superiority,
)

MIDP_IMPROVED_MAX = Fraction(1, 40)
MIDP_WORSENED_MAX = Fraction(1, 20)
CASES_MIN = 5
CASES_LARGE_MIN = 50
"""When both waves have this many cases, a detectable change may still be trivial."""
SUPERIORITY_IMPROVED_MIN = Fraction(57, 100)
SUPERIORITY_WORSENED_MAX = Fraction(43, 100)
FRAGILITY_MAX, FRAGILITY_LARGE_MAX = 10, 5
"""How many cases `fragility` tries; fewer when a wave is large, where each try takes longer."""


class Verdict(StrEnum):
    """What the grades of two waves can say."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_CHANGE = "no change detectable"
    NOT_YET = "not yet re-audited"
    CANNOT = "cannot be judged"


class Reason(StrEnum):
    """Why a verdict was reached: the name is the code, the value is the text shown."""

    NO_LATER_WAVE = "no later wave with the measure"
    PRE_DATES_ACTION = "casework audited pre-dates the action"
    PRE_DATES_RECOMMENDATION = "casework audited pre-dates the recommendation"
    NO_BASELINE = "no baseline"
    TOOL_CHANGED = "audit tool changed"
    FRAME_DIFFERS = "different sample frame"
    MODERATION_DIFFERS = "one wave was not moderated"
    TOO_FEW = "too few cases"
    LATER_BETTER = "later cases are graded better"
    LATER_WORSE = "later cases are graded worse"
    WORST_UP = "more cases at the worst grade, so not called improved"
    TRIVIAL = "a difference this small is not called a change"
    BORDERLINE = "borderline"
    NOT_SHOWN = "chance alone could give this difference"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two waves compared.

    `midp_better` + `midp_worse` = 1. `superiority` is the probability that a later case is graded
    better than an earlier one, ties counted half; `interval` is its 95 % interval (low, high).
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    midp_better: Fraction
    midp_worse: Fraction
    superiority: Fraction
    interval: tuple[float, float]


class Sustained(StrEnum):
    """Whether an improvement at the previous re-audit is still there at the latest."""

    SUSTAINED = "sustained"
    NOT_SUSTAINED = "not sustained"


@dataclass(frozen=True, slots=True)
class Wave:
    """One audit's grades for one measure: a tool's area in a scope.

    `counts`: cases per grade, worst first, not involved ones left out. `wording`: hash of the
    area's question and descriptors, or the id of a recorded equivalence. `frame`: the definition
    of the sample frame. The window is of the casework audited, not of the meetings, both days in
    it. Raises ValueError for counts `compare` refuses and for a window that ends before it starts.
    """

    audit: str
    casework_start: date
    casework_end: date
    counts: tuple[int, ...]
    wording: str
    frame: str
    moderated: bool
    not_involved: int = 0

    def __post_init__(self) -> None:
        checked_counts(self.counts, self.audit)
        if self.casework_end < self.casework_start:
            raise ValueError(f"{self.audit}: the casework window ends before it starts")


@dataclass(frozen=True, slots=True)
class Level:
    """The latest wave against the agreed standard: `good` of `of` cases, `needed` wanted."""

    audit: str
    good: int
    of: int
    needed: int

    @property
    def word(self) -> str:
        return "at standard" if self.good >= self.needed else "below standard"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What can be said about one measure, and from which waves.

    `before` is the baseline, two waves when pooled; `after` the re-audit. Both may be there
    although the verdict is that they cannot be compared. `borderline`: test and interval
    disagree. `fragility`: as the function; None also without improved or worsened. `worst_after`:
    re-audit cases at the worst grade, told whatever the verdict. `credited`: an action was
    implemented before the re-audit's casework; otherwise do not credit it with the change.
    """

    verdict: Verdict
    reason: Reason
    before: tuple[Wave, ...]
    after: Wave | None
    comparison: Comparison | None = None
    borderline: bool = False
    fragility: int | None = None
    level: Level | None = None
    worst_after: int | None = None
    sustained: Sustained | None = None
    credited: bool = False


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
    effect = superiority(before, after)
    return Comparison(before, after, better, 1 - better, effect, interval(before, after))


def judge(before: Sequence[int], after: Sequence[int]) -> Verdict:
    """Return the verdict on two comparable waves; counts as in `compare`.

    Fewer than 5 cases in either wave, or none: cannot be judged. When both waves have 50 or more,
    superiority must also reach 0.57 or 0.43 (Romano's negligible bound). Both, because with a
    smaller wave a detectable change is rarely that small. Errors as in `compare`, but an empty
    wave is no error.
    """
    before, after = checked(before, after)
    if min(sum(before), sum(after)) < CASES_MIN:
        return Verdict.CANNOT
    better = midp_better(before, after)
    large = min(sum(before), sum(after)) >= CASES_LARGE_MIN
    effect = superiority(before, after)
    matters_better = not large or effect >= SUPERIORITY_IMPROVED_MIN
    if better <= MIDP_IMPROVED_MAX and after[0] <= before[0] and matters_better:
        return Verdict.IMPROVED
    matters_worse = not large or effect <= SUPERIORITY_WORSENED_MAX
    if 1 - better <= MIDP_WORSENED_MAX and matters_worse:
        return Verdict.WORSENED
    return Verdict.NO_CHANGE


def fragility(before: Sequence[int], after: Sequence[int]) -> int | None:
    """Fewest later cases that, one grade lower, lose "improved"; one grade higher, "worsened".

    None when `assess` would call the waves neither, and when no 10 cases (5, if a wave has 50 or
    more) would lose it. Every way of choosing the cases is tried. Errors as in `judge`.
    """
    before, after = checked(before, after)
    verdict = _decide(before, after)[0]
    if verdict not in (Verdict.IMPROVED, Verdict.WORSENED):
        return None
    step = -1 if verdict is Verdict.IMPROVED else 1
    large = max(sum(before), sum(after)) >= CASES_LARGE_MIN
    for cases in range(1, (FRAGILITY_LARGE_MAX if large else FRAGILITY_MAX) + 1):
        for otherwise in one_grade_off(after, cases, step):
            if _decide(before, otherwise)[0] is not verdict:
                return cases
    return None


def assess(
    waves: Iterable[Wave],
    *,
    made_on: date | None,
    good_from: int,
    action_began_on: date | None = None,
    action_implemented_on: date | None = None,
    target: int | Fraction | None = None,
    pool_baseline: bool = False,
) -> Assessment:
    """Judge one measure from all its waves, for a recommendation made on `made_on`.

    The baseline is the latest wave whose casework ended before the action began or, when that day
    is unknown, by the day the recommendation was made. The re-audit is the latest wave whose
    casework all post-dates the implementation or, while the action is open, the recommendation.
    Without any date (an area without a recommendation) first and latest wave are compared.
    `pool_baseline` adds the wave before the baseline when it is comparable: less regression to the
    mean, but only when agreed beforehand, so it is not the default. `good_from` is the index of
    the first grade counted good or better; `target` how many (int) or what share (Fraction) of
    the latest wave's cases should be.
    """
    ordered = sorted(waves, key=lambda wave: (wave.casework_start, wave.casework_end, wave.audit))
    dates = _Dates(made_on, action_began_on, action_implemented_on)
    earlier, later, post = dates.split(ordered)
    level = _level(ordered, good_from, target)
    before = tuple(earlier[-1:])
    if not post:
        reason = dates.too_early() if later else Reason.NO_LATER_WAVE
        return Assessment(Verdict.NOT_YET, reason, before, None, level=level)
    if pool_baseline and len(earlier) > 1 and not _differs((*earlier[-2:],)):
        before = tuple(earlier[-2:])
    after = post[-1]
    base = Assessment(
        Verdict.CANNOT,
        Reason.NO_BASELINE,
        before,
        after,
        level=level,
        worst_after=after.counts[0],
        credited=action_implemented_on is not None,
    )
    if not before:
        return base
    if differs := _differs((*before, after)):
        return replace(base, reason=differs)
    return _tested(base, _pooled(before), post)


@dataclass(frozen=True, slots=True)
class _Dates:
    made: date | None
    began: date | None
    implemented: date | None

    def split(self, ordered: list[Wave]) -> tuple[list[Wave], list[Wave], list[Wave]]:
        """Waves that can be the baseline, the others, and those of the others that re-audit."""
        since = self.implemented or self.made or self.began
        if since is None:
            return ordered[:1], ordered[1:], ordered[1:]
        earlier = [wave for wave in ordered if self._pre_dates(wave)]
        later = [wave for wave in ordered if wave not in earlier]
        return earlier, later, [wave for wave in later if wave.casework_start > since]

    def too_early(self) -> Reason:
        if self.implemented:
            return Reason.PRE_DATES_ACTION
        return Reason.PRE_DATES_RECOMMENDATION

    def _pre_dates(self, wave: Wave) -> bool:
        actions = (self.began, self.implemented)
        if any(day is not None and wave.casework_end >= day for day in actions):
            return False
        # An action cannot begin before it is recommended; the day itself is still untouched.
        return self.began is not None or self.made is None or wave.casework_end <= self.made


def same_measure(before: Wave, after: Wave) -> bool:
    """Whether both asked the same of the area, on the same scale: else no counts compare."""
    return (before.wording, len(before.counts)) == (after.wording, len(after.counts))


def _differs(waves: tuple[Wave, ...]) -> Reason | None:
    first = waves[0]
    if any(not same_measure(first, wave) for wave in waves):
        return Reason.TOOL_CHANGED
    if any(wave.frame != first.frame for wave in waves):
        return Reason.FRAME_DIFFERS
    if any(wave.moderated != first.moderated for wave in waves):
        return Reason.MODERATION_DIFFERS
    return None


def _pooled(waves: tuple[Wave, ...]) -> tuple[int, ...]:
    return tuple(sum(grade) for grade in zip(*(wave.counts for wave in waves), strict=True))


def _tested(base: Assessment, before: tuple[int, ...], post: list[Wave]) -> Assessment:
    after = post[-1].counts
    verdict, reason, borderline = _decide(before, after)
    if verdict is Verdict.CANNOT:
        return replace(base, reason=reason)
    sustained = None
    previous = post[-2].counts if len(post) > 1 and not _differs((*post[-2:],)) else None
    if previous and _decide(before, previous)[0] is Verdict.IMPROVED:
        still = verdict is Verdict.IMPROVED
        sustained = Sustained.SUSTAINED if still else Sustained.NOT_SUSTAINED
    return replace(
        base,
        verdict=verdict,
        reason=reason,
        comparison=compare(before, after),
        borderline=borderline,
        fragility=fragility(before, after),
        sustained=sustained,
    )


def _decide(before: tuple[int, ...], after: tuple[int, ...]) -> tuple[Verdict, Reason, bool]:
    """Return the verdict as shown, why, and whether test and interval disagree (borderline).

    Stricter than `judge` on improved only: the 95 % interval must lie above one half, and with
    waves of different size the share at the worst grade may not rise either. Worsened keeps its
    verdict as the early warning; its 0.05 is set against the 90 % interval.
    """
    verdict = judge(before, after)
    if verdict is Verdict.CANNOT:
        return verdict, Reason.TOO_FEW, False
    if verdict is Verdict.WORSENED:
        return verdict, Reason.LATER_WORSE, clear_of_half(before, after, Z90) != -1
    worst_up = after[0] > before[0] or after[0] * sum(before) > before[0] * sum(after)
    clear = clear_of_half(before, after, Z95) == 1
    if verdict is Verdict.IMPROVED and clear and not worst_up:
        return verdict, Reason.LATER_BETTER, False
    better = midp_better(before, after)
    if better <= MIDP_IMPROVED_MAX and worst_up:
        return Verdict.NO_CHANGE, Reason.WORST_UP, False
    if verdict is Verdict.NO_CHANGE and (
        better <= MIDP_IMPROVED_MAX or 1 - better <= MIDP_WORSENED_MAX
    ):
        return verdict, Reason.TRIVIAL, False
    if verdict is Verdict.IMPROVED or clear or clear_of_half(before, after, Z90) == -1:
        return Verdict.NO_CHANGE, Reason.BORDERLINE, True
    return verdict, Reason.NOT_SHOWN, False


def _level(ordered: list[Wave], good_from: int, target: int | Fraction | None) -> Level | None:
    if target is None or not ordered or not sum(ordered[-1].counts):
        return None
    latest, of = ordered[-1], sum(ordered[-1].counts)
    needed = target if isinstance(target, int) else ceil(target * of)
    return Level(latest.audit, sum(latest.counts[good_from:]), of, needed)
