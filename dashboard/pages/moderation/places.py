"""The places of the agenda as cards: before the day what to ask, after it what was agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from application.moderation import Review
from dashboard.kit.address import Link, to
from dashboard.kit.blocks import Card
from dashboard.kit.dates import counted, day_words
from dashboard.kit.tables import Lines, Phrase
from dashboard.pages.grade_history.life import Scale
from dashboard.pages.moderation.agenda import named, own_grades
from dashboard.reading import Reading
from documents.moderation.pack import WHY
from domain.agreement import Item
from projections.queries.audits import AuditOverview, TakingPart
from projections.queries.grades import CaseAreaGrade, GradeEntry

REASON_NOT_YOURS = "for the agencies of this audit and its lead auditor"
MOVES = ("moderated", "area agreed", "found not applicable")
Place = tuple[str, str]
"""A case and an area of work; the area is empty where the whole case is meant."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the day made of each place: the entries of moderation, and the grade that counts."""

    moves: Mapping[Place, Sequence[GradeEntry]]
    counts: Mapping[Place, CaseAreaGrade]

    @classmethod
    def of(cls, entries: Sequence[GradeEntry], counts: Sequence[CaseAreaGrade]) -> Agreed:
        moves: dict[Place, list[GradeEntry]] = {}
        for entry in entries:
            if entry.kind in MOVES and entry.area is not None:
                moves.setdefault((entry.case_ref, entry.area), []).append(entry)
        return cls(moves, {(one.case_ref, one.area): one for one in counts})


def before(place: int, item: Item, review: Review, scale: Scale, given: Reading) -> Card:
    """One place of the agenda: why it is there, what to ask, and who gave which grade."""
    letters = {flag.letter for flag in item.questions}
    asked = [one for one in item.questions if one.letter != "F1" or "F1a" not in letters]
    return Card(
        over=f"Place {place}: {WHY[item.rank]}",
        head=_where(item, review.audit, scale),
        lines=(
            ("To ask", Lines(tuple(named(flag.words, flag, given) for flag in asked))),
            ("Own grades", Lines(own_grades(item, review, scale, given))),
        ),
    )


def after(
    place: int, item: Item, review: Review, scale: Scale, given: Reading, agreed: Agreed
) -> Card:
    """The same place once the day was held: was, agreed, why."""
    at = item.case, item.area
    moves = agreed.moves.get(at, ())
    return Card(
        over=f"Place {place}: {WHY[item.rank]}",
        head=_where(item, review.audit, scale),
        lines=(
            ("Was", Lines(own_grades(item, review, scale, given))),
            ("Agreed", _agreed(at, moves, scale, given, agreed)),
            ("Why", Lines(tuple(_reasons(moves, given)))),
        ),
    )


def _where(item: Item, audit: str, scale: Scale) -> Link:
    area = scale.areas.get(item.area, item.area) or "the whole case"
    return to(f"{item.case}, {area}", "grade_history", audit=audit, case=item.case, area=item.area)


def _agreed(
    at: Place, moves: Sequence[GradeEntry], scale: Scale, given: Reading, agreed: Agreed
) -> Lines:
    lines: list[str | Link | Phrase] = []
    for move in moves:
        whose = given.agency(move.agency) or "All agencies together"
        came = f"{scale.label(move.from_grade)} → " if move.from_grade else ""
        lines.append(f"{whose}: {came}{scale.label(move.to_grade)}")
    counts = agreed.counts.get(at)
    if counts is not None and not any(move.kind == "area agreed" for move in moves):
        grades = dict.fromkeys((scale.label(counts.low_grade), scale.label(counts.high_grade)))
        stands = "Left as it was: it" if not moves else "It"
        lines.append(f"{stands} counts as {' to '.join(grades)}, the middle of"
                     f" {counted(counts.agency_count, 'agency', 'agencies')}")  # fmt: skip
    return Lines(tuple(lines))


def _reasons(moves: Sequence[GradeEntry], given: Reading) -> Iterator[str]:
    """Each reason and each dissent for those they are for; for others, whom they are for."""
    closed = False
    for move in moves:
        texts = given.texts(move.position)
        if texts is None:
            closed = True
            continue
        for field, words in texts.items():
            if words:
                yield words if field == "reason" else f"{_dissent(field, given)}: {words}"
    if closed:
        yield REASON_NOT_YOURS


def _dissent(field: str, given: Reading) -> str:
    """`dissent police: words` with the agency's title."""
    agency = field.removeprefix("dissent").partition(":")[0].strip()
    return f"{given.agency(agency)} did not agree"


def answer_before(review: Review, audit: AuditOverview, scale: Scale) -> tuple[str | Link, ...]:
    """How many places there are to discuss, and which is the first."""
    items = review.agenda.items
    if not items:
        return ("The agencies' grades lie close together: nothing is ranked for discussion.",)
    where = _where(items[0], audit.audit, scale)
    return (f"{counted(len(items), 'place')} to discuss, first ", where, f": {WHY[items[0].rank]}.")


def answer_after(
    review: Review, audit: AuditOverview, agreed: Agreed, part: Sequence[TakingPart]
) -> str:
    """How much the day changed."""
    came = sum(one.attended_on is not None for one in part)
    held = f"Held on {day_words(audit.moderation_held_on)} by {counted(came, 'person', 'people')}"
    places = [(item.case, item.area) for item in review.agenda.items]
    changed = sum(at in agreed.moves for at in places)
    if not places:
        return f"{held}: nothing was ranked for discussion."
    return (
        f"{held}: of {counted(len(places), 'place')} on the agenda, {changed} were agreed anew and"
        f" {len(places) - changed} left as they were."
    )
