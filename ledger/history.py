"""Reading the ledger's own streams, for a person: only what the access table lets them see.

A grade's history is one stream and its case's: it needs no projection.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain import streams
from domain.access import Subject, may_read, may_read_text
from domain.events.base import Value
from domain.states.audit import Audit
from domain.vocabulary import Confidential
from ledger.errors import NotPermittedError
from ledger.service import Ledger
from ledger.store.entry import Entry


@dataclass(frozen=True, slots=True)
class GradeLine:
    """One step in the life of a grade. `words`: its confidential text, None if not for you."""

    position: int
    recorded_at: datetime
    actor: str
    event: str
    agency: str | None
    area: str | None
    from_grade: str | None
    to_grade: str | None
    words: dict[str, str] | None


def subject_of(entry: Entry) -> Subject:
    """What an entry is about, as far as access is concerned."""
    return Subject(getattr(entry.event, "audit", None), getattr(entry.event, "agency", None))


def readable(
    ledger: Ledger, viewer: str, entries: tuple[Entry, ...], as_at: int | None = None
) -> Iterator[Entry]:
    """The entries, up to `as_at`, whose facts this person may read now."""
    for entry in entries:
        if as_at is not None and (entry.position or 0) > as_at:
            continue
        subject = subject_of(entry)
        standing = ledger.standing(viewer, subject.audit)
        name = type(entry.event).__name__
        if may_read(standing, name, subject, is_open=_is_open(ledger, subject)):
            yield entry


def words(ledger: Ledger, viewer: str, entry: Entry) -> dict[str, str] | None:
    """The confidential fields of an entry by name, or None if this person may not read them."""
    subject = subject_of(entry)
    standing = ledger.standing(viewer, subject.audit)
    name = type(entry.event).__name__
    if not may_read_text(standing, name, subject, is_open=_is_open(ledger, subject)):
        return None
    return dict(_confidential(entry.event))


def _confidential(value: Value, prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, info in type(value).model_fields.items():
        inner = getattr(value, name)
        if any(isinstance(mark, Confidential) for mark in info.metadata):
            if inner:
                yield f"{prefix}{name}", inner
        elif isinstance(inner, tuple):
            for item in inner:
                if isinstance(item, Value):
                    label = getattr(item, "agency", None) or getattr(item, "area", None)
                    yield from _confidential(item, f"{prefix}{name} {label}: ")


def _is_open(ledger: Ledger, subject: Subject) -> bool:
    if subject.audit is None:
        return False
    state = ledger.state(streams.audit(subject.audit))
    return isinstance(state, Audit) and state.returns_open


def grade_history(
    ledger: Ledger,
    viewer: str,
    audit: str,
    case: str,
    agency: str | None = None,
    area: str | None = None,
    as_at: int | None = None,
) -> tuple[GradeLine, ...]:
    """The life of a case's grades, in the order recorded; of one agency and area if given.

    Raises NotPermittedError when there is something, and nothing of it is for this person.
    """
    state = ledger.state(streams.audit(audit))
    agencies = state.plan.agencies if isinstance(state, Audit) else ()
    wanted = [a for a in agencies if agency in (None, a)]
    entries = [
        entry
        for stream in (
            *(streams.agency_return(audit, case, a) for a in wanted),
            streams.case(audit, case),
        )
        for entry in ledger.entries(stream)
        if _is_about(entry, agency, area)
    ]
    entries.sort(key=lambda entry: entry.position or 0)
    lines = tuple(
        _line(ledger, viewer, entry) for entry in readable(ledger, viewer, tuple(entries), as_at)
    )
    if entries and not lines and not list(readable(ledger, viewer, tuple(entries))):
        raise NotPermittedError(
            f"{viewer} may not read these grades now.",
            "Before moderation opens a return is open to its own agency and the lead auditor.",
        )
    return lines


def _is_about(entry: Entry, agency: str | None, area: str | None) -> bool:
    of_agency = getattr(entry.event, "agency", None)
    of_area = getattr(entry.event, "area", None)
    return (agency is None or of_agency in (None, agency)) and (
        area is None or of_area in (None, area)
    )


def _line(ledger: Ledger, viewer: str, entry: Entry) -> GradeLine:
    event = entry.event
    return GradeLine(
        position=entry.position or 0,
        recorded_at=entry.stamp.recorded_at,
        actor=entry.stamp.actor,
        event=type(event).__name__,
        agency=getattr(event, "agency", None),
        area=getattr(event, "area", None),
        from_grade=getattr(event, "from_grade", None),
        to_grade=getattr(event, "to_grade", None) or getattr(event, "grade", None),
        words=words(ledger, viewer, entry),
    )
