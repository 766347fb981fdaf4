"""A copy of the ledger that can be trusted: made by SQLite, audited, compared, never overwritten.

A file copied while its write-ahead log stands beside it is an older ledger that says nothing of
it. SQLite's own backup reads through the log.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import IntegrityFailureError, UnusableError
from ledger.home import Home
from ledger.integrity.checkpoints import Comparison, compare
from ledger.integrity.scan import Audit, audit
from ledger.keys.files import discard, sync_folder
from ledger.service import Ledger
from ledger.store.sqlite.connection import connect_to_read
from ledger.store.sqlite.faults import unusable

_BESIDE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy that passed its audit. `compared`: with what is signed, where it is known here."""

    verdict: Audit
    compared: Comparison | None


def back_up(
    path: Path, to: Path, home: Home | None, progress: Callable[[int], None] | None = None
) -> Backup:
    """Copies the ledger at `path` into a new file.

    `home`: where its checkpoints are. Raises FileExistsError rather than overwrite, UnusableError
    when the copy cannot be made, and IntegrityFailureError, leaving no copy, for a ledger that
    is not whole.
    """
    if to.exists() or to.is_symlink():
        raise FileExistsError(to)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        _copy(path, draft)
        made = _checked(draft, home, progress)
        _settle(draft)
        os.link(draft, to)
        sync_folder(to.parent)
    except FileExistsError:
        raise
    except OSError as error:
        raise UnusableError(
            f"The copy {to} cannot be made: {error.strerror}.",
            "Check the folder, its rights and the room on the disk.",
        ) from error
    finally:
        for beside in ("", *_BESIDE):
            discard(draft.with_name(f"{draft.name}{beside}"))
    return made


def _copy(path: Path, draft: Path) -> None:
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(connect_to_read(path)) as source, closing(sqlite3.connect(draft)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _checked(draft: Path, home: Home | None, progress: Callable[[int], None] | None) -> Backup:
    verdict = audit(draft, progress)
    if verdict.fault is not None:
        raise IntegrityFailureError(
            f"The ledger is not as it was recorded: {verdict.fault.what}.",
            "No copy was kept. Keep the ledger as it is, and see `assure ledger verify`.",
        )
    if home is None:
        return Backup(verdict, None)
    with Ledger.open(draft) as copy:
        compared = compare(copy, home)
    if compared.older_than is not None:
        fault = f"{verdict.size} entries are there, and {compared.older_than} were signed for"
    else:
        fault = next(iter(compared.faults), "")
    if fault:
        raise IntegrityFailureError(
            f"The ledger is not the one that was signed for: {fault}.",
            "No copy was kept. Keep the ledger as it is, and see `assure ledger verify`.",
        )
    return Backup(verdict, compared)


def _settle(path: Path) -> None:
    """One file without a log beside it, on the disk: so that it can be moved as it is."""
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    with path.open("rb+") as file:
        os.fsync(file.fileno())
