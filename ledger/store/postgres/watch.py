"""Looks how far a server's ledger has come: told by the server, and by itself now and then."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from ledger.store.postgres import statements
from ledger.store.postgres.connection import connect

if TYPE_CHECKING:
    from ledger.store.postgres.engine import PostgresEngine

LOOK_SECONDS = 5.0
"""How often it looks though nothing was told."""


class PostgresWatch:
    """One connection that listens. A replica tells nothing, so it is asked each time."""

    def __init__(self, engine: PostgresEngine) -> None:
        self._engine = engine
        self._db: psycopg.Connection[Any] | None = None
        self._is_told = True
        self._size, self._looked = 0, float("-inf")

    def size(self) -> int:
        with self._engine.explained():
            try:
                return self._look()
            except psycopg.OperationalError:
                self.close()  # it was lost meanwhile
                return self._look()

    def _look(self) -> int:
        db = self._db or self._begin()
        told = [note for note in db.notifies(timeout=0) if note.payload == self._engine.at.schema]
        now = monotonic()
        if told or not self._is_told or now - self._looked > LOOK_SECONDS:
            ((self._size,),) = db.execute(statements.LAST).fetchall()
            self._looked = now
        return self._size

    def _begin(self) -> psycopg.Connection[Any]:
        self._db = db = connect(self._engine.at, to_read=True)
        self._looked = float("-inf")
        ((is_replica,),) = db.execute("SELECT pg_is_in_recovery()").fetchall()
        self._is_told = not is_replica
        if self._is_told:
            db.execute(sql.SQL("LISTEN {}").format(sql.Identifier(statements.CHANNEL)))
        return db

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None
