"""Appending on both engines, by several processes at once, against the library and bare rows.

Every arm commits durably the same entries. `sealed` is what the application does, on SQLite and on
PostgreSQL; `library` is eventsourcing's own recorder of that engine with our mapper, without a
seal; `bare` is psycopg that inserts rows which are already encoded: INSERT for one, binary COPY
for more, each with a commit. The arms of a round follow each other in changing order; every ratio
is the median of the ratios within a round. `p99` is of one append of the sealed arm, waiting for
the others included.

    python -m benchmarks.append_engines --rounds 5 --processes 1 4 16
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any

import psycopg
from eventsourcing.persistence import EventStore, JSONTranscoder
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg import sql

from benchmarks import machine
from benchmarks.append import Batch, entries
from ledger.integrity.scan import audit
from ledger.store.engines import engine_of
from ledger.store.entry import EntryMapper
from tests.postgres import Place, own_server

Times = list[float]
TABLE = sql.SQL(
    "CREATE TABLE {} (originator_id text, originator_version bigint, topic text, state bytea,"
    " PRIMARY KEY (originator_id, originator_version))"
)


def _sealed(place: str, batches: Sequence[Batch]) -> Times:
    store = engine_of(place).open()

    def write(batch: Batch) -> None:
        read: dict[str, int] = {}
        for entry in batch:
            read.setdefault(entry.stream, entry.version - 1)
        store.append(*batch, command_id=batch[0].stamp.command_id, read_versions=read)

    taken = _each(write, batches)
    store.close()
    return taken


def _mapper() -> EntryMapper:
    return EntryMapper(transcoder=JSONTranscoder())


def _sqlite_library(place: str, batches: Sequence[Batch]) -> Times:
    datastore = SQLiteDatastore(place, lock_timeout=60, originator_id_type="text")
    store: EventStore[str] = EventStore(_mapper(), SQLiteApplicationRecorder(datastore))
    taken = _each(store.put, batches)
    datastore.close()
    return taken


def _postgres_library(place: str, batches: Sequence[Batch]) -> Times:
    folder, schema = place.split("#")
    datastore = _datastore(folder, schema)
    store: EventStore[str] = EventStore(_mapper(), PostgresApplicationRecorder(datastore))
    taken = _each(store.put, batches)
    datastore.close()
    return taken


def _datastore(folder: str, schema: str) -> PostgresDatastore:
    where = ("postgres", folder, 5432, "postgres", "")
    return PostgresDatastore(
        *where, schema=schema, originator_id_type="text", connect_timeout=30, lock_timeout=60
    )


def _bare(place: str, batches: Sequence[Batch]) -> Times:
    folder, schema = place.split("#")
    mapper = _mapper()
    rows = {
        id(batch): [
            (s.originator_id, s.originator_version, s.topic, s.state)
            for s in map(mapper.to_stored_event, batch)
        ]
        for batch in batches
    }
    with psycopg.connect(f"host={folder} user=postgres", autocommit=True) as db:
        db.execute(sql.SQL("SET search_path = {}").format(sql.Identifier(schema)))

        def write(batch: Batch) -> None:
            if len(batch) == 1:
                values = rows[id(batch)][0]
                db.execute("INSERT INTO bare VALUES (%s, %s, %s, %s)", values, prepare=True)
                return
            with db.cursor().copy("COPY bare FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(("text", "int8", "text", "bytea"))
                for row in rows[id(batch)]:
                    copy.write_row(row)

        return _each(write, batches)


def _each(write: Callable[[Batch], object], batches: Sequence[Batch]) -> Times:
    """Seconds for each batch."""
    taken = []
    for batch in batches:
        begun = perf_counter()
        write(batch)
        taken.append(perf_counter() - begun)
    return taken


ARMS: dict[str, Callable[[str, Sequence[Batch]], Times]] = {
    "SQLite sealed": _sealed,
    "SQLite library": _sqlite_library,
    "PostgreSQL sealed": _sealed,
    "PostgreSQL library": _postgres_library,
    "PostgreSQL bare": _bare,
}


class Places:
    """An empty store for an arm, each time another."""

    def __init__(self, folder: Path, place: Callable[[], Place]) -> None:
        self._folder, self._place = folder, place

    @contextmanager
    def of(self, arm: str) -> Iterator[str]:
        if arm.startswith("SQLite"):
            with tempfile.TemporaryDirectory(dir=self._folder) as inner:
                path = str(Path(inner) / "ledger.db")
                if arm.endswith("sealed"):
                    engine_of(path).create()
                else:
                    datastore = SQLiteDatastore(path, originator_id_type="text")
                    SQLiteApplicationRecorder(datastore).create_table()
                    datastore.close()
                yield path
                _require_whole(arm, path)
            return
        place = self._place()
        if arm.endswith("sealed"):
            place.create()
            yield place.address
            _require_whole(arm, place.address)
        else:
            place.server.execute(f"CREATE SCHEMA {place.schema}")
            with _datastore(str(place.server.folder), place.schema) as of_library:
                PostgresApplicationRecorder(of_library).create_table()
            place.execute(TABLE.format(sql.Identifier("bare")).as_string(), user="postgres")
            yield f"{place.server.folder}#{place.schema}"
        place.server.execute(f"DROP SCHEMA {place.schema} CASCADE")


def _require_whole(arm: str, place: str) -> None:
    if arm.endswith("sealed"):
        assert audit(engine_of(place)).ok


def _work(
    arm: str, place: str, seed: int, share: int, count: int, batch: int, gate: Any, out: Any
) -> None:
    """One process: its own streams, begun when all are ready."""
    mine = entries(count * (share + 1), batch, random.Random(seed))[-(count // batch) :]
    gate.wait()
    out.put(ARMS[arm](place, mine))


def run(arm: str, place: str, seed: int, processes: int, count: int, batch: int) -> Times:
    """Seconds altogether, then of each append."""
    context = get_context("spawn")
    gate, out = context.Barrier(processes + 1), context.Queue()
    workers = [
        context.Process(target=_work, args=(arm, place, seed, n, count, batch, gate, out))
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    gate.wait()
    begun = perf_counter()
    taken = [out.get() for _ in workers]
    altogether = perf_counter() - begun
    for worker in workers:
        worker.join()
    return [altogether, *(one for of_one in taken for one in of_one)]


def measure(places: Places, rounds: int, processes: int, count: int, batch: int) -> None:
    rates: dict[str, list[float]] = {arm: [] for arm in ARMS}
    waits: dict[str, list[float]] = {arm: [] for arm in ARMS}
    for number in range(rounds):
        for arm in random.Random(number).sample(list(ARMS), len(ARMS)):
            with places.of(arm) as place:
                altogether, *each = run(arm, place, number, processes, count, batch)
            rates[arm].append(count * processes / altogether)
            waits[arm] += each
    for arm in ARMS:
        engine = arm.split()[0]
        against = [
            f"{base} {_ratio(rates[arm], rates[f'{engine} {base}']):.2f}"
            for base in ("library", "bare")
            if f"{engine} {base}" in rates and arm.endswith("sealed")
        ]
        p99 = statistics.quantiles(waits[arm], n=100)[98] * 1e3
        print(
            f"{batch:>5} {processes:>3}  {arm:<20}{statistics.median(rates[arm]):>9,.0f}/s"
            f"  p99 {p99:>7.1f} ms  {'  '.join(f'x {one}' for one in against)}",
            flush=True,
        )


def _ratio(one: list[float], other: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(one, other, strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--processes", type=int, nargs="+", default=[1, 4, 16])
    options.add_argument("--single", type=int, default=800, help="transactions of one, altogether")
    options.add_argument("--batched", type=int, default=96, help="transactions of 100, altogether")
    options.add_argument("--folder", type=Path, default=None, help="where to write (disk matters)")
    given = options.parse_args()
    print(machine.line(given.folder))
    print("batch, processes, engine, events/s (median), p99 of an append, x: ratio to")
    if given.folder is not None:
        tempfile.tempdir = str(given.folder)
    with own_server() as server:
        places = Places(given.folder or Path(tempfile.gettempdir()), server.place)
        for batch, transactions in ((1, given.single), (100, given.batched)):
            for processes in given.processes:
                share = max(10 // batch, 1) * -(-transactions // processes // max(10 // batch, 1))
                measure(places, given.rounds, processes, share * batch, batch)


if __name__ == "__main__":
    main()
