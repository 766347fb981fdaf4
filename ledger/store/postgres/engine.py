"""A ledger in a schema of a PostgreSQL server: the engine for many writers on a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from eventsourcing.persistence import PersistenceError
from psycopg import errors

from ledger.errors import UnusableError
from ledger.store.application import EntryStore
from ledger.store.postgres import faults, making, schema
from ledger.store.postgres.address import Address
from ledger.store.postgres.connection import connect
from ledger.store.protocol import CommandSeenError, StreamMovedError

if TYPE_CHECKING:
    from ledger.store.postgres.scan import PostgresScan
    from ledger.store.postgres.source import PostgresSource
    from ledger.store.postgres.watch import PostgresWatch
    from ledger.store.protocol import Engine

_IDENTITY = (
    "SELECT system_identifier, %s::regnamespace::oid,"
    " (SELECT oid FROM pg_database WHERE datname = current_database()) FROM pg_control_system()"
)
_BEHIND = (
    "SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL WHEN EXISTS (SELECT FROM"
    " pg_stat_wal_receiver WHERE status = 'streaming' AND latest_end_lsn ="
    " pg_last_wal_replay_lsn()) THEN 0"
    " ELSE extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(),"
    " (SELECT checkpoint_time FROM pg_control_checkpoint()))) END"
)
"""The state of the receiver is shown to the server's own readers of statistics only; everybody
else gets the age of what came last, which in a quiet hour is more than the lag."""
_OPEN = "SELECT has_schema_privilege(to_regnamespace(%s)::oid, 'USAGE')"
_OBJECTS = (
    "SELECT count(*), count(*) FILTER (WHERE relname = 'ledger_about') FROM pg_class"
    " WHERE relnamespace = to_regnamespace(%s)"
)


@dataclass(frozen=True, slots=True)
class PostgresEngine:
    """The ledger at an address."""

    at: Address

    @property
    def address(self) -> str:
        return self.at.text

    @property
    def beside(self) -> None:
        """A server keeps no documents."""

    @property
    def may_be_followed(self) -> bool:
        return True

    def identity(self) -> str:
        """The server's own number, and those that it gave the database and the schema."""
        with self.explained(), closing(connect(self.at, to_read=True)) as db:
            return "#".join(map(str, _row(db, _IDENTITY, (self.at.schema,))))

    def exists(self) -> bool:
        return self._objects() is not None

    def is_blank(self) -> bool:
        return not self._objects()

    def require_ledger(self) -> None:
        if not self._objects():
            raise UnusableError(
                f"There is no ledger at {self.at.text}.",
                "Make one with `assure ledger init --postgres`, or name where it is.",
            )
        with self.explained(), closing(connect(self.at, to_read=True)) as db:
            try:
                (version,) = _row(db, "SELECT max(store_version) FROM ledger_about", ())
            except errors.UndefinedTable:
                raise UnusableError(
                    f"The schema {self.at.schema} of {self.at.text} holds something else than a"
                    " ledger.",
                    "Name the ledger's own schema in the address: schema=NAME.",
                ) from None
        if version is None or version > schema.STORE_VERSION:
            raise UnusableError(
                f"{self.at.text} was made by a newer assure: its store has version {version},"
                f" this one knows up to {schema.STORE_VERSION}.",
                "Update assure; nothing was changed.",
            )

    def files(self) -> tuple[Path, ...]:
        """None: what a server keeps is behind its logins."""
        return ()

    def behind_seconds(self) -> float | None:
        with self.explained(), closing(connect(self.at, to_read=True)) as db:
            (behind,) = _row(db, _BEHIND, ())
        return None if behind is None else float(behind)

    def require_closed(self) -> None:
        """The server's logins say who may read."""

    def create(self) -> str:
        with self.explained():
            making.make(self.at)
        writer, reader = making.roles(self.at)
        return (
            f"A login that records is made a member of {writer}, one that only reads of {reader}:"
            f" GRANT {writer} TO ITS_LOGIN. Neither can change or remove anything."
        )

    def open(self) -> EntryStore:
        with self.explained():
            return self._opened(to_read=False)

    def open_to_read(self) -> EntryStore:
        with self.explained():
            return self._opened(to_read=True)

    @contextmanager
    def untouched(self) -> Iterator[PostgresEngine]:
        """Reading changes nothing of what a server keeps."""
        yield self

    def _opened(self, *, to_read: bool) -> EntryStore:
        return EntryStore(
            self,
            {
                "PERSISTENCE_MODULE": "ledger.store.postgres.recorder",
                "POSTGRES_DBNAME": self.at.given or "-",
                "POSTGRES_SCHEMA": self.at.schema,
                **dict.fromkeys(
                    ("POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_USER", "POSTGRES_PASSWORD"), "-"
                ),
                "CREATE_TABLE": "no",
                "TO_READ": "yes" if to_read else "no",
            },
        )

    @property
    def unreadable(self) -> tuple[type[Exception], ...]:
        return (psycopg.Error, OverflowError, MemoryError)

    def refused(self, error: Exception) -> UnusableError | None:
        kinds = (psycopg.OperationalError, errors.InsufficientPrivilege, errors.UndefinedTable)
        return faults.unusable(self.at, error) if isinstance(error, kinds) else None

    @contextmanager
    def scan(self) -> Iterator[PostgresScan]:
        from ledger.store.postgres.scan import PostgresScan

        with closing(PostgresScan(self.at)) as scan:
            yield scan

    def source(self) -> PostgresSource:
        from ledger.store.postgres.source import PostgresSource

        return PostgresSource(self)

    def watch(self) -> PostgresWatch:
        from ledger.store.postgres.watch import PostgresWatch

        return PostgresWatch(self)

    @contextmanager
    def copied(self, file: Path) -> Iterator[Engine]:
        from ledger.store.replica import replicate
        from ledger.store.sqlite.backup import drafted
        from ledger.store.sqlite.engine import SqliteEngine

        with drafted(file, lambda draft: replicate(self, SqliteEngine(draft))) as draft:
            yield SqliteEngine(draft)

    @contextmanager
    def explained(self) -> Iterator[None]:
        try:
            yield
        except (StreamMovedError, CommandSeenError):
            raise
        except (PersistenceError, psycopg.Error) as error:
            raise faults.unusable(self.at, error) from error

    def _objects(self) -> int | None:
        """How many things there are in the schema; None without the schema."""
        with self.explained(), closing(connect(self.at, to_read=True)) as db:
            (is_open,) = _row(db, _OPEN, (self.at.schema,))
            if is_open is False:
                raise errors.InsufficientPrivilege(f"permission denied for schema {self.at.schema}")
            return None if is_open is None else _row(db, _OBJECTS, (self.at.schema,))[0]


def _row(db: psycopg.Connection[Any], statement: str, values: tuple[Any, ...]) -> tuple[Any, ...]:
    found: tuple[Any, ...] | None = db.execute(statement, values).fetchone()
    return found or ()
