"""Beginning a partnership's ledger, and naming one that was begun without a name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from domain.custody.decisions import NameLedger
from domain.directory.decisions import FormPartnership
from ledger.errors import UnusableError
from ledger.identity import Identity
from ledger.keys.key_encryption_key import Kind
from ledger.opening import begin_ledger, name_ledger
from ledger.screening import NOTHING_CONFIRMED, Confirmation
from ledger.service import Ledger
from ledger.store.engines import engine_of

if TYPE_CHECKING:
    from application.workspace import Workspace
    from ledger.decision import Outcome
    from ledger.settings import Settings

__all__ = ["FormPartnership", "begin", "formed", "is_begun", "make_empty", "name"]

KEY_TO_BE_MADE = "a new key"
"""Stands for a key that is made only once nothing speaks against it."""


def is_begun(settings: Settings) -> bool:
    """Whether something is kept already where the ledger is to be."""
    engine = engine_of(settings.require_ledger())
    if engine.is_blank():
        return False
    with Ledger.to_read(engine) as ledger:
        return ledger.size() > 0


def make_empty(settings: Settings) -> str | None:
    """An empty ledger, for another to be copied into. Returns what is still to be done."""
    engine = engine_of(settings.require_ledger())
    if not engine.is_blank():
        raise UnusableError(
            f"Something is kept at {engine.address} already.",
            "Nothing was made. Name another place; in a server, another schema: schema=NAME.",
        )
    return engine.create()


def formed(
    name: str, full_name: str, *, invented: bool = False, account: str | None = None
) -> FormPartnership:
    """What begins a partnership's ledger: its name, and the full name of its coordinator.

    `account`: whose it is is recorded with it.
    """
    return FormPartnership(name=name, full_name=full_name, invented=invented, account=account)


def begin(
    settings: Settings,
    identity: Identity,
    partnership: FormPartnership,
    origin: str,
    clock: Callable[[], datetime],
    *,
    kind: Kind = "file",
    dry_run: bool = False,
    command_id: str | None = None,
) -> Outcome:
    """A new ledger with new keys and the partnership's first entries.

    `kind`: what opens the keys. The beginning is rehearsed elsewhere first: what is refused leaves
    no file behind.
    """
    named = NameLedger(origin=origin, key=KEY_TO_BE_MADE)
    with (
        _elsewhere() as folder,
        Ledger.create(Path(folder) / "ledger.db", clock) as rehearsal,
    ):
        rehearsed = rehearsal.record(partnership, named, actor=identity, dry_run=True)
    if dry_run:
        return rehearsed
    ledger, outcome = begin_ledger(
        settings.require_ledger(),
        settings,
        origin,
        partnership,
        identity,
        clock=clock,
        command_id=command_id,
        kind=kind,
    )
    ledger.close()
    return outcome


def _elsewhere() -> TemporaryDirectory[str]:
    """A folder for the rehearsal."""
    try:
        return TemporaryDirectory()
    except OSError as error:
        raise UnusableError(
            f"Nothing can be written to this computer's temporary folder: {error.strerror}.",
            "Nothing was recorded. Free some space there, or name another folder: TMPDIR.",
        ) from error


def name(
    work: Workspace,
    settings: Settings,
    origin: str,
    kind: Kind = "file",
    *,
    dry_run: bool = False,
    command_id: str | None = None,
    confirmed: Confirmation = NOTHING_CONFIRMED,
) -> Outcome:
    """Gives a ledger that has none its public name and its keys."""
    planned = NameLedger(origin=origin, key=KEY_TO_BE_MADE)
    rehearsed = work.record(planned, dry_run=True, confirmed=confirmed)
    if dry_run:
        return rehearsed
    command = name_ledger(work.ledger, settings, origin, kind=kind)
    return work.record(command, command_id=command_id, confirmed=confirmed)
