"""What the Impact page says: verdicts in the order in which they need a decision, in words.

Pure functions of the queries' rows. Counts out of n; nothing is ranked by agency, averaged, or
said to be caused.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction

from dashboard.kit.dates import age_words, counted, day_words
from dashboard.kit.tables import Lines
from dashboard.kit.theme import NBSP, verdict_words
from domain.impact.verdicts import Verdict
from domain.impact.waves import Counts, Wave
from projections.queries.board import BoardCell, Delivery, FunnelStep, Headline, ImpactBoard
from projections.queries.impact import ImpactMeasure

UNJUDGED = (Verdict.NOT_YET, Verdict.CANNOT)


class Need(IntEnum):
    """What a measure needs from SAIG, the most pressing first."""

    ESCALATE = 0
    MIXED = 1
    LOOK_AGAIN = 2
    PROVE = 3
    WATCH = 4
    NONE = 5
    NOT_DUE = 6


NEED_TITLES: Mapping[Need, tuple[str, str]] = {
    Need.ESCALATE: (f"▼{NBSP}Worsened", "check the grading, then escalate"),
    Need.MIXED: (f"◆{NBSP}Mixed", "better, but more at the worst grade"),
    Need.LOOK_AGAIN: (f"●{NBSP}No effect shown", "closed: look again"),
    Need.PROVE: (f"○{NBSP}Not proved", "closed: assurance gap"),
    Need.WATCH: (f"●{NBSP}No change yet", "open: carry on"),
    Need.NONE: (f"▲{NBSP}As wanted", "improved, held or at standard"),
    Need.NOT_DUE: (f"○{NBSP}Not re-audited", "open: not yet"),
}
"""A few words for each, and what it asks."""


@dataclass(frozen=True, slots=True)
class MeasureNeed:
    """A measure and what it needs from SAIG. `meaning`: that in words."""

    measure: ImpactMeasure
    need: Need
    closed_on: date | None
    meaning: str

    @property
    def verdict(self) -> Verdict:
        return self.measure.assessment.verdict

    @property
    def refs(self) -> tuple[str, ...]:
        """The recommendations that carry it, each once."""
        return tuple(sorted({sharer.carried_by for sharer in self.measure.shared_by}))


def by_need(
    measures: Sequence[ImpactMeasure], today: date, agency_titles: Mapping[str, str]
) -> list[MeasureNeed]:
    """The measures in the order in which they need a decision; among equals the longest closed."""
    needs = [_need_of(measure, today) for measure in measures]
    return sorted(
        needs,
        key=lambda measure_need: (
            measure_need.need,
            measure_need.closed_on or date.max,
            measure_need.measure.area_title,
            agency_titles.get(measure_need.measure.agency or "", ""),
        ),
    )


def _need_of(measure: ImpactMeasure, today: date) -> MeasureNeed:
    closed = [sharer.closed_on for sharer in measure.shared_by if sharer.delivery == "closed"]
    closed_on = min((day for day in closed if day is not None), default=None)
    need = _need(measure, closed_on is not None)
    return MeasureNeed(measure, need, closed_on, _meaning(measure, need, closed_on, today))


def _need(measure: ImpactMeasure, closed: bool) -> Need:
    verdict = measure.assessment.verdict
    if verdict is Verdict.WORSENED:
        return Need.ESCALATE
    if verdict is Verdict.MIXED:
        return Need.MIXED
    unchanged = verdict in (Verdict.NO_CHANGE, Verdict.SMALL)
    if verdict in (Verdict.IMPROVED, Verdict.HELD):
        return Need.NONE
    if unchanged and measure.assessment.kept_at_standard:
        return Need.NONE
    if closed:
        return Need.LOOK_AGAIN if unchanged else Need.PROVE
    return Need.WATCH if unchanged else Need.NOT_DUE


def _meaning(measure: ImpactMeasure, need: Need, closed_on: date | None, today: date) -> str:
    closed = closed_on is not None
    if need is Need.PROVE and closed_on is not None:
        why = "" if measure.assessment.verdict is Verdict.NOT_YET else "cannot be judged, "
        return f"Assurance gap: {why}closed {age_words(closed_on, today)} ago"
    if need is Need.NOT_DUE:
        due = min(sharer.reaudit_by for sharer in measure.shared_by)
        overdue = any(sharer.reaudit_overdue for sharer in measure.shared_by)
        return f"Re-audit {'overdue since' if overdue else 'due by'} {day_words(due)}"
    worse = "check the grading, then escalate"
    words = {
        Need.ESCALATE: f"Done, and worse: {worse}" if closed else f"Worse: {worse}",
        Need.MIXED: "Most better, more at the worst grade: look at those cases",
        Need.LOOK_AGAIN: "Done, no effect shown: look again",
        Need.WATCH: "Carry on",
        Need.NONE: _as_wanted(measure, closed),
    }
    return words[need]


def _as_wanted(measure: ImpactMeasure, closed: bool) -> str:
    verdict = measure.assessment.verdict
    if verdict is Verdict.HELD:
        return "Held, as wanted"
    if verdict is not Verdict.IMPROVED:
        return "At standard at both audits"
    if measure.assessment.credited:
        return "Done, and better" if closed else "In place, and better"
    return "Better; do not credit an open action"


def scope(measure: ImpactMeasure, agency_titles: Mapping[str, str]) -> str:
    if measure.agency is None:
        return "all agencies"
    return agency_titles.get(measure.agency, measure.agency)


def good_of(measure: ImpactMeasure, wave: Wave) -> str:
    """`7 of 10`: the wave's cases graded good or better."""
    counts = as_compared(measure, wave)
    if not counts.cases:
        return "no graded case"
    if wave.grades != len(measure.labels):
        return f"{counted(counts.cases, 'case')} on another scale"
    return f"{counts.good} of {counts.cases}"


