"""Backup of the ledger, continuation after a loss, and change of the signing key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from application.new_ledger import KEY_TO_BE_MADE
from application.reading import Reader
from domain.custody.decisions import ContinueLedger, RotateLogKey
from ledger.errors import UnusableError
from ledger.integrity.backup import Backup
from ledger.integrity.backup import back_up as copied
from ledger.integrity.continuation import Continued, carry_on, outside, present
from ledger.integrity.public_names import eras
from ledger.opening import home_of, open_ledger
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from application.workspace import Workspace
    from ledger.decision import Outcome
    from ledger.proof.checkpoint import Checkpoint
    from ledger.settings import Settings

__all__ = ["BackedUp", "Continued", "back_up", "continue_ledger", "remember", "rotate_key"]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`unsigned`: why no checkpoint was made for the copy; None: one was made."""

    backup: Backup
    unsigned: UnusableError | None


def back_up(
    settings: Settings,
    file: Path,
    clock: Callable[[], datetime],
    progress: Callable[[int], None] | None = None,
) -> BackedUp:
    """Signs for the ledger where its keys are, copies it into a new file, and verifies the copy."""
    engine = engine_of(settings.require_ledger())
    unsigned = None
    try:
        with open_ledger(settings, clock) as ledger:
            if ledger.custodian is None:
                raise UnusableError(
                    "The keys of this ledger are not on this machine, so nothing can be signed.",
                    "Do it where its keys are, or set ASSURE_HOME to their folder.",
                )
            ledger.custodian.checkpoint()
    except UnusableError as error:
        unsigned = error
    with engine.untouched() as still, Ledger.to_read(still) as ledger:
        home = home_of(settings, eras(ledger))
    return BackedUp(copied(engine, file, home, progress), unsigned)


def remember(work: Workspace, note: bytes) -> Checkpoint:
    """Puts back the signer's lost memory from the newest checkpoint that anybody holds.

    Raises ProofError for a note of another ledger.
    """
    Reader(work.ledger, work.person).require_right("LogKeyRotated")
    return work.custodian.remember(note)


def declared(ledger: Ledger, origin: str, last_outside: bytes, reason: str) -> ContinueLedger:
    """The declaration for a restored copy, with the newest checkpoint outside. It makes no key.

    Raises ProofError for a note of another ledger.
    """
    era = present(ledger)
    known = outside(last_outside, era)
    return ContinueLedger(
        new_origin=origin,
        new_key=era.keys[-1],
        last_outside_size=known.size,
        last_outside_root=known.root.hex(),
        restored_size=ledger.size(),
        reason=reason,
    )


def continue_ledger(
    work: Workspace,
    settings: Settings,
    command: ContinueLedger,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Continued:
    """Carries a restored copy on under a new name, as declared."""
    home = home_of(settings, eras(work.ledger))
    if home is None:
        raise UnusableError("This ledger has no public name.", "`assure ledger name` gives it one.")
    return carry_on(
        work.ledger,
        home,
        command,
        actor=work.identity,
        command_id=command_id,
        dry_run=dry_run,
        confirmed=confirmed,
    )


@dataclass(frozen=True, slots=True)
class Rotated:
    """`note`: the checkpoint that both keys signed; None in a dry run."""

    outcome: Outcome
    note: bytes | None


def rotate_key(
    work: Workspace,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Rotated:
    """Changes the key that signs checkpoints, under the same name. May be run again after a cut."""
    custodian = work.custodian
    rehearsal = RotateLogKey(new_key=KEY_TO_BE_MADE)
    rehearsed = work.record(rehearsal, dry_run=True, confirmed=confirmed)
    if dry_run:
        return Rotated(rehearsed, None)
    outcomes: list[Outcome] = []

    def record(command: RotateLogKey) -> None:
        outcomes.append(work.record(command, command_id=command_id, confirmed=confirmed))

    note = custodian.rotate(record)
    return Rotated(outcomes[-1], note)
