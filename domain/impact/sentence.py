"""Impact in plain sentences: counts out of n, no p-values, and nothing said to be caused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.impact.assess import Assessment, Chosen, Place, Placed, Sustained
from domain.impact.background import Background
from domain.impact.ruler import Drift
from domain.impact.trend import Trend
from domain.impact.verdicts import Reason, Verdict
from domain.impact.waves import Wave
from domain.kernel.days import day_words

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth")
_CASES_TELLING = 30
"""At 30 against 30 a threefold improvement in odds is seen 60 times in 100, a fivefold one 89."""
_SELF_EXPLAINING = (
    Reason.NO_LATER_WAVE,
    Reason.LATER_BETTER,
    Reason.LATER_WORSE,
    Reason.NOT_SHOWN,
    Reason.WORST_UP,
    Reason.TRIVIAL,
)


@dataclass(frozen=True, slots=True)
class MeasureNames:
    """What the figures are about.

    `labels`: the grades, worst first. `good_from`: rank of the first that counts as good. `when`:
    audit to the text for its casework window, such as "March 2025"; an audit not in it is called
    by its code. `agencies`: agency to its title.
    """

    area: str
    scope: str
    labels: Sequence[str]
    good_from: int
    when: Mapping[str, str]
    agencies: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> str:
        return f"{self.labels[self.good_from - 1]} or better"

    @property
    def worst(self) -> str:
        return self.labels[0]

    def at(self, audit: str) -> str:
        return self.when.get(audit, audit)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is told beside a measure's own grades.

    `recommendations`: how many share it. `chosen`: where it stood in the audit that it was
    recommended from. `comparisons`: how many measures are compared in all. `drift`: old cases
    graded again.
    """

    recommendations: int = 1
    background: Background | None = None
    chosen: Chosen | None = None
    comparisons: int | None = None
    drift: Drift | None = None


ALONE = Beside()


def sentence(assessment: Assessment, names: MeasureNames, beside: Beside = ALONE) -> str:
    """Say an assessment in plain English, for the board."""
    parts = [f"{names.area}, {names.scope}."]
    parts += _waves(assessment, names)
    parts += _like_with_like(assessment, names)
    parts += _verdict(assessment, names)
    parts += _over_time(assessment, names)
    parts += _ruler(assessment, beside.drift)
    parts += _credit(assessment)
    if assessment.kept_at_standard:
        parts.append("At standard at both audits: there was little to gain.")
    if level := assessment.level:
        good = f"{level.good} of {level.of} {names.good}, {level.needed} needed"
        parts.append(f"{level.word.capitalize()} in {names.at(level.audit)}: {good}.")
    parts += _looks(assessment, beside)
    if beside.recommendations > 1:
        shared = f"Shared by {beside.recommendations} recommendations"
        parts.append(f"{shared}; effects cannot be separated.")
    moved = beside.background
    if moved and moved.areas and moved.of_before and moved.of_after:
        parts.append(background_words(moved, names.good))
    return " ".join(parts)


