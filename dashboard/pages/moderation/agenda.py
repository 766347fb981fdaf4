"""The moderation day for a reader: how the agencies' own grades compare, and what to ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from application.moderation import QUERY, Review, review
from dashboard.kit.cache import once
from dashboard.kit.dates import counted, day_words
from dashboard.pages.grade_history.life import Scale
from dashboard.reading import Reading
from documents.moderation.pack import WHY
from domain.agreement import Agenda, Flag, Item, Rank
from domain.two_auditors import TWICE
from ledger.errors import NotPermittedError
from projections.queries.audits import AuditOverview
from projections.queries.returns import ReturnQuery

BEFORE: Mapping[str, str] = {
    QUERY: "query without an answer",
    "F4": "grade missing",
    "F5": "graded without evidence",
    "F7": "one grade for everything",
    "F8": "the same evidence",
    TWICE: "two auditors far apart",
}
NOT_YOURS = "for the agency and the lead auditor; once open, for the agencies of this audit"


def review_for(given: Reading, audit: AuditOverview) -> Review | None:
    """The review, or None when this reader may not see it now."""
    return once(given, ("review", audit.audit), lambda: _review(given, audit.audit))


def _review(given: Reading, audit: str) -> Review | None:
    """It holds grades and questions, and no confidential text."""
    try:
        return review(given.reader, audit)
    except NotPermittedError:
        return None


def waiting(audit: AuditOverview, given: Reading) -> tuple[str, str]:
    """That the agenda is not for this reader now, and who sees it until when."""
    lead = given.person(audit.lead_auditor) if audit.lead_auditor else "not appointed yet"
    if audit.abandoned_on is not None:
        called_off = day_words(audit.abandoned_on)
        return (
            f"This audit was called off on {called_off}, and no moderation day follows.",
            f"Why: {audit.abandoned_reason}",
        )
    if audit.is_open:
        return (
            "How the agencies' grades compare is not open to you.",
            "It is for the agencies of the audit and the partnership. Ask its lead auditor:"
            f" {lead}.",
        )
    day = f" It is planned for {day_words(audit.moderation_on)}." if audit.moderation_on else ""
    return (
        f"The moderation of this audit is not open.{day}",
        f"Only its lead auditor ({lead}) sees how the agencies' grades compare before that: each"
        " agency judges its own work first, without knowing what the others found.",
    )


def sentence(review: Review) -> str:
    """What the day has before it, worst first."""
    counts = Counter(item.rank for item in review.agenda.items)
    if not counts:
        return "The agencies' grades lie close together: nothing is ranked for discussion"
    concerns = counts.pop(Rank.CONCERN, 0)
    parts = [f"{WHY[rank]} in {counts[rank]}" for rank in Rank if counts[rank]]
    first = [f"! Safeguarding concerns not resolved in {counted(concerns, 'case')}"]
    places = counted(counts.total(), "place")
    day = [f"{places} to discuss: {', '.join(parts)}"] if parts else []
    return ". ".join([*(first if concerns else []), *day])


def own_grades(item: Item, review: Review, scale: Scale, given: Reading) -> tuple[str, ...]:
    """A line for each grade that was given, the worst first, and one for what is missing."""
    cell = next((c for c in review.cells if (c.case, c.area) == (item.case, item.area)), None)
    if cell is None:
        return ()
    by_grade: dict[str, list[str]] = {}
    for rank, grade in enumerate(scale.of(item.area), start=1):
        by_grade[grade.label] = [a for a, own in cell.grades.items() if own == rank]
    by_grade["No return"] = [a for a, own in cell.grades.items() if own is None]
    return tuple(
        f"{label}: {', '.join(sorted(map(given.agency, agencies)))}"
        for label, agencies in by_grade.items()
        if agencies
    )


def named(words: str, flag: Flag, given: Reading) -> str:
    """The question with the agencies' titles in the place of their codes."""
    for agency in sorted(flag.agencies, key=len, reverse=True):
        words = words.replace(agency, given.agency(agency))
    return words[:1].upper() + words[1:]


def to_get(agenda: Agenda) -> dict[tuple[str, str, tuple[str, ...], bool], list[str]]:
    """The areas of each thing to get before the day, by kind, case and agencies."""
    areas: dict[tuple[str, str, tuple[str, ...], bool], list[str]] = {}
    for flag in agenda.before_the_day:
        areas.setdefault((flag.letter, flag.case, flag.agencies, flag.high), []).append(flag.area)
    return areas


def before_rows(agenda: Agenda, scale: Scale, given: Reading) -> list[dict[str, object]]:
    """A row for each case and agencies asked: a return that is missing is one row, not one an
    area."""
    return [
        {
            "What": BEFORE.get(letter, letter) + (" !" if high else ""),
            "From": ", ".join(map(given.agency, agencies)),
            "Case": case or "every case",
            "Area of work": "the whole return"
            if "" in areas or set(areas) >= scale.areas.keys()
            else ", ".join(scale.areas.get(area, area) for area in areas),
        }
        for (letter, case, agencies, high), areas in to_get(agenda).items()
    ]


def before_sentence(agenda: Agenda) -> str:
    counts: Counter[str] = Counter()
    for (letter, _, agencies, _), areas in to_get(agenda).items():
        counts[letter] += len(agencies) if letter == "F4" else len(areas)
    names = {
        QUERY: ("query without an answer", "queries without an answer"),
        "F4": ("return missing, whole or in part", "returns missing, whole or in part"),
        "F5": ("grade without evidence", "grades without evidence"),
        "F7": ("agency with one grade for everything", "agencies with one grade for everything"),
        "F8": ("place with the same evidence twice", "places with the same evidence twice"),
        TWICE: (
            "place that two auditors graded far apart",
            "places that two auditors graded far apart",
        ),
    }
    parts = [counted(counts[letter], *names[letter]) for letter in names if counts[letter]]
    if not parts:
        return "Nothing is to be got or asked before the day"
    return f"To be got or asked: {', '.join(parts)}"


def query_sentence(queries: Sequence[ReturnQuery]) -> str:
    if not queries:
        return "none that you may read"
    waiting = sum(query.answered_at is None for query in queries)
    state = f"{waiting} waiting for an answer" if waiting else "all answered"
    return f"{counted(len(queries), 'query', 'queries')} on returns, {state}"


def query_row(query: ReturnQuery, areas: Mapping[str, str], given: Reading) -> dict[str, object]:
    waits = "○ waits for an answer"
    return {
        "Case": query.case_ref,
        "Agency": given.agency(query.agency),
        "Area of work": areas.get(query.area or "", query.area or "the whole return"),
        "Question": given.text(query.raised_position, "question", closed=NOT_YOURS),
        "Answer": given.text(query.answered_position, "answer", closed=NOT_YOURS) or waits,
    }
