"""Reading a ledger's file so that no byte of it, or of what stands beside it, is changed.

A connection that only reads still makes an index (-shm) beside the file, and a log (-wal), and
leaves both; one that may write puts a log that it finds into the file. Evidence must stay as it
was found, its log and the index too.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from ledger.errors import UnusableError
from ledger.store.sqlite.connection import has_log, uri, uri_with_its_index
from ledger.store.sqlite.faults import LOCK_TIMEOUT_SECONDS

_BESIDE = ("-wal", "-shm", "-journal")
_LOOKS_MAX, _PAUSE_SECONDS = 200, 0.01
_LOOK = "SELECT count(*) FROM sqlite_master"


@contextmanager
def untouched(path: Path) -> Iterator[Path]:
    """The file to read while this lasts: the ledger's own, or a copy where it has to be one.

    Nothing beside it: the last connection to close is one that may write, and takes away what
    reading left. With an index: it is read as it is, or rebuilt in memory. With a log and no index
    there is no such way, and the file and its log are copied. Others may open and close the file
    meanwhile, and take its log and its index away: then it is looked at again. Raises
    UnusableError where that never ends.
    """
    with ExitStack() as held:
        yield _to_read(path, held)


def _to_read(path: Path, held: ExitStack) -> Path:
    for _ in range(_LOOKS_MAX):
        before = _looks(path)
        if _is_guarded(path, held):
            return path
        folder = TemporaryDirectory(prefix="assure-untouched-")
        with suppress(FileNotFoundError):  # taken away meanwhile
            copy = _copied(path, Path(folder.name))
            if _looks(path) == before:
                held.callback(folder.cleanup)
                return copy
        folder.cleanup()
        sleep(_PAUSE_SECONDS)
    raise UnusableError(
        f"{path} cannot be copied: others write to it all the time.",
        "Nothing was changed. Wait for the others, then try again.",
    )


def _is_guarded(path: Path, held: ExitStack) -> bool:
    """Whether the file itself may be read, and not a copy.

    A connection is then held that is there before every other and after them.
    """
    there = [name for name in _BESIDE if _beside(path, name).exists()]
    folder_is_writable = os.access(path.parent, os.W_OK)
    if not there and not (os.access(path, os.W_OK) and folder_is_writable):
        # On a disc nothing can be left behind. A file that is closed in an open folder is copied.
        return not folder_is_writable
    if there and ("-shm" not in there or "-journal" in there):
        return not has_log(path) and not folder_is_writable
    mode = uri_with_its_index(path) if there else uri(path, "rw")
    try:
        guard = sqlite3.connect(mode, uri=True, timeout=LOCK_TIMEOUT_SECONDS)
    except sqlite3.Error:
        return not there
    try:
        guard.execute(_LOOK).fetchone()
    except sqlite3.Error:
        # Damaged: the scan says so. A file that needs its log is looked at in a copy.
        guard.close()
        return not there
    held.callback(guard.close)
    return True


def _looks(path: Path) -> list[tuple[int, ...]]:
    """What changes when somebody writes: which files there are, and how long and old they are.

    An index is written to in memory, which shows in no time of it.
    """
    found = list[tuple[int, ...]]()
    for number, name in enumerate(("", *_BESIDE)):
        with suppress(FileNotFoundError):
            status = _beside(path, name).stat()
            written = (status.st_size, status.st_mtime_ns) if name != "-shm" else ()
            found.append((number, status.st_ino, *written))
    return found


def _copied(path: Path, folder: Path) -> Path:
    for name in ("", "-wal", "-journal"):
        if _beside(path, name).exists():
            shutil.copyfile(_beside(path, name), folder / f"{path.name}{name}")
    return folder / path.name


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}{name}")
