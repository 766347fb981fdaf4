"""The tables of a ledger on PostgreSQL. Append-only by grant and by trigger, dense in position.

An administrator makes them once. The writing role may read and insert, and never change, remove,
or say who wrote: the server itself writes the login into each entry. An entry's row holds its
leaf hash, and the root of the largest full subtree of the tree that ends with it where that is
another: the frontier of a tree of any size is then found by its number, and nothing is updated.
"""

from __future__ import annotations

from psycopg import sql

from ledger.store.postgres.statements import FRONTIER

STORE_VERSION = 1
WRITER, READER = "{schema}_writer", "{schema}_reader"
"""The roles of a ledger: its logins are made members of one of them."""

TABLES = {
    "stored_events": (
        "(notification_id bigint PRIMARY KEY CHECK (notification_id > 0),"
        ' originator_id text COLLATE "C" NOT NULL,'
        " originator_version bigint NOT NULL CHECK (originator_version > 0),"
        ' topic text COLLATE "C" NOT NULL,'
        " state bytea NOT NULL,"
        " leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),"
        " subtree bytea CHECK (octet_length(subtree) = 32),"
        " login text NOT NULL DEFAULT session_user,"
        " UNIQUE (originator_id, originator_version))"
    ),
    "ledger_tile": (
        "(tile bigint PRIMARY KEY CHECK (tile >= 0),"
        " hash bytea NOT NULL CHECK (octet_length(hash) = 32))"
    ),
    "ledger_command": (
        '(command_id text COLLATE "C" PRIMARY KEY,'
        " first_position bigint NOT NULL CHECK (first_position > 0),"
        " last_position bigint NOT NULL CHECK (last_position >= first_position))"
    ),
    "ledger_about": "(store_version integer PRIMARY KEY)",
}
_GIVEN = {
    "stored_events": (
        "(notification_id, originator_id, originator_version, topic, state, leaf_hash, subtree)"
    ),
    "ledger_tile": "(tile, hash)",
    "ledger_command": "(command_id, first_position, last_position)",
}
_NUMBERS = {"stored_events": "notification_id", "ledger_tile": "tile"}
"""What numbers the rows of a table without a gap, and what else must be dense in it."""
_STARTS = {"stored_events": 1, "ledger_tile": 0}
_ALSO_DENSE = {
    "stored_events": (
        "EXISTS (SELECT FROM added a WHERE a.originator_version > 1 AND NOT EXISTS (SELECT FROM"
        " stored_events e WHERE e.originator_id = a.originator_id"
        " AND e.originator_version = a.originator_version - 1))"
    ),
    "ledger_tile": "false",
}
_DENSE = (
    "() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp"
    " SET enable_hashjoin = off SET enable_mergejoin = off AS $$"
    " DECLARE first bigint; last bigint; rows bigint; BEGIN"
    " SELECT min(NUMBER), max(NUMBER), count(*) INTO first, last, rows FROM added;"
    " IF last - first + 1 <> rows OR first <> START AND NOT EXISTS"
    " (SELECT FROM TABLE WHERE NUMBER = first - 1) OR ALSO"
    " THEN RAISE EXCEPTION 'the ledger is dense'"
    " USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NULL; END $$"
)
"""Refuses what was added without the row before it. Joined by key, row by row: what is added is
little beside what is there."""


def _dense(table: str) -> str:
    words = {"NUMBER": _NUMBERS[table], "START": str(_STARTS[table]), "TABLE": table}
    text = _DENSE.replace("ALSO", _ALSO_DENSE[table])
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