def as_compared(measure: ImpactMeasure, wave: Wave) -> Counts:
    """The wave's counts as the verdict compares them, if it does."""
    return measure.assessment.counted(wave)


def good_in(measure: ImpactMeasure, waves: Sequence[Wave]) -> str:
    """`7 of 10 (March 2025)`, for each wave."""
    when = dict(measure.when)
    return "; ".join(
        f"{good_of(measure, wave)} ({when.get(wave.audit, wave.audit)})" for wave in waves
    )


def worst_in(measure: ImpactMeasure) -> str:
    """`5, then 0 cases`: in which any agency gave the worst grade, at baseline and re-audit."""
    assessed = measure.assessment
    compared = [*([assessed.before] if assessed.before else []), *assessed.after]
    if not compared:
        return ""
    told = [str(as_compared(measure, wave).worst) for wave in compared]
    return f"{', then '.join(told)} cases"


def short_sentence(need: MeasureNeed, agency_titles: Mapping[str, str]) -> str:
    """`Improved. Planning, all agencies: 3 of 10 Good or better, then 8 of 10.`"""
    measure, assessed = need.measure, need.measure.assessment
    what = f"{measure.area_title}, {scope(measure, agency_titles)}"
    better = f"{measure.labels[measure.good_from - 1]} or better"
    before = good_of(measure, assessed.before) if assessed.before else ""
    start = f"{verdict_words(need.verdict)}. {what}"
    if need.verdict in UNJUDGED:
        start += f": {assessed.reason.value}"
    if before and assessed.after:
        after = " and ".join(good_of(measure, wave) for wave in assessed.after)
        return f"{start}. {before} {better}, then {after}."
    if before:
        return f"{start}. {before} {better} at the baseline."
    return f"{start}."


BLOCKS = (
    "One block is one case, by its grade as it stands after moderation. Dashed line: an action was"
    " in place. Where moderation agreed far more in one audit than in the other, the verdict"
    " compares the grades from before it, and the sentence says so: its counts are then not those"
    " of the blocks."
)
AS_BEFORE_MODERATION = "compared as graded before moderation"


def is_before_moderation(measure: ImpactMeasure) -> bool:
    """Whether the verdict rests on the grades as they stood before moderation, on all sides."""
    compared = measure.assessment.alike
    return compared is not None and compared.before_moderation


def measure_row(need: MeasureNeed, agency_titles: Mapping[str, str]) -> dict[str, object]:
    """The measure as a row of the page's first table."""
    measure, assessed = need.measure, need.measure.assessment
    level = assessed.level
    return {
        "Verdict": verdict_words(need.verdict),
        "Area of work": Lines(
            (
                f"{measure.area_title} ({scope(measure, agency_titles)})",
                *((AS_BEFORE_MODERATION,) if is_before_moderation(measure) else ()),
            )
        ),
        "Good or better before": good_in(measure, [assessed.before] if assessed.before else []),
        "At re-audit": good_in(measure, assessed.after),
        "Worst grade by any agency": worst_in(measure),
        "Standard": f"{level.word} ({dict(measure.when).get(level.audit, level.audit)}):"
        f" {level.good} of {level.of}, {level.needed} needed"
        if level
        else "none set",
        "Recommendations": ", ".join(need.refs),
        "What it means": need.meaning,
    }


def wave_rows(measure: ImpactMeasure) -> list[dict[str, object]]:
    """The measure's waves as counts, worst grade first: the table under its chart."""
    when = dict(measure.when)
    rows: list[dict[str, object]] = []
    for wave in measure.waves:
        own = wave.grades == len(measure.labels)
        names = measure.labels if own else [f"grade {n + 1}" for n in range(wave.grades)]
        counts = wave.counts
        whole = dict(zip(names, counts.levels[::2], strict=True))
        rows.append(
            {
                "Casework": when.get(wave.audit, wave.audit),
                "Audit": wave.audit,
                **whole,
                "Between two grades": sum(counts.levels[1::2]),
                "Cases": counts.cases,
                f"{names[0]} by any agency": counts.worst,
                "Agreed in moderation": f"{counts.moderated} of {counts.cases}",
            }
        )
    return rows


