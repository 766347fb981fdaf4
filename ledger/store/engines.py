"""Which engine keeps a ledger: decided here, and nowhere else, by how the ledger is named."""

from __future__ import annotations

from pathlib import Path

from ledger.store.protocol import Engine
from ledger.store.sqlite.engine import SqliteEngine


def engine_of(ledger: str | Path | Engine) -> Engine:
    """The engine for a ledger. A path names a SQLite file; an engine is returned as it is."""
    return SqliteEngine(Path(ledger)) if isinstance(ledger, str | Path) else ledger
