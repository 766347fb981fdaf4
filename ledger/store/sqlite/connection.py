"""A plain connection to a ledger's file, for looking only."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from ledger.store.sqlite.faults import LOCK_TIMEOUT_SECONDS


def uri(path: Path, mode: str) -> str:
    """`mode`: SQLite's `ro`, `rw` or `rwc`."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def connect_to_read(path: Path) -> sqlite3.Connection:
    """Opens for reading, also from a folder where nothing can be written, such as a disc.

    SQLite needs to write an index beside a write-ahead log; where it cannot and there is no log,
    the file is all there is. Raises sqlite3.Error.
    """
    try:
        return _connect(uri(path, "ro"))
    except sqlite3.OperationalError as error:
        refused = error.sqlite_errorcode & 0xFF in (
            sqlite3.SQLITE_CANTOPEN,
            sqlite3.SQLITE_READONLY,
        )
        if not refused or has_log(path):
            raise
        return _connect(uri(path, "ro") + "&immutable=1")


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it stands beside the file."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _connect(address: str) -> sqlite3.Connection:
    db = sqlite3.connect(address, uri=True, timeout=LOCK_TIMEOUT_SECONDS)
    try:
        db.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db
