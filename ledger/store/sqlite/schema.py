"""The tables of a ledger on SQLite. Append-only by trigger, strict in type, dense in position.

Positions are dense from 1, and so are the versions of each stream. UPDATE and DELETE are
refused; so is an INSERT of anything but the next entry, or INSERT OR REPLACE would remove a row
without any DELETE trigger hearing of it.
"""

from __future__ import annotations

APPLICATION_ID = 0x41535552  # "ASUR": what the file says it is
STORE_VERSION = 1

_TABLES = {
    "stored_events": (
        "(rowid INTEGER PRIMARY KEY AUTOINCREMENT,"
        " originator_id TEXT NOT NULL,"
        " originator_version INTEGER NOT NULL CHECK (originator_version > 0),"
        " topic TEXT NOT NULL,"
        " state BLOB NOT NULL,"
        " UNIQUE (originator_id, originator_version)) STRICT"
    ),
    "ledger_leaf": (
        "(position INTEGER PRIMARY KEY,"
        " leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32)) STRICT"
    ),
    "ledger_tile": (
        "(tile INTEGER PRIMARY KEY, hash BLOB NOT NULL CHECK (length(hash) = 32)) STRICT"
    ),
    "ledger_command": (
        "(command_id TEXT PRIMARY KEY,"
        " first_position INTEGER NOT NULL,"
        " last_position INTEGER NOT NULL CHECK (last_position >= first_position))"
        " STRICT, WITHOUT ROWID"
    ),
    "ledger_frontier": (
        "(one INTEGER PRIMARY KEY CHECK (one = 1),"
        " size INTEGER NOT NULL, hashes BLOB NOT NULL) STRICT"
    ),
}

_REFUSED = {
    ("stored_events", "INSERT"): (
        "NEW.rowid IS NOT (SELECT coalesce(max(rowid), 0) + 1 FROM stored_events)"
        " OR NEW.originator_version IS NOT (SELECT coalesce(max(originator_version), 0) + 1"
        " FROM stored_events WHERE originator_id = NEW.originator_id)"
    ),
    ("ledger_leaf", "INSERT"): (
        "NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM ledger_leaf)"
    ),
    ("ledger_tile", "INSERT"): (
        "NEW.tile IS NOT (SELECT coalesce(max(tile), -1) + 1 FROM ledger_tile)"
    ),
    ("ledger_command", "INSERT"): (
        "EXISTS (SELECT 1 FROM ledger_command WHERE command_id = NEW.command_id)"
    ),
    ("ledger_frontier", "INSERT"): "EXISTS (SELECT 1 FROM ledger_frontier)",
    ("ledger_frontier", "UPDATE"): "NEW.size <= OLD.size",
}
"""When a change is refused; an UPDATE or DELETE that is not named here always is."""


def objects() -> dict[str, str]:
    """The name of each table and trigger, and the statement that makes it."""
    made = {name: f"CREATE TABLE {name} {definition}" for name, definition in _TABLES.items()}
    for table in _TABLES:
        for verb in ("INSERT", "UPDATE", "DELETE"):
            trigger = f"{table}_no_{verb.lower()}"
            when = _REFUSED.get((table, verb), "1")
            made[trigger] = (
                f"CREATE TRIGGER {trigger} BEFORE {verb} ON {table} WHEN {when}"
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
