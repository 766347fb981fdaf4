"""Which ledger this is, what its root is, and how much of it others could prove."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from application.reading import directory_of
from domain.custody.state import Custody
from domain.kernel import streams
from ledger.errors import IntegrityFailureError
from ledger.integrity.checkpoints import held, kept
from ledger.integrity.public_names import eras
from ledger.integrity.time_bounds import Confirmations
from ledger.opening import home_of
from ledger.proof.root_words import to_words

if TYPE_CHECKING:
    from ledger.service import Ledger
    from ledger.settings import Settings


@dataclass(frozen=True, slots=True)
class LedgerStatus:
    """The status of a ledger as it was sealed: no hash is computed again.

    `newest_checkpoint`: entries under the last one signed here; None where no signer's memory is.
    `held_by`, `entries_covered`: who outside holds a checkpoint, and the most that one covers.
    `entries_confirmed`: under the newest that somebody outside confirmed with a time of their own.
    """

    partnership: str | None
    invented: bool
    entries: int
    root: str
    root_in_words: str
    newest_entry_at: datetime | None
    public_name: str | None
    key: str | None
    newest_checkpoint: int | None
    held_by: list[str]
    entries_covered: int
    entries_not_covered: int
    entries_confirmed: int
    confirmed_by: str | None
    confirmed_at: datetime | None

    def require_newest(self) -> None:
        """Refuses an older copy than was signed for."""
        if self.newest_checkpoint is not None and self.newest_checkpoint > self.entries:
            raise IntegrityFailureError(
                f"This is an older copy: it holds {self.entries} entries, and"
                f" {self.newest_checkpoint} were signed for.",
                "Put the newest copy back. If it is lost for good: `assure ledger continue`.",
            )


def ledger_status(ledger: Ledger, settings: Settings) -> LedgerStatus:
    """The status of the ledger. Whoever has its file may know it."""
    size, root = ledger.head()
    newest = ledger.entry(size) if size else None
    directory = directory_of(ledger)
    custody = cast(Custody, ledger.state(streams.CUSTODY))
    outside = held(custody, size)
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
        newest_checkpoint=_newest_signed(ledger, settings),
        held_by=list(outside.by),
        entries_covered=outside.size,
        entries_not_covered=outside.uncovered,
        entries_confirmed=0 if confirmed is None else confirmed.size,
        confirmed_by=None if confirmed is None else confirmed.by,
        confirmed_at=None if confirmed is None else confirmed.seen_at,
    )


def _newest_signed(ledger: Ledger, settings: Settings) -> int | None:
    names = eras(ledger)
    home = home_of(settings, names)
    if home is None:
        return None
    checkpoints = [file.checkpoint for file in kept(home, names[-1].keys)]
    return max(
        (checkpoint.size for checkpoint in checkpoints if checkpoint is not None), default=None
    )
