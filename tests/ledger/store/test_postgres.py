"""PostgreSQL as an engine: it passes the contract, and refuses what a role may not do."""

from __future__ import annotations

import pytest
from psycopg import errors

from ledger.store.protocol import Engine
from tests.ledger.store.contract import EngineContract
from tests.postgres import Place, Server


class PostgresBench:
    """A ledger in a schema, and whoever has the login of an application."""

    refused: type[Exception] | tuple[type[Exception], ...] = (
        errors.InsufficientPrivilege,
        errors.UniqueViolation,
    )
    tables = ("stored_events", "ledger_tile", "ledger_command", "ledger_about")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.engine: Engine = place.engine

    def create(self) -> None:
        self.place.create()

    def execute(self, statement: str) -> None:
        self.place.execute(statement)

    def changing(self, table: str) -> list[str]:
        return changing(table)

    def replace_with_another(self) -> None:
        schema = self.place.schema
        self.place.server.execute(f"ALTER SCHEMA {schema} RENAME TO {schema}_away")


def changing(table: str) -> list[str]:
    """What could change, remove or replace a row of a table, or take its guard away."""
    key = {
        "stored_events": "notification_id",
        "ledger_tile": "tile",
        "ledger_command": "command_id",
        "ledger_about": "store_version",
    }[table]
    return [
        f"DELETE FROM {table}",
        f"UPDATE {table} SET {key} = {key}",
        f"TRUNCATE {table} CASCADE",
        f"DROP TABLE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"ALTER TABLE {table} ADD COLUMN more text",
        f"ALTER TABLE {table} OWNER TO CURRENT_USER",
        f"CREATE RULE away AS ON INSERT TO {table} DO INSTEAD NOTHING",
        f"CREATE POLICY away ON {table} USING (false)",
        f"CREATE INDEX away ON {table} ({key})",
        f"DROP TRIGGER {table}_no_change ON {table}",
        f"MERGE INTO {table} USING {table} AS t ON t.{key} = {table}.{key}"
        " WHEN MATCHED THEN DELETE",
        f"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE",
    ]


class TestContract(EngineContract):
    @pytest.fixture
    def bench(self, postgres: Server) -> PostgresBench:
        return PostgresBench(postgres.place())
