"""Opening a ledger's file while others close it, and take its log away, again and again."""

from __future__ import annotations

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from application.identity import local
from domain.directory.decisions import EnrolPerson
from ledger.integrity.scan import audit
from ledger.service import Ledger
from ledger.store.engines import engine_of
from ledger.store.sqlite import schema, untouched
from ledger.store.sqlite.connection import connect_to_read, uri_with_its_index
from tests.ledger.partnership import begin, enter, prepare
from tests.ledger.processes import FORK, WAIT_SECONDS, together

OPENINGS = 400
RACE_SECONDS = 20
COUNT = "SELECT count(*) FROM stored_events"
_INDEX_HEADERS_BYTES = 2 * 48


@pytest.fixture
def shared(path: Path) -> Path:
    """A prepared ledger that no process has open."""
    with begin(path) as ledger:
        prepare(ledger)
    return path


def _open_and_close(path: Path) -> None:
    """Whoever writes and closes last takes the log away."""
    while True:
        with enter(path) as ledger:
            ledger.size()


def test_a_file_is_opened_while_others_take_its_log_away(shared: Path) -> None:
    path = shared
    logs = set[int]()
    other = FORK.Process(target=_open_and_close, args=(path,))
    other.start()
    log = path.with_name(f"{path.name}-wal")
    try:
        until, openings = time.monotonic() + WAIT_SECONDS, 0
        while openings < OPENINGS or (len(logs) <= 5 and time.monotonic() < until):
            openings += 1
            with closing(connect_to_read(path)) as db:
                assert db.execute(COUNT).fetchone()[0] > 0
                logs.add(log.stat().st_ino)
    finally:
        other.kill()
        other.join()
    assert len(logs) > 5, "the log was hardly ever taken away"
    assert audit(path).ok


@pytest.mark.parametrize("reads", ["_require", "_open", "_scan", "_follow"])
def test_whoever_may_not_rebuild_an_index_waits_for_who_does(shared: Path, reads: str) -> None:
    """Somebody has the file open and has emptied its index; a moment later it is rebuilt."""
    inner, outer = FORK.Pipe()

    def hold() -> None:
        with closing(sqlite3.connect(shared)) as db:
            db.execute(f"PRAGMA user_version = {schema.STORE_VERSION}")  # something in its log
            while True:
                inner.send(db.execute(COUNT).fetchone()[0])
                inner.recv()

    other = FORK.Process(target=hold)
    other.start()
    try:
        outer.recv()
        address = uri_with_its_index(shared)
        with closing(sqlite3.connect(address, uri=True)) as guard:
            guard.execute(COUNT)
            with shared.with_name(f"{shared.name}-shm").open("r+b") as index:
                index.write(bytes(_INDEX_HEADERS_BYTES))
                index.flush()
                rebuilding = threading.Timer(0.1, outer.send, (None,))
                rebuilding.start()
                globals()[reads](shared)
                rebuilding.join()
    finally:
        other.kill()
        other.join()


def test_a_log_that_goes_away_between_a_look_and_the_copy_is_looked_for_again(
    shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, kept = shared.with_name(f"{shared.name}-wal"), shared.with_name("log")
    with enter(shared) as ledger:
        ledger.record(EnrolPerson(person="new", full_name="New"), actor=local("ruth-haldane"))
        size = ledger.size()
        shutil.copyfile(log, kept)
        shutil.copyfile(shared, shared.with_name("file"))
    shared.with_name("file").replace(shared)
    kept.replace(log)
    copied, copies = untouched._copied, list[Path]()

    def close_and_copy(path: Path, folder: Path) -> Path:
        _close(path)
        assert not log.exists()
        copies.append(copied(path, folder))
        return copies[-1]

    monkeypatch.setattr(untouched, "_copied", close_and_copy)
    with engine_of(shared).untouched() as still, Ledger.to_read(still) as ledger:
        assert (ledger.size(), still.address) == (size, str(shared))
    assert [copy.exists() for copy in copies] == [False]


@pytest.mark.slow
def test_nobody_is_told_of_a_fault_while_others_open_record_and_close(shared: Path) -> None:
    until = time.monotonic() + RACE_SECONDS

    def again(act: Callable[[Path], int]) -> Callable[[Path], str]:
        def acts(path: Path) -> str:
            last = 0
            while time.monotonic() < until:
                size = act(path)
                if size < last:
                    return f"{act.__name__}: {size} entries after {last}"
                last = size
            return "well"

        return acts

    acts = (_record, _close, _close, _require, _require, _read, _read, _check)
    assert set(together(shared, [again(act) for act in acts])) == {"well"}
    assert audit(shared).ok


def _record(path: Path) -> int:
    with enter(path) as ledger:
        name = f"p-{ledger.size()}"
        ledger.record(EnrolPerson(person=name, full_name=name), actor=local("ruth-haldane"))
        return ledger.size()


def _close(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(COUNT).fetchone()[0])


def _require(path: Path) -> int:
    engine = engine_of(path)
    engine.require_closed()
    engine.require_ledger()
    return 0


def _open(path: Path) -> None:
    with closing(engine_of(path).open_to_read()) as store:
        assert store.size() > 0


def _scan(path: Path) -> None:
    assert audit(path).ok


def _follow(path: Path) -> None:
    with closing(engine_of(path).source()) as source:
        assert source.last() > 0


def _read(path: Path) -> int:
    with engine_of(path).untouched() as still, Ledger.to_read(still) as ledger:
        size = ledger.size()
        with closing(still.source()) as source:
            assert source.last() >= size
        return size


def _check(path: Path) -> int:
    with engine_of(path).untouched() as still:
        found = audit(still)
    assert found.ok, found
    return found.size


def test_who_begins_a_ledger_waits_for_who_is_turning_its_log_on(path: Path) -> None:
    """Of several that begin it at once SQLite refuses all but one, and waits for none of them."""
    with ThreadPoolExecutor(1) as pool, closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        beginning = pool.submit(engine_of(str(path)).create)
        with pytest.raises(TimeoutError):
            beginning.result(timeout=0.3)
        db.execute("ROLLBACK")
        beginning.result(timeout=WAIT_SECONDS)
    with closing(connect_to_read(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
