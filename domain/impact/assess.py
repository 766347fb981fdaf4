"""Which waves of a measure are compared, and what the comparison is worth.

The baseline is the latest comparable wave whose casework ended before the first action was in
place. Re-audits begin after the last was. Nothing that was audited is left out of what is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import partial
from math import ceil

from domain.impact.midranks import midp_better
from domain.impact.trend import Trend, trend
from domain.impact.verdicts import (
    CASES_MIN,
    MIDP_WORSENED_MAX,
    Comparison,
    Deciding,
    Reason,
    Verdict,
    Worst,
    compare,
    decide,
    decide_held,
    fragility,
    judge,
)
from domain.impact.waves import Alike, Counts, Wave, alike, unlike


class Place(StrEnum):
    """Where a wave's casework lies beside what was done."""

    BEFORE = "before"
    ACROSS = "across"
    AFTER = "after"


class Sustained(StrEnum):
    """What the latest re-audit says of an improvement at the one before: these two compared."""

    SUSTAINED = "sustained"
    FURTHER = "better again"
    NOT_SUSTAINED = "not sustained"


@dataclass(frozen=True, slots=True)
class Done:
    """When what was recommended was in place, as far as it is.

    `days`: of each action closed; `all`: none is open. `made_on`: the recommendation's day.
    """

    made_on: date
    days: tuple[date, ...] = ()
    all: bool = True

    def place(self, wave: Wave) -> Place:
        """Before the first action was in place, after the last, or neither."""
        if not self.days:
            if wave.casework_end <= self.made_on:
                return Place.BEFORE
            return Place.AFTER if wave.casework_start > self.made_on else Place.ACROSS
        if wave.casework_end < min(self.days):
            return Place.BEFORE
        since = max(self.days) if self.all else min(self.days)
        return Place.AFTER if wave.casework_start > since else Place.ACROSS


@dataclass(frozen=True, slots=True)
class Placed:
    """A wave, where it lies, and why it is not compared with the one judged; None if it is."""

    wave: Wave
    place: Place
    apart: Reason | None = None


@dataclass(frozen=True, slots=True)
class Straddle:
    """A wave whose casework has days on both sides of a day on which an action was in place."""

    audit: str
    day: date
    days_before: int
    days: int


@dataclass(frozen=True, slots=True)
class Level:
    """A wave against the agreed standard: `good` of `of` cases, `needed` wanted.

    Under five cases say nothing of it.
    """

    audit: str
    good: int
    of: int
    needed: int

    @property
    def met(self) -> bool:
        return self.of >= CASES_MIN and self.good >= self.needed

    @property
    def word(self) -> str:
        if self.of < CASES_MIN:
            return "too few cases to say"
        return "at standard" if self.met else "below standard"


