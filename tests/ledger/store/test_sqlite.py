"""SQLite as an engine: it passes the contract, and its file refuses what SQL could do to it."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from eventsourcing.persistence import InterfaceError, StoredEvent

from domain.kernel.vocabulary import StreamId
from ledger.errors import IntegrityFailureError
from ledger.integrity.scan import audit
from ledger.proof import merkle
from ledger.service import Ledger
from ledger.store.application import EntryStore
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine
from ledger.store.sqlite.engine import SqliteEngine
from ledger.store.sqlite.recorder import _require_durable
from tests.ledger.partnership import begin, form
from tests.ledger.store.contract import EngineContract
from tests.ledger.store.making import datastore_of, entry


class SqliteBench:
    """A ledger in a file, and whoever may open that file with SQLite."""

    refused: type[Exception] | tuple[type[Exception], ...] = sqlite3.IntegrityError
    tables = ("stored_events", "ledger_leaf", "ledger_tile", "ledger_command", "ledger_frontier")

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine: Engine = engine_of(path)

    def create(self) -> None:
        self.engine.create()

    def execute(self, statement: str) -> None:
        sql(self.path, statement)

    def changing(self, table: str) -> list[str]:
        change = {
            "ledger_command": "last_position = 999",
            "ledger_frontier": "size = size - 1",
        }.get(table, "rowid = rowid + 1")
        return [
            f"DELETE FROM {table}",
            f"UPDATE {table} SET {change}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1",
            f"REPLACE INTO {table} SELECT * FROM {table} ORDER BY 1 DESC LIMIT 1",
        ]

    def replace_with_another(self) -> None:
        """While the first file lives on elsewhere, so that its number is not given out again."""
        self.path.rename(self.path.with_name("moved-away.db"))


class TestContract(EngineContract):
    @pytest.fixture
    def bench(self, path: Path) -> SqliteBench:
        return SqliteBench(path)


@pytest.fixture
def store(path: Path) -> Iterator[EntryStore]:
    """An empty store; whatever the test did, it passes its scan at the end."""
    with closing(created(path)) as opened:
        yield opened
    assert audit(path).fault is None


def created(path: Path) -> EntryStore:
    SqliteEngine(path).create()
    return SqliteEngine(path).open()


def sql(path: Path, statement: str, *values: object) -> list[tuple[object, ...]]:
    """One statement through a plain connection, as anybody with the file could run it."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute(statement, values).fetchall()
        db.commit()
        return rows


def insert(store: EntryStore, topic: str, state: bytes, command_id: str = "hostile") -> None:
    """A row that no mapper of ours would write, in a stream of its own, sealed like any other."""
    row = StoredEvent(f"hostile/{store.recorder.size()}", 1, topic, state)
    store.recorder.append([row], command_id, {})


def test_the_state_column_holds_plain_json_written_once(ledger: Ledger, path: Path) -> None:
    form(ledger)
    rows = sql(
        path, "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
    )
    assert rows[0] == (
        1,
        "directory",
        1,
        "PartnershipFormed",
        b'{"schema":1,"envelope":2,"recorded_at":"2026-11-23T09:00:00Z","actor":"ruth-haldane",'
        b'"role":"coordinator","agency":null,"command_id":"form","known_by":"local",'
        b'"event":{"name":"Invented Partnership","invented":true}}',
    )
    assert [row[:4] for row in rows[1:]] == [
        (2, "directory", 2, "PersonEnrolled"),
        (3, "directory", 3, "RoleGranted"),
    ]


def test_a_stream_is_read_forwards_backwards_and_in_part(store: EntryStore) -> None:
    store.append(*(entry("s", version) for version in range(1, 6)), command_id="c")
    select = store.recorder.select_events
    assert [row.originator_version for row in select("s", gt=1, lte=4)] == [2, 3, 4]
    assert [row.originator_version for row in select("s", desc=True, limit=2)] == [5, 4]
    assert [e.position for e in store.stream(StreamId("s"), after=3)] == [4, 5]


