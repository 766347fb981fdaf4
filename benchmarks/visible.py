"""From a recorded entry to a row in a view: catching up, a session, a query.

python -m benchmarks.visible --sizes 10000 1000000 --times 200
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path
from time import perf_counter

from benchmarks import workload
from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from projections.engine.projector import Projection

_STEPS = ("catch up", "session", "query", "together")


def measure(size: int, times: int) -> None:
    """One table: milliseconds for each step, at one size."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ledger.db"
        workload.build(path, size)
        projection = Projection.of(str(path))
        audit = f"audit-{size // 5_000}"
        viewer = Standing("lead", frozenset({Grant(Role.LEAD_AUDITOR)}), frozenset({audit}))
        taken = [_once(projection, path, size + n, viewer, audit) for n in range(times)]
        projection.close()
    for step, of_step in zip(_STEPS, zip(*taken, strict=True), strict=True):
        cuts = statistics.quantiles(of_step, n=100)
        print(f"{size:>10,}  {step:<9} p50 {cuts[49]:6.2f} ms  p99 {cuts[98]:6.2f} ms")


def _once(
    projection: Projection, path: Path, number: int, viewer: Standing, audit: str
) -> tuple[float, float, float, float]:
    workload.append(path, number)
    start = perf_counter()
    position = projection.catch_up()
    caught_up = perf_counter()
    with projection.session(viewer) as session:
        opened = perf_counter()
        session.rows(
            'SELECT agency, grade, count(*) AS cases, max("position") AS latest'
            " FROM main.grade_given WHERE audit = ? GROUP BY ALL",
            [audit],
        )
        end = perf_counter()
    assert position == number + 1
    steps = (caught_up - start, opened - caught_up, end - opened, end - start)
    return (steps[0] * 1e3, steps[1] * 1e3, steps[2] * 1e3, steps[3] * 1e3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--times", type=int, default=200)
    chosen = parser.parse_args()
    print(workload.machine())
    for size in chosen.sizes:
        measure(size, chosen.times)


if __name__ == "__main__":
    main()
