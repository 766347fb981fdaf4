"""Recommendations on two tracks, and their actions by age: rows and sentences for SAIG."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.charts.lifecycle import DELIVERY, IMPACT, Step, Track
from dashboard.kit.dates import age_words, counted, day_words
from dashboard.kit.tables import Lines
from dashboard.kit.theme import verdict_words
from domain.impact.assess import Verdict
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

    def lets(self, one: Recommendation) -> bool:
        return (
            (not self.agencies or bool(self.agencies & set(one.agencies)))
            and (not self.streams or (one.theme_title or NO_STREAM) in self.streams)
            and (not self.states or one.delivery in self.states)
        )


def carried_measures(measures: Iterable[ImpactMeasure]) -> dict[str, list[ImpactMeasure]]:
    """The measures by the recommendation they were written down for."""
    found: dict[str, list[ImpactMeasure]] = {}
    for measure in measures:
        for one in measure.shared_by:
            found.setdefault(one.recommendation, []).append(measure)
    return found


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
    found: Sequence[Recommendation], measures: Mapping[str, Sequence[ImpactMeasure]], today: date
) -> list[Track]:
    """The two tracks of each accepted recommendation, the longest unproved first."""
    drawn = [
        _track(one, measures.get(one.recommendation, ()), today)
        for one in found
        if one.delivery not in OFF_TRACK
    ]
    return sorted(drawn, key=lambda one: (one.unproved_since or date.max, one.recommendation))


def _track(one: Recommendation, measures: Sequence[ImpactMeasure], today: date) -> Track:
    steps = [Step(one.made_on, "made", DELIVERY)]
    for day, words in (
        (one.considered_on, "considered by SAIG"),
        (one.implemented_on, "actions in place"),
        (one.closed_on, "closed"),
    ):
        if day is not None:
            steps.append(Step(day, words, DELIVERY))
    afters = {m.assessment.after for m in measures if m.assessment.after is not None}
    steps += [Step(wave.casework_end, f"re-audit {wave.audit}", IMPACT) for wave in afters]
    if one.assessed_on is not None:
        judged = (one.judgement or "").replace("-", " ")
        steps.append(Step(one.assessed_on, f"SAIG: {judged}", IMPACT))
    unproved = any(measure.assessment.after is None for measure in measures)
    since = one.closed_on if unproved else None
    state = impact_words(measures) or one.delivery
    if since is not None:
        state = f"closed {age_words(since, today)} ago, not re-audited"
    return Track(
        recommendation=one.recommendation,
        steps=tuple(sorted(steps, key=lambda step: step.on)),
        delivered_until=one.closed_on or today,
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
    one: Recommendation, measures: Sequence[ImpactMeasure], agency_titles: Mapping[str, str]
) -> dict[str, object]:
    state = one.delivery
    if one.merged_into:
        state = f"merged into {one.merged_into}"
    if one.rejected_reason:
        state = "rejected"
    few = len(one.agencies) <= AGENCIES_NAMED_MAX
    named = ", ".join(agency_titles.get(agency, agency) for agency in one.agencies)
    return {
        "Recommendation": Lines((one.recommendation, f"from {one.review or one.audit}")),
        "In words": one.text,
        "Work stream": one.theme_title or NO_STREAM,
        "Agencies": named if few else counted(len(one.agencies), "agency", "agencies"),
        "Delivery": state,
        "Actions closed": f"{one.actions_closed} of {one.actions_agreed}",
        "Measured impact": impact_words(measures),
        "SAIG's judgement": (one.judgement or "").replace("-", " "),
    }


def actions_sentence(actions: Sequence[Action], today: date) -> str:
    """How much is due, how much overdue, and the age of the oldest."""
    live = [one for one in actions if one.state not in ("closed", "merged")]
    overdue = [one for one in live if one.overdue]
    if not live:
        return "No action is open"
    said = f"{counted(len(live), 'action')} open, {len(overdue)} overdue"
    if overdue:
        oldest = min(one.due for one in overdue)
        said += f"; the oldest was due {age_words(oldest, today)} ago"
    return said


def action_row(one: Action, today: date, agency: str, owner: str) -> dict[str, object]:
    due = day_words(one.due)
    if one.times_rescheduled:
        due += (
            f" (first {day_words(one.first_due)}, moved {counted(one.times_rescheduled, 'time')})"
        )
    state = f"! overdue by {age_words(one.due, today)}" if one.overdue else one.state
    return {
        "Due": due,
        "State": state,
        "Recommendation": one.recommendation,
        "Action": one.text,
        "Agency": agency,
        "Owner": owner,
        "In place since": day_words(one.implemented_on),
    }