def test_the_frontier_is_that_of_the_leaves(store: EntryStore, path: Path) -> None:
    for number in range(1, 20):
        store.append(entry(f"s{number}", 1, f"c{number}"), command_id=f"c{number}")
        ((size, hashes),) = sql(path, "SELECT size, hashes FROM ledger_frontier")
        assert size == number
        assert isinstance(hashes, bytes)
        frontier = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
        assert merkle.frontier_root(frontier) == merkle.root(store.leaves(1, number))


@pytest.mark.parametrize(
    "values",
    [
        (5, "s", 1, "AgencyLeft", b"{}"),  # leaves a gap
        (3, "s", 1, "AgencyLeft", b"{}"),  # is taken
        (None, "s", 1, "AgencyLeft", b"{}"),  # leaves the position to SQLite
        (4, "directory", 3, "AgencyLeft", b"{}"),  # the stream's version is taken
        (4, "directory", 5, "AgencyLeft", b"{}"),  # leaves a gap in the stream
    ],
)
def test_only_the_next_position_and_a_new_version_can_be_inserted(
    ledger: Ledger, path: Path, values: tuple[object, ...]
) -> None:
    form(ledger)
    for verb in ("INSERT", "INSERT OR REPLACE"):
        with pytest.raises(sqlite3.IntegrityError):
            sql(path, f"{verb} INTO stored_events VALUES (?, ?, ?, ?, ?)", *values)


@pytest.mark.parametrize(
    "values",
    [
        (4, "s", 1, "AgencyLeft", "{}"),  # text where a blob belongs
        (4, "s", 1, b"AgencyLeft", b"{}"),
        (4, "s", "one", "AgencyLeft", b"{}"),
        (4, "s", 0, "AgencyLeft", b"{}"),
        (4, None, 1, "AgencyLeft", b"{}"),
        (4, "s", 1, None, b"{}"),
        (4, "s", 1, "AgencyLeft", None),
    ],
)
def test_every_column_is_strict(ledger: Ledger, path: Path, values: tuple[object, ...]) -> None:
    form(ledger)
    with pytest.raises(sqlite3.IntegrityError):
        sql(path, "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", *values)


def test_every_pooled_connection_is_durable(store: EntryStore) -> None:
    pool = datastore_of(store).pool
    connections = [pool.get_connection() for _ in range(7)]
    for connection in connections:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2
        cursor.execute("PRAGMA journal_mode")
        assert cursor.fetchone()[0] == "wal"
    for connection in connections:
        pool.put_connection(connection)


def test_a_database_that_cannot_be_durable_is_refused() -> None:
    """SQLite in memory keeps no write-ahead log."""
    with (
        closing(sqlite3.connect(":memory:")) as db,
        pytest.raises(InterfaceError, match="journal_mode memory"),
    ):
        _require_durable(db)


