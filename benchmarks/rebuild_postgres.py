"""Rebuilding the projection from PostgreSQL, against `COPY ... TO` into the same tables.

`copied` is the floor: psycopg writes the rows that the server's COPY gives to a file, and DuckDB
reads that once and fills the same tables by the same SQL. Each arm runs in a process of its own,
one after the other in changing order; every ratio is of one round. Processor time is the
client's alone.

    python -m benchmarks.rebuild_postgres --sizes 100000 1000000 --rounds 5
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import workload
from benchmarks.rebuild import _clocks, _since, _tables
from ledger.store.engines import engine_of
from ledger.store.postgres.address import Address
from ledger.store.postgres.connection import connect
from projections.engine.facts import FACTS, quoted
from tests.postgres import Place, own_server

_TOPICS = "SELECT DISTINCT topic FROM stored_events ORDER BY topic"
_COPY = (
    "COPY (SELECT notification_id, topic, originator_id, originator_version,"
    " convert_from(state, 'UTF8') FROM stored_events ORDER BY notification_id)"
    " TO STDOUT (FORMAT CSV)"
)
_LAND = (
    "CREATE TEMP TABLE backlog AS FROM read_csv({}, header = false, columns = {{'position':"
    " 'BIGINT', 'topic': 'VARCHAR', 'stream': 'VARCHAR', 'version': 'BIGINT', 'state': 'VARCHAR'}})"
)
Taken = tuple[float, float]


def rebuild(address: str) -> Taken:
    """Seconds from empty tables, which the floor has too, to the whole ledger."""
    from projections.engine.projector import Projection

    projection = Projection(engine_of(address).source())
    projection.hold()
    start = _clocks()
    projection.catch_up()
    return _since(start)


def copied(address: str) -> Taken:
    """Seconds for the same tables from the server's own COPY, through a file in memory."""
    database, server = _tables(), connect(Address.of(address), to_read=True)
    topics = [topic for (topic,) in server.execute(_TOPICS).fetchall()]
    with tempfile.NamedTemporaryFile() as file:
        start = _clocks()
        with server.cursor().copy(_COPY) as copy:
            for piece in copy:
                file.write(piece)
        file.flush()
        inserts = [FACTS[t].insert(f"backlog WHERE topic = {quoted(t)}") for t in topics]
        database.execute(";".join([_LAND.format(quoted(file.name)), *inserts]))
        return _since(start)


ARMS: dict[str, Callable[[str], Taken]] = {"rebuild": rebuild, "copied": copied}


def _work(arm: str, address: str, out: Any) -> None:
    out.put(ARMS[arm](address))


def _measured(arm: str, address: str) -> Taken:
    context = get_context("spawn")
    out = context.Queue()
    worker = context.Process(target=_work, args=(arm, address, out))
    worker.start()
    taken: Taken = out.get()
    worker.join()
    return taken


def fill(place: Place, size: int) -> None:
    """Entries without their seals, which no projection looks at."""
    place.create()
    place.execute("ALTER TABLE stored_events DISABLE TRIGGER USER", user="postgres")
    chance = random.Random(1)
    with psycopg.connect(place.server.uri, autocommit=True) as db:
        db.execute(f"SET search_path = {place.schema}")
        names = "notification_id, originator_id, originator_version, topic, state, leaf_hash"
        with db.cursor().copy(f"COPY stored_events ({names}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(("int8", "text", "int8", "text", "bytea", "bytea"))
            for number in range(size):
                stream, version, topic, state = workload.row(number, chance)
                copy.write_row((number + 1, stream, version, topic, state, bytes(32)))
        db.execute("VACUUM ANALYZE stored_events")


def compare(place: Place, size: int, rounds: int) -> None:
    fill(place, size)
    taken: dict[str, list[Taken]] = {arm: [] for arm in ARMS}
    for number in range(rounds):
        for arm in sorted(ARMS, reverse=bool(number % 2)):
            taken[arm].append(_measured(arm, place.address))
    for arm, of_arm in taken.items():
        wall, processors = (statistics.median(column) for column in zip(*of_arm, strict=True))
        floors = [
            statistics.median(
                floor[which] / one[which]
                for floor, one in zip(taken["copied"], of_arm, strict=True)
            )
            for which in (0, 1)
        ]
        print(
            f"{size:>10,}  {arm:<8} {wall:7.2f} s {size / wall:>10,.0f}/s {floors[0]:5.2f} of floor"
            f"  {processors:7.2f} s of this processor {floors[1]:5.2f} of floor",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None, help="where the server writes")
    chosen = parser.parse_args()
    if chosen.folder is not None:
        tempfile.tempdir = str(chosen.folder)
    print(workload.machine())
    with own_server() as server:
        for size in chosen.sizes:
            compare(server.place(), size, chosen.rounds)
            print(f"{'':>10}  load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
