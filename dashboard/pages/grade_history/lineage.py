"""The lineage of a grade as cards: each entry, each query, and what the grade was used for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.cache import facts
from dashboard.kit.dates import moment_words
from dashboard.kit.tables import Lines, Phrase
from dashboard.pages.grade_history.life import STEPS, TOGETHER, Scale, entry_link
from dashboard.pages.impact.facts import measures
from dashboard.pages.recommendations.delivery import verdict_link
from dashboard.pages.recommendations.known import known_of
from dashboard.reading import Reading
from projections.queries.audits import AuditOverview, findings
from projections.queries.grades import GradeEntry
from projections.queries.recommendations import recommendations
from projections.queries.returns import ReturnQuery, return_queries

FIELDS = {
    "evidence": "Evidence",
    "strengths": "Strengths",
    "developments": "To develop",
    "reason": "Why",
}
"""Confidential fields of an entry about a grade, in words."""


@dataclass(frozen=True, slots=True)
class About:
    """Which grade: `area` None is the overall grade of the case, `agency` None all agencies."""

    audit: AuditOverview
    case: str
    area: str | None
    agency: str | None


def whose_words(given: Reading, about: About) -> str:
    """Who may read the words of a return, and how to ask."""
    lead = (
        given.person(about.audit.lead_auditor) if about.audit.lead_auditor else "the lead auditor"
    )
    when = "the agencies of this audit" if about.audit.is_open else "its own agency"
    inspector = any(grant.role == "inspector" for grant in given.viewer.grants)
    how = (
        "As an inspector you open them once, with a reason that is recorded:"
        " `assure grade history --break-glass`."
        if inspector
        else f"Ask {lead}, who leads the audit."
    )
    return f"The words are for {when} and the lead auditor. {how}"


def cards(given: Reading, about: About, entries: Sequence[GradeEntry], scale: Scale) -> list[Card]:
    """Every entry about the grade and every query on its return, in the order recorded."""
    found: list[tuple[int, Card]] = [
        (entry.position, _entry(entry, scale, given, about)) for entry in entries
    ]
    found += [
        (query.raised_position, _query(query, given, about))
        for query in facts(given, return_queries, about.audit.audit)
        if query.case_ref == about.case
        and about.agency in (None, query.agency)
        and query.area in (None, about.area)
    ]
    return [card for _, card in sorted(found, key=lambda one: one[0])]


def _entry(entry: GradeEntry, scale: Scale, given: Reading, about: About) -> Card:
    whose = given.agency(entry.agency) or TOGETHER
    over = (f"{STEPS.get(entry.kind, entry.kind)}, {moment_words(entry.recorded_at)}, ",
            entry_link(entry.position))  # fmt: skip
    came = f", from {scale.label(entry.from_grade)}" if entry.from_grade else ""
    role = entry.acting_role.replace("-", " ")
    return Card(
        over=Phrase(over),
        head=f"{whose}: {scale.label(entry.to_grade)}{came}",
        lines=(
            *_texts(given.texts(entry.position), given, about),
            (f"{scale.label(entry.to_grade)} meant", scale.descriptor(entry.to_grade, entry.area)),
            ("By", f"{given.person(entry.actor)}, {role}"),
            ("How they were known", given.how_known(entry.position)),
            ("Now", _now(entry)),
        ),
    )


def _texts(
    texts: dict[str, str] | None, given: Reading, about: About
) -> Iterator[tuple[str, object]]:
    if texts is None:
        yield "Its words", whose_words(given, about)
        return
    for field, words in texts.items():
        agency = field.removeprefix("dissent").partition(":")[0].strip()
        name = FIELDS.get(field) or (
            f"{given.agency(agency)} did not agree"
            if field.startswith("dissent")
            else field.replace("_", " ").capitalize()
        )
        yield name, words


def _now(entry: GradeEntry) -> Phrase:
    if entry.superseded_by is None:
        return Phrase(("it stands",))
    return Phrase(("kept, and superseded by ", entry_link(entry.superseded_by)))


def _query(query: ReturnQuery, given: Reading, about: About) -> Card:
    closed = whose_words(given, about)
    answer = given.text(query.answered_position, "answer", closed=closed)
    over = (f"Query, {moment_words(query.raised_at)}, ", entry_link(query.raised_position))
    return Card(
        over=Phrase(over),
        head=f"The lead auditor asked {given.agency(query.agency)}",
        lines=(
            ("Question", given.text(query.raised_position, "question", closed=closed)),
            ("Answer", answer or "○ waits for an answer"),
        ),
    )


def uses(given: Reading, about: About) -> list[Card]:
    """What the grade was used for since: findings, recommendations and verdicts."""
    return [
        card
        for card in (_findings(given, about), _recommended(given, about), _verdicts(given, about))
        if card is not None
    ]


def _findings(given: Reading, about: About) -> Card | None:
    """Findings that name a return on this case as evidence for this area."""
    lines: list[str | Link | Phrase] = []
    for finding in facts(given, findings, about.audit.audit):
        cited = {ref.partition("/")[2] for ref in finding.evidenced_by
                 if ref.partition("/")[0] == about.case}  # fmt: skip
        if finding.area != about.area or not (
            cited if about.agency is None else about.agency in cited
        ):
            continue
        words = given.text(
            finding.position, "text", closed="its words are for the agencies and SAIG"
        )
        link = to(f"A {finding.kind}", "audits", audit=about.audit.audit)
        lines.append(Phrase((link, f": {words}")))
    if not lines:
        return None
    return Card("Evidence for a finding", (("", Lines(tuple(lines))),))


def _recommended(given: Reading, about: About) -> Card | None:
    known = known_of(given)
    lines = [
        Phrase((known.link(one.recommendation), f": {one.text}"))
        for one in facts(given, recommendations)
        if one.audit == about.audit.audit and about.area in one.areas
    ]
    return Card("Recommended in this area", (("", Lines(tuple(lines))),)) if lines else None


def _verdicts(given: Reading, about: About) -> Card | None:
    """The measures that compared this audit's cases in this area with another's."""
    known = known_of(given)
    lines: list[str | Link | Phrase] = []
    for measure in measures(given, about.audit.casework_end):
        waves = {wave.audit for wave in measure.waves}
        same = (measure.tool, measure.area) == (about.audit.tool, about.area)
        if not same or about.audit.audit not in waves:
            continue
        refs = sorted({sharer.carried_by for sharer in measure.shared_by})
        parts: list[str | Link] = [verdict_link(measure)]
        for at, ref in enumerate(refs):
            parts += [" and on " if at else ", for what was recommended on ", known.dated(ref)]
        lines.append(Phrase(tuple(parts)))
    return (
        Card("One of the cases behind a verdict", (("", Lines(tuple(lines))),)) if lines else None
    )
