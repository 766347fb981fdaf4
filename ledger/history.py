"""Reading the ledger's own streams, for a person: only what the access table lets them see.

A grade's history is one stream and its case's: it needs no projection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from domain.audit.state import Audit
from domain.kernel import streams
from domain.kernel.access import Standing, Subject, may_read, may_read_text
from domain.kernel.confidential import Path, texts
from domain.kernel.confidential import subject as words_of
from domain.kernel.days import day_words
from domain.kernel.event import Event
from domain.vault.decisions import BreakGlass
from domain.vault.events import GlassBroken
from domain.vault.state import Words
from ledger.decision import Receipt
from ledger.errors import NotPermittedError, UnusableError
from ledger.identity import Identity
from ledger.service import ZONE, Ledger
from ledger.store.entry import Entry

_OF_GRADES = ("GradeGiven", "GradeModerated")


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


def subject_of(ledger: Ledger, entry: Entry) -> tuple[Subject, bool]:
    """What an entry is about, as far as access is concerned; whether its returns are open now."""
    event = entry.event
    return _subject(ledger, getattr(event, "audit", None), getattr(event, "agency", None))


def _subject(ledger: Ledger, audit: str | None, agency: str | None) -> tuple[Subject, bool]:
    state = None if audit is None else ledger.state(streams.audit(audit))
    if not isinstance(state, Audit):
        return Subject(audit, agency), False
    return Subject(audit, agency, frozenset(state.plan.agencies)), state.returns_open


def readable(
    ledger: Ledger, viewer: str, entries: tuple[Entry, ...], as_at: int | None = None
) -> Iterator[Entry]:
    """The entries, up to `as_at`, whose facts this person may read now."""
    known: dict[tuple[str | None, str | None], tuple[Standing, Subject, bool]] = {}
    for entry in entries:
        if as_at is not None and (entry.position or 0) > as_at:
            continue
        about = getattr(entry.event, "audit", None), getattr(entry.event, "agency", None)
        if about not in known:
            subject, is_open = _subject(ledger, *about)
            known[about] = ledger.standing(viewer, subject.audit), subject, is_open
        standing, subject, is_open = known[about]
        if may_read(standing, type(entry.event).__name__, subject, is_open=is_open):
            yield entry


def break_glass(
    ledger: Ledger,
    viewer: Identity,
    audit: str,
    case: str,
    reason: str,
    command_id: str | None = None,
) -> Receipt:
    """Records that an inspector opens a case's words now; with it `words` opens them."""
    if ledger.custodian is None:
        raise UnusableError(
            "The keys of this ledger are not on this machine, so no words can be opened.",
            "Nothing was recorded. Set ASSURE_HOME to where its keys are.",
        )
    asked = BreakGlass(words_of=f"{audit}/{case}", reason=reason)
    return ledger.record(asked, actor=viewer, command_id=command_id).receipt


def _is_broken(broken: Receipt | None, viewer: str, entry: Entry) -> bool:
    """Whether this very person has recorded that they open the words of this entry's subject."""
    return (
        broken is not None
        and broken.actor == viewer
        and (streams.vault(words_of(entry.event) or ""), GlassBroken.__name__)
        in {(line.stream, line.event) for line in broken.lines}
    )


def words(
    ledger: Ledger, viewer: str, entry: Entry, broken: Receipt | None = None
) -> dict[str, str] | None:
    """The confidential fields of an entry by name, or None if this person may not read them.

    `broken`: the receipt of `break_glass`. What can be read no more, or not on this machine, says
    so in its own place.
    """
    subject, is_open = subject_of(ledger, entry)
    standing = ledger.standing(viewer, subject.audit)
    if not _is_broken(broken, viewer, entry) and not may_read_text(
        standing, type(entry.event).__name__, subject, is_open=is_open
    ):
        return None
    found = {_label(entry.event, path): text for path, text in texts(entry.event)}
    return found | dict.fromkeys(sorted(entry.closed), _why_closed(ledger, entry))


def _why_closed(ledger: Ledger, entry: Entry) -> str:
    """What stands in the place of an entry's words that cannot be opened here."""
    stream = streams.vault(words_of(entry.event) or "")
    state = cast(Words, ledger.state(stream))
    if state.erased is not None:
        day = ledger.entries(stream)[-1].stamp.recorded_at.astimezone(ZONE)
        return f"[erased on {day_words(day)}, by authority of {state.erased.authority}]"
    if state.closed:
        return "[being erased]"
    return "[closed: the key is not on this machine]"


def _label(event: Event, path: Path) -> str:
    """A field's name; of one among several, with whose it is: `dissent police: words`."""
    node: Any = event
    label = ""
    for step in path[:-1]:
        node = node[step] if isinstance(step, int) else getattr(node, step)
        if isinstance(step, int):
            label += f" {getattr(node, 'agency', None) or getattr(node, 'area', step)}: "
        else:
            label += step
    return f"{label}{path[-1]}"


def grade_history(
    ledger: Ledger,
    viewer: str,
    audit: str,
    case: str,
    agency: str | None = None,
    area: str | None = None,
    as_at: int | None = None,
    broken: Receipt | None = None,
) -> tuple[GradeLine, ...]:
    """The life of a case's grades, in the order recorded; of one agency and area if given.

    `broken`: the receipt of `break_glass`, which opens the words of those that may be read.

    Raises NotPermittedError when none of it could be for this person, whether or not there is
    any: that a return has come is itself not for everybody.
    """
    state = ledger.state(streams.audit(audit))
    if not isinstance(state, Audit) and ledger.standing(viewer).grants:
        return ()
    agencies = state.plan.agencies if isinstance(state, Audit) else ()
    wanted = [a for a in agencies if agency in (None, a)]
    _require_reader(ledger, viewer, audit, (*wanted, agency))
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
    shown = readable(ledger, viewer, tuple(entries), as_at)
    return tuple(_line(ledger, viewer, entry, broken) for entry in shown)


def _require_reader(
    ledger: Ledger, viewer: str, audit: str, agencies: Iterable[str | None]
) -> None:
    standing = ledger.standing(viewer, audit)
    for agency in agencies:
        subject, is_open = _subject(ledger, audit, agency)
        if any(may_read(standing, name, subject, is_open=is_open) for name in _OF_GRADES):
            return
    raise NotPermittedError(
        f"{viewer} may not read these grades now.",
        "Before moderation opens a return is open to its own agency and the lead auditor.",
    )


def _is_about(entry: Entry, agency: str | None, area: str | None) -> bool:
    of_agency = getattr(entry.event, "agency", None)
    of_area = getattr(entry.event, "area", None)
    return (agency is None or of_agency in (None, agency)) and (
        area is None or of_area in (None, area)
    )


def _line(ledger: Ledger, viewer: str, entry: Entry, broken: Receipt | None) -> GradeLine:
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
        words=words(ledger, viewer, entry, broken),
    )