FUNCTIONS = {
    "refuse_change": (
        "() RETURNS trigger LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $$"
        " BEGIN RAISE EXCEPTION 'the ledger is append-only'"
        " USING ERRCODE = 'restrict_violation'; END $$"
    ),
    **{f"require_dense_{table}": _dense(table) for table in _NUMBERS},
    "ledger_turn": (
        "(command text, streams text[], versions bigint[], OUT seen bigint, OUT moved text,"
        " OUT size bigint, OUT hashes bytea) LANGUAGE plpgsql SECURITY DEFINER"
        " SET search_path = {schema}, pg_temp SET enable_seqscan = off AS $$ BEGIN"
        " LOCK TABLE ledger_about IN EXCLUSIVE MODE;"
        " PERFORM pg_notify('assure_entry', current_schema());"
        " SELECT (SELECT first_position FROM ledger_command WHERE command_id = command),"
        " (SELECT stream FROM unnest(streams, versions) AS read (stream, version)"
        " WHERE version <> coalesce((SELECT max(originator_version) FROM stored_events"
        " WHERE originator_id = stream), 0) LIMIT 1),"
        " now.* INTO seen, moved, size, hashes FROM ({frontier}) AS now; END $$"
    ),
}
"""`ledger_turn`: whoever may insert waits for their turn, and may take no other lock. It tells
whoever listens, and looks: whether the command is known, which stream has moved, the frontier."""


def objects() -> dict[str, str]:
    """The name of each table, function and trigger, and the statement that makes it."""
    made = {name: f"CREATE TABLE {{schema}}.{name} {what}" for name, what in TABLES.items()}
    for name, what in FUNCTIONS.items():
        body = what.replace("{frontier}", FRONTIER)
        made[name] = f"CREATE FUNCTION {{schema}}.{name}{body}"
    for table in TABLES:
        made[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE"
            f" ON {{schema}}.{table} FOR EACH STATEMENT EXECUTE FUNCTION {{schema}}.refuse_change()"
        )
    for table in _NUMBERS:
        made[f"{table}_dense"] = (
            f"CREATE TRIGGER {table}_dense AFTER INSERT ON {{schema}}.{table}"
            " REFERENCING NEW TABLE AS added FOR EACH STATEMENT"
            f" EXECUTE FUNCTION {{schema}}.require_dense_{table}()"
        )
    made["ledger_about_no_insert"] = (
        "CREATE TRIGGER ledger_about_no_insert BEFORE INSERT ON {schema}.ledger_about"
        " FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change()"
    )
    return made


def _always() -> list[str]:
    """Triggers also for a session that says it replays what another server wrote."""
    triggers = {f"{table}_no_change": table for table in TABLES}
    triggers |= {f"{table}_dense": table for table in _NUMBERS}
    triggers["ledger_about_no_insert"] = "ledger_about"
    return [
        f"ALTER TABLE {{schema}}.{table} ENABLE ALWAYS TRIGGER {name}"
        for name, table in triggers.items()
    ]


def _grants() -> list[str]:
    everything = ", ".join(f"{{schema}}.{table}" for table in TABLES)
    functions = ", ".join(f"{{schema}}.{name}" for name in FUNCTIONS)
    return [
        "REVOKE ALL ON SCHEMA {schema} FROM PUBLIC",
        f"REVOKE ALL ON {everything} FROM PUBLIC",
        f"REVOKE ALL ON FUNCTION {functions} FROM PUBLIC",
        "GRANT USAGE ON SCHEMA {schema} TO {writer}, {reader}",
        f"GRANT SELECT ON {everything} TO {{writer}}, {{reader}}",
        *(
            f"GRANT INSERT {columns} ON {{schema}}.{table} TO {{writer}}"
            for table, columns in _GIVEN.items()
        ),
        "GRANT EXECUTE ON FUNCTION {schema}.ledger_turn TO {writer}",
    ]


def statements(schema: str) -> list[sql.Composed]:
    """What makes a ledger in an empty schema, in order. The two roles are there already."""
    names: dict[str, sql.Composable] = {
        "version": sql.Literal(STORE_VERSION),
        "schema": sql.Identifier(schema),
        "writer": sql.Identifier(WRITER.format(schema=schema)),
        "reader": sql.Identifier(READER.format(schema=schema)),
    }
    made = list(objects().items())
    before = [statement for name, statement in made if name != "ledger_about_no_insert"]
    texts = [
        "CREATE SCHEMA IF NOT EXISTS {schema}",
        *before,
        "INSERT INTO {schema}.ledger_about VALUES ({version})",
        dict(made)["ledger_about_no_insert"],
        *_always(),
        *_grants(),
    ]
    return [sql.SQL(text).format(**names) for text in texts]
