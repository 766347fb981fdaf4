"""The pack for the moderation day: what to discuss, in order, with room to write what is agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from documents.files.plain import plain
from documents.report.material import Names, Words
from documents.typeset.pdf import typeset
from domain.agreement import Agenda, Item, Rank
from domain.kernel.days import day_words

if TYPE_CHECKING:
    from projections.queries.audits import AuditOverview
    from projections.queries.grades import AgencyGrade
    from projections.queries.tools import ToolArea

WHY: Mapping[Rank, str] = {
    Rank.CONCERN: "! safeguarding concern, not resolved",
    Rank.OPPOSITE_ENDS: "at opposite ends of the scale",
    Rank.ALONE_AND_WORST: "one agency alone, and the worst grade beside a good one",
    Rank.ALONE: "one agency alone",
    Rank.WORST_BESIDE_GOOD: "the worst grade beside a good one",
    Rank.APART: "two grades apart",
}
_NONE = {
    "missing": "no return yet",
    "not involved": "not involved",
    "not applicable": "not applicable",
    "not gradable": "not gradable",
    "agency left": "agency left",
}


@dataclass(frozen=True, slots=True)
class Pack:
    """`grades`: of agencies whose returns the reader may read; `words`: theirs, by position.

    `own_words`: the entry with an auditor's own words, by case, agency and area. `labels`: a
    grade's label by its code.
    """

    overview: AuditOverview
    names: Names
    day: date
    position: int
    agenda: Agenda
    areas: Sequence[ToolArea]
    labels: Mapping[str, str]
    grades: Sequence[AgencyGrade]
    own_words: Mapping[tuple[str, str, str], int]
    words: Mapping[int, Words]

    def area(self, code: str) -> str:
        return next((area.title for area in self.areas if area.area == code), code)


def moderation_pack(pack: Pack) -> bytes:
    audit = pack.overview
    content = {
        "title": f"Moderation day: {audit.title}",
        "author": pack.names.partnership,
        "foot": f"{audit.audit}, moderation pack. As at {day_words(pack.day)}, entry"
        f" {pack.position:,}. Confidential: it is handed back after the day.",
        "about": f"{pack.names.partnership}. Lead auditor:"
        f" {pack.names.person(audit.lead_auditor) if audit.lead_auditor else 'not appointed'}."
        f" {audit.cases} cases, {len(audit.agencies)} agencies.",
        "day": "" if audit.moderation_on is None else day_words(audit.moderation_on),
        "before": [
            [
                flag.case,
                pack.area(flag.area) if flag.area else "",
                _named(pack, flag.words, flag.agencies),
            ]
            for flag in pack.agenda.before_the_day
        ],
        "items": [_item(pack, place, item) for place, item in enumerate(pack.agenda.items, 1)],
        "cases": list(_cases(pack)),
    }
    return typeset("moderation", plain(content), pack.day)


def _item(pack: Pack, place: int, item: Item) -> dict[str, Any]:
    return {
        "head": f"{place}. {item.case}: {pack.area(item.area) if item.area else 'the case'}",
        "why": WHY[item.rank].capitalize() + ".",
        "questions": [_named(pack, flag.words, flag.agencies) for flag in item.questions],
        "grades": [
            [pack.names.agency(grade.agency), _grade(pack, grade), _evidence(pack, grade)]
            for grade in pack.grades
            if (grade.case_ref, grade.area) == (item.case, item.area)
        ],
    }


def _named(pack: Pack, words: str, agencies: Sequence[str]) -> str:
    """A question with the agencies' titles in the place of their short names."""
    for agency in sorted(agencies, key=len, reverse=True):
        words = words.replace(agency, pack.names.agency(agency))
    return words[:1].upper() + words[1:]


def _grade(pack: Pack, grade: AgencyGrade) -> str:
    if grade.standing != "graded":
        return _NONE.get(grade.standing, grade.standing)
    return pack.labels.get(grade.grade or "", grade.grade or "")


def _evidence(pack: Pack, grade: AgencyGrade) -> str:
    """What the auditor saw, of those that are for this reader."""
    entry = pack.own_words.get((grade.case_ref, grade.agency, grade.area))
    words = None if entry is None else pack.words.get(entry)
    return (words or {}).get("evidence", "")


def _cases(pack: Pack) -> Iterator[dict[str, Any]]:
    """Each case with every grade, so that an overall grade can be agreed for it."""
    agencies = list(dict.fromkeys(grade.agency for grade in pack.grades))
    for case in dict.fromkeys(grade.case_ref for grade in pack.grades):
        by_place = {
            (grade.area, grade.agency): _grade(pack, grade)
            for grade in pack.grades
            if grade.case_ref == case
        }
        yield {
            "case": case,
            "heads": ["Area of work", *map(pack.names.agency, agencies), "Agreed"],
            "rows": [
                [area.title, *(by_place.get((area.area, one), "") for one in agencies), ""]
                for area in pack.areas
            ],
        }
