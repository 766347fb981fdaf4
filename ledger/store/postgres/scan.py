"""Everything in a server's ledger, read row by row for the verifier."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import count
from typing import Any

import psycopg
from psycopg.rows import TupleRow

from ledger.store.postgres import statements
from ledger.store.postgres.address import Address
from ledger.store.postgres.connection import connect
from ledger.store.postgres.schema import STORE_VERSION, WRITER
from ledger.store.protocol import Login, StoredRow

TRIED = (15, 16, 18)
"""The versions of PostgreSQL that write down an untouched schema as `objects.txt` has it."""
_ROWS_AT_ONCE = 5_000
_ENTRIES = (
    "SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events"
    " ORDER BY notification_id"
)
_ENTRY = _ENTRIES.replace("ORDER BY notification_id", "WHERE notification_id = %s")
_LEAVES = "SELECT notification_id, leaf_hash FROM stored_events ORDER BY notification_id"
_LEAF_TEXT = (
    "SELECT upper(string_agg(encode(leaf_hash, 'hex'), ',' ORDER BY notification_id))"
    " FROM stored_events WHERE notification_id BETWEEN %s AND %s"
)
_LEAF_OUTSIDE = (
    "SELECT FROM stored_events WHERE notification_id > %s OR notification_id < 1 LIMIT 1"
)
_TILES = "SELECT tile, hash FROM ledger_tile ORDER BY tile"
_COMMANDS = (
    "SELECT command_id, first_position, last_position FROM ledger_command ORDER BY first_position"
)
_STATE_PARTS = (
    "SELECT count(*), string_agg(substr(state, %s, %s), '\\x'::bytea ORDER BY notification_id)"
    " FROM stored_events WHERE notification_id > %s AND notification_id <= %s"
)
_STATE_BEGINNINGS = (
    "SELECT notification_id, substr(state, 1, %s) FROM stored_events ORDER BY notification_id"
)
_STATE_BEGINNING = _STATE_BEGINNINGS.replace(
    "ORDER BY notification_id", "WHERE notification_id = %s"
)
_LOGINS = (
    "SELECT login, min(notification_id), max(notification_id), count(*),"
    " EXISTS (SELECT FROM pg_roles r WHERE r.rolname = login AND NOT r.rolsuper"
    " AND pg_has_role(r.oid, %s, 'MEMBER') AND NOT pg_has_role(r.oid, (SELECT relowner FROM"
    " pg_class WHERE oid = 'stored_events'::regclass), 'MEMBER'))"
    " FROM stored_events WHERE notification_id > %s AND notification_id <= %s"
    " GROUP BY login ORDER BY 2"
)
_BAD_PAGES = "SELECT checksum_failures FROM pg_stat_database WHERE datname = current_database()"


class PostgresScan:
    """One reading transaction that sees the ledger as it was when it began."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._db = connect(address, to_read=True)
        self._numbers = count()
        try:
            # The tables as they lie: a damaged index hides nothing.
            self._db.execute("SET enable_indexscan = off; SET enable_indexonlyscan = off")
            self._db.execute("SET enable_bitmapscan = off")
            self._db.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._db.execute("SELECT FROM ledger_about").fetchall()
        except BaseException:
            self._db.close()
            raise

    def altered(self) -> str | None:
        version = self._one("SELECT max(store_version) FROM ledger_about")[0]
        if version != STORE_VERSION:
            return f"the store's version is {version}; {STORE_VERSION} is known"
        expected, made = expected_objects(), made_objects(self._db, self._address.schema)
        differs = None
        if missing := sorted(expected - made):
            differs = f"{_name(missing[0])} was removed or altered: the schema was tampered with"
        elif foreign := sorted(made - expected):
            differs = f"the schema holds something foreign: {foreign[0]}"
        return None if differs is None else differs + self._unless_of_its_version()

    def _unless_of_its_version(self) -> str:
        """What else a difference may mean in a server that writes a schema down in its own way."""
        major = self._db.info.server_version // 10_000
        if major in TRIED:
            return ""
        return (
            f"; or PostgreSQL {major} only writes it down in another way: this version of assure"
            f" was tried with {', '.join(map(str, TRIED))}"
        )

    def damage(self) -> str | None:
        """What PostgreSQL counted itself: pages whose checksum was wrong."""
        with closing(connect(self._address, to_read=True)) as db:
            (bad,) = db.execute(_BAD_PAGES).fetchone() or (0,)
        return f"PostgreSQL counted {bad} pages with a wrong checksum" if bad else None

    def entries(self) -> Iterator[StoredRow]:
        return self._rows(_ENTRIES)

    def entry(self, position: int) -> list[StoredRow]:
        return list(self._rows(_ENTRY, position))

    def leaves(self) -> Iterator[StoredRow]:
        return self._rows(_LEAVES)

    def leaf_text(self, first: int, last: int) -> str:
        try:
            with closing(connect(self._address, to_read=True)) as db:
                (text,) = db.execute(_LEAF_TEXT, (first, last)).fetchone() or ("",)
        except psycopg.Error:
            return ""
        return text or ""

    def logins(self, after: int, last: int) -> list[Login]:
        writer = WRITER.format(schema=self._address.schema)
        return [Login(*row) for row in self._db.execute(_LOGINS, (writer, after, last))]

    def is_sealed_outside(self, size: int) -> bool:
        return self._db.execute(_LEAF_OUTSIDE, (size,)).fetchone() is not None

    def tiles(self) -> Iterator[StoredRow]:
        return self._rows(_TILES)

    def commands(self) -> Iterator[StoredRow]:
        return self._rows(_COMMANDS)

    def frontiers(self) -> list[StoredRow]:
        size, hashes = self._one(statements.FRONTIER)
        return [(size, hashes or b"")]

    def state_parts(self, after: int, last: int, begin: int, length: int) -> tuple[int, bytes]:
        found, parts = self._one(_STATE_PARTS, begin + 1, length, after, last)
        return found, parts or b""

    def state_beginnings(self, length: int) -> Iterator[StoredRow]:
        return self._rows(_STATE_BEGINNINGS, length)

    def state_beginning(self, position: int, length: int) -> list[StoredRow]:
        return list(self._rows(_STATE_BEGINNING, length, position))

    def _one(self, statement: str, *values: int) -> TupleRow:
        return self._db.execute(statement, values).fetchall()[0]

    def _rows(self, statement: str, *values: int) -> Iterator[StoredRow]:
        """Rows by portions, of a cursor that the server keeps."""
        with self._db.cursor(f"scan_{next(self._numbers)}") as cursor:
            cursor.itersize = _ROWS_AT_ONCE
            yield from cursor.execute(statement, values, binary=True)

    def close(self) -> None:
        self._db.close()


def made_objects(db: psycopg.Connection[Any], schema: str) -> set[str]:
    """Everything that stands in a schema, a line each."""
    query = files("ledger.store.postgres").joinpath("objects.sql").read_text(encoding="utf-8")
    return {line for (line,) in db.execute(query, {"schema": schema})}


def expected_objects() -> set[str]:
    """The same of a ledger that nobody has altered."""
    text = files("ledger.store.postgres").joinpath("objects.txt").read_text(encoding="utf-8")
    return set(text.splitlines())


def _name(line: str) -> str:
    return " ".join(line.split()[:2])
