"""The tables of a ledger on SQLite. Append-only by trigger, strict in type, dense in position."""

from __future__ import annotations

APPLICATION_ID = 0x41535552  # "ASUR": what the file says it is
STORE_VERSION = 1

_TABLES = {
    "stored_events": (
        "rowid INTEGER PRIMARY KEY AUTOINCREMENT,"
        " originator_id TEXT NOT NULL,"
        " originator_version INTEGER NOT NULL CHECK (originator_version > 0),"
        " topic TEXT NOT NULL,"
        " state BLOB NOT NULL,"
        " UNIQUE (originator_id, originator_version)"
    ),
    "ledger_leaf": (
        "position INTEGER PRIMARY KEY, leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)"
    ),
    "ledger_command": (
        "command_id TEXT PRIMARY KEY,"
        " first_position INTEGER NOT NULL,"
        " last_position INTEGER NOT NULL CHECK (last_position >= first_position)"
    ),
}

_FRONTIER = "one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, hashes BLOB NOT NULL"


def objects() -> dict[str, str]:
    """The name of each table and trigger, and the statement that makes it."""
    tables = {**_TABLES, "ledger_frontier": _FRONTIER}
    made = {name: f"CREATE TABLE {name} ({columns}) STRICT" for name, columns in tables.items()}
    for table in _TABLES:
        for verb in ("UPDATE", "DELETE"):
            trigger = f"{table}_no_{verb.lower()}"
            made[trigger] = (
                f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )
    return made


def statements() -> list[str]:
    """What makes an empty database file a ledger, in order."""
    return [
        *objects().values(),
        "INSERT INTO ledger_frontier VALUES (1, 0, x'')",
        f"PRAGMA application_id = {APPLICATION_ID}",
        f"PRAGMA user_version = {STORE_VERSION}",
    ]
