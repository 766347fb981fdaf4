"""Verifies a whole ledger: its entries, the checkpoints signed for it, and its times."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ledger.integrity.checkpoints import Comparison, compare
from ledger.integrity.public_names import eras
from ledger.integrity.readable import read_through
from ledger.integrity.scan import ScanResult
from ledger.integrity.time_bounds import Confirmations, Misdated, examined, misdated
from ledger.opening import home_of, keys_at_hand
from ledger.service import Ledger
from ledger.settings import Settings
from ledger.store.engines import engine_of


@dataclass(frozen=True, slots=True)
class Verification:
    """`compared`: None for a ledger with a fault or without a name.

    `misdated`: entries whose recorded time is impossible. That alone is no fault of the ledger.
    """

    scanned: ScanResult
    compared: Comparison | None = None
    misdated: tuple[Misdated, ...] = ()

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is not as it was recorded or signed, the first bad entry first."""
        faults = () if self.scanned.fault is None else (self.scanned.fault.what,)
        if self.compared is None:
            return faults
        if self.compared.older_than is None:
            return (*faults, *self.compared.faults)
        older = (
            f"it is an older copy: it holds {self.scanned.size} entries, and"
            f" {self.compared.older_than} were signed for"
        )
        return (*faults, *self.compared.faults, older)

    @property
    def is_whole(self) -> bool:
        return not self.faults


def verify(
    settings: Settings,
    progress: Callable[[int], None] | None = None,
    now: datetime | None = None,
) -> Verification:
    """Scans the ledger, and compares what the scan covered with checkpoints and outside times.

    `now`: an entry that claims a later time is misdated.

    Entries recorded since the scan began are left out of everything. Raises UnusableError for a
    ledger that is not there or is locked. Damage is a result, not an error.
    """
    engine = engine_of(settings.require_ledger())
    if not engine.exists():
        engine.require_ledger()
    scanned, forwards = examined(engine, progress)
    scanned = read_through(engine, scanned, keys_at_hand(settings, engine), progress)
    if scanned.fault is not None:
        return Verification(scanned)
    with Ledger.of(engine) as ledger:
        home = home_of(settings, eras(ledger))
        compared = None if home is None else compare(ledger, home, scanned.size)
        verification = Verification(scanned, compared)
        if not verification.is_whole:
            return verification
        known = Confirmations.of(ledger, scanned.size)
    times = misdated(engine, known, size=scanned.size, forwards=forwards, now=now)
    return Verification(scanned, compared, tuple(times))
