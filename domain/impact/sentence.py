"""Impact in plain sentences: counts out of n, no p-values, and nothing said to be caused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from domain.impact.assess import Assessment, Chosen, Level, Sustained
from domain.impact.background import Background
from domain.impact.ruler import Drift
from domain.impact.trend import Trend
from domain.impact.verdicts import CASES_MIN, Reason, Verdict, Worst
from domain.impact.waves_in_words import (
    MeasureNames,
    comparison_in_words,
    listed,
    number,
    some,
    waves_in_words,
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
class Beside:
    """What is told beside a measure's own grades.

    `recommendations`: how many share it. `meanwhile`: others whose actions on the same area were
    put in place between the audits compared. `chosen`: where it stood in the audit that it was
    recommended from. `comparisons`: how many there are in all. `drift`: old cases graded again.
    """

    recommendations: int = 1
    meanwhile: tuple[str, ...] = ()
    background: Background | None = None
    chosen: Chosen | None = None
    comparisons: int | None = None
    drift: Drift | None = None


ALONE = Beside()


def paragraphs(
    assessment: Assessment, names: MeasureNames, beside: Beside = ALONE
) -> tuple[str, str, str]:
    """Say an assessment in plain English, for the board.

    What was seen at each audit; what the comparison says; what is to be known beside it.
    """
    seen = [f"{names.area}, {names.scope}.", *waves_in_words(assessment, names)]
    compared = [*comparison_in_words(assessment, names), *_verdict(assessment, names)]
    compared += _over_time(assessment)
    known = _ruler(assessment, names, beside.drift)
    known += _credit(assessment)
    known += _standard(assessment, names)
    known += _looks(assessment, beside)
    known += _others(assessment, names, beside)
    return " ".join(seen), " ".join(compared), " ".join(known)


def sentence(assessment: Assessment, names: MeasureNames, beside: Beside = ALONE) -> str:
    """The same in one run of words."""
    return in_one(paragraphs(assessment, names, beside))


def in_one(told: Iterable[str]) -> str:
    return " ".join(filter(None, told))


def _others(assessment: Assessment, names: MeasureNames, beside: Beside) -> list[str]:
    """What else moved, or may have moved, the same grades."""
    parts = []
    if beside.recommendations > 1:
        shared = f"Shared by {beside.recommendations} recommendations"
        apart = "; effects cannot be separated" if assessment.comparison else ""
        parts.append(f"{shared}{apart}.")
    if beside.meanwhile:
        others = f"Between these audits {listed(beside.meanwhile)} also put actions in place"
        parts.append(f"{others}; effects cannot be separated.")
    moved = beside.background
    if moved and moved.areas and moved.of_before and moved.of_after:
        parts.append(background_words(moved, names.good))
    return parts


def _verdict(assessment: Assessment, names: MeasureNames) -> list[str]:
    verdict, reason = assessment.verdict, assessment.reason
    why = reason.value
    if reason in _SELF_EXPLAINING or verdict is Verdict.HELD:
        why = "borderline" if assessment.borderline else ""
    if verdict is Verdict.NOT_YET and names.is_gone:
        return ["It cannot be re-audited: it left, and no agency is named in its place."]
    parts = [verdict.capitalize() + (f" ({why})." if why else ".")]
    if verdict is Verdict.MIXED:
        parts.append(
            f"Later cases are graded better, and a larger share of them {names.worst} by an agency."
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
    if verdict in (Verdict.SMALL, Verdict.HELD) and _more_worst(assessment):
        parts.append(f"But an agency graded a larger share of cases {names.worst}.")
    return parts


def _more_worst(assessment: Assessment) -> bool:
    found, before = assessment.alike, assessment.before
    if found is None or before is None:
        return False
    one, two = found.pooled([before]), found.pooled(assessment.after)
    return Worst(one.worst, one.cases, two.worst, two.cases).up


def _rests_on(assessment: Assessment, verdict: Verdict) -> list[str]:
    if assessment.fragility is None:
        return []
    step = "lower" if verdict is Verdict.IMPROVED else "higher"
    cases = some(assessment.fragility, "re-audit case")
    return [f"If {cases} had been graded one step {step}, this would not be called {verdict}."]


def _over_time(assessment: Assessment) -> list[str]:
    parts = []
    differing = assessment.looks - len(assessment.after)
    if differing > 0 and assessment.sustained is None:
        left_out = (
            "An earlier re-audit differs detectably, so it is left out."
            if differing == 1
            else "Earlier re-audits differ detectably, so they are left out."
        )
        parts.append(left_out)
    if assessment.sustained is Sustained.SUSTAINED:
        parts.append("Sustained: the two latest re-audits do not differ detectably.")
    if assessment.sustained is Sustained.FURTHER:
        parts.append("Sustained: the latest re-audit is better again than the one before.")
    if assessment.sustained is Sustained.NOT_SUSTAINED:
        parts.append("Not sustained: the latest re-audit is worse than the one before.")
    if (seen := assessment.over_time) is not None:
        audits = f"From the first to the last of the {number(len(assessment.waves))} audits"
        words = {
            Trend.RISING: "the grades rise, more than chance alone would",
            Trend.FALLING: "the grades fall, more than chance alone would",
            Trend.NONE: "no trend is detectable",
        }
        beside = _but_between(assessment.verdict, seen)
        parts.append(f"{audits} {words[seen]}{beside}.")
    return parts


_BETWEEN = {
    Verdict.IMPROVED: (Trend.FALLING, "they rise"),
    Verdict.MIXED: (Trend.FALLING, "most rise"),
    Verdict.WORSENED: (Trend.RISING, "they fall"),
}
_BETWEEN_UNMOVED = {
    Verdict.HELD: "they are not clearly worse",
    Verdict.SMALL: "they change by little",
    Verdict.NO_CHANGE: "no change is detectable",
}


def _but_between(verdict: Verdict, trend: Trend) -> str:
    """What the audits compared say, where the trend over all of them says another thing."""
    other, words = _BETWEEN.get(verdict, (None, ""))
    if verdict in _BETWEEN_UNMOVED and trend is not Trend.NONE:
        return f"; between those compared {_BETWEEN_UNMOVED[verdict]}"
    return f"; between those compared {words}" if other is trend else ""


def _standard(assessment: Assessment, names: MeasureNames) -> list[str]:
    """The level beside the change: the grades as they stand, of every agency."""
    parts = []
    if assessment.kept_at_standard:
        gain = assessment.verdict in (Verdict.NO_CHANGE, Verdict.SMALL, Verdict.HELD)
        little = ": there was little to gain" if gain else ""
        parts.append(f"At standard at both audits{little}.")
    if level := assessment.level:
        good = f"{level.good} of {level.of} {names.good}"
        stands = " as the grades stand, of all agencies and after moderation"
        otherwise = stands if _counted_otherwise(assessment, level) else ""
        start = f"{level.word.capitalize()} in {names.at(level.audit)}"
        if level.of < CASES_MIN:
            start = f"Too few cases in {names.at(level.audit)} to hold against the standard"
        parts.append(f"{start}: {good}{otherwise}, {level.needed} needed.")
    return parts


def _counted_otherwise(assessment: Assessment, level: Level) -> bool:
    told = next(one.wave for one in assessment.waves if one.wave.audit == level.audit)
    counts = assessment.counted(told)
    return (counts.good, counts.cases) != (level.good, level.of)


def _ruler(assessment: Assessment, names: MeasureNames, found: Drift | None) -> list[str]:
    if found is None:
        return []
    parts = [f"The ruler: {ruler_words(found, names.agencies)}."]
    compared = assessment.comparison
    if compared and found.could_explain(assessment.verdict, compared.before, compared.after):
        explains = "that alone could explain a change of this size."
        compares = assessment.alike.agencies if assessment.alike else frozenset()
        whole = not found.agencies or compares <= found.agencies
        parts.append(explains.capitalize() if whole else f"{_AS_THEIRS} {explains}")
    return parts


def ruler_words(found: Drift, titles: Mapping[str, str]) -> str:
    """`other auditors of Police graded four old cases again, of which ...`; `titles`: by agency."""
    whose = [titles.get(agency, agency) for agency in sorted(found.agencies)]
    who = f"other auditors of {listed(whose)}" if whose else "other auditors"
    return (
        f"{who} graded {some(found.cases, 'old case')} again, of which"
        f" {number(found.better) if found.better else 'none'} now"
        f" {'gets' if found.better == 1 else 'get'} a better grade and"
        f" {number(found.worse) if found.worse else 'none'} a worse one"
    )


_AS_THEIRS = "If the other agencies' grading moved as theirs did,"


def _credit(assessment: Assessment) -> list[str]:
    better = assessment.verdict in (Verdict.IMPROVED, Verdict.MIXED)
    if not better or assessment.credited:
        return []
    if not assessment.actions:
        return ["No action had been implemented before this casework: do not credit one."]
    return ["Not every action was in place before this casework: do not credit one."]


def _looks(assessment: Assessment, beside: Beside) -> list[str]:
    """What makes chance likelier: chosen for its grades, looked at again, one of many."""
    if assessment.comparison is None:
        return []
    parts = []
    chosen, baseline = beside.chosen, assessment.before
    is_baseline = chosen and baseline and chosen.audit == baseline.audit
    if chosen is not None and is_baseline and 2 * chosen.place <= chosen.of:
        rank = "lowest" if chosen.place == 1 else f"{_ordinal(chosen.place)} lowest"
        rank = f"joint {rank}" if chosen.joint else rank
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
