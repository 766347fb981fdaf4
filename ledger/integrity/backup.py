"""A copy of the ledger that is verified before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import IntegrityFailureError
from ledger.home import Home
from ledger.integrity.checkpoints import Comparison, compare
from ledger.integrity.readable import read_through
from ledger.integrity.scan import ScanResult, audit
from ledger.service import Ledger
from ledger.store.protocol import Engine

_SEE = "Keep the ledger as it is, and see `assure ledger verify`."


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy. `compared`: with the checkpoints known here; None for an unnamed ledger."""

    scanned: ScanResult
    compared: Comparison | None


def back_up(
    engine: Engine, to: Path, home: Home | None, progress: Callable[[int], None] | None = None
) -> Backup:
    """Copies the ledger into a new file, verifies the copy, and compares it with checkpoints.

    `home`: where its checkpoints are. Raises FileExistsError rather than overwrite, UnusableError
    when the copy cannot be made, and IntegrityFailureError, leaving no copy, for a ledger that
    is not whole.
    """
    with engine.copied(to) as copy:
        return _checked(copy, home, progress)


def _checked(copy: Engine, home: Home | None, progress: Callable[[int], None] | None) -> Backup:
    scanned = read_through(copy, audit(copy, progress))
    if scanned.fault is not None:
        raise IntegrityFailureError(
            f"The ledger is not as it was recorded: {scanned.fault.what}.",
            f"No copy was kept. {scanned.fault.remedy or _SEE}",
        )
    if home is None:
        return Backup(scanned, None)
    with Ledger.of(copy) as ledger:
        compared = compare(ledger, home)
    if compared.older_than is not None:
        fault = f"{scanned.size} entries are there, and {compared.older_than} were signed for"
    else:
        fault = next(iter(compared.faults), "")
    if fault:
        raise IntegrityFailureError(
            f"The ledger is not the one that was signed for: {fault}.",
            f"No copy was kept. {_SEE}",
        )
    return Backup(scanned, compared)