def number(count: int) -> str:
    """`ten`, `31`."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _counted(wave: Wave, assessment: Assessment) -> tuple[int, int, int]:
    """Good, cases and worst of a wave: as compared, if it is."""
    found = assessment.alike
    if found is not None and wave in found.waves:
        counts = found.pooled([wave])
        return counts.good, counts.cases, counts.worst
    return wave.counts.good, wave.counts.cases, wave.counts.worst


def _waves(assessment: Assessment, names: MeasureNames) -> list[str]:
    """Every wave with its count: before what was done, across it and after it."""
    if not assessment.waves:
        return ["No audit has graded it yet."]
    what = "the action" if assessment.in_place else "the recommendation"
    told = [
        _group([one for one in assessment.waves if one.place is place], assessment, names)
        + words.format(what)
        for place, words in _PLACES
        if any(one.place is place for one in assessment.waves)
    ]
    parts = [f"{names.good}: {', '.join(told)}."]
    graded = [one.wave for one in assessment.waves if one.wave.counts.cases]
    if graded:
        worst = [_counted(wave, assessment)[2] for wave in graded]
        if any(worst):
            times = ", then ".join(str(count or "none") for count in worst)
            parts.append(f"Cases in which an agency graded {names.worst}: {times}.")
        else:
            parts.append(f"No agency graded {names.worst} in any of these cases.")
    return parts


_PLACES = (
    (Place.BEFORE, " before {}"),
    (Place.ACROSS, " across the day it was in place"),
    (Place.AFTER, " after it"),
)


def _group(placed: Sequence[Placed], assessment: Assessment, names: MeasureNames) -> str:
    return ", then ".join(_wave(one.wave, assessment, names) for one in placed)


def _wave(wave: Wave, assessment: Assessment, names: MeasureNames) -> str:
    good, cases, _ = _counted(wave, assessment)
    when = names.at(wave.audit)
    if not cases:
        return f"no graded case ({when})"
    if wave.grades != len(names.labels):
        return f"{cases} cases on another grade scale ({when})"
    return f"{good} of {cases} ({when})"


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _like_with_like(assessment: Assessment, names: MeasureNames) -> list[str]:
    """Which audits were compared, over whose grades, and which were not."""
    parts = []
    counted = assessment.alike
    if counted is not None and assessment.before is not None:
        if len(assessment.waves) > 2:
            after = _listed([names.at(wave.audit) for wave in assessment.after])
            together = " taken together" if len(assessment.after) > 1 else ""
            parts.append(f"Compared: {names.at(assessment.before.audit)} with {after}{together}.")
        if counted.left_out:
            parts.append(_left_out(counted.agencies, counted.left_out, names))
        for audit, cases in counted.left_out_worst.items():
            if cases:
                parts.append(
                    f"In {names.at(audit)} only agencies not compared graded {names.worst} in"
                    f" {number(cases)} more cases."
                )
        if counted.before_moderation:
            parts.append(
                "Moderation agreed far more of the grades in one audit than in the other, so both"
                " are compared as they stood before moderation."
            )
    for one in assessment.waves:
        if one.wave.siblings:
            more, when = one.wave.siblings, names.at(one.wave.audit)
            said = "is of a family" if more == 1 else "are of families"
            parts.append(
                f"Of each family one case is counted, the first drawn: {number(more)} more of"
                f" {when} {said} that {'has' if more == 1 else 'have'} one."
            )
        if one.apart is not None:
            parts.append(f"{names.at(one.wave.audit)} is not compared: {one.apart.value}.")
    for straddle in assessment.straddles:
        parts.append(
            f"The casework of {names.at(straddle.audit)} straddles {day_words(straddle.day)}, when"
            f" an action was in place: {straddle.days_before} of its {straddle.days} days are"
            " before it."
        )
    return parts


def _left_out(
    common: frozenset[str], left_out: Mapping[str, tuple[str, ...]], names: MeasureNames
) -> str:
    told = [
        f"{_listed([names.agencies.get(agency, agency) for agency in agencies])} only in"
        f" {names.at(audit)}"
        for audit, agencies in left_out.items()
    ]
    who = "agency" if len(common) == 1 else "agencies"
    graded = f"the {number(len(common))} {who} that graded in all of them"
    return f"Compared over {graded} ({'; '.join(told)})."


def _verdict(assessment: Assessment, names: MeasureNames) -> list[str]:
    verdict, reason = assessment.verdict, assessment.reason
    why = reason.value
    if reason in _SELF_EXPLAINING or verdict is Verdict.HELD:
        why = "borderline" if assessment.borderline else ""
    parts = [verdict.capitalize() + (f" ({why})." if why else ".")]
    if verdict is Verdict.MIXED:
        parts.append(
            f"Most cases are graded better, and a larger share of them {names.worst} by an agency."
        )
    if verdict in (Verdict.IMPROVED, Verdict.WORSENED):
        parts += _rests_on(assessment, verdict)
    if verdict is Verdict.SMALL:
        parts.append("Whatever changed is small: enough cases were graded to tell.")
    if verdict is Verdict.NO_CHANGE and assessment.comparison:
        cases = min(sum(assessment.comparison.before), sum(assessment.comparison.after))
        large = cases >= _CASES_TELLING
        show = "cannot show small change" if large else "can only show very large change"
        parts.append(f"This is not evidence that nothing changed: {number(cases)} cases {show}.")
    if verdict is Verdict.HELD:
        parts.append("It was to be held, and is not clearly worse.")
    return parts


def _rests_on(assessment: Assessment, verdict: Verdict) -> list[str]:
    if assessment.fragility is None:
        return []
    cases = assessment.fragility
    step = "lower" if verdict is Verdict.IMPROVED else "higher"
    some = f"{number(cases)} re-audit case{'s' if cases > 1 else ''}"
    return [f"If {some} had been graded one step {step}, this would not be called {verdict}."]


def _over_time(assessment: Assessment, names: MeasureNames) -> list[str]:
    parts = []
    if assessment.sustained is Sustained.SUSTAINED:
        parts.append("Sustained: the two latest re-audits do not differ detectably.")
    if assessment.sustained is Sustained.FURTHER:
        parts.append("Sustained: the latest re-audit is better again than the one before.")
    if assessment.sustained is Sustained.NOT_SUSTAINED:
        parts.append("Not sustained: the latest re-audit is worse than the one before.")
    if assessment.over_time is not None:
        audits = f"From the first to the last of the {number(len(assessment.waves))} audits"
        words = {
            Trend.RISING: "the grades rise, more than chance alone would",
            Trend.FALLING: "the grades fall, more than chance alone would",
            Trend.NONE: "no trend is detectable",
        }
        parts.append(f"{audits} {words[assessment.over_time]}.")
    return parts


def _ruler(assessment: Assessment, found: Drift | None) -> list[str]:
    if found is None:
        return []
    cases = f"{number(found.cases)} old case{'s' if found.cases > 1 else ''}"
    parts = [
        f"The ruler: of {cases} graded again without sight of the first grades,"
        f" {number(found.better) if found.better else 'none'} now get a better grade and"
        f" {number(found.worse) if found.worse else 'none'} a worse one."
    ]
    compared = assessment.comparison
    if compared and found.could_explain(assessment.verdict, compared.before, compared.after):
        parts.append("That alone could explain a change of this size.")
    return parts


def _credit(assessment: Assessment) -> list[str]:
    better = assessment.verdict in (Verdict.IMPROVED, Verdict.MIXED)
    if not better or assessment.credited:
        return []
    if not assessment.in_place:
        return ["No action had been implemented before this casework: do not credit one."]
    return ["Not every action was in place before this casework: do not credit one."]


def _looks(assessment: Assessment, beside: Beside) -> list[str]:
    """What makes chance likelier: chosen for its grades, looked at again, one of many."""
    if assessment.comparison is None:
        return []
    parts = []
    chosen = beside.chosen
    if chosen is not None and 2 * chosen.place <= chosen.of:
        rank = "lowest" if chosen.place == 1 else f"{_ordinal(chosen.place)} lowest"
        parts.append(f"chosen when it was the {rank} of {number(chosen.of)} areas")
    if assessment.looks > 1:
        parts.append(f"the {_ordinal(assessment.looks)} re-audit")
    if beside.comparisons is not None and beside.comparisons > 1:
        parts.append(f"one of {beside.comparisons} comparisons")
    return [f"Chance plays a part: {', '.join(parts)}."] if parts else []


def _ordinal(count: int) -> str:
    return _ORDINALS[count] if count < len(_ORDINALS) else f"{count}th"


def background_words(moved: Background, good: str) -> str:
    """`2 areas without a recommendation, of 10 cases each: 11, then 12 of 20 gradings ...`"""
    areas = f"{moved.areas} area{'s' if moved.areas > 1 else ''} without a recommendation"
    sizes = {moved.cases_before, moved.cases_after}
    each = ""
    if len(sizes) == 1 and moved.cases_before is not None:
        each = f", {moved.cases_before} cases{' each' if moved.areas > 1 else ''} in both audits"
    return (
        f"{areas}{each}: {moved.good_before} of {moved.of_before} grades {good}, then"
        f" {moved.good_after} of {moved.of_after}."
    )


def detail(assessment: Assessment) -> str:
    """The size of a change, for whoever asks: about pairs of cases, not about cases."""
    compared = assessment.comparison
    if compared is None:
        return ""
    effect, (low, high) = compared.superiority, compared.interval
    share = "95%"
    if assessment.verdict is Verdict.WORSENED:
        (low, high), share = compared.interval_90, "90%"
    return (
        "Take one case from each audit at random: the later one is graded better about"
        f" {_in_ten(float(effect), 0)} times in 10, ties counted half ({share} range"
        f" {_in_ten(low, 1)} to {_in_ten(high, 1)})."
    )


def _in_ten(share: float, digits: int) -> str:
    """Times in ten; none and all only when they are exact."""
    least = 10.0**-digits
    tenths = 10 * share if share in (0, 1) else min(max(10 * share, least), 10 - least)
    return f"{tenths:.{digits}f}"
