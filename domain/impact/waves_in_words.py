"""The waves of a measure in words: each with its counts, and over what they are compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from domain.impact.assess import Assessment, Place, Placed
from domain.impact.waves import Alike, Wave
from domain.kernel.days import day_words

_NUMBERS = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)


@dataclass(frozen=True, slots=True)
class MeasureNames:
    """What the figures are about.

    `labels`: the grades, worst first. `good_from`: rank of the first that counts as good. `when`:
    audit to the text for its casework window, such as "March 2025"; an audit not in it is called
    by its code. `agencies`: agency to its title. `is_gone`: the agency left, and no other is named
    in its place.
    """

    area: str
    scope: str
    labels: Sequence[str]
    good_from: int
    when: Mapping[str, str]
    agencies: Mapping[str, str] = field(default_factory=dict)
    is_gone: bool = False

    @property
    def good(self) -> str:
        return good_words(self.labels, self.good_from)

    @property
    def worst(self) -> str:
        return self.labels[0]

    def at(self, audit: str) -> str:
        return self.when.get(audit, audit)


def good_words(labels: Sequence[str], good_from: int) -> str:
    """`Good or better`; the top grade alone is only itself."""
    label = labels[good_from - 1]
    return label if good_from == len(labels) else f"{label} or better"


def number(count: int) -> str:
    """`ten`, `31`."""
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def some(count: int, what: str) -> str:
    """`one case`, `31 cases`."""
    return f"{number(count)} {what}{'' if count == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def waves_in_words(assessment: Assessment, names: MeasureNames) -> Iterator[str]:
    """Every wave with its count: before what was done, across it and after it."""
    if not assessment.waves:
        yield "No audit has graded it yet."
        return
    words = _places(assessment)
    told: list[str] = []
    for place in Place:
        group = [one for one in assessment.waves if one.place is place]
        if group:
            first, following = words[place]
            counts = ", then ".join(_wave(one.wave, assessment, names) for one in group)
            told.append(f"{counts} {following if told else first}")
    yield f"{names.good}: {', '.join(told)}."
    yield from _worst(assessment, names)


def _places(assessment: Assessment) -> Mapping[Place, tuple[str, str]]:
    """How each place is called, when it is named first and when it follows another."""
    days = assessment.actions
    if not days:
        return _named("the recommendation", "across the day it was made", "it")
    if assessment.open_actions:
        return _named("the first action", "across the day it was in place", "it")
    if len(set(days)) > 1:
        across = "while actions were being put in place"
        return {
            Place.BEFORE: ("before the first action", "before the first action"),
            Place.ACROSS: (across, across),
            Place.AFTER: ("after the last action", "after the last"),
        }
    if len(days) > 1:
        return _named("the actions", "across the day they were in place", "them")
    return _named("the action", "across the day it was in place", "it")


def _named(what: str, across: str, it: str) -> Mapping[Place, tuple[str, str]]:
    return {
        Place.BEFORE: (f"before {what}", f"before {what}"),
        Place.ACROSS: (f"across the day of {what}", across),
        Place.AFTER: (f"after {what}", f"after {it}"),
    }


def _worst(assessment: Assessment, names: MeasureNames) -> Iterator[str]:
    """In how many cases an agency gave the worst grade, wave by wave."""
    waves = [one.wave for one in assessment.waves]
    told = [w for w in waves if w.counts.cases and w.grades == len(names.labels)]
    if not told:
        return
    worst = [assessment.counted(wave).worst for wave in told]
    if not any(worst):
        yield f"No agency graded {names.worst} in any of these cases."
        return
    counts = [str(count or "none") for count in worst]
    if len(told) < len(waves):
        counts = [f"{c} ({names.at(w.audit)})" for c, w in zip(counts, told, strict=True)]
    yield f"Cases in which an agency graded {names.worst}: {', then '.join(counts)}."


def _wave(wave: Wave, assessment: Assessment, names: MeasureNames) -> str:
    counts, when = assessment.counted(wave), names.at(wave.audit)
    if not counts.cases:
        return f"no graded case ({when})"
    if wave.grades != len(names.labels):
        return (
            f"{counts.cases} case{'' if counts.cases == 1 else 's'} on another grade scale ({when})"
        )
    return f"{counts.good} of {counts.cases} ({when})"


def comparison_in_words(assessment: Assessment, names: MeasureNames) -> Iterator[str]:
    """Which audits were compared, over whose grades, and which were not."""
    counted = assessment.alike
    if counted is not None and assessment.before is not None:
        if len(assessment.waves) > 2:
            after = listed([names.at(wave.audit) for wave in assessment.after])
            together = " taken together" if len(assessment.after) > 1 else ""
            yield f"Compared: {names.at(assessment.before.audit)} with {after}{together}."
        yield from _over_whom(counted, names)
        yield from _declared(counted)
        if counted.before_moderation:
            yield _before_moderation(counted)
    yield from _apart(assessment.waves, names)
    for straddle in assessment.straddles:
        yield (
            f"The casework of {names.at(straddle.audit)} straddles {day_words(straddle.day)}, when"
            f" an action was in place: {straddle.days_before} of its {straddle.days} days are"
            " before it."
        )


def _over_whom(counted: Alike, names: MeasureNames) -> Iterator[str]:
    if counted.left_out:
        left_out = "; ".join(
            f"{listed([names.agencies.get(agency, agency) for agency in agencies])} only in"
            f" {names.at(audit)}"
            for audit, agencies in counted.left_out.items()
        )
        all_of_them = "both" if len(counted.waves) == 2 else "all of them"
        who = "agency" if len(counted.agencies) == 1 else "agencies"
        over = f"the {number(len(counted.agencies))} {who} that graded in {all_of_them}"
        if not counted.agencies:
            over = f"what moderation agreed, for no agency graded in {all_of_them}"
        alone = f"; the verdict is about {'it' if len(counted.agencies) == 1 else 'them'} alone"
        yield f"Compared over {over} ({left_out}){alone if counted.agencies else ''}."
    for audit, cases in counted.left_out_worst.items():
        if cases:
            yield (
                f"In {names.at(audit)} only agencies not compared graded {names.worst} in"
                f" {number(cases)} more case{'' if cases == 1 else 's'}."
            )


def _declared(counted: Alike) -> Iterator[str]:
    if counted.wording_declared:
        yield "The area is worded differently in these audits; it was declared to measure the same."
    if counted.frame_declared:
        yield "Their sample frames are worded differently; they were declared equivalent."


def _before_moderation(counted: Alike) -> str:
    counts = [wave.counts for wave in counted.waves]
    first, *others = [f"{count.moderated or 'none'} of {count.cases}" for count in counts]
    shares = ", then in ".join([f"{first} cases", *others])
    return (
        f"Moderation agreed or changed a grade in {shares}, so these audits are compared as"
        " they stood before moderation."
    )


def _apart(placed: Sequence[Placed], names: MeasureNames) -> Iterator[str]:
    for one in placed:
        if one.wave.siblings:
            yield siblings_in_words(one.wave.siblings, names.at(one.wave.audit))
        if one.apart is not None:
            yield f"{names.at(one.wave.audit)} is not compared: {one.apart.value}."


def siblings_in_words(more: int, when: str) -> str:
    """Why fewer cases are counted than were graded. `when`: the audit's casework, in words."""
    said = "is of a family" if more == 1 else "are of families"
    return (
        f"Of each family one case is counted, the first drawn: {number(more)} more of"
        f" {when} {said} that {'has' if more == 1 else 'have'} one."
    )
