"""Verifies a whole ledger: its entries, what speaks for it outside the database, and its times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from ledger.errors import NO_LEDGER, PUT_BACK, LedgerError
from ledger.integrity import conclusion
from ledger.integrity.evidence import Claim, Evidence, compare
from ledger.integrity.logins import LoginPolicy, compare_logins
from ledger.integrity.public_names import eras
from ledger.integrity.readable import read_through
from ledger.integrity.scan import ScanResult
from ledger.integrity.time_bounds import Confirmations, Misdated, examined, misdated
from ledger.keys.files import is_wide
from ledger.opening import home_of, keys_at_hand
from ledger.service import Ledger
from ledger.settings import Settings
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine
from ledger.store.protocol import Login as Login


@dataclass(frozen=True, slots=True)
class Verification:
    """`evidence`: None for a ledger with a fault in its seals.

    `misdated`: entries whose recorded time is impossible. `open_to_others`: files that others on
    this computer can read or change. `logins`: whom a server let in to write, and `login_policy`
    what the ledger's own record says of that. None of these alone is a fault of the ledger.
    """

    scanned: ScanResult
    evidence: Evidence | None = None
    misdated: tuple[Misdated, ...] = ()
    open_to_others: tuple[Path, ...] = ()
    logins: tuple[Login, ...] = ()
    login_policy: LoginPolicy = LoginPolicy()

    @property
    def faults(self) -> tuple[str, ...]:
        """Everything that is not as it was recorded or signed, the first bad entry first."""
        faults = () if self.scanned.fault is None else (self.scanned.fault.what,)
        return faults if self.evidence is None else (*faults, *conclusion.faults(self.evidence))

    @property
    def remedy(self) -> str:
        """What to do about the faults."""
        if self.scanned.fault is not None:
            return self.scanned.fault.remedy or (PUT_BACK if self.scanned.size else NO_LEDGER)
        return PUT_BACK if self.evidence is None else conclusion.remedy(self.evidence)

    @property
    def is_whole(self) -> bool:
        """Nothing contradicts it. Whether anything speaks for it is another question."""
        return not self.faults

    @property
    def is_spoken_for(self) -> bool:
        """Files outside the database speak for all of it."""
        return self.is_whole and self.evidence is not None and self.evidence.speaks_for_all


def verify(
    settings: Settings,
    progress: Callable[[int], None] | None = None,
    now: datetime | None = None,
    given: Callable[[Ledger], Sequence[Claim]] | None = None,
    *,
    in_use: bool = False,
) -> Verification:
    """Scans the ledger, and compares what the scan covered with what is known outside.

    Entries recorded since the scan began are left out of everything. `now`: an entry that claims a
    later time is misdated. `given`: opens the files that somebody brought. Raises UnusableError for
    a ledger that is not there or is locked. Damage is a result, not an error. No byte of the ledger
    or of its home is changed, unless it is `in_use`: opened by this process beside this. SQLite
    shares one index among a process's connections. What keeps its bytes as they are keeps every
    other connection from recording, and after a crash from reading.
    """
    engine = engine_of(settings.require_ledger())
    if not engine.exists():
        engine.require_ledger()
    wide = [path for path in engine.files() if is_wide(path)]  # before reading makes any beside it
    with nullcontext(engine) if in_use else engine.untouched() as still:
        found = _verified(still, settings, progress, now, given)
        wide += filter(is_wide, _home_files(still, settings))
        return replace(found, open_to_others=tuple(wide))


def _home_files(engine: Engine, settings: Settings) -> tuple[Path, ...]:
    with suppress(LedgerError), Ledger.to_read(engine) as ledger:
        home = home_of(settings, eras(ledger))
        return () if home is None else home.files()
    return ()


def _verified(
    engine: Engine,
    settings: Settings,
    progress: Callable[[int], None] | None,
    now: datetime | None,
    given: Callable[[Ledger], Sequence[Claim]] | None,
) -> Verification:
    scanned, forwards = examined(engine, progress)
    scanned = read_through(engine, scanned, keys_at_hand(settings, engine), progress)
    if scanned.fault is not None:
        return Verification(scanned)
    with Ledger.to_read(engine) as ledger:
        home = home_of(settings, eras(ledger))
        brought = () if given is None else given(ledger)
        verification = Verification(scanned, compare(ledger, home, scanned.size, brought))
        if not verification.is_whole:
            return verification
        known = Confirmations.of(ledger, scanned.size)
    times = misdated(engine, known, size=scanned.size, forwards=forwards, now=now)
    with engine.scan() as scan, Ledger.to_read(engine) as ledger:
        logins = tuple(scan.logins(0, scanned.size))
        policy = compare_logins(scan, ledger, scanned.size)
    return replace(verification, misdated=tuple(times), logins=logins, login_policy=policy)
