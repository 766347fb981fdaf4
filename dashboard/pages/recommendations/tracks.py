"""The two tracks of each recommendation as a picture, and its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.kit.dates import age_words, counted, day_words
from dashboard.pages.recommendations.delivery import JUDGED, OFF_TRACK, Known, impact_words
from documents.charts.lifecycle import DELIVERY, IMPACT, Step, Track
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Recommendation

LEGEND = (
    "Upper, dark line: delivery, from made to closed; ◆ made, considered by SAIG, actions in place,"
    " closed. Lower, blue line: impact; ◆ a re-audit, or SAIG's judgement. Grey: closed, and no"
    " re-audit has looked since. Being done never counts as having changed anything."
)


def tracks(
    recommendations: Sequence[Recommendation],
    measures: Mapping[str, Sequence[ImpactMeasure]],
    known: Known,
    today: date,
) -> list[Track]:
    """The two tracks of each accepted recommendation, the longest unproved first.

    The others stand by what they are about, so that what came back follows what it repeats.
    """
    on_track = [made for made in recommendations if made.delivery not in OFF_TRACK]
    first: dict[str, date] = {}
    for made in on_track:
        name = known.name(made)
        first[name] = min(made.made_on, first.get(name, made.made_on))
    placed = [
        (first[known.name(made)], known.name(made), made.made_on, track)
        for made in on_track
        for track in [_track(made, measures.get(made.recommendation, ()), known, today)]
    ]
    placed.sort(key=lambda one: (one[3].unproved_since or date.max, *one[:3]))
    return [track for *_, track in placed]


def _track(
    made: Recommendation, measures: Sequence[ImpactMeasure], known: Known, today: date
) -> Track:
    steps = _steps(made, measures)
    unproved = sorted({m.area_title for m in measures if not m.assessment.after})
    since = made.closed_on if unproved else None
    state = impact_words(measures) or made.delivery
    short = state
    if since is not None:
        short = "not re-audited"
        state = f"closed {age_words(since, today)} ago, not re-audited"
        if len(unproved) < len({measure.area_title for measure in measures}):
            state += f": {', '.join(unproved)}"
    if made.judgement is not None:
        state += f"; SAIG, {_month(made.assessed_on)}: {JUDGED.get(made.judgement, made.judgement)}"
    return Track(
        recommendation=made.recommendation,
        name=f"{known.name(made)} ({made.made_on.year})",
        steps=tuple(sorted(steps, key=lambda step: step.on)),
        delivered_until=made.closed_on or today,
        unproved_since=since,
        until=max([today, *(step.on for step in steps)]),
        state=state,
        short=short if len(short) <= 24 else "more than one verdict",
    )


def _month(day: date | None) -> str:
    return "" if day is None else day_words(day).partition(" ")[2]


def _steps(made: Recommendation, measures: Sequence[ImpactMeasure]) -> list[Step]:
    steps = [Step(made.made_on, "made", DELIVERY)]
    for day, words in (
        (made.considered_on, "considered by SAIG"),
        (made.implemented_on, "actions in place"),
        (made.closed_on, "closed"),
    ):
        if day is not None:
            steps.append(Step(day, words, DELIVERY))
    afters = {(wave.casework_end, wave.audit) for m in measures for wave in m.assessment.after}
    steps += [Step(day, f"re-audit {audit}", IMPACT) for day, audit in sorted(afters)]
    if made.assessed_on is not None:
        judged = JUDGED.get(made.judgement or "", made.judgement or "")
        steps.append(Step(made.assessed_on, f"SAIG: {judged}", IMPACT))
    return steps


def title(drawn: Sequence[Track]) -> str:
    unproved = sum(track.unproved_since is not None for track in drawn)
    if not unproved:
        return "Every closed recommendation has been re-audited"
    return (
        f"{counted(unproved, 'recommendation')} closed and not re-audited in every area;"
        " the longest unproved first"
    )


def rows(drawn: Sequence[Track], known: Known) -> list[dict[str, object]]:
    """The tracks as the table under their chart: a row for each step."""
    return [
        {
            "Recommendation": known.link(track.recommendation),
            "Track": step.track,
            "On": day_words(step.on),
            "What": step.words,
        }
        for track in drawn
        for step in track.steps
    ]


def seen(drawn: Sequence[Track]) -> str:
    """What the picture shows, for whoever does not see it."""
    said = "; ".join(f"{track.name}: {track.state}" for track in drawn)
    return f"Two tracks for each recommendation, delivery and impact. {title(drawn)}. {said}."
