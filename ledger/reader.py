"""The ledger as one person may read it, as at a position.

Whatever is shown of an entry goes through `LedgerReader`: it alone asks the access table which
entries, and which confidential text, this person may read. It reads the ledger's own streams; the
facts that add up over many streams are for `projections`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from domain.kernel import streams
from domain.kernel.access import Resource, Standing, may_read, may_read_text
from domain.kernel.confidential import Path, texts
from domain.kernel.confidential import subject as subject_of
from domain.kernel.days import day_of, day_words
from domain.kernel.event import Event
from domain.kernel.vocabulary import StreamId
from ledger.decision import Receipt, state_after
from ledger.errors import NotPermittedError
from ledger.grade_lines import GradeLine, entered_lines, line_of
from ledger.service import Ledger
from ledger.store.entry import Entry

if TYPE_CHECKING:
    from domain.audit.state import Audit
    from domain.history.state import Entered
    from domain.vault.state import KeyState

UNTIL_OPEN = "Before returns are opened, one is for its own agency and the lead auditor only."
_OF_GRADES = ("GradeGiven", "GradeModerated")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks, about what, and whether the returns of its audit are open."""

    standing: Standing
    resource: Resource
    is_open: bool


class LedgerReader:
    """What one person may read of the ledger, up to a position (None: the last entry).

    The position sets back what is shown. What a person may read is judged as of now, once for
    each audit and agency, so a reader is made for one answer and not kept.
    """

    def __init__(self, ledger: Ledger, person: str, as_at: int | None = None) -> None:
        self.ledger, self.person, self.as_at = ledger, person, as_at
        self._judged: dict[tuple[str | None, str | None], _Asked] = {}

    def entries(self, stream: StreamId) -> tuple[Entry, ...]:
        """The entries of a stream that this person may read."""
        return self.among(self.ledger.entries(stream))

    def among(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Those of these entries that this person may read, in their order."""
        return tuple(entry for entry in entries if self._shows(entry))

    def entry(self, position: int) -> Entry | None:
        """The entry at a position; None when there is none that this person may read."""
        return next(iter(self.among(self._at(position))), None)

    def streams(self, kind: str) -> tuple[StreamId, ...]:
        """The streams whose names begin with a kind and a slash: which there are is no secret."""
        return self.ledger.streams(kind)

    def state(self, stream: StreamId) -> object:
        """A stream's state, of the entries that this person may read."""
        return state_after(stream, [entry.event for entry in self.entries(stream)])

    def text(self, entry: Entry, broken: Receipt | None = None) -> dict[str, str] | None:
        """The confidential text of an entry by field, or None if it is not for this person.

        `broken`: the receipt of the break-glass that this very person recorded for the subject.
        Text that is erased, or whose key is not here, says so in its own place.
        """
        if not self._shows(entry):
            return None
        about = type(entry.event).__name__, *_about(entry)
        if not self._is_broken(broken, entry) and not self.may_read_text(*about):
            return None
        texts_by_field = {_label(entry.event, path): text for path, text in texts(entry.event)}
        return texts_by_field | dict.fromkeys(sorted(entry.closed), self._why_closed(entry))

    def text_at(self, *positions: int | None) -> dict[str, str] | None:
        """The confidential text of the entries there; None when none of it is for this person."""
        texts_by_field: dict[str, str] = {}
        for position in positions:
            for entry in () if position is None else self._at(position):
                texts_by_field |= self.text(entry) or {}
        return texts_by_field or None

    def may_read(self, event: str, audit: str | None, agency: str | None) -> bool:
        """Whether this person may read an entry of this kind, whether or not there is one."""
        asked = self._asked(audit, agency)
        return may_read(asked.standing, event, asked.resource, is_open=asked.is_open)

    def may_read_text(self, event: str, audit: str | None, agency: str | None) -> bool:
        """As `may_read`, of the confidential text of such an entry."""
        asked = self._asked(audit, agency)
        return may_read_text(asked.standing, event, asked.resource, is_open=asked.is_open)

    def leads(self, audit: str) -> bool:
        """Whether this person is the audit's lead auditor now."""
        return audit in self._asked(audit, None).standing.leads

    def require_return(self, audit: str, agency: str) -> None:
        """Refuses a person who may not read the agency's returns for an audit now.

        It refuses alike whether there is a return or not: not everybody may know that one has come.
        """
        if not self.may_read("ReturnAppended", audit, agency):
            raise NotPermittedError(
                f"{self.person} may not read {agency}'s returns for {audit} now.", UNTIL_OPEN
            )

    def grade_history(
        self,
        audit: str,
        case: str,
        agency: str | None = None,
        area: str | None = None,
        broken: Receipt | None = None,
    ) -> tuple[GradeLine, ...]:
        """The life of a case's grades, in the order recorded; of one agency and area if given.

        `broken`: as in `text`.

        Raises NotPermittedError when this person could read none of it, whether or not there is
        any: not everybody may know that a return has come.
        """
        state = self._audit(audit)
        past = self._entered(audit) if state is None else None
        if past is not None:
            return self._entered_history(past, case, agency, area, broken)
        if state is None and self.ledger.standing(self.person).grants:
            return ()
        agencies = () if state is None else state.plan.agencies
        wanted = [known for known in agencies if agency in (None, known)]
        self._require_grades(audit, (*wanted, agency))
        steps = [
            entry
            for stream in (
                *(streams.agency_return(audit, case, known) for known in wanted),
                streams.case(audit, case),
            )
            for entry in self.entries(stream)
            if _is_about(entry, agency, area)
        ]
        steps.sort(key=lambda entry: entry.position or 0)
        return tuple(line_of(entry, self.text(entry, broken)) for entry in steps)

    def _entered_history(
        self,
        past: Entered,
        case: str,
        agency: str | None,
        area: str | None,
        broken: Receipt | None,
    ) -> tuple[GradeLine, ...]:
        """What a document says of a case's grades, as it was entered and corrected."""
        audit = past.said.audit
        if not self.may_read("CaseEnteredFromDocument", audit, None):
            raise NotPermittedError(
                f"{self.person} may not read these grades now.",
                "Grades of earlier audits are for the partnership.",
            )
        return tuple(
            line
            for entry in self.entries(streams.history(audit))
            if getattr(entry.event, "case", None) == case
            for line in entered_lines(entry, past.said.document, self.text(entry, broken))
            if agency in (None, line.agency) or line.agency is None
            if area in (None, line.area) or line.area is None
        )

    def _require_grades(self, audit: str, agencies: Iterable[str | None]) -> None:
        if not any(self.may_read(name, audit, each) for each in agencies for name in _OF_GRADES):
            raise NotPermittedError(
                f"{self.person} may not read these grades now.",
                "Before moderation opens a return is open to its own agency and the lead auditor.",
            )

    def _at(self, position: int) -> tuple[Entry, ...]:
        """The entry at a position, whoever may read it; none outside the ledger."""
        entry = self.ledger.entry(position) if position > 0 else None
        return () if entry is None else (entry,)

    def _shows(self, entry: Entry) -> bool:
        is_later = self.as_at is not None and (entry.position or 0) > self.as_at
        return not is_later and self.may_read(type(entry.event).__name__, *_about(entry))

    def _asked(self, audit: str | None, agency: str | None) -> _Asked:
        if (audit, agency) not in self._judged:
            standing = self.ledger.standing(self.person, audit)
            resource, is_open = Resource(audit, agency), False
            state = None if audit is None else self._audit(audit)
            if state is not None:
                resource = Resource(audit, agency, frozenset(state.plan.agencies))
                is_open = state.returns_open
            elif audit is not None and (past := self._entered(audit)) is not None:
                resource = Resource(audit, agency, frozenset(past.said.agencies))
            self._judged[audit, agency] = _Asked(standing, resource, is_open)
        return self._judged[audit, agency]

    def _audit(self, audit: str) -> Audit | None:
        """An audit's state; None without a plan. Its models are for those who ask about it."""
        from domain.audit.state import Audit

        state = self.ledger.state(streams.audit(audit))
        return state if isinstance(state, Audit) else None

    def _entered(self, audit: str) -> Entered | None:
        """An audit that was entered from a document; None for another."""
        from domain.history.state import Entered

        state = self.ledger.state(streams.history(audit))
        return state if isinstance(state, Entered) else None

    def _is_broken(self, broken: Receipt | None, entry: Entry) -> bool:
        """Whether this very person has recorded that they open the text of this subject."""
        about = streams.vault(subject_of(entry.event) or "")
        return (
            broken is not None
            and broken.actor == self.person
            and (about, "GlassBroken") in {(line.stream, line.event) for line in broken.lines}
        )

    def _why_closed(self, entry: Entry) -> str:
        """What is shown instead of an entry's text that cannot be opened here."""
        stream = streams.vault(subject_of(entry.event) or "")
        state = cast("KeyState", self.ledger.state(stream))
        if state.erased is not None:
            day = day_of(self.ledger.entries(stream)[-1].stamp.recorded_at)
            return f"[erased on {day_words(day)}, by authority of {state.erased.authority}]"
        if state.closed:
            return "[being erased]"
        return "[closed: the key is not on this machine]"


def _about(entry: Entry) -> tuple[str | None, str | None]:
    """The audit and the agency that an entry is about, where it is about any."""
    return getattr(entry.event, "audit", None), getattr(entry.event, "agency", None)


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


def _is_about(entry: Entry, agency: str | None, area: str | None) -> bool:
    of_agency = getattr(entry.event, "agency", None)
    of_area = getattr(entry.event, "area", None)
    return (agency is None or of_agency in (None, agency)) and (
        area is None or of_area in (None, area)
    )