@dataclass(frozen=True, slots=True)
class Assessment:
    """What can be said about one measure, and from which waves.

    `before` is the baseline; `after` the re-audits, more than one when they agree and are pooled.
    Both may be there although they cannot be compared. `waves`: every wave of the measure, in
    order. `good`, `worst`: of the compared ones. `level`: of the latest wave; `level_before`: of
    the baseline. `credited`: every action was in place before the re-audit's casework. `actions`:
    the day of each that is closed; `open_actions`: others are not. `looks`: the number of the
    re-audit judged, among those that compare.
    """

    verdict: Verdict
    reason: Reason
    before: Wave | None
    after: tuple[Wave, ...]
    waves: tuple[Placed, ...]
    alike: Alike | None = None
    comparison: Comparison | None = None
    borderline: bool = False
    fragility: int | None = None
    level: Level | None = None
    level_before: Level | None = None
    sustained: Sustained | None = None
    straddles: tuple[Straddle, ...] = ()
    credited: bool = False
    actions: tuple[date, ...] = ()
    open_actions: bool = False
    looks: int = 0

    def counted(self, wave: Wave) -> Counts:
        """The wave as this comparison counts it; one that does not compare, as it stands."""
        found = self.alike
        if found is None or unlike((wave, found.waves[-1])):
            return wave.counts
        if wave in found.waves:
            return found.pooled([wave])
        counts = wave.counted(found.agencies, before_moderation=found.before_moderation)
        return counts if counts.cases else wave.counts

    @property
    def over_time(self) -> Trend | None:
        """The trend over every wave, where two were compared, there are three and all compare."""
        waves = [one.wave for one in self.waves if one.wave.counts.cases >= CASES_MIN]
        if self.alike is None or len(waves) < 3 or len(waves) != len(self.waves):
            return None
        counted = alike(waves)
        return None if isinstance(counted, Reason) else trend([c.levels for c in counted.counts])

    @property
    def latest(self) -> Wave | None:
        """The latest re-audit judged."""
        return self.after[-1] if self.after else None

    @property
    def kept_at_standard(self) -> bool:
        """At standard at the baseline and still at the latest wave: there is no more to gain."""
        levels = (self.level_before, self.level)
        return all(level is not None and level.met for level in levels)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a measure is to do: `target` is how many cases, or what share, should be good."""

    target: int | Fraction | None = None
    hold: bool = False

    def level(self, wave: Wave | None) -> Level | None:
        if self.target is None or wave is None or not wave.counts.cases:
            return None
        of = wave.counts.cases
        needed = self.target if isinstance(self.target, int) else ceil(self.target * of)
        return Level(wave.audit, wave.counts.good, of, needed)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A measure's place among the areas of the audit that it was recommended from, lowest first.

    `joint`: other areas were as low.
    """

    audit: str
    place: int
    of: int
    joint: bool = False

    def lowest_of(self, baseline: Wave) -> int:
        """Of how many areas the baseline is the lowest: those it was chosen from, or itself."""
        return self.of if self.place == 1 and self.audit == baseline.audit else 1


def assess(
    waves: Iterable[Wave],
    done: Done,
    wanted: Wanted | None = None,
    chosen: Chosen | None = None,
) -> Assessment:
    """Judge one measure from all its waves.

    The re-audit is the latest wave after the actions that compares with any before them, and the
    baseline the latest of those. Re-audits that agree with it are pooled. While no action is in
    place, the recommendation's day stands for it, and nothing is credited.
    """
    wanted = wanted or Wanted()
    ordered = sorted(waves, key=lambda wave: (wave.casework_start, wave.casework_end, wave.audit))
    placed = tuple(Placed(wave, done.place(wave)) for wave in ordered)
    before = [one.wave for one in placed if one.place is Place.BEFORE]
    after = [one.wave for one in placed if one.place is Place.AFTER]
    told = Assessment(
        Verdict.NOT_YET,
        Reason.NO_LATER_WAVE,
        before[-1] if before else None,
        (),
        placed,
        level=wanted.level(ordered[-1] if ordered else None),
        straddles=_straddles(ordered, done),
        actions=done.days,
        open_actions=not done.all,
    )
    if not after:
        across = any(one.place is Place.ACROSS for one in placed)
        early = Reason.PRE_DATES_ACTION if done.days else Reason.PRE_DATES_RECOMMENDATION
        return replace(told, reason=early if across else Reason.NO_LATER_WAVE)
    told = replace(told, credited=bool(done.days) and done.all, after=(after[-1],))
    if not before:
        return replace(told, verdict=Verdict.CANNOT, reason=Reason.NO_BASELINE)
    pair = _pair(before, after)
    if isinstance(pair, Reason):
        return replace(told, verdict=Verdict.CANNOT, reason=pair)
    return _judged(told, pair, after, wanted, chosen.lowest_of(pair[0]) if chosen else 1)


def _pair(before: Sequence[Wave], after: Sequence[Wave]) -> tuple[Wave, Wave] | Reason:
    """The latest re-audit with the latest baseline that it compares with, or why none does."""
    why: Reason | None = None
    for later in reversed(after):
        for earlier in reversed(before):
            found = alike((earlier, later))
            if isinstance(found, Alike):
                return earlier, later
            why = why or found
    return why or Reason.NO_BASELINE


