"""Backup of the ledger, continuation after a loss, and change of the signing key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from application.new_ledger import KEY_TO_BE_MADE
from application.reading import Reader
from domain.custody.decisions import ContinueLedger, RecordBackup, RotateLogKey
from domain.kernel import streams
from domain.request.decisions import RequestContinuation
from domain.request.events import Act, ActRequested
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.integrity.backup import Backup, digest_of
from ledger.integrity.backup import back_up as copied
from ledger.integrity.continuation import Continued, carry_on, outside, present
from ledger.integrity.public_names import eras
from ledger.opening import home_of, require_newest
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger

if TYPE_CHECKING:
    from application.workspace import Workspace
    from domain.request.state import Requests
    from ledger.decision import Outcome
    from ledger.proof.checkpoint import Checkpoint
    from ledger.settings import Settings

__all__ = [
    "BackedUp",
    "Continued",
    "accept_requests",
    "back_up",
    "continue_ledger",
    "remember",
    "request_continuation",
    "rotate_key",
]


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`unsigned`: why no checkpoint was made for the copy; None: one was made.

    `digest`: SHA-256 of the file. `unrecorded`: why no entry says that it was made.
    """

    backup: Backup
    digest: str
    unsigned: UnusableError | None
    outcome: Outcome | None
    unrecorded: UnusableError | None = None


def back_up(
    work: Workspace,
    settings: Settings,
    file: Path,
    kept: str | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> BackedUp:
    """Signs for the ledger where its keys are, copies it into a new file, verifies and records it.

    `kept`: where the copy goes, as far as the person says. Raises NotPermittedError for whoever is
    no keeper. A copy that cannot be recorded is removed again, unless nothing can be written to
    the ledger any more: then the copy matters most.
    """
    Reader(work.ledger, work.person).require_right("LedgerBackedUp")
    unsigned = None
    try:
        work.custodian.checkpoint()
    except UnusableError as error:
        unsigned = error
    home = home_of(settings, eras(work.ledger))
    ready = RecordBackup(size=0, root="0" * 64, digest="0" * 64, kept=kept)
    unrecorded = None
    try:
        work.record(ready, dry_run=True, confirmed=confirmed)
    except UnusableError as error:
        unrecorded = error
    made = copied(work.ledger.engine, file, home, progress)
    if unrecorded is not None:
        return BackedUp(made, digest_of(file), unsigned, None, unrecorded)
    command = RecordBackup(
        size=made.scanned.size, root=made.scanned.root.hex(), digest=digest_of(file), kept=kept
    )
    try:
        outcome = work.record(command, confirmed=confirmed)
    except UnusableError as error:
        return BackedUp(made, command.digest, unsigned, None, error)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    return BackedUp(made, command.digest, unsigned, outcome)


def remember(work: Workspace, note: bytes) -> Checkpoint:
    """Puts back the signer's lost memory from the newest checkpoint that anybody holds.

    Raises ProofError for a note of another ledger.
    """
    Reader(work.ledger, work.person).require_right("LogKeyRotated")
    return work.custodian.remember(note)


def accept_requests(ledger: Ledger) -> None:
    """Refuses an older copy, unless somebody asked to carry it on: requests belong there too."""
    if ledger.custodian is None:
        return
    try:
        require_newest(ledger.custodian)
    except IntegrityFailureError:
        requests = cast("Requests", ledger.state(streams.REQUESTS)).all
        if not any(request.asked.act is Act.CONTINUE for request in requests):
            raise
        ledger.use(None)


def request_continuation(
    work: Workspace,
    origin: str,
    reason: str,
    asked_on: date | None = None,
    not_before: date | None = None,
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Asks that a restored copy is carried on under a new name, by another person.

    The copy takes this one entry although newer ones were lost. Nothing is signed for it.
    """
    work.ledger.use(None)
    command = RequestContinuation(
        origin=origin, reason=reason, asked_on=asked_on or work.today, not_before=not_before
    )
    return work.record(command, dry_run=dry_run, command_id=command_id, confirmed=confirmed)


def _restored_size(ledger: Ledger, origin: str) -> int:
    """How many entries the copy held when it was asked to carry it on under this name."""
    asked = [
        entry.position
        for entry in ledger.entries(streams.REQUESTS)
        if isinstance(entry.event, ActRequested)
        and (entry.event.act, entry.event.about) == (Act.CONTINUE, origin)
        and entry.position is not None
    ]
    return asked[0] - 1 if asked else ledger.size()


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
        restored_size=_restored_size(ledger, origin),
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
    rehearsal = RotateLogKey(new_key=custodian.signer.prepared or KEY_TO_BE_MADE)
    rehearsed = work.record(rehearsal, dry_run=True, confirmed=confirmed)
    if dry_run:
        return Rotated(rehearsed, None)
    outcomes: list[Outcome] = []

    def record(command: RotateLogKey) -> None:
        outcomes.append(work.record(command, command_id=command_id, confirmed=confirmed))

    note = custodian.rotate(record)
    return Rotated(outcomes[-1], note)
