"""Which ledger this is, what its root is, and what speaks for it outside the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from application.access import required_words
from application.reading import directory_of
from domain.custody.state import Custody
from domain.kernel import streams
from ledger.errors import IntegrityFailureError
from ledger.integrity import conclusion
from ledger.integrity.evidence import Evidence, compare
from ledger.integrity.public_names import eras
from ledger.integrity.time_bounds import Confirmations
from ledger.opening import home_of
from ledger.proof.root_words import to_words
from ledger.service import Ledger
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """The status of a ledger as it was sealed: no hash of an entry is computed again.

    `outside`: what agrees outside the database, in a sentence; `entries_spoken_for`: how many
    entries that covers. `newest_checkpoint`: entries under the last one signed here; None where
    none is. `held_by_the_record`, `covered_by_the_record`: who holds a checkpoint, by the ledger's
    own word, and the most that one covers. `entries_confirmed`: under the newest that somebody
    outside confirmed with a time of their own. `required_of_whoever_records`: how they must be
    known. `behind_seconds`: of a replica, how long ago it was surely up to date; else None.
    """

    partnership: str | None
    invented: bool
    entries: int
    root: str
    root_in_words: str
    newest_entry_at: datetime | None
    public_name: str | None
    key: str | None
    outside: str
    entries_spoken_for: int
    newest_checkpoint: int | None
    held_by_the_record: list[str]
    covered_by_the_record: int
    not_covered_by_the_record: int
    entries_confirmed: int
    confirmed_by: str | None
    confirmed_at: datetime | None
    required_of_whoever_records: str
    behind_seconds: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A ledger's status, with the evidence that it rests on."""

    status: LedgerStatus
    evidence: Evidence

    def require_known(self) -> None:
        """Refuses an older copy, and another history than what is known here."""
        faults = conclusion.faults(self.evidence)
        if not faults:
            return
        also = "".join(f" And: {fault}." for fault in faults[1:])
        raise IntegrityFailureError(
            f"{faults[0][0].upper()}{faults[0][1:]}.{also}",
            f"{conclusion.remedy(self.evidence)} `assure ledger verify` works every hash out"
            " again.",
        )

    @property
    def is_spoken_for(self) -> bool:
        return self.evidence.speaks_for_all


def ledger_status(settings: Settings) -> Standing:
    """The status of the ledger. Whoever has its file may know it. No byte of it is changed."""
    engine = engine_of(settings.require_ledger())
    if not engine.exists():
        engine.require_ledger()
    with engine.untouched() as still, Ledger.to_read(still) as ledger:
        home = home_of(settings, eras(ledger))
        # Read before the size: the ledger only ever grows.
        evidence = compare(ledger, home)
        return Standing(_status(ledger, evidence), evidence)


def _status(ledger: Ledger, evidence: Evidence) -> LedgerStatus:
    size, root = ledger.head()
    newest = ledger.entry(size) if size else None
    directory = directory_of(ledger)
    custody = cast(Custody, ledger.state(streams.CUSTODY))
    covered, holders = evidence.held_by_record
    confirmed = Confirmations.of(ledger).newest
    return LedgerStatus(
        partnership=directory.name,
        invented=directory.invented,
        entries=size,
        root=root.hex(),
        root_in_words=to_words(root),
        newest_entry_at=None if newest is None else newest.stamp.recorded_at,
        public_name=custody.origin,
        key=custody.key,
        outside=conclusion.agreeing(evidence),
        entries_spoken_for=evidence.covered,
        newest_checkpoint=evidence.newest_signed,
        held_by_the_record=list(holders),
        covered_by_the_record=covered,
        not_covered_by_the_record=size - covered,
        entries_confirmed=0 if confirmed is None else confirmed.size,
        confirmed_by=None if confirmed is None else confirmed.by,
        confirmed_at=None if confirmed is None else confirmed.seen_at,
        required_of_whoever_records=f"{required_words(directory, ledger.today())}.",
        behind_seconds=ledger.engine.behind_seconds(),
    )