def _judged(
    told: Assessment,
    pair: tuple[Wave, Wave],
    after: Sequence[Wave],
    wanted: Wanted,
    lowest_of: int,
) -> Assessment:
    baseline, latest = pair
    earlier = after[: after.index(latest)]
    pooled = _agreeing(baseline, earlier, latest)
    counted = alike((baseline, *pooled))
    if isinstance(counted, Reason):  # the pair compares; with the pooled ones it may not
        pooled, counted = (latest,), alike(pair)
    if isinstance(counted, Reason):
        return replace(told, verdict=Verdict.CANNOT, reason=counted)
    one, two = counted.pooled([baseline]), counted.pooled(pooled)
    level = wanted.level(latest)
    worst = Worst(one.worst, one.cases, two.worst, two.cases)
    deciding = _deciding(wanted, level, lowest_of)
    decided = deciding(one.levels, two.levels, worst=worst)
    return replace(
        told,
        verdict=decided.verdict,
        reason=decided.reason,
        borderline=decided.borderline,
        before=baseline,
        after=pooled,
        waves=tuple(replace(p, apart=_apart(p.wave, (baseline, latest))) for p in told.waves),
        alike=counted,
        comparison=compare(one.levels, two.levels),
        fragility=_fragility(one.levels, two.levels, deciding),
        level=level,
        level_before=wanted.level(baseline),
        sustained=_sustained(baseline, earlier, latest),
        looks=1 + sum(isinstance(alike((baseline, wave)), Alike) for wave in earlier),
    )


def _fragility(before: tuple[int, ...], after: tuple[int, ...], decided: Deciding) -> int | None:
    """In cases of a whole grade; above 40 cases, where each try takes long, only one is tried."""
    most = 3 if sum(before) + sum(after) <= 40 else 1
    return fragility(before, after, 2, most, decided)


def _deciding(wanted: Wanted, level: Level | None, lowest_of: int) -> Deciding:
    """The rule for what the measure is to do, of the counts alone."""
    if not wanted.hold:
        return partial(decide, lowest_of=lowest_of)
    met = None if level is None else level.met
    return partial(decide_held, at_standard=met, lowest_of=lowest_of)


def _apart(wave: Wave, pair: tuple[Wave, Wave]) -> Reason | None:
    if wave in pair:
        return None
    found = alike((wave, pair[1])) if wave.casework_end < pair[1].casework_start else None
    return found if isinstance(found, Reason) else unlike((wave, pair[1]))


def _agreeing(baseline: Wave, earlier: Sequence[Wave], latest: Wave) -> tuple[Wave, ...]:
    """The latest re-audit with those before it that it does not differ from, back to the first."""
    pooled: tuple[Wave, ...] = (latest,)
    for wave in reversed(earlier):
        counted = alike((baseline, wave, *pooled))
        if isinstance(counted, Reason):
            continue
        one, two = counted.pooled([wave]), counted.pooled(pooled)
        if _differ(one, two):
            break
        pooled = (wave, *pooled)
    return pooled


def _differ(one: Counts, two: Counts) -> bool:
    better = midp_better(one.levels, two.levels)
    return min(better, 1 - better) <= MIDP_WORSENED_MAX / 2


def _sustained(baseline: Wave, earlier: Sequence[Wave], latest: Wave) -> Sustained | None:
    """Said when the re-audit before had improved; the two re-audits compared say what."""
    for wave in reversed(earlier):
        first, then = alike((baseline, wave)), alike((wave, latest))
        if isinstance(first, Reason) or isinstance(then, Reason):
            continue
        old, new = (count.levels for count in first.counts)
        if decide(old, new).verdict is not Verdict.IMPROVED:
            return None
        verdict = judge(*(count.levels for count in then.counts))
        if verdict is Verdict.WORSENED:
            return Sustained.NOT_SUSTAINED
        return Sustained.FURTHER if verdict is Verdict.IMPROVED else Sustained.SUSTAINED
    return None


def _straddles(ordered: Sequence[Wave], done: Done) -> tuple[Straddle, ...]:
    found = []
    for wave in ordered:
        for day in sorted(set(done.days)):
            if wave.casework_start < day <= wave.casework_end:
                length = (wave.casework_end - wave.casework_start).days + 1
                gone = (day - wave.casework_start).days
                found.append(Straddle(wave.audit, day, gone, length))
    return tuple(found)
