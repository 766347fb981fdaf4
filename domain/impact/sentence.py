"""Impact in plain sentences: counts out of n, no p-values, and nothing said to be caused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.impact.assess import (
    Assessment,
    Comparison,
    Reason,
    Sustained,
    Verdict,
    Wave,
)
from domain.impact.background import Background

_NUMBERS = ("five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_CASES_SETTLING = 30
"""At 30 v 30 a threefold improvement in odds is seen 60 times in 100, a fivefold one 89."""
_SELF_EXPLAINING = (
    Reason.NO_LATER_WAVE,
    Reason.LATER_BETTER,
    Reason.LATER_WORSE,
    Reason.NOT_SHOWN,
)


@dataclass(frozen=True, slots=True)
class MeasureNames:
    """What the figures are about.

    `labels`: the grades, worst first. `good_from`: index of the first that counts as good.
    `when`: audit to the text for its casework window, such as "March 2025"; an audit not in it
    is called by its code.
    """

    area: str
    scope: str
    labels: Sequence[str]
    good_from: int
    when: Mapping[str, str]


def sentence(
    assessment: Assessment,
    names: MeasureNames,
    recommendations: int = 1,
    background: Background | None = None,
) -> str:
    """Say an assessment in plain English, for the board.

    `recommendations`: how many share the measure, 0 for an area without one. `background`: the
    movement of areas without a recommendation between the same audits.
    """
    parts = [f"{names.area}, {names.scope}."]
    waves = [assessment.before] if assessment.before else []
    if assessment.after:
        waves.append((assessment.after,))
    parts += [_counted(wave, names) for wave in waves]
    parts += _verdict(assessment)
    if recommendations and assessment.verdict is Verdict.IMPROVED and not assessment.credited:
        parts.append("No action had been implemented before this casework: do not credit one.")
    if level := assessment.level:
        good = f"{level.good} of {level.of} {names.labels[names.good_from]} or better"
        parts.append(f"{level.word.capitalize()}: {good}, {level.needed} needed.")
    if assessment.after and not assessment.after.moderated:
        parts.append("The grades were not moderated.")
    if recommendations > 1:
        parts.append(f"Shared by {recommendations} recommendations; effects cannot be separated.")
    if background and background.of_before and background.of_after:
        parts.append(_background(background, names))
    return " ".join(parts)


def _counted(waves: tuple[Wave, ...], names: MeasureNames) -> str:
    when = " and ".join(names.when.get(wave.audit, wave.audit) for wave in waves)
    cases = sum(sum(wave.counts) for wave in waves)
    if not cases:
        return f"{when}: no graded case."
    if any(len(wave.counts) != len(names.labels) for wave in waves):
        return f"{when}: {cases} cases on another grade scale."
    good = sum(sum(wave.counts[names.good_from :]) for wave in waves)
    worst = sum(wave.counts[0] for wave in waves) or "none"
    better = names.labels[names.good_from]
    return f"{when}: {good} of {cases} {better} or better, {worst} {names.labels[0]}."


def _verdict(assessment: Assessment) -> list[str]:
    verdict, reason = assessment.verdict, assessment.reason
    why = reason.value
    if reason in _SELF_EXPLAINING:
        why = "borderline" if assessment.borderline else ""
    parts = [verdict.capitalize() + (f" ({why})." if why else ".")]
    if verdict in (Verdict.IMPROVED, Verdict.WORSENED) and assessment.comparison:
        parts.append(_effect(assessment.comparison, verdict))
        parts.append(_rests_on(assessment.fragility))
    if verdict is Verdict.NO_CHANGE and assessment.comparison:
        parts += _unseen(assessment.comparison, reason)
    if assessment.sustained is Sustained.SUSTAINED:
        parts.append("Sustained: the previous re-audit had also improved.")
    if assessment.sustained is Sustained.NOT_SUSTAINED:
        parts.append("Not sustained: the previous re-audit had improved.")
    return parts


def _effect(comparison: Comparison, verdict: Verdict) -> str:
    effect, (low, high) = comparison.superiority, comparison.interval
    better, worse = "the re-audit", "the baseline"
    if verdict is Verdict.WORSENED:
        effect, low, high = 1 - effect, 1 - high, 1 - low
        better, worse = worse, better
    return (
        f"A case from {better} is graded better than one from {worse} {_percent(effect)}% of the "
        f"time, ties counted half (95% range {round(100 * low)}-{round(100 * high)}%)."
    )


def _percent(share: Fraction) -> int:
    """Whole percent; 0 and 100 only when they are exact."""
    return round(100 * share) if share in (0, 1) else min(max(round(100 * share), 1), 99)


def _rests_on(fragility: int | None) -> str:
    if fragility is None:
        return "Does not rest on a few cases."
    return f"Rests on {fragility} case{'s' if fragility > 1 else ''}."


def _unseen(comparison: Comparison, reason: Reason) -> list[str]:
    if reason is Reason.TRIVIAL:
        return []
    cases = min(sum(comparison.before), sum(comparison.after))
    number = _NUMBERS[cases - 5] if cases - 5 < len(_NUMBERS) else str(cases)
    not_evidence = "This is not evidence that nothing changed:"
    if cases >= _CASES_SETTLING:
        return [f"{not_evidence} {number} cases cannot show small change."]
    return [
        f"{not_evidence} {number} cases can only show very large change.",
        f"A dip sample of about {_CASES_SETTLING} would settle it.",
    ]


def _background(background: Background, names: MeasureNames) -> str:
    before = f"{background.good_before}"
    if background.of_before != background.of_after:
        before += f" of {background.of_before}"
    after = f"{background.good_after} of {background.of_after}"
    better = names.labels[names.good_from]
    return f"Areas without a recommendation moved from {before} to {after} {better} or better."
