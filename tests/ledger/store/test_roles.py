"""What each login of a server may do to a ledger, tried as that login; and what verify sees."""

from __future__ import annotations

from contextlib import closing

import psycopg
import pytest
from psycopg import errors

from ledger.errors import UnusableError
from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from ledger.store.postgres import scan
from ledger.store.postgres.address import Address
from tests.ledger.store.making import entry
from tests.ledger.store.test_postgres import PostgresBench, changing
from tests.postgres import Place, Server, earlier_server

REFUSED = (errors.InsufficientPrivilege, psycopg.IntegrityError)
ENTRY = (
    "INSERT INTO stored_events (notification_id, originator_id, originator_version, topic, state,"
    " leaf_hash) VALUES ({number}, '{stream}', {version}, 'AgencyLeft', '{{}}', sha256('x'))"
)


@pytest.fixture(scope="module")
def place(postgres: Server) -> Place:
    """A ledger of two entries, for what is refused or rolled back."""
    place = postgres.place()
    with closing(place.create().open()) as store:
        store.append(entry("s", 1), entry("s", 2), command_id="c")
    return place


def test_the_reading_role_reads_and_does_nothing_else(postgres: Server) -> None:
    place = postgres.place()
    reader = place.create("reader")
    with closing(place.administrator.open()) as store:
        store.append(entry("s", 1), command_id="c")
    with closing(reader.open_to_read()) as store:
        assert store.size() == 1
    assert audit(reader).ok
    statements = [
        ENTRY.format(number=2, stream="s", version=2),
        "INSERT INTO ledger_command VALUES ('x', 2, 2)",
        "INSERT INTO ledger_tile VALUES (0, sha256('x'))",
        "SELECT ledger_turn('x', '{}', '{}')",
        *(one for table in PostgresBench.tables for one in changing(table)),
    ]
    for statement in statements:
        with pytest.raises(errors.InsufficientPrivilege):
            place.execute(statement)
    with closing(reader.open()) as store, pytest.raises(UnusableError), reader.explained():
        store.append(entry("s", 2), command_id="d")


@pytest.mark.parametrize(
    "values",
    [
        {"number": 4, "stream": "s", "version": 3},
        {"number": 2, "stream": "s", "version": 3},
        {"number": 0, "stream": "s", "version": 3},
        {"number": 3, "stream": "s", "version": 4},
        {"number": 3, "stream": "s", "version": 2},
        {"number": 3, "stream": "t", "version": 2},
        {"number": 3, "stream": "t", "version": 0},
        {"number": "NULL", "stream": "s", "version": 3},
    ],
)
def test_the_writing_role_inserts_the_next_entry_and_no_other(
    place: Place, values: dict[str, object]
) -> None:
    with pytest.raises(psycopg.IntegrityError):
        place.execute(ENTRY.format(**values))


def test_nobody_says_who_wrote_an_entry(place: Place) -> None:
    assert place.execute("SELECT DISTINCT login FROM stored_events") == [(place.login,)]
    with pytest.raises(errors.InsufficientPrivilege):
        place.execute(
            "INSERT INTO stored_events (notification_id, originator_id, originator_version, topic,"
            " state, leaf_hash, login) VALUES (3, 's', 3, 'AgencyLeft', '{}', sha256('x'), 'me')"
        )
    place.execute(
        f"BEGIN; SET LOCAL ROLE {place.schema}_writer;"
        f" {ENTRY.format(number=3, stream='s', version=3)};"
        " DO $$ BEGIN IF (SELECT login FROM stored_events WHERE notification_id = 3) <>"
        f" '{place.login}' THEN RAISE 'another login'; END IF; END $$; ROLLBACK"
    )


def test_the_administrator_is_stopped_too_until_he_takes_the_guard_away(place: Place) -> None:
    for replaying in ("", "SET session_replication_role = replica; "):
        for table in ("stored_events", "ledger_command", "ledger_about"):
            for change in (f"DELETE FROM {table}", f"TRUNCATE {table}"):
                with pytest.raises(errors.RestrictViolation, match="append-only"):
                    place.execute(replaying + change, user="postgres")
        with pytest.raises(errors.IntegrityConstraintViolation, match="dense"):
            place.execute(
                replaying + ENTRY.format(number=4, stream="s", version=3), user="postgres"
            )


