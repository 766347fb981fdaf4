"""A ledger in one SQLite file: the engine that needs no server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eventsourcing.persistence import PersistenceError

from ledger.errors import UnusableError
from ledger.keys.files import make_file, make_folder, require_closed
from ledger.store.application import EntryStore
from ledger.store.protocol import CommandSeenError, StreamMovedError
from ledger.store.sqlite import faults, schema
from ledger.store.sqlite.connection import begin_reading, connect_to_read, has_log, uri

if TYPE_CHECKING:
    from ledger.store.sqlite.scan import SqliteScan
    from ledger.store.sqlite.source import SqliteSource, SqliteWatch

_FILES = ("", "-wal", "-shm", "-journal")
"""What SQLite keeps of a ledger. It gives the others the rights of the first."""


@dataclass(frozen=True, slots=True)
class SqliteEngine:
    """The ledger in the file at `path`."""

    path: Path
    is_still: bool = False
    """Whether no byte of it, or beside it, may be changed: inside `untouched`."""

    @property
    def address(self) -> str:
        return str(self.path)

    @property
    def beside(self) -> Path:
        return self.path.parent

    @property
    def may_be_followed(self) -> bool:
        return False

    def identity(self) -> str:
        """The file's path and its number on the disk, which no other living file has."""
        try:
            return f"{self.path.resolve()}#{self.path.stat().st_ino}"
        except OSError as error:
            raise faults.unusable(self.path, error) from error

    def exists(self) -> bool:
        """Raises UnusableError for what is there and is no file, such as a folder or a pipe."""
        try:
            if not self.path.exists():
                return False
            if self.path.is_dir():
                raise UnusableError(
                    f"{self.path} is a folder.", "Name the ledger's own file, inside it."
                )
            if not self.path.is_file():
                raise UnusableError(
                    f"{self.path} is a device or a pipe, and no file.",
                    "Name the ledger's own file.",
                )
        except OSError as error:
            raise faults.unusable(self.path, error) from error
        return True

    def is_blank(self) -> bool:
        """Whether there is no file, an empty one, or one whose making was interrupted.

        A write-ahead log without its ledger is a ledger that lost its file: not blank.
        """
        if not self.exists() or self.path.stat().st_size == 0:
            return not has_log(self.path)
        return self._stated() == (0, 0, 0)

    def require_ledger(self) -> None:
        if not self.exists():
            raise UnusableError(
                f"There is no ledger at {self.path}.",
                "Start one with `assure ledger init`, or set ASSURE_LEDGER to where it is.",
            )
        application_id, version, _ = self._stated()
        if application_id != schema.APPLICATION_ID:
            raise UnusableError(
                f"{self.path} is not an assurance ledger.",
                "Set ASSURE_LEDGER to the ledger's own file.",
            )
        if version > schema.STORE_VERSION:
            raise UnusableError(
                f"{self.path} was written by a newer assure: its store has version {version},"
                f" this one knows up to {schema.STORE_VERSION}.",
                "Update assure; nothing was changed.",
            )

    def files(self) -> tuple[Path, ...]:
        return tuple(self.path.with_name(f"{self.path.name}{beside}") for beside in _FILES)

    def behind_seconds(self) -> None:
        """A file is no replica."""

    def require_closed(self) -> None:
        try:
            require_closed("ledger", *self.files())
        except OSError as error:
            raise faults.unusable(self.path, error) from error

    def create(self) -> None:
        try:
            make_folder(self.path.parent)
            make_file(self.path)
        except OSError as error:
            raise faults.unusable(self.path, error) from error
        with self.explained():
            self._opened("rwc").close()

    def open(self) -> EntryStore:
        with self.explained():
            return self._opened("rw")

    def open_to_read(self) -> EntryStore:
        with self.explained():
            return self._opened("ro")

    @contextmanager
    def untouched(self) -> Iterator[SqliteEngine]:
        from ledger.store.sqlite.untouched import untouched

        with untouched(self.path) as path:
            yield SqliteEngine(path, is_still=True)

    def _opened(self, mode: str) -> EntryStore:
        return EntryStore(
            self,
            {
                "PERSISTENCE_MODULE": "ledger.store.sqlite.recorder",
                "SQLITE_DBNAME": uri(self.path, mode),
                "SQLITE_LOCK_TIMEOUT": str(faults.LOCK_TIMEOUT_SECONDS),
                "CREATE_TABLE": "yes" if mode == "rwc" else "no",
            },
        )

    @property
    def unreadable(self) -> tuple[type[Exception], ...]:
        from ledger.store.sqlite.scan import UNREADABLE

        return UNREADABLE

    def refused(self, error: Exception) -> UnusableError | None:
        from ledger.store.sqlite.scan import refused

        return refused(self.path, error)

    @contextmanager
    def scan(self) -> Iterator[SqliteScan]:
        from ledger.store.sqlite.scan import SqliteScan

        with closing(SqliteScan(self.path)) as scan:
            yield scan

    def source(self) -> SqliteSource:
        from ledger.store.sqlite.source import SqliteSource

        return SqliteSource(self.path, is_still=self.is_still)

    def watch(self) -> SqliteWatch:
        from ledger.store.sqlite.source import SqliteWatch

        return SqliteWatch(self.path)

    @contextmanager
    def copied(self, file: Path) -> Iterator[SqliteEngine]:
        from ledger.store.sqlite.backup import copied

        with copied(self.path, file) as draft:
            yield SqliteEngine(draft)

    @contextmanager
    def explained(self) -> Iterator[None]:
        try:
            yield
        except (StreamMovedError, CommandSeenError):
            raise
        except (PersistenceError, sqlite3.Error, UnicodeDecodeError) as error:
            raise faults.unusable(self.path, error) from error

    def _stated(self) -> tuple[int, int, int]:
        """The application id, the store's version, and how many tables and triggers there are."""
        path = self.path
        try:
            with closing(connect_to_read(path)) as db:
                begin_reading(db)
                application_id = db.execute("PRAGMA application_id").fetchone()[0]
                version = db.execute("PRAGMA user_version").fetchone()[0]
                objects = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
                pages = db.execute("PRAGMA page_count").fetchone()[0]
                page_bytes = db.execute("PRAGMA page_size").fetchone()[0]
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise faults.unusable(path, error) from error
        self._require_whole(pages * page_bytes)
        return application_id, version, objects

    def _require_whole(self, size_bytes: int) -> None:
        """Refuses a file shorter than it says: SQLite overlooks a last page that is cut.

        While a write-ahead log stands beside it, the file may rightly be behind. Whoever takes
        the log away has put it into the file before: the log is looked for first.
        """
        if not has_log(self.path) and (kept_bytes := self.path.stat().st_size) < size_bytes:
            raise UnusableError(
                f"{self.path} is cut short: {kept_bytes} bytes of {size_bytes}.",
                "Put the newest backup back; `assure ledger verify` says how much can be read.",
            )
