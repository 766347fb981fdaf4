"""Recommendations in words: what each asked for, how far it is, what came of it, and what returned.

Delivery is one track and impact the other: that something is done says nothing of what it changed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.dates import age_words, counted, day_words
from dashboard.kit.tables import Lines, Phrase
from documents.charts.theme import verdict_words
from domain.impact.verdicts import Verdict
from domain.kernel.quoting import sentence
from domain.kernel.vocabulary import Judgement
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Action, Recommendation, Recurrence

AGENCIES_NAMED_MAX = 3
NO_STREAM = "no work stream"
OFF_TRACK = ("rejected", "merged")
JUDGED: Mapping[str, str] = {
    Judgement.ACHIEVED: "achieved",
    Judgement.PARTLY: "partly achieved",
    Judgement.NOT_ACHIEVED: "not achieved",
    Judgement.CANNOT_TELL: "cannot tell",
}
"""SAIG's judgement in words."""
Titles = Mapping[tuple[str, str], str]
"""Tool and area to the area's title."""


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


@dataclass(frozen=True, slots=True)
class Known:
    """What the words for a recommendation need beside itself.

    `audits`: titles by code; `tools`: the tool of each audit; `areas`: titles by tool and area.
    """

    every: Mapping[str, Recommendation]
    audits: Mapping[str, str]
    tools: Mapping[str, str]
    areas: Titles
    agencies: Mapping[str, str]
    returned: Mapping[str, Sequence[Recurrence]]

    def name(self, recommendation: Recommendation) -> str:
        """What it is about: its areas of work, else the first words of what it says."""
        tool = self.tool_of(recommendation)
        found = [
            self.areas[tool, area] for area in recommendation.areas if (tool, area) in self.areas
        ]
        return "; ".join(found) or _first_words(recommendation.text)

    def tool_of(self, recommendation: Recommendation) -> str:
        return recommendation.tool or self.tools.get(recommendation.audit or "", "")

    def link(self, ref: str) -> Link:
        return to(self.name(self.every[ref]), "recommendations", recommendation=ref)

    def dated(self, ref: str) -> Link:
        """One of several about the same, by the day it was made."""
        words = day_words(self.every[ref].made_on)
        return to(words, "recommendations", recommendation=ref)

    def origin(self, recommendation: Recommendation) -> str | Link:
        if recommendation.audit is None:
            return recommendation.review or ""
        title = self.audits.get(recommendation.audit, recommendation.audit)
        return to(title, "audits", audit=recommendation.audit)


def short_rows(found: Iterable[Recommendation], known: Known) -> list[dict[str, object]]:
    """What was recommended, and how far it is: no more, where no more is known."""
    return [
        {
            "Recommendation": known.link(one.recommendation),
            "Words": one.text,
            "Delivery": one.delivery,
        }
        for one in found
    ]


def _first_words(text: str, most: int = 8) -> str:
    words = text.split()
    return " ".join(words[:most]).rstrip(".,;:") + ("" if len(words) <= most else " and more")


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


def delivery_words(recommendation: Recommendation, today: date) -> str:
    """How far it is, with its day: `closed 27 February 2025, 2 of 2 actions done`."""
    done = _closed_words(recommendation)
    if recommendation.rejected_reason:
        return f"rejected: {recommendation.rejected_reason}"
    if recommendation.closed_on is not None:
        return f"closed {day_words(recommendation.closed_on)}; {done}"
    if not recommendation.actions_agreed:
        waits = f"made {age_words(recommendation.made_on, today)} ago"
        return (
            recommendation.delivery if recommendation.considered_on else f"{waits}, not considered"
        )
    return f"{recommendation.delivery}; {done}"


def _closed_words(recommendation: Recommendation) -> str:
    """How many of its actions are done, and how many never will be."""
    agreed = counted(recommendation.actions_agreed, "action")
    closed = f"{recommendation.actions_closed} of {agreed} done"
    dropped = recommendation.actions_dropped
    return f"{closed}, {dropped} dropped" if dropped else closed


def measured(
    recommendation: Recommendation, measures: Sequence[ImpactMeasure], known: Known
) -> Lines:
    """The verdict of each of its areas, each leading to the area's own page.

    Where others share it, they are named: what moved may be theirs.
    """
    lines: list[str | Link | Phrase] = []
    for measure in measures:
        others = sorted(
            {sharer.carried_by for sharer in measure.shared_by} - {recommendation.recommendation}
        )
        parts: list[str | Link] = [verdict_link(measure)]
        if others:
            parts.append(", which it shares with what was recommended on ")
        for at, ref in enumerate(others):
            parts += [" and on " if at else "", known.dated(ref)]
        lines.append(Phrase(tuple(parts)))
    return Lines(tuple(lines))


def verdict_link(measure: ImpactMeasure) -> Link:
    """A verdict that leads to its area's own page."""
    area = "/".join(part for part in (measure.tool, measure.area, measure.agency) if part)
    return to(verdict_words(measure.assessment.verdict), "area", area=area)


def judged_words(recommendation: Recommendation) -> str:
    """SAIG's judgement with its day and reason."""
    if recommendation.judgement is None:
        return ""
    judgement = JUDGED.get(recommendation.judgement, recommendation.judgement)
    return (
        f"{judgement}, {day_words(recommendation.assessed_on)}:"
        f" {recommendation.judgement_reason or 'no reason was recorded'}"
    )


