"""Rebuilding the projection from SQLite, against two references measured in the same rounds.

`floor`: the same lines from Parquet into the same tables by the same SQL, in one DuckDB execute.
`adbc`: the same from SQLite through ADBC's driver, which the application must not use on a ledger
that it also writes (see projections/source.py).

    python -m benchmarks.rebuild --sizes 10000 100000 1000000 --rounds 3
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb

from benchmarks import workload
from projections.facts import FACTS, quoted

ARMS = ("rebuild", "floor", "adbc")
_LINE = (
    "SELECT rowid AS position, topic, '{\"entry\":' || CAST(state AS TEXT) || ',\"position\":'"
    " || rowid || ',\"stream\":' || json_quote(originator_id) || ',\"version\":'"
    " || originator_version || '}' AS line FROM stored_events"
)


def rebuild(directory: Path) -> float:
    """Seconds from an empty projection to the whole ledger."""
    from projections.projector import Projection
    from projections.source import SqliteSource

    projection = Projection(SqliteSource(directory / "ledger.db"))
    start = perf_counter()
    projection.catch_up()
    return perf_counter() - start


def floor(directory: Path) -> float:
    """Seconds for the same tables from Parquet."""
    database = _tables()
    inserts = [FACTS[t].insert(f"backlog WHERE topic = {quoted(t)}") for t in _topics(directory)]
    lines = quoted(str(directory / "lines.parquet"))
    statement = ";".join([f"CREATE TEMP TABLE backlog AS FROM {lines}", *inserts])
    start = perf_counter()
    database.execute(statement)
    return perf_counter() - start


def adbc(directory: Path) -> float:
    """Seconds for the same tables through ADBC, 122,880 entries at a time."""
    from adbc_driver_manager import AdbcConnection, AdbcDatabase, AdbcStatement
    from adbc_driver_sqlite import _driver_path

    database, topics = _tables(), _topics(directory)
    start = perf_counter()
    reader = AdbcConnection(
        AdbcDatabase(driver=_driver_path(), uri=f"file:{directory}/ledger.db?mode=ro")
    )
    position, size = 0, int(json.loads((directory / "size.json").read_text()))
    while position < size:
        statement = AdbcStatement(reader)
        statement.set_options(**{"adbc.sqlite.query.batch_rows": 16_384})
        statement.set_sql_query(f"{_LINE} WHERE rowid > {position} ORDER BY rowid LIMIT 122880")
        handle, _ = statement.execute_query()
        database.register("stream", handle)
        database.execute("CREATE OR REPLACE TEMP TABLE backlog AS FROM stream")
        database.unregister("stream")
        statement.close()
        for topic in topics:
            database.execute(FACTS[topic].insert(f"backlog WHERE topic = {quoted(topic)}"))
        position += 122_880
    return perf_counter() - start


def _tables() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect(":memory:", config={"threads": "2"})
    database.execute("CREATE SCHEMA log")
    for table in FACTS.values():
        database.execute(table.create)
    return database


def _topics(directory: Path) -> list[str]:
    lines = quoted(str(directory / "lines.parquet"))
    found = duckdb.execute(f"SELECT DISTINCT topic FROM {lines} ORDER BY ALL").fetchall()
    return [topic for (topic,) in found]


def prepare(directory: Path, size: int) -> None:
    """The store, and its lines as Parquet."""
    import sqlite3

    workload.build(directory / "ledger.db", size)
    (directory / "size.json").write_text(str(size))
    database = duckdb.connect()
    database.execute("CREATE TABLE lines(position BIGINT, topic VARCHAR, line VARCHAR)")
    store = sqlite3.connect(directory / "ledger.db")
    rows = store.execute(f"{_LINE} ORDER BY rowid")
    while batch := rows.fetchmany(50_000):
        columns = [list(column) for column in zip(*batch, strict=True)]
        database.execute(
            "INSERT INTO lines SELECT unnest(?::BIGINT[]), unnest(?::VARCHAR[]),"
            " unnest(?::VARCHAR[])",
            columns,
        )
    store.close()
    parquet = quoted(str(directory / "lines.parquet"))
    database.execute(f"COPY (FROM lines ORDER BY position) TO {parquet} (ROW_GROUP_SIZE 16384)")


def _peak_mb() -> float:
    """Peak resident MB of this process; `ru_maxrss` would begin at its parent's (Linux only)."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")


def _measured(arm: str, directory: Path) -> tuple[float, float]:
    """Seconds and peak resident MB of one arm in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.rebuild", "--arm", arm, "--in", str(directory)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds, peak = json.loads(done.stdout)
    return float(seconds), float(peak)


def compare(size: int, rounds: int) -> None:
    """One row of the table: medians, and medians of ratios within a round."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        prepare(directory, size)
        taken: dict[str, list[tuple[float, float]]] = {arm: [] for arm in ARMS}
        for number in range(rounds):
            for arm in ARMS[number % 3 :] + ARMS[: number % 3]:
                taken[arm].append(_measured(arm, directory))
    seconds = {arm: [one for one, _ in taken[arm]] for arm in ARMS}
    for arm in ARMS:
        median = statistics.median(seconds[arm])
        ratio = statistics.median(
            low / own for low, own in zip(seconds["floor"], seconds[arm], strict=True)
        )
        peak = max(peak for _, peak in taken[arm])
        print(
            f"{size:>10,}  {arm:<8} {median:7.2f} s {size / median:>10,.0f}/s"
            f"  {ratio:5.2f} of floor  {peak:6.0f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--arm", choices=ARMS, help=argparse.SUPPRESS)
    parser.add_argument("--in", dest="directory", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.arm:
        arms: dict[str, Callable[[Path], float]] = {
            "rebuild": rebuild,
            "floor": floor,
            "adbc": adbc,
        }
        seconds = arms[chosen.arm](chosen.directory)
        print(json.dumps([seconds, _peak_mb()]))
        return
    print(workload.machine())
    for size in chosen.sizes:
        compare(size, chosen.rounds)


if __name__ == "__main__":
    main()
