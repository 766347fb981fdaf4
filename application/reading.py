"""What one person may read of the record, as at a position: its entries and its facts.

Every door reads through a `Reader`. No door decides who may read what, resolves which audits a
person leads, or turns a day into a position.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast

from domain.kernel import streams
from domain.kernel.access import Resource, Standing, may_read_text, may_record
from domain.kernel.command import Refusal
from domain.kernel.days import day_of, end_of
from ledger.decision import state_after
from ledger.errors import NotPermittedError, UnusableError
from ledger.permission import no_keeper
from ledger.reader import UNTIL_OPEN, LedgerReader

if TYPE_CHECKING:
    from domain.directory.state import Directory
    from ledger.service import Ledger
    from ledger.store.entry import Entry
    from projections.engine.projector import Projection
    from projections.engine.session import Session


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person may read of the facts. `viewer`: their standing, with every audit they lead."""

    session: Session
    viewer: Standing


class Reader(LedgerReader):
    """Reads entries and facts for one person, up to a position.

    `day`: the day to which ages and what is overdue are counted; None for the real one.
    """

    def __init__(
        self, ledger: Ledger, person: str, as_at: int | None = None, day: date | None = None
    ) -> None:
        super().__init__(ledger, person, as_at)
        self._day = day

    @property
    def today(self) -> date:
        """The day to which ages are counted."""
        return self._day or self.ledger.today()

    @property
    def directory(self) -> Directory:
        """The agencies and people of the partnership now, so that every code has its name."""
        return directory_of(self.ledger)

    @property
    def first_day(self) -> date:
        """The day of the ledger's first entry. Raises UnusableError for a ledger without one."""
        first = self.ledger.entry(1)
        if first is None:
            raise UnusableError(
                "This ledger is empty.", "Start the partnership's: `assure ledger init --help`."
            )
        return day_of(first.stamp.recorded_at)

    @property
    def last_recorded(self) -> datetime | None:
        """When the last entry up to the position was recorded; nothing else of it is told."""
        size = self.ledger.size() if self.as_at is None else self.as_at
        last = self.ledger.entry(size)
        return None if last is None else last.stamp.recorded_at

    @cached_property
    def standing(self) -> Standing:
        """The roles this person holds now. A stranger holds none, and reads nothing."""
        return self.ledger.standing(self.person)

    def require_known(self) -> None:
        """Refuses a person who holds no role in this ledger."""
        if not self.standing.grants:
            raise NotPermittedError(
                f"{self.person} holds no role in this ledger.",
                "Check --actor or ASSURE_ACTOR; the coordinator enrols people and grants roles.",
            )

    def may_record(self, event: str) -> bool:
        """Whether this person may record such an entry, where it is about no audit or agency."""
        return may_record(self.standing, event, Resource()) is not None

    def require_right(self, event: str) -> None:
        """Refuses a person who may not record such an entry.

        For an act that goes with an entry of that kind and leaves none itself.
        """
        self.require_known()
        if not self.may_record(event):
            held = sorted({grant.role for grant in self.standing.grants})
            remedy = "See who may with `assure access show`; the coordinator grants roles."
            raise NotPermittedError(
                f"{self.person} may not do this: they hold {', '.join(held)}.",
                no_keeper(event, directory_of(self.ledger)) or remedy,
            )

    def require_entry(self, position: int) -> Entry:
        """The entry at a position, for a receipt of it. Refuses what this person may not read."""
        self.require_known()
        size = self.ledger.size()
        if not 1 <= position <= size:
            raise Refusal("no-entry", f"There is no entry {position}.", f"The ledger holds {size}.")
        entry = self.entry(position)
        if entry is None:
            raise NotPermittedError(
                f"{self.person} may not read entry {position} now, and a receipt holds it.",
                UNTIL_OPEN,
            )
        return entry

    def require_draw(self, audit: str) -> None:
        """Refuses a person who may not know which cases of the case list were drawn."""
        if not self.may_read_text("CaseSampled", audit, None):
            raise NotPermittedError(
                f"{self.person} may not read the refs of the case list.",
                "The lead auditor, or a neutral person, checks a draw.",
            )

    def require_own_numbers(self, audit: str, agency: str) -> None:
        """Refuses a person who may not know an agency's own numbers of the cases.

        They are for whoever may read the confidential text of its returns while these are closed
        to others: the agency's own people and the lead auditor, whatever the stage of the audit.
        """
        self.require_known()
        if not self.reads_own_words(audit, agency):
            raise NotPermittedError(
                f"{self.person} may not see {agency}'s own number of a case.",
                "It is for the agency's own auditors and lead, and for the lead auditor.",
            )

    def reads_own_words(self, audit: str, agency: str) -> bool:
        """Whether this person may read the words of an agency's returns while these are closed.

        The agency's own people and the lead auditor, whatever the stage of the audit.
        """
        standing = self.ledger.standing(self.person, audit)
        return may_read_text(standing, "ReturnAppended", Resource(audit, agency), is_open=False)

    @contextmanager
    def facts(self, *views: str, kept: Projection | None = None) -> Iterator[Facts]:
        """The facts as this person may read them, up to the position; a stranger gets none.

        `views`: what will be asked of, read in one pass over the ledger; the rest when it is asked.
        `kept`: a projection of this ledger that outlives the reading, caught up by its owner.
        Without one the facts are built for this reading alone.
        """
        from projections.engine.projector import Projection

        projection = Projection.of(self.ledger.engine) if kept is None else kept
        try:
            projection.gather(("lead_auditor_appointed", *views))
            viewer = leading(projection, self.standing)
            with projection.session(viewer, self.as_at) as session:
                yield Facts(session, viewer)
        finally:
            if kept is None:
                projection.close()


def require_every_grade(facts: Facts) -> None:
    """Refuses a person who may not read the grades of every settled audit."""
    from projections.queries.rows import reads_settled_grades

    if not reads_settled_grades(facts.session):
        raise NotPermittedError(
            f"{facts.viewer.person} may not read the grades of every settled audit.",
            "A verdict over some of the grades would be a wrong one; ask SAIG or the lead auditor.",
        )


def directory_of(ledger: Ledger, up_to: int | None = None) -> Directory:
    """The partnership's agencies and people now, or up to a position; nobody in an empty ledger."""
    if up_to is None:
        return cast("Directory", ledger.state(streams.DIRECTORY))
    known = [one.event for one in ledger.entries(streams.DIRECTORY) if (one.position or 0) <= up_to]
    return cast("Directory", state_after(streams.DIRECTORY, known))


def leading(projection: Projection, standing: Standing) -> Standing:
    """A person's standing with every audit that they lead now; none without any role."""
    from projections.queries.leads import audits_led

    if not standing.grants:
        return standing
    with projection.session(standing) as session:
        return replace(standing, leads=audits_led(session, standing.person))


def day_at(ledger: Ledger, position: int) -> date:
    """The day on which the entry at a position was recorded; today where there is none."""
    entry = ledger.entry(position)
    return ledger.today() if entry is None else day_of(entry.stamp.recorded_at)


def position_at(ledger: Ledger, day: date) -> int:
    """The last entry recorded by the end of a day in London; 0 when there is none.

    Raises OverflowError for the last day that there is. By halving, as entries are recorded in the
    order of time.
    """
    midnight = end_of(day)
    low, high = 0, ledger.size()
    while low < high:
        middle = (low + high + 1) // 2
        entry = ledger.entry(middle)
        if entry is not None and entry.stamp.recorded_at < midnight:
            low = middle
        else:
            high = middle - 1
    return low
