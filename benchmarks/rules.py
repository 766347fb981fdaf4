"""What it costs to decide every command of a ledger again, beside the other checks of it.

`audit`: every hash, as in `benchmarks.verify`. `read`: every entry read as the commands read it.
`rules`: every command decided again, which reads every entry too. `CPU`: seconds of the processor;
`us`: microseconds of it an entry; `x CPU`: how many times as much as the audit. Each ledger is
checked once, alone, in a process of its own; `MB`: the most memory that it took.

    python -m benchmarks.rules --sizes 10000 100000 1000000
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks import machine, ruled_ledger
from ledger.integrity.readable import first_unreadable
from ledger.integrity.rules import first_unlawful
from ledger.integrity.scan import audit
from ledger.store.engines import engine_of

T = TypeVar("T")

TARGET_SECONDS = 600
_TARGET_AT = 1_000_000


def _audited(path: Path, size: int) -> bool:
    found = audit(path)
    return found.ok and found.size == size


def _read(path: Path, size: int) -> bool:
    return first_unreadable(engine_of(path), size) is None


def _ruled(path: Path, size: int) -> bool:
    return first_unlawful(engine_of(path), size) is None


ARMS: dict[str, Callable[[Path, int], bool]] = {"audit": _audited, "read": _read, "rules": _ruled}


def _measured(arm: str, path: Path, size: int) -> tuple[float, float, int]:
    """Seconds, of the processor too, and the most memory in MB.

    Raises RuntimeError for a ledger that does not pass.
    """
    began, cpu_began = perf_counter(), process_time()
    if not ARMS[arm](path, size):
        raise RuntimeError(f"{arm} finds something in a ledger where nothing is")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return perf_counter() - began, process_time() - cpu_began, memory


def _alone(act: Callable[..., T], *given: object) -> T:
    """In a process of its own, whose memory is its own too."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        return process.apply(act, given)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    options.add_argument("--folder", type=Path, default=None, help="where to write")
    given = options.parse_args()
    print(machine.line(given.folder))
    print(f"{'entries':>9} {'check':>6} {'seconds':>8} {'CPU':>8} {'us':>6} {'x CPU':>6} {'MB':>6}")
    for asked in given.sizes:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            path = Path(folder) / "ledger.db"
            size = _alone(ruled_ledger.build, path, asked)
            cpu, seconds = dict[str, float](), 0.0
            for arm in ARMS:
                seconds, cpu[arm], memory = _alone(_measured, arm, path, size)
                row = f"{seconds:>8.2f} {cpu[arm]:>8.2f} {cpu[arm] / size * 1e6:>6.1f}"
                ratio = f"{cpu[arm] / cpu['audit']:>6.1f} {memory:>6}"
                print(f"{size:>9,} {arm:>6} {row} {ratio}", flush=True)
            if size >= _TARGET_AT and seconds > TARGET_SECONDS:
                print(f"MISSED: the rules of a million entries within {TARGET_SECONDS} seconds")


if __name__ == "__main__":
    main()
