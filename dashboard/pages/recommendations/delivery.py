"""Recommendations on two tracks, and their actions by age: rows and sentences for SAIG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.charts.lifecycle import DELIVERY, IMPACT, Step, Track
from dashboard.kit.address import Link, to
from dashboard.kit.dates import age_words, counted, day_words
from dashboard.kit.tables import Lines
from dashboard.kit.theme import verdict_words
from domain.impact.verdicts import Verdict
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Action, Recommendation

AGENCIES_NAMED_MAX = 2
NO_STREAM = "no work stream"
OFF_TRACK = ("rejected", "merged")


@dataclass(frozen=True, slots=True)
class Filter:
    """What the reader asked for; an empty choice lets everything through."""

    agencies: frozenset[str]
    streams: frozenset[str]
    states: frozenset[str]

    def lets(self, recommendation: Recommendation) -> bool:
        return (
            (not self.agencies or bool(self.agencies & set(recommendation.agencies)))
            and (not self.streams or (recommendation.theme_title or NO_STREAM) in self.streams)
            and (not self.states or recommendation.delivery in self.states)
        )


def carried_measures(measures: Iterable[ImpactMeasure]) -> dict[str, list[ImpactMeasure]]:
    """The measures by the recommendation they were written down for."""
    carried: dict[str, list[ImpactMeasure]] = {}
    for measure in measures:
        for sharer in measure.shared_by:
            carried.setdefault(sharer.recommendation, []).append(measure)
    return carried


def impact_words(measures: Sequence[ImpactMeasure]) -> str:
    """`▲ Improved`, or each verdict with the number of areas."""
    verdicts = [measure.assessment.verdict for measure in measures]
    if not verdicts:
        return ""
    if len(set(verdicts)) == 1:
        return verdict_words(verdicts[0])
    return ", ".join(
        f"{verdict_words(v)} in {verdicts.count(v)} of {len(verdicts)}"
        for v in Verdict
        if v in verdicts
    )


def tracks(
    recommendations: Sequence[Recommendation],
    measures: Mapping[str, Sequence[ImpactMeasure]],
    today: date,
) -> list[Track]:
    """The two tracks of each accepted recommendation, the longest unproved first."""
    drawn = [
        _track(made, measures.get(made.recommendation, ()), today)
        for made in recommendations
        if made.delivery not in OFF_TRACK
    ]
    return sorted(drawn, key=lambda track: (track.unproved_since or date.max, track.recommendation))


def _track(recommendation: Recommendation, measures: Sequence[ImpactMeasure], today: date) -> Track:
    steps = [Step(recommendation.made_on, "made", DELIVERY)]
    for day, words in (
        (recommendation.considered_on, "considered by SAIG"),
        (recommendation.implemented_on, "actions in place"),
        (recommendation.closed_on, "closed"),
    ):
        if day is not None:
            steps.append(Step(day, words, DELIVERY))
    afters = {(wave.casework_end, wave.audit) for m in measures for wave in m.assessment.after}
    steps += [Step(day, f"re-audit {audit}", IMPACT) for day, audit in sorted(afters)]
    if recommendation.assessed_on is not None:
        judged = (recommendation.judgement or "").replace("-", " ")
        steps.append(Step(recommendation.assessed_on, f"SAIG: {judged}", IMPACT))
    unproved = sorted({m.area_title for m in measures if not m.assessment.after})
    since = recommendation.closed_on if unproved else None
    state = impact_words(measures) or recommendation.delivery
    if since is not None:
        ago = f"closed {age_words(since, today)} ago"
        if len(unproved) == len({measure.area_title for measure in measures}):
            state = f"{ago}, not re-audited"
        else:
            state = f"{state}; {ago}, not re-audited: {', '.join(unproved)}"
    return Track(
        recommendation=recommendation.recommendation,
        steps=tuple(sorted(steps, key=lambda step: step.on)),
        delivered_until=recommendation.closed_on or today,
        unproved_since=since,
        until=max([today, *(step.on for step in steps)]),
        state=state,
    )


def tracks_title(drawn: Sequence[Track]) -> str:
    unproved = sum(track.unproved_since is not None for track in drawn)
    if not unproved:
        return "Every closed recommendation has been re-audited"
    return (
        f"{counted(unproved, 'recommendation')} closed and not re-audited in every area;"
        " the longest unproved first"
    )


def step_rows(drawn: Sequence[Track]) -> list[dict[str, object]]:
    """The tracks as the table under their chart: a row for each step."""
    return [
        {
            "Recommendation": track.recommendation,
            "Track": step.track,
            "On": day_words(step.on),
            "What": step.words,
        }
        for track in drawn
        for step in track.steps
    ]


def recommendation_row(
    recommendation: Recommendation,
    measures: Sequence[ImpactMeasure],
    agency_titles: Mapping[str, str],
) -> dict[str, object]:
    state = recommendation.delivery
    if recommendation.merged_into:
        state = f"merged into {recommendation.merged_into}"
    if recommendation.rejected_reason:
        state = "rejected"
    few = len(recommendation.agencies) <= AGENCIES_NAMED_MAX
    named = ", ".join(agency_titles.get(agency, agency) for agency in recommendation.agencies)
    return {
        "Recommendation": Lines((recommendation.recommendation, _origin(recommendation))),
        "In words": recommendation.text,
        "Work stream": recommendation.theme_title or NO_STREAM,
        "Agencies": named if few else counted(len(recommendation.agencies), "agency", "agencies"),
        "Delivery": state,
        "Actions closed": _closed_words(recommendation),
        "Measured impact": impact_words(measures),
        "SAIG's judgement": (recommendation.judgement or "").replace("-", " "),
    }


def _closed_words(recommendation: Recommendation) -> str:
    """How many of its actions are done, and how many never will be."""
    closed = f"{recommendation.actions_closed} of {recommendation.actions_agreed}"
    dropped = recommendation.actions_dropped
    return f"{closed}, {dropped} dropped" if dropped else closed


def _origin(recommendation: Recommendation) -> str | Link:
    if recommendation.audit is None:
        return f"from {recommendation.review}"
    return to(f"from {recommendation.audit}", "audits", audit=recommendation.audit)


def actions_sentence(actions: Sequence[Action], today: date) -> str:
    """How much is due, how much overdue, and the age of the oldest."""
    live = [action for action in actions if action.is_live]
    overdue = [action for action in live if action.overdue]
    if not live:
        return "No action is open"
    sentence = f"{counted(len(live), 'action')} open, {len(overdue)} overdue"
    if overdue:
        oldest = min(action.due for action in overdue)
        sentence += f"; the oldest was due {age_words(oldest, today)} ago"
    return sentence


def action_row(action: Action, today: date, agency: str, owner: str) -> dict[str, object]:
    due = day_words(action.due)
    if action.times_rescheduled:
        moved = counted(action.times_rescheduled, "time")
        due += f" (first {day_words(action.first_due)}, moved {moved})"
    state = f"! overdue by {age_words(action.due, today)}" if action.overdue else action.state
    if action.dropped_reason is not None:
        state = f"dropped, not done: {action.dropped_reason}"
    return {
        "Due": due,
        "State": state,
        "Recommendation": action.recommendation,
        "Action": action.text,
        "Agency": agency,
        "Owner": owner,
        "In place since": day_words(action.implemented_on),
    }