OWNERS = (
    "ALTER TABLE stored_events DISABLE TRIGGER USER",
    "ALTER TABLE stored_events ALTER login SET DEFAULT 'me'",
    "ALTER TABLE stored_events OWNER TO CURRENT_USER",
    "ALTER TABLE stored_events SET SCHEMA public",
    "ALTER SCHEMA {s} RENAME TO mine",
    "ALTER FUNCTION refuse_change() RESET ALL",
    "CREATE OR REPLACE FUNCTION {s}.refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NULL; END'",
    "CREATE RULE away AS ON INSERT TO stored_events DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON stored_events EXECUTE FUNCTION refuse_change()",
    "CREATE TABLE {s}.mine (a integer)",
    "CREATE TEMP TABLE child () INHERITS (stored_events)",
    "CREATE INDEX mine ON stored_events (topic)",
    "CREATE POLICY mine ON stored_events USING (false)",
    "DROP TABLE ledger_tile",
    "DROP SCHEMA {s} CASCADE",
    "BEGIN; LOCK TABLE ledger_about IN EXCLUSIVE MODE",
    "BEGIN; LOCK TABLE stored_events IN SHARE MODE",
    "SELECT FROM stored_events FOR UPDATE",
    "SET session_replication_role = replica",
    "SET SESSION AUTHORIZATION postgres",
    "SET ROLE postgres",
    "GRANT {s}_writer TO postgres",
    "ALTER ROLE postgres NOLOGIN",
    "COPY stored_events TO PROGRAM 'cat'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
)
"""What an owner, or an administrator, may do."""


@pytest.mark.parametrize("role", ["writer", "reader"])
def test_no_login_of_the_application_does_what_an_owner_may(postgres: Server, role: str) -> None:
    place = postgres.place()
    place.create(role)
    allowed = []
    with closing(psycopg.connect(place.server.uri)):  # an administrator's session, to be ended
        for statement in OWNERS:
            try:
                place.execute(statement.format(s=place.schema))
            except errors.InsufficientPrivilege:
                continue
            allowed.append(statement)
    assert allowed == []
    assert audit(place.engine).ok


def test_a_login_that_may_act_as_the_owner_is_no_writer(postgres: Server) -> None:
    place = postgres.place()
    with closing(place.create().open()) as store:
        store.append(entry("s", 1), command_id="c")
    with place.engine.scan() as scanned:
        assert [one.is_writer for one in scanned.logins(0, 1)] == [True]
    place.server.execute(f"CREATE ROLE {place.schema}_owner")
    for table in PostgresBench.tables:
        place.execute(f"ALTER TABLE {table} OWNER TO {place.schema}_owner", user="postgres")
    place.server.execute(f"GRANT {place.schema}_owner TO {place.login}")
    with place.engine.scan() as scanned:
        assert [one.is_writer for one in scanned.logins(0, 1)] == [False]


def test_no_role_of_the_application_owns_anything(place: Place) -> None:
    owners = place.execute(
        "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class"
        f" WHERE relnamespace = '{place.schema}'::regnamespace"
    )
    assert owners == [("postgres",)]


TAMPERED = {
    "trigger stored_events.stored_events_no_change": "DROP TRIGGER {t}_no_change ON {t}",
    "trigger stored_events.stored_events_dense": "ALTER TABLE {t} DISABLE TRIGGER {t}_dense",
    "column stored_events.login": "ALTER TABLE {t} ALTER login SET DEFAULT 'somebody'",
    "constraint stored_events.stored_events_pkey": "ALTER TABLE {t} DROP CONSTRAINT {t}_pkey",
    "function refuse_change": "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE"
    " plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "grant stored_events PUBLIC UPDATE": "GRANT UPDATE ON {t} TO PUBLIC",
    "grant stored_events writer DELETE": "GRANT DELETE ON {t} TO {s}_writer",
    "grant schema PUBLIC CREATE": "GRANT CREATE ON SCHEMA {s} TO PUBLIC",
    "grant function ledger_turn": "GRANT EXECUTE ON FUNCTION ledger_turn TO PUBLIC",
    "owner refuse_change": "ALTER FUNCTION refuse_change() OWNER TO {s}_writer",
    "child stored_events": "CREATE TABLE public.child_{s} () INHERITS ({t})",
    "grant schema owner": "ALTER SCHEMA {s} OWNER TO {s}_reader",
    "grant stored_events": "ALTER TABLE {t} OWNER TO {s}_writer",
    "table stored_events kept": "ALTER TABLE {t} ENABLE ROW LEVEL SECURITY",
    "rule stored_events.away": "CREATE RULE away AS ON UPDATE TO {t} DO INSTEAD NOTHING",
    "column other.a": "CREATE TABLE other (a integer)",
    "rule view._RETURN": "CREATE VIEW view AS SELECT 1",
}


