"""Which engine keeps a ledger: decided here, and nowhere else, by how the ledger is named."""

from __future__ import annotations

from pathlib import Path

from ledger.location import is_in_a_server
from ledger.store.protocol import Engine
from ledger.store.sqlite.engine import SqliteEngine


def engine_of(ledger: str | Path | Engine) -> Engine:
    """The engine for a ledger; an engine is returned as it is.

    A path names a SQLite file, and a server's address a ledger in it.
    """
    if isinstance(ledger, str) and is_in_a_server(ledger):
        # Imported here: it takes longer than all that a command with a file needs.
        from ledger.store.postgres.address import Address
        from ledger.store.postgres.engine import PostgresEngine

        return PostgresEngine(Address.of(ledger))
    return SqliteEngine(Path(ledger)) if isinstance(ledger, str | Path) else ledger
