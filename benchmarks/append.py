"""Appending: the sealed store against the library's own recorder and against bare sqlite3.

All commit durably (WAL, synchronous = FULL) the same pre-built entries. `library` is
eventsourcing's SQLiteApplicationRecorder with text ids and our mapper: no seal, no command id.
`bare` inserts rows that are already encoded. `sealed` is what the application does: the write
lock, the check that the streams it writes have not moved, dense positions, leaves, frontier and
command id. `remembered` is that with the memory that the ledger's home keeps of each recording;
its ratios are the ones aimed at. The arms of a round follow each other in changing order; every
ratio is the median of the ratios within a round.

    python -m benchmarks.append --rounds 7
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from eventsourcing.persistence import EventStore, JSONTranscoder
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from benchmarks import machine
from domain.directory.events import AgencyLeft
from domain.kernel.event import Stamp
from domain.kernel.vocabulary import Role, StreamId
from ledger.integrity.memory import Memory
from ledger.integrity.scan import audit
from ledger.store.entry import Entry, EntryMapper
from ledger.store.sqlite.engine import SqliteEngine

Batch = Sequence[Entry]
Write = Callable[[Batch], object]

STREAM_LENGTH = 10
TARGETS = {1: 0.75, 100: 0.75}
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def entries(count: int, batch: int, chance: random.Random) -> list[Batch]:
    """`count` entries of about 500 bytes, without sealed words, in streams of ten."""
    made = [_entry(number, number // batch, chance) for number in range(count)]
    return [made[first : first + batch] for first in range(0, count, batch)]


def _entry(number: int, command: int, chance: random.Random) -> Entry:
    left = AgencyLeft(agency=f"agency-{number % 40}", reason=chance.randbytes(150).hex())
    stamp = Stamp(
        recorded_at=START + timedelta(seconds=number),
        actor="j-mensah",
        role=Role.COORDINATOR,
        command_id=f"{command:032x}",
    )
    stream = StreamId(
        f"return/2026-{number // 5_000:03}/C{number // 100}/{number // STREAM_LENGTH}"
    )
    return Entry(stream, number % STREAM_LENGTH + 1, left, stamp)


def sealed(path: Path, batches: Sequence[Batch]) -> float:
    return _sealed(path, batches, None)


def remembered(path: Path, batches: Sequence[Batch]) -> float:
    """As `sealed`, and the ledger's home remembers each recording, as in the application."""
    memory = Memory(path.with_name("recorded"))
    memory.begin()
    taken = _sealed(path, batches, memory)
    found = memory.read()
    assert found is not None
    assert found.size == sum(map(len, batches))
    return taken


def _sealed(path: Path, batches: Sequence[Batch], memory: Memory | None) -> float:
    SqliteEngine(path).create()
    store = SqliteEngine(path).open()

    def write(batch: Batch) -> None:
        read: dict[str, int] = {}
        for entry in batch:
            read.setdefault(entry.stream, entry.version - 1)
        appended = store.append(*batch, command_id=batch[0].stamp.command_id, read_versions=read)
        if memory is not None:
            memory.advance(appended.sealed)

    taken = _seconds(write, batches)
    store.close()
    assert audit(path).ok
    return taken


def library(path: Path, batches: Sequence[Batch]) -> float:
    datastore = SQLiteDatastore(str(path), lock_timeout=30, originator_id_type="text")
    recorder = SQLiteApplicationRecorder(datastore)
    recorder.create_table()
    with datastore.transaction(commit=False) as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone()[0] == 2, "this SQLite is not durable unless asked to be"
    store: EventStore[str] = EventStore(EntryMapper(transcoder=JSONTranscoder()), recorder)
    taken = _seconds(store.put, batches)
    datastore.close()
    return taken


def bare(path: Path, batches: Sequence[Batch]) -> float:
    mapper = EntryMapper(transcoder=JSONTranscoder())
    rows = {
        id(batch): [
            (s.originator_id, s.originator_version, s.topic, s.state)
            for s in map(mapper.to_stored_event, batch)
        ]
        for batch in batches
    }
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute(
        "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT,"
        " state BLOB, PRIMARY KEY (originator_id, originator_version))"
    )

    def write(batch: Batch) -> None:
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?)", rows[id(batch)])
        db.execute("COMMIT")

    taken = _seconds(write, batches)
    db.close()
    return taken


ARMS: dict[str, Callable[[Path, Sequence[Batch]], float]] = {
    "remembered": remembered,
    "sealed": sealed,
    "library": library,
    "bare": bare,
}


def _seconds(write: Write, batches: Sequence[Batch]) -> float:
    start = perf_counter()
    for batch in batches:
        write(batch)
    return perf_counter() - start


def measure(count: int, batch: int, rounds: int, folder: Path) -> dict[str, list[float]]:
    """Events a second of each arm, round by round."""
    rates: dict[str, list[float]] = {arm: [] for arm in ARMS}
    for number in range(rounds):
        chance = random.Random(number)
        batches = entries(count, batch, chance)
        for arm in chance.sample(list(ARMS), len(ARMS)):
            with tempfile.TemporaryDirectory(dir=folder) as inner:
                rates[arm].append(count / ARMS[arm](Path(inner) / "ledger.db", batches))
    return rates


def ratio(rates: dict[str, list[float]], arm: str, base: str) -> float:
    """The median of one arm's rate over another's in the same round."""
    return statistics.median(a / b for a, b in zip(rates[arm], rates[base], strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--single", type=int, default=1_500, help="transactions of one event")
    options.add_argument("--batched", type=int, default=100, help="transactions of 100 events")
    options.add_argument("--folder", type=Path, default=None, help="where to write (disk matters)")
    given = options.parse_args()
    print(machine.line(given.folder))
    print(f"{given.rounds} rounds; events/s are medians, x are medians of ratios within a round")
    print(f"{'a transaction':>14}", *(f"{arm:>10}" for arm in ARMS), end="")
    print(f" {'x library':>10} {'x sealed':>9} {'x bare':>7} {'target':>9}")
    for batch, count in ((1, given.single), (100, 100 * given.batched)):
        rates = measure(count, batch, given.rounds, given.folder)
        row = " ".join(f"{statistics.median(rates[arm]):>10,.0f}" for arm in ARMS)
        reached = ratio(rates, "remembered", "library")
        print(f"{batch:>14} {row} {reached:>10.2f}", end="")
        print(f" {ratio(rates, 'remembered', 'sealed'):>9.2f}", end="")
        print(f" {ratio(rates, 'remembered', 'bare'):>7.2f}", end="")
        print(f" {'>= ' + str(TARGETS[batch]):>9} {'' if reached >= TARGETS[batch] else 'MISSED'}")


if __name__ == "__main__":
    main()
