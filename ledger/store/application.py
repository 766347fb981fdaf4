"""eventsourcing's application, configured by its own extension points and by nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.persistence import PersistenceError
from eventsourcing.utils import Environment, EnvType

from domain.kernel.vocabulary import StreamId
from ledger.errors import UnusableError
from ledger.store.entry import Entry, EntryMapper
from ledger.store.sqlite import faults, schema
from ledger.store.sqlite.connection import connect_to_read, has_log, uri
from ledger.store.sqlite.recorder import SealedRecorder

STORE_FAULTS = (PersistenceError, sqlite3.Error)
"""What the library or SQLite raises when the store itself is at fault."""

_POSITION_MAX = (1 << 63) - 1


class Store(Application[str]):
    """The entries of one ledger, by stream and by position."""

    recorder: SealedRecorder
    mapper: EntryMapper

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        super().__init__(
            {
                "PERSISTENCE_MODULE": "ledger.store.sqlite.recorder",
                "SQLITE_DBNAME": uri(path, "rwc" if create else "rw"),
                "SQLITE_LOCK_TIMEOUT": str(faults.LOCK_TIMEOUT_SECONDS),
                "CREATE_TABLE": "yes" if create else "no",
            }
        )

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The given settings only: the process's environment cannot change how we store."""
        return Environment(name, dict(env or {}))

    def construct_mapper(self) -> EntryMapper:
        return EntryMapper(transcoder=self.construct_transcoder())

    def stream(self, stream: StreamId, after: int = 0) -> Iterable[Entry]:
        """A stream's entries in order, those after version `after`."""
        return self.events.get(stream, gt=after)  # type: ignore[return-value]

    def between(self, first: int, last: int) -> Iterable[Entry]:
        """The entries from position `first` to `last`."""
        if not 1 <= first <= last <= _POSITION_MAX:
            return ()
        rows = self.recorder.select_notifications(start=first, stop=last, limit=last - first + 1)
        return map(self.mapper.to_domain_event, rows)


def require_ledger(path: Path) -> None:
    """Refuses a path that holds no ledger which this version can use."""
    if not _exists(path):
        raise UnusableError(
            f"There is no ledger at {path}.",
            "Start one with `assure ledger init`, or set ASSURE_LEDGER to where it is.",
        )
    application_id, version, _ = _identity(path)
    if application_id != schema.APPLICATION_ID:
        raise UnusableError(
            f"{path} is not an assurance ledger.",
            "Set ASSURE_LEDGER to the ledger's own file.",
        )
    if version > schema.STORE_VERSION:
        raise UnusableError(
            f"{path} was written by a newer assure: its store has version {version},"
            f" this one knows up to {schema.STORE_VERSION}.",
            "Update assure; nothing was changed.",
        )


def is_blank(path: Path) -> bool:
    """Whether a ledger may be begun here: no file, an empty one, or one whose making was cut off.

    A write-ahead log without its ledger is a ledger that lost its file: not blank.
    """
    if not _exists(path) or path.stat().st_size == 0:
        return not has_log(path)
    return _identity(path) == (0, 0, 0)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:
        raise faults.unusable(path, error) from error


def _identity(path: Path) -> tuple[int, int, int]:
    """Whose file it is, in which version, and how many tables and triggers it holds."""
    if path.is_dir():
        raise UnusableError(f"{path} is a folder.", "Name the ledger's own file, inside it.")
    try:
        with closing(connect_to_read(path)) as db:
            application_id = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
            objects = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            pages = db.execute("PRAGMA page_count").fetchone()[0]
            page_bytes = db.execute("PRAGMA page_size").fetchone()[0]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise faults.unusable(path, error) from error
    _require_whole(path, pages * page_bytes)
    return application_id, version, objects


def _require_whole(path: Path, size_bytes: int) -> None:
    """Refuses a file shorter than it says: SQLite overlooks a last page that is cut.

    While a write-ahead log stands beside it, the file may rightly be behind.
    """
    kept_bytes = path.stat().st_size
    if kept_bytes < size_bytes and not has_log(path):
        raise UnusableError(
            f"{path} is cut short: {kept_bytes} bytes of {size_bytes}.",
            "Put the newest backup back; `assure ledger verify` says how much can be read.",
        )
