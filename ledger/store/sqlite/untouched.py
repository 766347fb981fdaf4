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
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.store.sqlite.connection import has_log, uri, uri_with_its_index
from ledger.store.sqlite.faults import LOCK_TIMEOUT_SECONDS

_BESIDE = ("-wal", "-shm", "-journal")
_LOOK = "SELECT count(*) FROM sqlite_master"


@contextmanager
def untouched(path: Path) -> Iterator[Path]:
    """The file to read while this lasts: the ledger's own, or a copy where it has to be one.

    Nothing beside it: the last connection to close is one that may write, and takes away what
    reading left. With an index: it is read as it is, or rebuilt in memory. With a log and no index
    there is no such way, and the file and its log are copied.
    """
    with _guard(path) as guarded:
        if guarded:
            yield path
            return
        with TemporaryDirectory(prefix="assure-untouched-") as folder:
            yield _copied(path, Path(folder))


@contextmanager
def _guard(path: Path) -> Iterator[bool]:
    """A connection that is there before every other and after them. False: it must be a copy."""
    there = [name for name in _BESIDE if _beside(path, name).exists()]
    folder_is_writable = os.access(path.parent, os.W_OK)
    if not there and not (os.access(path, os.W_OK) and folder_is_writable):
        # On a disc nothing can be left behind. A file that is closed in an open folder is copied.
        yield not folder_is_writable
        return
    if there and ("-shm" not in there or "-journal" in there):
        yield not has_log(path) and not folder_is_writable
        return
    mode = uri_with_its_index(path) if there else uri(path, "rw")
    try:
        guard = sqlite3.connect(mode, uri=True, timeout=LOCK_TIMEOUT_SECONDS)
    except sqlite3.Error:
        yield not there
        return
    try:
        try:
            guard.execute(_LOOK).fetchone()
        except sqlite3.Error:
            # Damaged: the scan says so. A file that needs its log is looked at in a copy.
            guard.close()
            yield not there
        else:
            yield True
    finally:
        guard.close()


def _copied(path: Path, folder: Path) -> Path:
    for name in ("", "-wal", "-journal"):
        if _beside(path, name).exists():
            shutil.copyfile(_beside(path, name), folder / f"{path.name}{name}")
    return folder / path.name


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.name}{name}")
