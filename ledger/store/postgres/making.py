"""Making a ledger in a server, once, as its administrator: tables, triggers, roles and grants."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg
from psycopg import sql

from ledger.errors import UnusableError
from ledger.store.postgres.address import Address
from ledger.store.postgres.connection import connect
from ledger.store.postgres.schema import READER, WRITER, statements

_ELSEWHERE = (
    "SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid"
    " WHERE d.refclassid = 'pg_authid'::regclass AND r.rolname = %s"
    " AND d.dbid <> (SELECT oid FROM pg_database WHERE datname = current_database())"
)


def make(address: Address) -> None:
    """An empty ledger, all of it or nothing. Raises psycopg.Error and UnusableError."""
    with closing(connect(address)) as db, db.transaction():
        db.execute("SET LOCAL check_function_bodies = off")
        for role in roles(address):
            _make_role(db, role)
        for statement in statements(address.schema):
            db.execute(statement)


def roles(address: Address) -> tuple[str, str]:
    """The writing role and the reading role of a ledger."""
    return WRITER.format(schema=address.schema), READER.format(schema=address.schema)


def _make_role(db: psycopg.Connection[Any], role: str) -> None:
    """A role without a login. One that another database uses would open that one's ledger too."""
    known = db.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if known is None:
        db.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        return
    (elsewhere,) = db.execute(_ELSEWHERE, (role,)).fetchone() or (0,)
    if elsewhere:
        raise UnusableError(
            f"The role {role} is used by another database of this server.",
            "Nothing was made. Give this ledger a schema of another name: schema=NAME.",
        )
