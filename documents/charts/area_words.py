"""What is said of an area of work: its series, what that rests on, what was judged, what is next.

Counts out of n; nothing is ranked by agency, averaged, or said to be caused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from documents.charts import theme
from documents.charts.area_plan import Mark, Row, Stack
from documents.charts.theme import verdict_words
from domain.impact.agenda import REAUDITED, Item
from domain.impact.verdicts import Verdict
from domain.impact.waves import Wave
from domain.kernel.days import MONTHS
from domain.kernel.numbered import counted
from domain.kernel.vocabulary import Judgement
from projections.queries.areas import AreaImpact, Remedy

JUDGEMENT_WORDS: Mapping[str, str] = {
    Judgement.ACHIEVED: "achieved",
    Judgement.PARTLY: "partly achieved",
    Judgement.NOT_ACHIEVED: "not achieved",
    Judgement.CANNOT_TELL: "cannot tell",
}
_ORDINALS = ("", "1st", "2nd", "3rd")
_UNJUDGED = (Item.NOT_SEEN, Item.CANNOT, Item.UNDER_WAY)
_ASK_FOR_MORE = (Item.WORSE, Item.NO_CHANGE, Item.MIXED)


def month_words(day: date) -> str:
    """`Sep 2026`."""
    return f"{MONTHS[day.month - 1][:3]} {day.year}"


def ordinal(count: int) -> str:
    return _ORDINALS[count] if count < len(_ORDINALS) else f"{count}th"


def code_of(area: AreaImpact) -> str:
    """An area in an address: `neglect/oversight`, `neglect/oversight/police`."""
    return "/".join(part for part in area.key if part)


def under(area: AreaImpact, agency_titles: Mapping[str, str]) -> str:
    """The audit that it belongs to, and whose grades they are where it is one agency's."""
    tool = area.tool.replace("-", " ")
    if area.agency is None:
        return tool
    return f"{tool}, {agency_titles.get(area.agency, area.agency)} only"


def good_in(area: AreaImpact, wave: Wave) -> str:
    """How many of a wave's cases are good or better; a dash where its scale is another."""
    if wave.grades != len(area.labels) or not wave.counts.cases:
        return "–"
    return str(wave.counts.good)


AUDITS_TOLD_MAX = 4


def series(area: AreaImpact) -> str:
    """`7 → 3 → 3 of 10`: cases good or better, audit by audit."""
    sizes = {wave.counts.cases for wave in area.waves}
    if not area.waves:
        return "not audited yet"
    if len(sizes) == 1:
        seen = _in_brief([good_in(area, wave) for wave in area.waves])
        return f"{' → '.join(seen)} of {sizes.pop()}"
    seen = _in_brief([f"{good_in(area, wave)} of {wave.counts.cases}" for wave in area.waves])
    return " → ".join(seen)


def _in_brief(audits: list[str]) -> list[str]:
    """The first and the latest of many: the picture and the area's own page have every one."""
    if len(audits) <= AUDITS_TOLD_MAX:
        return audits
    return [audits[0], "…", *audits[-AUDITS_TOLD_MAX + 1 :]]


def lead(area: AreaImpact) -> Remedy | None:
    """The remedy that the area is listed for."""
    return next((one for one in area.remedies if one.tried.item is area.item), None)


def verdict(area: AreaImpact) -> str:
    """`▼ Worsened: 7 → 3 → 3 of 10`."""
    leading = lead(area)
    if leading is None:
        return series(area)
    return f"{verdict_words(leading.measure.assessment.verdict)}: {series(area)}"


def told(area: AreaImpact) -> str:
    """The small print of a row."""
    return " ".join((*rests_on(area), *following(area)))


def rests_on(area: AreaImpact) -> Iterator[str]:
    leading = lead(area)
    if leading is None:
        yield _background(area)
        return
    yield from _other_remedies(area, leading)
    seen = leading.measure.assessment
    if seen.fragility is not None and seen.verdict in (Verdict.IMPROVED, Verdict.WORSENED):
        step = "lower" if seen.verdict is Verdict.IMPROVED else "higher"
        yield f"{counted(seen.fragility, 'case')} one grade {step} would undo it."
    if seen.alike is not None and seen.alike.before_moderation and seen.before is not None:
        compared = (seen.before, *seen.after)
        if any(seen.counted(w).good != w.counts.good for w in compared):
            counts = " → ".join(str(seen.counted(wave).good) for wave in compared)
            yield f"Compared as graded before moderation: {counts}."
    if seen.verdict is Verdict.CANNOT:
        yield f"{seen.reason.value.capitalize()}."
    if seen.verdict is Verdict.IMPROVED and seen.level is not None and not seen.level.met:
        short = seen.level.needed - seen.level.good
        yield f"Still {short} short of the {seen.level.needed} wanted."


def _background(area: AreaImpact) -> str:
    if area.item is Item.NOTHING_AGREED:
        return "Recommended on, and no work was agreed."
    return "No recommendation: what moves without us."


def _other_remedies(area: AreaImpact, leading: Remedy) -> Iterator[str]:
    """What was seen of the other remedies, where it is something else."""
    for place, one in enumerate(area.remedies, 1):
        if one.tried.item in REAUDITED and one.tried.item is not area.item:
            yield f"After the {ordinal(place)} remedy: {one.measure.assessment.verdict}."
    seen = leading.measure.assessment
    again = [one for one in area.remedies if one.tried.item is area.item]
    only_later = seen.verdict is Verdict.IMPROVED and seen.looks > 1 and seen.sustained is None
    if only_later and len(again) > 1:
        place = area.remedies.index(again[-1]) + 1
        yield f"Only after the {ordinal(place)} remedy."


