"""A copy of the ledger that is verified before it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from ledger.errors import PUT_BACK, IntegrityFailureError
from ledger.home import Home
from ledger.integrity.conclusion import faults, remedy
from ledger.integrity.evidence import Evidence, compare
from ledger.integrity.readable import read_through
from ledger.integrity.scan import ScanResult, audit
from ledger.service import Ledger
from ledger.store.protocol import Engine


def digest_of(file: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as copy:
        return file_digest(copy, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Backup:
    """A verified copy. `evidence`: what is known of it here, outside the database."""

    scanned: ScanResult
    evidence: Evidence


def back_up(
    engine: Engine, to: Path, home: Home | None, progress: Callable[[int], None] | None = None
) -> Backup:
    """Copies the ledger into a new file, verifies the copy, and compares it with what is known.

    `home`: where its checkpoints are. Raises FileExistsError rather than overwrite, UnusableError
    when the copy cannot be made, and IntegrityFailureError, leaving no copy, for a ledger that
    is not whole.
    """
    with engine.untouched() as still, still.copied(to) as copy:
        return _checked(copy, home, progress)


def _checked(copy: Engine, home: Home | None, progress: Callable[[int], None] | None) -> Backup:
    scanned = read_through(copy, audit(copy, progress))
    if scanned.fault is not None:
        raise IntegrityFailureError(
            f"The ledger is not as it was recorded: {scanned.fault.what}.",
            f"No copy was kept. {scanned.fault.remedy or PUT_BACK}",
        )
    with Ledger.to_read(copy) as ledger:
        evidence = compare(ledger, home)
    fault = next(iter(faults(evidence)), None)
    if fault is not None:
        raise IntegrityFailureError(
            f"The ledger is not the one that was signed for or remembered: {fault}.",
            f"No copy was kept. {remedy(evidence)}",
        )
    return Backup(scanned, evidence)
