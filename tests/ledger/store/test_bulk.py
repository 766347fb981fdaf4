"""The process that reads a long backlog takes nothing from the ledger and leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.sqlite import bulk
from tests.projections.harness import insert, new_store

ENTRIES = 3_000
WAIT_SECONDS = 30
ROW = ("any/0", "AgencyLeft", b'{"words":"' + b"x" * 500 + b'"}')
TOPICS = ["AgencyLeft"]
TRY_TO_WRITE = """
import sqlite3, sys
try:
    sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None).execute("BEGIN IMMEDIATE")
    print("taken")
except sqlite3.OperationalError as error:
    print(error)
"""
APPEND_AND_TIDY = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("INSERT INTO stored_events(originator_id, originator_version, topic, state)"
              " VALUES ('other/0', 1, 'AgencyLeft', x'7b7d')")
store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
store.close()
"""
COUNT = """
import sqlite3, sys
print(sqlite3.connect(sys.argv[1]).execute("SELECT count(*) FROM stored_events").fetchone()[0])
"""


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "BATCH_ENTRIES", 64)
    monkeypatch.setattr(bulk, "SLICE_ENTRIES", 128)


@pytest.fixture(scope="module")
def large() -> Path:
    path = new_store()
    with closing(sqlite3.connect(path)) as store:
        for _ in range(ENTRIES):
            insert(store, *ROW)
        store.commit()
    return path


@pytest.fixture
def path(large: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(large, tmp_path))


def elsewhere(program: str, path: Path) -> str:
    """What a program says in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(path)], check=True, capture_output=True, text=True
    )
    return ran.stdout.strip()


def to_the_end(path: Path) -> None:
    with bulk.slices(path, 0, ENTRIES, TOPICS) as slices:
        assert sum(batch.num_rows for batches in slices for batch in batches) == ENTRIES


def killed(path: Path) -> None:
    """After the first slices, while the reader waits for a free slot or reads on."""
    with bulk.slices(path, 0, ENTRIES, TOPICS) as slices:
        for _ in range(2):
            assert next(slices)


READINGS = [to_the_end, killed]


@pytest.mark.parametrize("reading", READINGS)
def test_a_lock_of_this_process_outlives_the_reader(
    reading: Callable[[Path], None], path: Path
) -> None:
    """A second SQLite in this process would have undone it when it closed the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as ledger:
        ledger.execute("BEGIN IMMEDIATE")
        reading(path)
        assert elsewhere(TRY_TO_WRITE, path) == "database is locked"
        ledger.execute("ROLLBACK")
        assert elsewhere(TRY_TO_WRITE, path) == "taken"


@pytest.mark.parametrize("reading", READINGS)
def test_the_log_of_a_living_writer_is_left_alone_and_no_entry_is_lost(
    reading: Callable[[Path], None], path: Path
) -> None:
    log = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as ledger:
        ledger.execute("PRAGMA synchronous=FULL")
        insert(ledger, *ROW)
        before = log.stat()
        for _ in range(3):
            reading(path)
            assert (log.stat().st_ino, log.stat().st_size) == (before.st_ino, before.st_size)
        elsewhere(APPEND_AND_TIDY, path)
        insert(ledger, *ROW)
        assert log.stat().st_ino == before.st_ino
        assert elsewhere(COUNT, path) == str(ENTRIES + 3)


def test_the_last_to_close_may_be_the_reader(path: Path) -> None:
    """It may only read, so that the log stays for the next writer, with all that is in it."""
    ledger = sqlite3.connect(path, isolation_level=None)
    insert(ledger, *ROW)
    with bulk.slices(path, 0, ENTRIES + 1, TOPICS) as slices:
        next(slices)
        ledger.close()
        for _ in slices:
            pass
    assert elsewhere(COUNT, path) == str(ENTRIES + 1)


def test_what_was_written_is_read_though_the_reader_has_ended(path: Path) -> None:
    """It fills every slot, ends, and hears nothing of those that are free again."""
    last = 3 * bulk.SLICE_ENTRIES
    with bulk.slices(path, 0, last, TOPICS) as slices:
        found = [next(slices)]
        deadline = time.monotonic() + WAIT_SECONDS
        while _readers(path) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not _readers(path)
        found.extend(slices)
    assert sum(batch.num_rows for batches in found for batch in batches) == last


def _readers(path: Path) -> list[int]:
    """The processes that read this ledger."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        address = any(str(path).encode() in part for part in command)
        if address and any(b"bulk_program.py" in part for part in command):
            found.append(int(process.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("reading", READINGS)
def test_no_reader_is_left(reading: Callable[[Path], None], path: Path) -> None:
    reading(path)
    assert _readers(path) == []


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
def test_a_reader_ends_with_the_process_that_started_it(path: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from ledger.store.sqlite import bulk\n"
        "bulk.BATCH_ENTRIES, bulk.SLICE_ENTRIES = 64, 128\n"
        f"with bulk.slices(Path(sys.argv[1]), 0, {ENTRIES}, {TOPICS}) as slices:\n"
        "    next(slices); print('read', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", program, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"read\n"
        (reader,) = _readers(path)
        os.kill(parent.pid, signal.SIGKILL)
    end = time.monotonic() + WAIT_SECONDS
    while _readers(path) and time.monotonic() < end:
        time.sleep(0.05)
    assert _readers(path) == [], f"process {reader} reads on"


def test_what_was_given_stands_until_the_next_but_one_is_asked_for(path: Path) -> None:
    with bulk.slices(path, 0, ENTRIES, TOPICS) as slices:
        positions: list[int] = []
        before = next(slices)
        for coming in slices:
            positions += [n for batch in before for n in batch.column("position").to_pylist()]
            before = coming
        positions += [n for batch in before for n in batch.column("position").to_pylist()]
    assert positions == list(range(1, ENTRIES + 1))
