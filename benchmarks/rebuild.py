"""Rebuilding the projection from SQLite, against references measured in the same rounds.

`landed` and `scanned` are the floor: the same JSON from Parquet into the same tables by the same
SQL in one DuckDB execute, the file landed once in a temporary table or scanned for every topic.
Of the two the faster in a round is that round's floor.

Processor time and memory are those of the process and of what it started.

    python -m benchmarks.rebuild --sizes 10000 100000 1000000 --rounds 3
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks import workload
from projections.engine.facts import FACTS, quoted

ARMS = ("rebuild", "landed", "scanned")
FLOORS = ("landed", "scanned")
_ROWS = (
    "SELECT rowid AS position, topic, originator_id AS stream, originator_version AS version,"
    " CAST(state AS TEXT) AS state FROM stored_events"
)
_Taken = tuple[float, float, float]
"""Seconds by the clock, seconds of the processors, and peak resident MB."""


def rebuild(directory: Path) -> tuple[float, float]:
    """Seconds from empty tables, which the floor has too, to the whole ledger."""
    from ledger.store.engines import engine_of
    from projections.engine.projector import Projection

    projection = Projection(engine_of(directory / "ledger.db").source())
    projection.hold()
    start = _clocks()
    projection.catch_up()
    return _since(start)


def landed(directory: Path) -> tuple[float, float]:
    """Seconds for the same tables from Parquet, read once."""
    land = f"CREATE TEMP TABLE backlog AS FROM {_parquet(directory)}"
    return _floor(directory, "backlog", [land])


def scanned(directory: Path) -> tuple[float, float]:
    """Seconds for the same tables from Parquet, scanned for every topic."""
    return _floor(directory, _parquet(directory), [])


def _floor(directory: Path, source: str, first: list[str]) -> tuple[float, float]:
    database = _tables()
    inserts = [FACTS[t].insert(f"{source} WHERE topic = {quoted(t)}") for t in _topics(directory)]
    statement = ";".join([*first, *inserts])
    start = _clocks()
    database.execute(statement)
    return _since(start)


def _parquet(directory: Path) -> str:
    return quoted(str(directory / "rows.parquet"))


def _clocks() -> tuple[float, float]:
    """The clock, and the processors' time of this process and of those that it started."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return perf_counter(), sum(of.ru_utime + of.ru_stime for of in used)


def _since(start: tuple[float, float]) -> tuple[float, float]:
    """Seconds by the clock and of the processors."""
    wall, processors = _clocks()
    return wall - start[0], processors - start[1]


def _tables() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config={"threads": "2"})
    database.execute("CREATE SCHEMA log")
    for table in FACTS.values():
        database.execute(table.create)
    return database


def _topics(directory: Path) -> list[str]:
    rows = _parquet(directory)
    found = duckdb.execute(f"SELECT DISTINCT topic FROM {rows} ORDER BY ALL").fetchall()
    return [topic for (topic,) in found]


def prepare(directory: Path, size: int) -> None:
    """The store, and its rows as Parquet."""
    import sqlite3

    workload.build(directory / "ledger.db", size)
    database = duckdb.connect()
    database.execute(
        "CREATE TABLE rows(position BIGINT, topic VARCHAR, stream VARCHAR, version BIGINT,"
        " state VARCHAR)"
    )
    store = sqlite3.connect(directory / "ledger.db")
    found = store.execute(f"{_ROWS} ORDER BY rowid")
    while batch := found.fetchmany(50_000):
        columns = [list(column) for column in zip(*batch, strict=True)]
        database.execute(
            "INSERT INTO rows SELECT unnest(?::BIGINT[]), unnest(?::VARCHAR[]),"
            " unnest(?::VARCHAR[]), unnest(?::BIGINT[]), unnest(?::VARCHAR[])",
            columns,
        )
    store.close()
    database.execute(
        f"COPY (FROM rows ORDER BY position) TO {_parquet(directory)} (ROW_GROUP_SIZE 16384)"
    )


def _peak_mb() -> float:
    """Peak resident MB of this process and of the largest that it started (Linux only).

    This process's `ru_maxrss` would begin at its parent's.
    """
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (int(found[1]) + started) / 1024 if found else float("nan")


def _measured(arm: str, directory: Path) -> _Taken:
    """What one arm took in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.rebuild", "--arm", arm, "--in", str(directory)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, processors, peak = json.loads(done.stdout)
    return float(wall), float(processors), float(peak)


def compare(size: int, rounds: int) -> None:
    """One row of the table for each arm: medians, and medians of ratios within a round."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prepare(directory, size)
        taken: dict[str, list[_Taken]] = {arm: [] for arm in ARMS}
        for number in range(rounds):
            first = number % len(ARMS)
            for arm in ARMS[first:] + ARMS[:first]:
                taken[arm].append(_measured(arm, directory))
    for arm in ARMS:
        wall, processors, peak = zip(*taken[arm], strict=True)
        median = statistics.median(wall)
        print(
            f"{size:>10,}  {arm:<8} {median:7.2f} s {size / median:>10,.0f}/s"
            f"  {_of_floor(taken, arm, 0):5.2f} of floor"
            f"  {statistics.median(processors):7.2f} s of processor"
            f"  {_of_floor(taken, arm, 1):5.2f} of floor  {max(peak):6.0f} MB"
        )


def _of_floor(taken: dict[str, list[_Taken]], arm: str, measure: int) -> float:
    rounds = range(len(taken[arm]))
    floors = [min(taken[floor][number][measure] for floor in FLOORS) for number in rounds]
    return statistics.median(floors[n] / taken[arm][n][measure] for n in rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="directory", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.arm:
        arms: dict[str, Callable[[Path], tuple[float, float]]] = {
            "rebuild": rebuild,
            "landed": landed,
            "scanned": scanned,
        }
        print(json.dumps([*arms[chosen.arm](chosen.directory), _peak_mb()]))
        return
    print(workload.machine())
    for size in chosen.sizes:
        compare(size, chosen.rounds)
        print(f"{'':>10}  load average {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
