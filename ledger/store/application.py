"""eventsourcing's application, configured by its own extension points and by nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from eventsourcing.application import Application
from eventsourcing.persistence import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
)
from eventsourcing.utils import Environment, EnvType

from domain.vocabulary import StreamId
from ledger.errors import LedgerError, UnusableError
from ledger.store import schema
from ledger.store.entry import Entry, EntryMapper
from ledger.store.sqlite import SealedRecorder

LOCK_TIMEOUT_SECONDS = 30


class Store(Application[str]):
    """The entries of one ledger, by stream and by position."""

    recorder: SealedRecorder

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        mode = "rwc" if create else "rw"
        super().__init__(
            {
                "PERSISTENCE_MODULE": "ledger.store.sqlite",
                "MAPPER_TOPIC": "ledger.store.entry:EntryMapper",
                "SQLITE_DBNAME": f"file:{quote(str(path.resolve()))}?mode={mode}",
                "SQLITE_LOCK_TIMEOUT": str(LOCK_TIMEOUT_SECONDS),
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
        rows = self.recorder.select_notifications(start=first, stop=last, limit=last - first + 1)
        return map(self.mapper.to_domain_event, rows)  # type: ignore[arg-type]


def require_ledger(path: Path) -> None:
    """Refuses a path that holds no ledger which this version can use."""
    if not path.exists():
        raise UnusableError(
            f"There is no ledger at {path}.",
            "Start one with `assure ledger init`, or set ASSURE_LEDGER to where it is.",
        )
    try:
        uri = f"file:{quote(str(path.resolve()))}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT_SECONDS)) as db:
            application_id = db.execute("PRAGMA application_id").fetchone()[0]
            version = db.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise unusable(path, error) from error
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


def unusable(path: Path, error: Exception) -> LedgerError:
    """What a database error means to the person who met it."""
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return UnusableError(
            f"{path} was locked by another process for {LOCK_TIMEOUT_SECONDS} seconds.",
            "Nothing was recorded. Wait for the other process, then try again.",
        )
    if "readonly" in text or "read-only" in text or "permission" in text:
        return UnusableError(
            f"{path} cannot be written to.",
            "Nothing was recorded. Check the rights on the file and on its folder.",
        )
    if "full" in text:
        return UnusableError(
            f"The disk that holds {path} is full.",
            "Nothing was recorded. Free some space, then try again.",
        )
    if "unable to open" in text:
        return UnusableError(
            f"{path} cannot be opened.", "Check that it is a file that you may read."
        )
    return UnusableError(
        f"{path} is damaged or is not a ledger: {error}.",
        "Run `assure ledger verify`; restore the newest backup if it confirms the damage.",
    )


STORE_FAULTS = (
    DatabaseError,
    InterfaceError,
    OperationalError,
    PersistenceError,
    ProgrammingError,
    sqlite3.Error,
)
"""What the library or SQLite raises when the store itself is at fault."""
