"""Connections to a ledger's file, also where nothing can be written beside it."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from ledger.store.sqlite.faults import LOCK_TIMEOUT_SECONDS

_PATIENCE_SECONDS, _PAUSE_SECONDS = 5.0, 0.005
_Answer = TypeVar("_Answer")
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def uri(path: Path, mode: str) -> str:
    """`mode`: SQLite's `ro`, `rw` or `rwc`."""
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


def patiently(
    ask: Callable[[], _Answer], refused_with: int = sqlite3.SQLITE_READONLY_RECOVERY
) -> _Answer:
    """What `ask` gives, or what it raises once that has lasted: SQLite itself does not wait here.

    Whoever opens the file first empties the index beside it, and then rebuilds it. Between the
    two, SQLite refuses at once whoever may not write to the index, as if the file were at fault.
    Of several that turn a new file's log on at once, it refuses all but one: SQLITE_BUSY.
    """
    until = monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != refused_with or monotonic() > until:
                raise
        sleep(_PAUSE_SECONDS)


def begin_reading(db: sqlite3.Connection) -> None:
    """Begins a transaction, and takes its snapshot at once: nothing in it meets a bare index."""
    db.execute("BEGIN")
    patiently(lambda: db.execute("PRAGMA schema_version").fetchone())


def is_to_read(uri: str) -> bool:
    return "?mode=ro" in uri


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
        address = uri_on_a_disc(path, error)
        if address is None:
            raise
        return _connect(address, options)


def uri_on_a_disc(path: Path, error: sqlite3.OperationalError) -> str | None:
    """How to read where SQLite failed only because it may not write beside the file.

    It needs to write an index beside a write-ahead log. Where there is no log, the file is all
    there is. Where the index is there too, it is read as it is. With a log and no index, file and
    log are copied to where an index can be made. None: another failure.
    """
    if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or not path.exists():
        return None
    if not has_log(path):
        # Somebody has it open whose index is bare: read without locks, it could be torn.
        is_open = error.sqlite_errorcode == sqlite3.SQLITE_READONLY_RECOVERY
        return None if is_open else uri_as_it_is(path)
    if path.with_name(f"{path.name}-shm").exists():
        return uri_with_its_index(path)
    if os.access(path.parent, os.W_OK):
        return None
    return uri(_copied(path.absolute(), path.with_name(f"{path.name}-wal").stat().st_size), "ro")


_copies: list[TemporaryDirectory[str]] = []
"""Removed when this process ends."""


@cache
def _copied(path: Path, log_bytes: int) -> Path:
    """A private copy of a file and its log, for as long as this process lives."""
    _copies.append(TemporaryDirectory(prefix="assure-read-"))
    folder = Path(_copies[-1].name)
    for name in (path.name, f"{path.name}-wal"):
        shutil.copyfile(path.with_name(name), folder / name)
    return folder / path.name


def uri_with_its_index(path: Path) -> str:
    """For a file with an index beside it, which SQLite reads and does not write to."""
    return uri(path, "ro") + "&readonly_shm=1"


def has_log(path: Path) -> bool:
    """Whether a write-ahead log with something in it stands beside the file."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False


def _connect(address: str, options: dict[str, Any]) -> sqlite3.Connection:
    db: sqlite3.Connection = sqlite3.connect(
        address, **{"uri": True, "timeout": LOCK_TIMEOUT_SECONDS, **options}
    )
    try:
        patiently(lambda: db.execute("PRAGMA application_id").fetchone())
    except sqlite3.Error:
        db.close()
        raise
    return db
