"""Connections to a ledger's file, also where nothing can be written beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ledger.store.sqlite.faults import LOCK_TIMEOUT_SECONDS

_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def uri(path: Path, mode: str) -> str:
    """`mode`: SQLite's `ro`, `rw` or `rwc`."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def path_of(uri: str) -> Path:
    """The file that a connection's address names."""
    return Path(unquote(uri.removeprefix("file:").partition("?")[0]))


def uri_as_it_is(path: Path) -> str:
    """For a file that nobody writes to: SQLite neither locks it nor writes anything beside it."""
    return uri(path, "ro") + "&immutable=1"


def connect_to_read(path: Path, **options: Any) -> sqlite3.Connection:
    """Opens for reading, also from a folder where nothing can be written, such as a disc.

    `options`: further ones of `sqlite3.connect`. Raises sqlite3.Error.
    """
    try:
        return _connect(uri(path, "ro"), options)
    except sqlite3.OperationalError as error:
        if not is_on_a_disc(path, error):
            raise
        return _connect(uri_as_it_is(path), options)


def is_on_a_disc(path: Path, error: sqlite3.OperationalError) -> bool:
    """Whether SQLite failed only because it may not write beside a file that is whole.

    It needs to write an index beside a write-ahead log. Where it cannot, and there is no log,
    the file is all there is.
    """
    return error.sqlite_errorcode & 0xFF in _UNWRITABLE and path.exists() and not has_log(path)


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it stands beside the file."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _connect(address: str, options: dict[str, Any]) -> sqlite3.Connection:
    db: sqlite3.Connection = sqlite3.connect(
        address, **{"uri": True, "timeout": LOCK_TIMEOUT_SECONDS, **options}
    )
    try:
        db.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db
