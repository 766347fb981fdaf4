"""What was learnt, by theme, and where it was taken to: in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.dates import counted
from dashboard.kit.tables import Lines, Phrase
from dashboard.pages.audits.rows import REPORT_NOT_YOURS
from dashboard.pages.recommendations.delivery import NO_STREAM, Known, impact_words
from dashboard.reading import Reading
from projections.queries.audits import Finding, Learning
from projections.queries.impact import ImpactMeasure
from projections.queries.recommendations import Recommendation

NOT_TAKEN = ("rejected", "merged")
LEARNING_NOT_YOURS = "for the agencies of this audit and its lead auditor"
Measures = Mapping[str, Sequence[ImpactMeasure]]


def answer(
    learnt: Sequence[Learning], found: Sequence[Finding], made: Sequence[Recommendation]
) -> str:
    """How much was learnt, and to how many themes it was taken."""
    concerns = sum(finding.kind == "concern" for finding in found)
    strengths = len(found) - concerns
    taken = {one.theme_title for one in made if one.theme_title}
    if not learnt and not found:
        return "Nothing has been learnt from an audit yet that you may read."
    parts = [f"{counted(concerns, 'concern')} and {counted(strengths, 'strength')} in reports"]
    if learnt:
        parts.append(f"{counted(len(learnt), 'lesson')} from moderation days")
    return (
        f"{' and '.join(reversed(parts))} were taken to {counted(len(taken), 'theme')}."
        if taken
        else f"{' and '.join(reversed(parts))}; no theme has been opened for them yet."
    )


def theme_card(
    theme: str,
    made: Sequence[Recommendation],
    found: Sequence[Finding],
    measures: Measures,
    known: Known,
    given: Reading,
) -> Card:
    """One theme: what it rests on, what is recommended, who does it, and what it changed."""
    about = {(one.audit, area) for one in made for area in one.areas}
    agencies = sorted({agency for one in made for agency in one.agencies}, key=given.agency)
    reviews = sorted({one.review for one in made if one.review})
    return Card(
        head=theme if theme == NO_STREAM else to(theme, "recommendations", stream=theme),
        over=f"{sum(one.closed_on is not None for one in made)} of"
        f" {counted(len(made), 'recommendation')} closed",
        lines=(
            ("What was learnt", Lines((*_found(about, found, known, given), *reviews))),
            ("Taken to", Lines(tuple(_taken(made, measures, known)))),
            ("Who takes it up", ", ".join(map(given.agency, agencies))),
        ),
    )


def _found(
    about: set[tuple[str | None, str]], found: Sequence[Finding], known: Known, given: Reading
) -> list[Phrase]:
    return [
        Phrase(
            (
                to(known.audits.get(finding.audit, finding.audit), "audits", audit=finding.audit),
                f": {given.text(finding.position, 'text', closed=REPORT_NOT_YOURS)}",
            )
        )
        for finding in found
        if finding.kind == "concern" and (finding.audit, finding.area) in about
    ]


def _taken(made: Sequence[Recommendation], measures: Measures, known: Known) -> list[Phrase]:
    lines = []
    for one in made:
        impact = impact_words(measures.get(one.recommendation, ()))
        state = f": {one.text} ({one.delivery}{f'; {impact}' if impact else ''})"
        lines.append(Phrase((known.link(one.recommendation), state)))
    return lines


def strength_card(area: str, found: Sequence[Finding], known: Known, given: Reading) -> Card:
    """Good practice in one area of work, with the audits that found it."""
    return Card(
        head=area,
        lines=(("", Lines(tuple(_words(finding, known, given) for finding in found))),),
    )


def _words(finding: Finding, known: Known, given: Reading) -> Phrase:
    title = known.audits.get(finding.audit, finding.audit)
    link: Link = to(title, "audits", audit=finding.audit)
    return Phrase((f"{given.text(finding.position, 'text', closed=REPORT_NOT_YOURS)} (", link, ")"))


def lesson_row(one: Learning, given: Reading) -> dict[str, object]:
    return {
        "Case": to(one.case_ref, "grade_history", audit=one.audit, case=one.case_ref),
        "What is to be learnt": given.text(one.position, "learning", closed=LEARNING_NOT_YOURS),
    }
