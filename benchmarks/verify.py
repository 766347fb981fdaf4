"""The full audit against a floor, on the same ledger in the same rounds.

`audit`: what `assure ledger verify` does first: every leaf and the root recomputed from the
entries and compared with all that was sealed, versions, types, commands, tiles, SQLite's own
check of the file, and whether each entry's time can be. `floor`: reads the same columns of every
entry in the same order and gives each entry's stored bytes to SHA-256 once, and nothing else.
`root`: the floor, the inner nodes of the tree added: the least that any program must do to know
the root. Every `x` is the median of the ratios within a round; the audit uses a second core for
SQLite's check, for gathering the seals and for the times where there is one, so the CPU seconds of
all its threads are told too.

    python -m benchmarks.verify --sizes 10000 1000000 --rounds 5
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import statistics
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter, process_time

from benchmarks import big_ledger, machine
from ledger.integrity.time_bounds import Confirmations, examined, misdated

TARGET = 2.5
_TARGET_FROM = 1_000_000
"""Below, what an audit costs once (opening, the schema, a thread) counts too much."""
_SCAN = (
    "SELECT rowid, originator_id, originator_version, topic, state"
    " FROM stored_events NOT INDEXED ORDER BY rowid"
)


@dataclass(frozen=True, slots=True)
class Taken:
    seconds: float
    cpu_seconds: float


def floor(path: Path) -> None:
    with closing(_connect(path)) as db:
        for _, _, _, _, state in db.execute(_SCAN):
            sha256(state).digest()


def root(path: Path) -> None:
    with closing(_connect(path)) as db:
        level = [sha256(state).digest() for _, _, _, _, state in db.execute(_SCAN)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\x01" + left + right).digest() for left, right in pairs] + odd


def audited(path: Path) -> None:
    verdict, forwards = examined(path)
    assert verdict.ok
    assert forwards
    assert not list(misdated(path, Confirmations([]), forwards=forwards))


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


ARMS: dict[str, Callable[[Path], None]] = {"audit": audited, "floor": floor, "root": root}


def measure(path: Path, rounds: int) -> dict[str, list[Taken]]:
    """What each arm takes, round by round; the file is in the cache, as it is after a backup."""
    floor(path)
    taken: dict[str, list[Taken]] = {arm: [] for arm in ARMS}
    for number in range(rounds):
        for arm in random.Random(number).sample(list(ARMS), len(ARMS)):
            began, cpu_began = perf_counter(), process_time()
            ARMS[arm](path)
            taken[arm].append(Taken(perf_counter() - began, process_time() - cpu_began))
    return taken


def ratio(one: list[Taken], other: list[Taken], cpu: bool = False) -> float:
    """The median of the ratios within a round."""

    def of(taken: Taken) -> float:
        return taken.cpu_seconds if cpu else taken.seconds

    pairs = zip(one, other, strict=True)
    return statistics.median(of(a) / of(b) for a, b in pairs)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--folder", type=Path, default=None, help="where to write")
    given = options.parse_args()
    print(machine.line(given.folder))
    print(f"{given.rounds} rounds; seconds are medians, x are medians of ratios within a round")
    print(f"{'entries':>9} {'audit':>8} {'floor':>8} {'root':>8} {'audit CPU':>10}", end="")
    print(f" {'x floor':>8} {'x CPU':>6} {'x root':>7} {'target':>7}")
    for size in given.sizes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            path = Path(folder) / "ledger.db"
            big_ledger.build(path, size)
            taken = measure(path, given.rounds)
        seconds = (statistics.median(t.seconds for t in taken[arm]) for arm in ARMS)
        row = " ".join(f"{value:>8.3f}" for value in seconds)
        cpu_seconds = statistics.median(t.cpu_seconds for t in taken["audit"])
        reached = ratio(taken["audit"], taken["floor"])
        print(f"{size:>9,} {row} {cpu_seconds:>10.3f} {reached:>8.2f}", end="")
        print(f" {ratio(taken['audit'], taken['floor'], cpu=True):>6.2f}", end="")
        target = f"<= {TARGET}" if size >= _TARGET_FROM else ""
        missed = " MISSED" if target and reached > TARGET else ""
        print(f" {ratio(taken['audit'], taken['root']):>7.2f} {target:>7}{missed}")


if __name__ == "__main__":
    main()
