"""From a commit to the figures of another process, on both engines.

The other process does what an open page does: it looks every second how far the ledger has come,
and then catches up and asks. `seen` begins when the recording returned, and ends with the answer;
`work` is the part that is no waiting for the next look. Recordings come at any moment.

    python -m benchmarks.visible_engines --times 30
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks import machine
from benchmarks.append import entries
from dashboard.live import LOOK_SECONDS
from domain.kernel.access import Grant, Standing
from domain.kernel.vocabulary import Role
from ledger.store.engines import engine_of
from projections.engine.projector import Projection
from tests.postgres import own_server

_ASKED = 'SELECT count(*) AS entries, max("position") AS latest FROM main.agency_left'
_VIEWER = Standing("lead", frozenset({Grant(Role.LEAD_AUDITOR)}))


def _page(place: str, times: int, ready: Any, out: Any) -> None:
    """Looks, catches up and asks; says of each entry when it was seen and what that took."""
    engine = engine_of(place)
    projection = Projection(engine.source())
    seen = projection.catch_up()
    with closing(engine.watch()) as watch:
        begun = watch.size()
        ready.set()
        while seen < begun + times:
            sleep(LOOK_SECONDS)
            looked = monotonic()
            if watch.size() > seen:
                newest = projection.catch_up()
                with projection.session(_VIEWER) as session:
                    (answer,) = session.rows(_ASKED)
                now = monotonic()
                assert answer["latest"] == newest
                for position in range(seen + 1, newest + 1):
                    out.put((position, now, now - looked))
                seen = newest
    projection.close()


def measure(name: str, place: str, times: int) -> None:
    context = get_context("spawn")
    ready, out = context.Event(), context.Queue()
    chance = random.Random(1)
    batches = entries(times + 1, 1, chance)
    with closing(engine_of(place).open()) as store:
        first, *others = batches
        store.append(*first, command_id="first")
        page = context.Process(target=_page, args=(place, times, ready, out))
        page.start()
        ready.wait()
        committed = {}
        for number, batch in enumerate(others):
            (row,) = store.append(*batch, command_id=f"c{number}").rows
            committed[row.id] = monotonic()
            sleep(chance.random() * LOOK_SECONDS)
        taken = [out.get() for _ in range(times)]
        page.join()
    seen = sorted(at - committed[position] for position, at, _ in taken)
    work = sorted(of_one for *_, of_one in taken)
    print(
        f"{name:<11} seen: median {statistics.median(seen):5.2f} s, longest {seen[-1]:5.2f} s;"
        f" work: median {statistics.median(work) * 1e3:6.1f} ms, longest {work[-1] * 1e3:6.1f} ms",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=30)
    chosen = parser.parse_args()
    print(machine.line(Path(tempfile.gettempdir())))
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        file, place = str(Path(folder) / "ledger.db"), server.place()
        engine_of(file).create()
        place.create()
        measure("SQLite", file, chosen.times)
        measure("PostgreSQL", place.address, chosen.times)


if __name__ == "__main__":
    main()
