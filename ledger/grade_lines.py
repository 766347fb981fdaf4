"""The life of a grade, step by step, as its entries tell it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from domain.kernel.how_known import how_known
from ledger.store.entry import Entry

if TYPE_CHECKING:
    from domain.history.events import Document


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One step in the life of a grade. `how_known`: how its actor was, in words. `text`: its
    confidential text, None if not for you.
    """

    position: int
    recorded_at: datetime
    actor: str
    how_known: str
    event: str
    agency: str | None
    area: str | None
    from_grade: str | None
    to_grade: str | None
    text: dict[str, str] | None


def line_of(entry: Entry, text: dict[str, str] | None) -> GradeLine:
    event = entry.event
    return GradeLine(
        position=entry.position or 0,
        recorded_at=entry.stamp.recorded_at,
        actor=entry.stamp.actor,
        how_known=how_known(entry.stamp),
        event=type(event).__name__,
        agency=getattr(event, "agency", None),
        area=getattr(event, "area", None),
        from_grade=getattr(event, "from_grade", None),
        to_grade=getattr(event, "to_grade", None) or getattr(event, "grade", None),
        text=text,
    )


def entered_lines(
    entry: Entry, document: Document, text: dict[str, str] | None
) -> Iterator[GradeLine]:
    """Each grade that an entry has from a document, and one line for a case taken back."""
    from domain.history.events import CaseEnteredFromDocument
    from domain.history.words import from_document

    known = f"{how_known(entry.stamp)}; {from_document(document)}"
    whole = replace(line_of(entry, text), how_known=known)
    event = entry.event
    if not isinstance(event, CaseEnteredFromDocument):
        yield whole
        return
    silent = None if text is None else dict[str, str]()
    for one in event.grades:
        of_agency = replace(whole, agency=one.agency, area=one.area, text=silent)
        yield replace(of_agency, to_grade=one.grade)
        if one.moderated is not None:
            yield replace(of_agency, from_grade=one.grade, to_grade=one.moderated)
    for agreed in event.agreed:
        yield replace(whole, area=agreed.area, to_grade=agreed.grade, text=silent)
    yield replace(whole, to_grade=event.overall)