def judged(area: AreaImpact) -> str:
    """SAIG's latest judgement of a remedy for the area."""
    latest = latest_judged(area)
    if latest is None or latest.recommendation.judgement is None:
        return ""
    return f"SAIG: {JUDGEMENT_WORDS[latest.recommendation.judgement]}"


def latest_judged(area: AreaImpact) -> Remedy | None:
    with_day = [
        (one.recommendation.assessed_on, place, one)
        for place, one in enumerate(area.remedies)
        if one.recommendation.assessed_on is not None
    ]
    return max(with_day, key=lambda found: found[:2])[2] if with_day else None


def following(area: AreaImpact) -> Iterator[str]:
    """What is still to be seen or done, and by when."""
    waiting = [
        (place, one)
        for place, one in enumerate(area.remedies, 1)
        if one.tried.item in _UNJUDGED and one.measure.assessment.verdict is Verdict.NOT_YET
    ]
    if not waiting:
        if area.item in _ASK_FOR_MORE:
            yield "No further remedy agreed."
        return
    several = len(area.remedies) > 1
    parts = [_waiting(place if several else 0, one) for place, one in waiting]
    parts = [parts[0], *(part.replace(" remedy", "", 1) for part in parts[1:])]
    yield f"{_capital(', '.join(parts))}; {_reaudit([one for _, one in waiting])}."


def _waiting(place: int, remedy: Remedy) -> str:
    which = f"{ordinal(place)} remedy " if place else ""
    if remedy.tried.done and remedy.in_place:
        return f"{which}in place {month_words(remedy.in_place[-1].day)}"
    if remedy.tried.done:
        return f"{which or 'it is '}closed"
    late = f", {counted(remedy.overdue, 'action')} overdue" if remedy.overdue else ""
    return f"{which or 'work '}under way{late}"


def _reaudit(waiting: Sequence[Remedy]) -> str:
    first = min(waiting, key=lambda one: one.reaudit_by)
    overdue = any(sharer.reaudit_overdue for sharer in first.sharers)
    return f"re-audit {'overdue since' if overdue else 'due'} {month_words(first.reaudit_by)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def hidden_worst(wave: Wave) -> int:
    """Cases that no block shows at the worst grade, although an agency graded it."""
    return wave.counts.worst - sum(wave.counts.levels[:2])


Colours = Callable[[int, int], Sequence[str]]
"""A colour for each grade, worst first, by how many there are and the place of the first good."""


def chart_row(
    area: AreaImpact,
    agency_titles: Mapping[str, str],
    href: str = "",
    colours: Colours = theme.grade_colours,
) -> Row:
    """`href`: where the area's name leads; nowhere on paper."""
    return Row(
        group=area.item.value,
        name=area.title,
        under=under(area, agency_titles),
        href=href,
        stacks=tuple(_stack(area, wave, colours) for wave in area.waves),
        marks=tuple(
            Mark(day, called)
            for day, called in sorted(
                {(done.day, done.called) for one in area.remedies for done in one.in_place}
            )
        ),
        verdict=verdict(area),
        judged=judged(area),
        told=told(area),
    )


def _stack(area: AreaImpact, wave: Wave, colours: Colours) -> Stack:
    own = wave.grades == len(area.labels)
    of_grades = colours(len(area.labels), area.good_from - 1)
    blocks = [
        of_grades[level // 2] if own else theme.PALE
        for level, count in enumerate(wave.counts.levels)
        for _ in range(count)
    ]
    return Stack(
        start=wave.casework_start,
        end=wave.casework_end,
        blocks=tuple(blocks),
        good=good_in(area, wave),
        hidden=hidden_worst(wave),
        from_document=wave.from_document,
    )


def legend(
    areas: Sequence[AreaImpact], colours: Colours = theme.grade_colours
) -> list[tuple[str, str]]:
    """Each grade's colour and name, worst first; those of every scale in use."""
    found: dict[tuple[str, str], None] = {}
    for area in areas:
        of_grades = colours(len(area.labels), area.good_from - 1)
        found.update(dict.fromkeys(zip(of_grades, area.labels, strict=True)))
    return list(found)


def worst_word(areas: Sequence[AreaImpact]) -> str:
    """The name of the worst grade, where all scales share it."""
    names = {area.labels[0] for area in areas}
    return names.pop() if len(names) == 1 else "the worst grade"


def alt(areas: Sequence[AreaImpact], found: str) -> str:
    """What the chart shows, for whoever does not see it."""
    parts = [found, "Areas of work over time, by what they ask for."]
    group = None
    for area in areas:
        if area.item is not group:
            group = area.item
            parts.append(f"{group.value}.")
        parts.append(f"{area.title} ({area.tool.replace('-', ' ')}): {_spoken(area)}.")
    return " ".join(parts)


def _spoken(area: AreaImpact) -> str:
    sizes = {wave.counts.cases for wave in area.waves}
    goods = ", then ".join(good_in(area, wave) for wave in area.waves)
    of = f" of {sizes.pop()} cases" if len(sizes) == 1 else ""
    return f"{goods}{of} good or better" if area.waves else "not audited yet"