def headline_sentences(
    headline: Headline, board: ImpactBoard, needs: Sequence[MeasureNeed], today: date
) -> list[str]:
    """What changed since it was recommended, before any chart."""
    sentences = [_closed_sentence(headline)]
    if headline.closed:
        sentences.append(f"Of their measures: {_verdict_counts(headline)}.")
    gaps = [need for need in needs if need.need is Need.PROVE and need.closed_on]
    if gaps:
        oldest = min(need.closed_on for need in gaps if need.closed_on)
        sentences.append(
            f"{counted(len(gaps), 'measure')} of closed recommendations"
            f" {'has' if len(gaps) == 1 else 'have'} no verdict yet;"
            f" the oldest was closed {age_words(oldest, today)} ago."
        )
    if board.comparisons:
        sentences.append(_chance_sentence(board))
    return sentences


def measures_title(needs: Sequence[MeasureNeed]) -> str:
    """What the tiles count: every measure, also of newer and of open recommendations."""
    return f"All {counted(len(needs), 'measure')}, by what each asks for"


def _closed_sentence(headline: Headline) -> str:
    closed, whole = len(headline.closed), len(headline.reaudited)
    if not closed:
        return "No recommendation has been closed for 12 months or more yet."
    start = f"{counted(closed, 'recommendation')} closed 12 months ago or more"
    if whole == closed:
        return f"{start}: all re-audited."
    parts = [f"{whole} re-audited"]
    if headline.partly_reaudited:
        parts.append(f"{len(headline.partly_reaudited)} in part")
    if headline.not_reaudited:
        parts.append(f"{len(headline.not_reaudited)} not at all")
    return f"{start}: {', '.join(parts)}."


def _verdict_counts(headline: Headline) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in headline.verdicts if count)


def _chance_sentence(board: ImpactBoard) -> str:
    alarms = board.false_alarms
    return (
        f"Of {counted(board.comparisons, 'comparison')}, {_about(alarms.improved)} would"
        f" show as improved and {_about(alarms.worsened)} as worsened by chance alone. Small audits"
        " can only show very large change."
    )


def _about(chance: Fraction) -> str:
    return "fewer than one" if chance < 1 else f"about {round(chance)}"


def funnel_title(funnel: Sequence[FunnelStep]) -> str:
    counts = {step.step: len(step.recommendations) for step in funnel}
    return (
        f"Of {counted(counts['made'], 'recommendation')} made, {counts['closed']} are closed and"
        f" {counts['judged']} have a verdict from casework since"
    )


def funnel_rows(funnel: Sequence[FunnelStep]) -> list[dict[str, object]]:
    return [
        {"Step": step.step, "Recommendations": ", ".join(step.recommendations)} for step in funnel
    ]


_COLUMNS: tuple[tuple[str, tuple[Verdict, ...]], ...] = (
    ("Improved, or held as wanted", (Verdict.IMPROVED, Verdict.HELD)),
    ("No change detectable, or none that matters", (Verdict.NO_CHANGE, Verdict.SMALL)),
    ("Worsened, or mixed", (Verdict.WORSENED, Verdict.MIXED)),
    ("Not yet, or cannot be judged", UNJUDGED),
)
_CELLS = {
    (Delivery.CLOSED, 0): "done, and as wanted",
    (Delivery.CLOSED, 1): "done, no effect shown: look again unless at standard",
    (Delivery.CLOSED, 2): "done, and worse in part: check the grading, then escalate",
    (Delivery.CLOSED, 3): "assurance gap",
    (Delivery.OPEN, 0): "better anyway, do not credit the action",
    (Delivery.OPEN, 1): "carry on",
    (Delivery.OPEN, 2): "check the grading, then escalate",
    (Delivery.OPEN, 3): "not yet",
}


def board_rows(board: ImpactBoard) -> list[dict[str, object]]:
    """The 2 x 4 board: how many measures, what they ask, and whose they are."""
    rows = []
    for delivery in Delivery:
        row: dict[str, object] = {"Delivery": delivery.capitalize()}
        for number, (name, verdicts) in enumerate(_COLUMNS):
            cells = [
                cell
                for cell in board.cells
                if cell.delivery is delivery and cell.verdict in verdicts
            ]
            row[name] = _cell(cells, _CELLS[delivery, number])
        rows.append(row)
    return rows


def _cell(cells: Sequence[BoardCell], meaning: str) -> Lines:
    entries = [entry for cell in cells for entry in cell.entries]
    if not entries:
        return Lines(("0",))
    refs = Counter(ref for entry in entries for ref in entry.recommendations)
    named = [f"{ref} ({count} areas)" if count > 1 else ref for ref, count in sorted(refs.items())]
    return Lines((f"{len(entries)}: {meaning}", *named))
