"""Copies a ledger's file while others write to it.

Copying the file by hand loses what stands in its write-ahead log. SQLite's own backup reads
through the log.
"""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from ledger.errors import UnusableError
from ledger.keys.files import discard, sync_folder
from ledger.store.sqlite.connection import connect_to_read
from ledger.store.sqlite.faults import unusable

_BESIDE = ("-wal", "-shm", "-journal")


def copied(path: Path, to: Path) -> AbstractContextManager[Path]:
    """A draft of a file's copy, as `drafted` gives it."""
    return drafted(to, lambda draft: _copy(path, draft))


@contextmanager
def drafted(to: Path, fill: Callable[[Path], object]) -> Iterator[Path]:
    """A draft of a copy, to be checked. It takes the name `to` when nothing was raised.

    Raises FileExistsError rather than overwrite a file, and UnusableError for a copy that cannot
    be made.
    """
    if to.exists() or to.is_symlink():
        raise FileExistsError(to)
    draft = to.with_name(f".{to.name}.{secrets.token_hex(8)}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        fill(draft)
        yield draft
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


def _copy(path: Path, draft: Path) -> None:
    try:
        with closing(connect_to_read(path)) as ledger, closing(sqlite3.connect(draft)) as copy:
            ledger.backup(copy)
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _settle(path: Path) -> None:
    """Writes everything into the one file, so that it can be moved without a log beside it."""
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise unusable(path, error) from error
    with path.open("rb+") as file:
        os.fsync(file.fileno())