def test_a_writing_transaction_takes_the_lock_before_it_reads(store: EntryStore) -> None:
    """A deferred one would fail at once, without waiting, if another wrote after its first read."""
    with (
        datastore_of(store).transaction(commit=True),
        closing(sqlite3.connect(Path(store.engine.address), timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


def test_a_hostile_topic_is_counted_and_never_imported(store: EntryStore) -> None:
    state = b'{"schema":1,"command_id":"hostile","event":{}}'
    topics = ("os:system", "this:d", "ledger.store.entry:EntryMapper", "agencyleft", "Event")
    for number, topic in enumerate(topics):
        insert(store, topic, state.replace(b"hostile", b"h%d" % number), f"h{number}")
    for position in range(1, 6):
        with pytest.raises(IntegrityFailureError, match=f"Entry {position} .*does not know"):
            list(store.between(position, position))
    assert "this" not in sys.modules
    assert audit(Path(store.engine.address)).ok


def test_an_event_of_a_future_version_is_refused_with_its_entry(store: EntryStore) -> None:
    store.append(entry("s", 1, "c"), command_id="c")
    kept = store.recorder.select_notifications(start=1, limit=1)[0]
    state = kept.state.replace(b'"schema":1', b'"schema":2').replace(b'"c"', b'"d"')
    insert(store, "AgencyLeft", state, "d")
    with pytest.raises(IntegrityFailureError, match="Entry 2 .*AgencyLeft in version 2") as caught:
        list(store.stream(StreamId("hostile/1")))
    assert "knows up to 1" in caught.value.message
    assert "install the version of assure that recorded it" in caught.value.remedy


def test_a_newer_envelope_is_refused_with_its_entry(store: EntryStore) -> None:
    store.append(entry("s", 1, "c"), command_id="c")
    kept = store.recorder.select_notifications(start=1, limit=1)[0]
    state = kept.state.replace(b'{"schema":1', b'{"schema":1,"envelope":9').replace(b'"c"', b'"d"')
    insert(store, "AgencyLeft", state, "d")
    with pytest.raises(IntegrityFailureError, match="Entry 2 .*by a newer assure") as caught:
        list(store.stream(StreamId("hostile/1")))
    assert "its envelope has version 9" in caught.value.message
    assert "install the version of assure that recorded it" in caught.value.remedy


@pytest.mark.parametrize(
    "state",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b'{"schema":1}',
        b'{"schema":"1","event":{}}',
        b'{"schema":0,"event":{"agency":"x","reason":"y"}}',
        b'{"schema":true,"event":{"agency":"x","reason":"y"}}',
        b'{"schema":1,"event":{"agency":"x","reason":NaN}}',
        b'{"schema":1,"event":{"agency":"x","reason":"\\ud800"}}',
        b'{"schema":1,"event":{"agency":"x","reason":"y","more":1}}',
        b'{"schema":1,"event":{"agency":"X Y","reason":"y"}}',
        b'{"schema":1,"event":' + b"[" * 100_000,
        b"\xff\xfe",
        b'{"schema":1,"event":{}} trailing',
    ],
    ids=lambda state: state[:40].decode(errors="replace") or "empty",
)
def test_a_hostile_state_is_refused_with_its_entry(path: Path, state: bytes) -> None:
    with closing(created(path)) as store:
        insert(store, "AgencyLeft", state)
        with pytest.raises(IntegrityFailureError, match="Entry 1"):
            list(store.stream(StreamId("hostile/0")))


def test_the_environment_cannot_change_how_we_store(
    ledger: Ledger, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = {
        "PERSISTENCE_MODULE": "eventsourcing.popo",
        "MAPPER_TOPIC": "eventsourcing.persistence:Mapper",
        "COMPRESSOR_TOPIC": "zlib",
        "CIPHER_TOPIC": "eventsourcing.cipher:AESCipher",
        "CIPHER_KEY": "x",
        "TRANSCODER_TOPIC": "os:system",
        "APPLICATION_RECORDER_TOPIC": "eventsourcing.sqlite:SQLiteApplicationRecorder",
        "SQLITE_DBNAME": str(tmp_path / "elsewhere.db"),
        "SQLITE_LOCK_TIMEOUT": "1",
        "CREATE_TABLE": "no",
        "IS_SNAPSHOTTING_ENABLED": "y",
        "ORIGINATOR_ID_TYPE": "uuid",
    }
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
        monkeypatch.setenv(f"{EntryStore.__name__.upper()}_{name}", value)
    other = tmp_path / "other.db"
    with begin(other) as under_attack:
        form(under_attack)
        store = under_attack._store
        assert datastore_of(store).pool.lock_timeout == 30
        assert isinstance(store, EntryStore)
        assert store.snapshots is None
    form(ledger)
    without_time = "SELECT topic, substr(state, 1, 27), substr(state, -60) FROM stored_events"
    assert sql(other, without_time) == sql(path, without_time)
    assert audit(other).size == 3
    assert sorted(p.name for p in tmp_path.glob("*.db")) == ["ledger.db", "other.db"]