def desired_words(recommendation: Recommendation) -> str:
    """The desired impact as it was written down at acceptance."""
    if recommendation.desired_impact is None:
        return ""
    target = ""
    if recommendation.target_of_ten is not None:
        target = f" Target: {recommendation.target_of_ten} of 10 cases good or better."
    by = (
        f" To be seen again by {day_words(recommendation.reaudit_by)}."
        if recommendation.reaudit_by
        else ""
    )
    return f"{sentence(recommendation.desired_impact)}{target}{by}"


def returned_words(recommendation: Recommendation, known: Known) -> Phrase | None:
    """That the same area was recommended before, and closed."""
    before = known.returned.get(recommendation.recommendation, ())
    if not before:
        return None
    parts: list[str | Link] = ["! Came back: it was recommended on "]
    seen: set[str] = set()
    for one in before:
        if one.earlier in seen:
            continue
        judgement = JUDGED.get(one.judgement or "", "not judged")
        link = known.dated(one.earlier)
        parts += [
            "; on " if seen else "",
            link,
            f", closed {day_words(one.closed_on)} ({judgement})",
        ]
        seen.add(one.earlier)
    return Phrase(tuple(parts))


def full_card(
    recommendation: Recommendation, measures: Sequence[ImpactMeasure], known: Known, today: date
) -> Card:
    """Everything about one recommendation, in words."""
    origin = known.origin(recommendation)
    over = ("From ", origin, f", {day_words(recommendation.made_on)}")
    merged = recommendation.merged_into
    return Card(
        over=Phrase(over),
        head=known.link(recommendation.recommendation),
        lines=(
            ("", recommendation.text),
            ("", returned_words(recommendation, known)),
            ("Goes on under", known.link(merged) if merged else None),
            ("For", _agencies(recommendation, known)),
            ("Work stream", recommendation.theme_title),
            ("Delivery", delivery_words(recommendation, today)),
            ("Desired impact", desired_words(recommendation)),
            ("Measured impact", measured(recommendation, measures, known)),
            ("SAIG's judgement", judged_words(recommendation)),
            ("Its code", recommendation.recommendation),
        ),
    )  # fmt: skip


def short_card(
    recommendation: Recommendation, measures: Sequence[ImpactMeasure], known: Known
) -> Card:
    """A recommendation beside the audit that it came from."""
    return Card(
        head=known.link(recommendation.recommendation),
        lines=(
            ("", recommendation.text),
            ("", returned_words(recommendation, known)),
            ("Delivery", _short_delivery(recommendation)),
            ("Measured impact", measured(recommendation, measures, known)),
            ("SAIG's judgement", JUDGED.get(recommendation.judgement or "", "")),
        ),
    )


def _short_delivery(recommendation: Recommendation) -> str:
    if recommendation.closed_on is not None:
        return f"closed {day_words(recommendation.closed_on)}"
    return recommendation.delivery


def _agencies(recommendation: Recommendation, known: Known) -> str:
    addressed = (*recommendation.agencies, *recommendation.bodies)
    named = [known.agencies.get(code, code) for code in addressed]
    if len(named) <= AGENCIES_NAMED_MAX:
        return ", ".join(named)
    return f"{len(named)} agencies: {', '.join(named)}"


def answer(every: Sequence[Recommendation]) -> str:
    """Of what is done, how much SAIG judges to have achieved what it was for."""
    done = [one for one in every if one.closed_on is not None]
    live = [one for one in every if one.delivery not in OFF_TRACK]
    if not done:
        if len(live) == 1:
            return "The one recommendation is not closed yet."
        return f"None of {counted(len(live), 'recommendation')} is closed yet."
    judged = Counter(one.judgement or "" for one in done)
    parts = [f"{judged[code]} {words}" for code, words in JUDGED.items() if judged[code]]
    parts += [f"{judged['']} not judged yet"] if judged[""] else []
    return (
        f"{len(done)} of {counted(len(live), 'recommendation')} are closed."
        f" SAIG's judgement of their impact: {', '.join(parts)}."
    )


def returned_sentence(chosen: Sequence[Recommendation], known: Known) -> Phrase | str:
    """Which areas came back after a recommendation about them was closed."""
    back = [one for one in chosen if known.returned.get(one.recommendation)]
    if not back:
        return "No area has been recommended again after a recommendation about it was closed."
    parts: list[str | Link] = [f"! {counted(len(back), 'recommendation')} came back: the same area,"
                               " after an earlier one was closed: "]  # fmt: skip
    names: dict[str, str] = {}
    for one in back:
        names[known.name(one)] = one.recommendation
    for at, ref in enumerate(names.values()):
        parts += ["; " if at else "", known.link(ref)]
    return Phrase((*parts, "."))


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


def action_row(
    action: Action, today: date, agency: str, owner: str, recommendation: Link
) -> dict[str, object]:
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
        "Recommendation": recommendation,
        "Action": action.text,
        "Agency": agency,
        "Owner": owner,
        "In place since": day_words(action.implemented_on),
    }
