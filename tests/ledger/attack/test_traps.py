"""The traps that a normal event store walks into, each with the test that keeps us out.

1.  A commit that is not on the disk: `test_store.py`, every pooled connection is durable, and a
    database that cannot be is refused.
2.  A deferred `BEGIN`: `test_store.py`, a writing transaction takes the lock before it reads;
    `test_concurrency.py`, a writer waits.
3.  PostgreSQL's functions drop the table lock, and
5.  its recorder retries a commit whose answer was lost: there is no PostgreSQL store; below, a
    process that is told to use one does not. A command sent twice is one record:
    `test_service.py`.
4.  An audit through an index is blind: below, and `test_tamper.py` (an index that hides an entry;
    a state that becomes text).
6.  Future versions read in silence: `test_store.py`, refused with the entry's number.
7.  A topic in the database is imported: `test_store.py`, counted and never imported.
8.  A file copied without its write-ahead log is a silent rollback: `test_histories.py`; the way
    out, SQLite's backup API, `tests/cli` and below.

And: rowids used again after a deletion, or renumbered by a dump: below; the library's one cipher
for all, and snapshots: `test_store.py`, the environment cannot change how we store.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.integrity.backup import back_up
from ledger.integrity.scan import audit
from ledger.service import Ledger
from ledger.store.engines import engine_of
from ledger.store.sqlite import scan as sqlite_scan
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, enrol_one, stage


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def plan(path: Path, statement: str) -> str:
    with closing(sqlite3.connect(path)) as db:
        return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}"))


def test_the_audit_reads_the_table_from_end_to_end(scene: Scene) -> None:
    """Trap 4. The count shows that SQLite would gladly take an index."""
    for statement, table in (
        (sqlite_scan._ENTRIES, "stored_events"),
        (sqlite_scan._LEAVES, "ledger_leaf"),
        (sqlite_scan._TILES, "ledger_tile"),
    ):
        assert plan(scene.path, statement) == f"SCAN {table}"
    assert "INDEX" in plan(scene.path, "SELECT count(*) FROM stored_events")


def test_an_entry_that_only_the_table_shows_is_audited(scene: Scene) -> None:
    """Trap 4: the index still has the old key, so whoever joins through it reads the old entry."""
    with closing(sqlite3.connect(scene.path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT originator_version, state FROM stored_events WHERE rowid = 32"
        ((version, state),) = db.execute(query)
    file = scene.path.read_bytes()
    # The stream's name stands in the index too: this is where it stands in the table.
    at = file.index(b"audit/2026-neglect%cBriefingAcknowledged" % version + state[:20])
    scene.path.write_bytes(file[:at] + b"audio" + file[at + 5 :])
    with closing(sqlite3.connect(scene.path)) as db:
        through_index = db.execute(
            "SELECT count(*) FROM stored_events WHERE originator_id = 'audit/2026-neglect'"
        ).fetchone()
    assert through_index == (9,), "the index tells the old story"
    assert scene.local() == 32


def test_told_to_use_postgresql_it_does_not(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Traps 3 and 5."""
    for name, value in {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_ENABLE_DB_FUNCTIONS": "y",
        "POSTGRES_DBNAME": "ledger",
        "POSTGRES_HOST": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        enrol_one(ledger, 7)
        assert ledger.size() == scene.size + 2
    assert scene.local() == "well"


def test_the_number_of_a_deleted_entry_is_not_given_again(scene: Scene) -> None:
    """SQLite's plain rowids are. The next entry goes on from what was sealed, or not at all."""
    with toolkit.tampering(scene.path) as db:
        db.execute("DELETE FROM stored_events WHERE rowid = ?", (scene.size,))
    with scene.custodian().ledger as ledger, pytest.raises(Exception, match="verify"):
        enrol_one(ledger, 8)
    assert scene.local() == scene.size


def test_a_dump_that_is_read_in_again_is_the_same_ledger(scene: Scene, tmp_path: Path) -> None:
    """With plain rowids a dump renumbers; ours are columns with a name."""
    again = tmp_path / "again.db"
    with closing(sqlite3.connect(scene.path)) as db:
        script = "\n".join(db.iterdump())
        names = ("application_id", "user_version")
        settings = [(name, db.execute(f"PRAGMA {name}").fetchone()[0]) for name in names]
    with closing(sqlite3.connect(again)) as db:
        db.executescript(script)
        for name, value in settings:
            db.execute(f"PRAGMA {name} = {value}")
    with Ledger.open(scene.path) as ledger:
        head = ledger.head()
    verdict = audit(again)
    assert (verdict.size, verdict.root) == head
    assert toolkit.read(again) == toolkit.read(scene.path)


def test_a_backup_taken_while_the_log_is_full_holds_every_entry(
    scene: Scene, tmp_path: Path
) -> None:
    """Trap 8, the way out: a plain copy is short, the backup is not."""
    with scene.custodian().ledger as ledger:
        enrol_one(ledger, 9)
        shutil.copyfile(scene.path, tmp_path / "plain.db")
        made = back_up(engine_of(scene.path), tmp_path / "backup.db", scene.home)
        assert made.scanned.size == ledger.size() == scene.size + 2
    assert audit(tmp_path / "backup.db").size == scene.size + 2
    assert audit(tmp_path / "plain.db").size < scene.size + 2