@pytest.mark.parametrize("what", TAMPERED)
def test_a_schema_that_is_not_as_it_was_made_is_named(postgres: Server, what: str) -> None:
    place = postgres.place()
    engine = place.create()
    place.execute(TAMPERED[what].format(t="stored_events", s=place.schema), user="postgres")
    fault = audit(engine).fault
    assert fault is not None
    assert " ".join(what.split()[:2]) in fault.what


def test_a_server_of_an_earlier_version_writes_the_schema_down_in_the_same_way(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And of a version that was not tried it is said that a difference may be the server's."""
    with earlier_server(postgres) as server:
        place = server.place()
        engine = place.create()
        assert audit(engine).ok
        place.execute("DROP TRIGGER stored_events_dense ON stored_events", user="postgres")
        fault = audit(engine).fault
        assert fault is not None
        assert fault.what.endswith("tampered with")
        monkeypatch.setattr(scan, "TRIED", (18,))
        fault = audit(engine).fault
        assert fault is not None
        assert "or PostgreSQL 16 only writes it down in another way" in fault.what


def test_another_may_be_given_reading(postgres: Server) -> None:
    place = postgres.place()
    engine = place.create()
    place.execute(f"CREATE ROLE {place.schema}_analyst", user="postgres")
    place.execute(f"GRANT SELECT ON stored_events TO {place.schema}_analyst", user="postgres")
    place.execute("GRANT UPDATE ON stored_events TO PUBLIC")  # by whoever may not: no effect
    assert audit(engine).ok


def test_two_ledgers_in_one_server_are_closed_to_each_other(postgres: Server) -> None:
    one, other = postgres.place(), postgres.place()
    one.create()
    other.create()
    with pytest.raises(errors.InsufficientPrivilege):
        one.execute(f"SELECT FROM {other.schema}.stored_events")
    stranger = engine_of(other.address.replace(f"{other.login}@", f"{one.login}@"))
    with pytest.raises(UnusableError, match=r"may not do that.*ledger's writing or reading role"):
        stranger.require_ledger()


def test_only_an_administrator_makes_a_ledger_and_whole_or_not_at_all(postgres: Server) -> None:
    place = postgres.place()
    with pytest.raises(UnusableError, match="may not do that"):
        place.engine.create()
    assert place.engine.is_blank()
    place.server.execute(f"CREATE SCHEMA {place.schema}")
    place.execute("CREATE TABLE ledger_tile (other integer)", user="postgres")
    assert not place.administrator.is_blank()
    with pytest.raises(UnusableError, match="something else than a ledger"):
        place.administrator.require_ledger()
    with pytest.raises(UnusableError):
        place.administrator.create()
    assert (
        place.execute(
            "SELECT FROM pg_class WHERE relname = 'ledger_about' AND"
            f" relnamespace = '{place.schema}'::regnamespace"
        )
        == []
    )


def test_a_role_of_another_database_is_not_taken(postgres: Server) -> None:
    place = postgres.place()
    postgres.execute(f"CREATE DATABASE {place.schema}_elsewhere")
    elsewhere = engine_of(
        place.administrator.address.replace("/postgres?", f"/{place.schema}_elsewhere?")
    )
    elsewhere.create()
    with pytest.raises(UnusableError, match="is used by another database"):
        place.administrator.create()
    postgres.execute(f"DROP DATABASE {place.schema}_elsewhere")


def test_a_server_that_can_lose_what_it_acknowledges_is_refused(postgres: Server) -> None:
    """A writer of a session cannot turn the waiting for the disk off."""
    place = postgres.place()
    place.create()
    postgres.execute(f"ALTER ROLE {place.login} SET synchronous_commit = off")
    with closing(place.engine.open()) as store:
        store.append(entry("s", 1), command_id="c")
        from ledger.store.postgres.connection import connect

        address = Address.of(place.address)
        with closing(connect(address)) as db:
            assert db.execute("SHOW synchronous_commit").fetchone() == ("on",)
