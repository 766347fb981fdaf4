"""One area of work in rows: its cases, what was recommended, what was judged, and the ruler."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from dashboard.kit.address import to
from dashboard.kit.dates import day_words
from dashboard.kit.tables import Lines
from documents.charts.area_words import JUDGEMENT_WORDS, month_words, ordinal
from domain.impact.planner import CASES_PLANNED, SHARES, Needed
from domain.impact.sentence import ruler_words
from domain.impact.waves import CaseGrades, Wave, middle
from domain.impact.waves_in_words import good_words
from domain.kernel.vocabulary import Direction
from projections.queries.areas import AreaImpact, Remedy
from projections.queries.impact import ImpactMeasure
from projections.queries.measured import Judged
from projections.queries.recommendations import Action
from projections.queries.regraded import RulerRow

PLANNED_SIZES = (10, 20, 30, 50)
"""Re-audits of so many cases are told beside one of as many as the last."""


GRADE, OF_AGENCIES = "Grade that counts", "The agencies' grades"


def wave_title(area: AreaImpact, wave: Wave) -> str:
    """`March to August 2025: 3 of 10 cases Good or better; an agency graded Inadequate in 6.`"""
    counts = wave.counts
    good = good_words(area.labels, area.good_from)
    when = dict(area.when).get(wave.audit, wave.audit)
    if wave.grades != len(area.labels):
        return f"{when}: {counts.cases} cases on another grade scale"
    worst = f"an agency graded {area.labels[0]} in {counts.worst or 'none'}"
    return f"{when}: {counts.good} of {counts.cases} cases {good}; {worst}"


def case_rows(area: AreaImpact, wave: Wave) -> list[dict[str, object]]:
    """Each case of a wave, the worst graded first, with a link to its grades."""
    own = wave.grades == len(area.labels)
    labels = area.labels if own else [f"grade {n + 1}" for n in range(wave.grades)]
    ordered = sorted(wave.cases, key=lambda case: (sum(_middle(case)), case.case))
    return [
        {
            "Case": to(
                case.case, "grade_history", audit=wave.audit, case=case.case, area=area.area
            ),
            GRADE: _counts_as(case, labels),
            "How": "agreed together" if case.agreed else "the middle of the agencies' grades",
            OF_AGENCIES: _of_agencies(case, labels),
            f"{labels[0]} by an agency": "yes" if 1 in case.grades.values() else "",
        }
        for case in ordered
    ]


def _middle(case: CaseGrades) -> tuple[int, int]:
    return middle(sorted(case.grades.values()), case.agreed)


def _counts_as(case: CaseGrades, labels: Sequence[str]) -> str:
    low, high = _middle(case)
    if not low:
        return "not graded"
    if low == high:
        return labels[low - 1]
    return f"between {labels[low - 1]} and {labels[high - 1]}"


def _of_agencies(case: CaseGrades, labels: Sequence[str]) -> str:
    """`2 Inadequate, 4 Good`: how many gave each grade, the worst first."""
    given = list(case.grades.values())
    return ", ".join(
        f"{given.count(rank)} {label}" for rank, label in enumerate(labels, 1) if rank in given
    )


def remedy_rows(
    area: AreaImpact, actions: Sequence[Action], agency_titles: Mapping[str, str]
) -> list[dict[str, object]]:
    """What was recommended, what it was to change as written beforehand, and what was done."""
    return [
        {
            "Remedy": f"{ordinal(place)}",
            "Recommendation": Lines(
                (
                    to(remedy.ref, "recommendations", recommendation=remedy.ref),
                    remedy.recommendation.text,
                    f"Made {day_words(remedy.recommendation.made_on)}",
                )
            ),
            "Desired impact, written beforehand": Lines(_wanted(remedy)),
            "Actions": Lines(_actions(remedy, actions, agency_titles)),
            "Seen since": Lines(_seen(remedy)),
        }
        for place, remedy in enumerate(area.remedies, 1)
    ]


def _wanted(remedy: Remedy) -> tuple[str, ...]:
    found = []
    for sharer in remedy.sharers:
        target = "" if sharer.target_of_ten is None else f"{sharer.target_of_ten} of 10"
        hold = "To be held" if sharer.direction == Direction.HOLD else "To be better"
        found += [
            sharer.desired_impact,
            f"{hold}{': ' + target if target else ''}; re-audit by {day_words(sharer.reaudit_by)}",
        ]
    considered = remedy.recommendation.considered_on
    return (*found, f"Accepted {day_words(considered)}") if considered else tuple(found)


def _actions(
    remedy: Remedy, actions: Sequence[Action], agency_titles: Mapping[str, str]
) -> tuple[str, ...]:
    of_remedy = {(done.recommendation, done.action) for done in remedy.in_place}
    own = [
        action
        for action in actions
        if (action.recommendation, action.action) in of_remedy
        or action.recommendation == remedy.ref
    ]
    return tuple(
        f"{action.action}: {action.text} {_state(action)}"
        f" ({agency_titles.get(action.agency, action.agency)})"
        for action in own
    ) or ("None agreed yet",)


def _state(action: Action) -> str:
    if action.implemented_on is not None:
        return f"In place {day_words(action.implemented_on)}"
    if action.dropped_reason is not None:
        return "Dropped: never done"
    late = ", overdue" if action.overdue else ""
    return f"{action.state.capitalize()}, due {day_words(action.due)}{late}"


def _seen(remedy: Remedy) -> tuple[str, ...]:
    seen = remedy.measure.assessment
    compared = []
    if seen.before is not None and seen.after:
        when = dict(remedy.measure.when)
        after = ", ".join(when[wave.audit] for wave in seen.after)
        compared = [f"{when[seen.before.audit]} against {after}"]
    return (str(seen.verdict).capitalize(), *compared)


def judgement_rows(area: AreaImpact, judged: Sequence[Judged]) -> list[dict[str, object]]:
    """What SAIG judged, when and why, and the verdict that it rested on."""
    refs = {s.recommendation for one in area.remedies for s in one.sharers}
    refs |= {one.ref for one in area.remedies}
    return [
        {
            "Day": day_words(one.assessed_on),
            "Recommendation": to(
                one.recommendation, "recommendations", recommendation=one.recommendation
            ),
            "SAIG's judgement": JUDGEMENT_WORDS[one.judgement].capitalize(),
            "Reason": one.reason,
            "The verdict it rested on": _rested_on(area, one),
            "Entry": to(f"{one.position:,}", "integrity", entry=str(one.position)),
        }
        for one in judged
        if one.recommendation in refs
    ]


def _rested_on(area: AreaImpact, judged: Judged) -> str:
    when = dict(area.when)
    for verdict in judged.measured:
        if verdict.area == area.area:
            waves = [when.get(w, w) for w in (verdict.baseline, verdict.latest) if w]
            against = f" ({' against '.join(waves)})" if waves else ""
            upto = f", up to entry {judged.measured_at:,}" if judged.measured_at else ""
            return f"{verdict.verdict.capitalize()}{against}{upto}"
    return "No verdict on this area"


def ruler_rows(
    area: AreaImpact, rows: Sequence[RulerRow], agency_titles: Mapping[str, str]
) -> list[dict[str, object]]:
    """How each agency graded beside the others, audit by audit: no ranking."""
    when = dict(area.when)
    return [
        {
            "Agency": agency_titles.get(row.agency, row.agency),
            "Audit": when.get(row.audit, row.audit),
            "Below, level, above the others": f"{row.below}, {row.level}, {row.above}",
            "Old cases graded again": f"{row.old_better} better, {row.old_worse} worse"
            f" of {row.old_graded}",
            "Graded by two auditors": f"{row.twice_within_one} of {row.twice_graded}"
            " within one grade",
        }
        for row in rows
        if row.tool == area.tool and area.agency in (None, row.agency)
    ]


def drift_sentences(
    measures: Sequence[ImpactMeasure], agency_titles: Mapping[str, str]
) -> list[str]:
    """What old cases got that were graded again for this area."""
    found = {}
    for measure in measures:
        if measure.drift is not None and measure.assessment.latest is not None:
            latest = measure.assessment.latest
            again = ruler_words(measure.drift, agency_titles)
            found[latest.audit] = f"{month_words(latest.casework_end)}: {again}."
    return list(found.values())


def sizes(cases: int) -> list[int]:
    """Of how many cases a next re-audit is planned for: as many as the last, and more."""
    return sorted({size for size in (cases, *PLANNED_SIZES) if size in CASES_PLANNED})


def _in_100(chance: Fraction) -> str:
    """`42 in 100`; none and all only where they are exact."""
    if chance in (0, 1):
        return f"{100 * chance} in 100"
    return f"{min(max(round(100 * chance), 1), 99)} in 100"


def plan_row(of: int, size: int, needed: Needed, good: str) -> dict[str, object]:
    """What a re-audit of `size` cases must find to be called improved, from where it stands.

    `good`: what counts as good in the area's own words.
    """
    return {
        "Cases at the next re-audit": str(size),
        f"{good} now": f"{needed.good} of {of}",
        "Called improved from": "no number can show it"
        if needed.needed is None
        else f"{needed.needed} of {size}",
        **{
            f"Chance of that, if {round(10 * share)} in 10 truly are": _in_100(chance)
            for share, chance in zip(SHARES, needed.chances, strict=True)
        },
    }
