"""A feedback sheet: one agency's own audit of one case, strengths first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from documents.files.plain import plain
from documents.typeset.pdf import typeset
from domain.kernel.days import day_words
from domain.kernel.vocabulary import Recipient

_FOR = {
    Recipient.PRACTITIONER: "For the practitioner. It is about your work on this case, and only"
    " your own agency's audit of it. Your own view of it is wanted: say it to your manager, and it"
    " is recorded with your feedback.",
    Recipient.MANAGER: "For the manager. It is about your practitioner's work on this case, and"
    " only your own agency's audit of it. Talk it through together, what went well first, and tell"
    " the auditor what both of you said.",
}


@dataclass(frozen=True, slots=True)
class SheetArea:
    """`given`: the auditor's own grade; `agreed`: the one that stands; `why`: where it was moved.

    `entry`: of the grade that stands.
    """

    title: str
    given: str
    agreed: str
    was_moderated: bool
    why: str
    strengths: str
    developments: str
    evidence: str
    entry: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`entry`: of the return; `position`: the entry up to which the record was read."""

    partnership: str
    audit: str
    title: str
    agency: str
    case: str
    day: date
    position: int
    entry: int
    involvement: str
    areas: tuple[SheetArea, ...]


def feedback_sheet(sheet: Sheet, recipient: Recipient) -> bytes:
    content = {
        "title": f"Feedback: {sheet.case}, {sheet.agency}",
        "author": sheet.partnership,
        "foot": f"{sheet.audit}, {sheet.case}, {sheet.agency}, for the {recipient}. As at"
        f" {day_words(sheet.day)}, entry {sheet.position:,}. Confidential.",
        "audit": sheet.title,
        "intro": _FOR[recipient],
        "involvement": sheet.involvement,
        "entry": sheet.entry,
        "strengths": _said(sheet, "strengths"),
        "developments": _said(sheet, "developments"),
        "grades": [[area.title, area.given, area.agreed, str(area.entry)] for area in sheet.areas],
        "moved": [
            {"title": area.title, "words": area.why}
            for area in sheet.areas
            if area.was_moderated and area.why
        ],
        "evidence": _said(sheet, "evidence"),
    }
    return typeset("feedback", plain(content), sheet.day)


def _said(sheet: Sheet, field: str) -> list[dict[str, str]]:
    return [
        {"title": area.title, "words": words}
        for area in sheet.areas
        if (words := getattr(area, field))
    ]
