"""Many readers at once on one process: how long the pages take each of them, and its memory.

Each opens every page in turn over a connection of its own, as a browser does, all at the same
time. Linux only: the server's memory is read from /proc.

    python -m benchmarks.readers LEDGER ACTOR HOME --readers 20
"""

from __future__ import annotations

import argparse
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import machine
from benchmarks.page_rerun import Session, _connected, server_seconds
from tools.screenshots import PAGES, Dashboard, serving

PERCENT = 95


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("ledger", type=Path)
    options.add_argument("actor")
    options.add_argument("home", type=Path)
    options.add_argument("--readers", type=int, default=20)
    given = options.parse_args()
    print(machine.line())
    with serving(given.ledger, given.actor, given.home) as dashboard:
        pid = dashboard.process.pid
        begun, used = time.monotonic(), server_seconds(pid)
        with _connected(dashboard) as first:
            pages = Session(first).run().pages
        print(
            f"first page of the process: {time.monotonic() - begun:.2f} s,"
            f" {server_seconds(pid) - used:.2f} s of processor time, {_mebibytes(pid):.0f} MiB"
        )
        sockets = [_connected(dashboard) for _ in range(given.readers)]
        used = server_seconds(pid)
        with ThreadPoolExecutor(given.readers) as readers:
            found = list(readers.map(lambda one: _read(Session(one), pages), sockets))
        for socket in sockets:
            socket.close()
        _tell([taken for one in found for taken in one], given.readers, dashboard, used)


def _read(session: Session, pages: dict[str, str]) -> list[float]:
    """Seconds that each page took; ends the program when one fails."""
    taken = []
    for title in PAGES.values():
        session.page = pages[title]
        begun = time.monotonic()
        session.run()
        taken.append(time.monotonic() - begun)
    return taken


def _tell(taken: list[float], readers: int, dashboard: Dashboard, used: float) -> None:
    pid = dashboard.process.pid
    slow = statistics.quantiles(taken, n=100)[PERCENT - 1]
    cost = (server_seconds(pid) - used) / len(taken)
    print(
        f"{readers} readers at once, {len(taken)} pages without an error:"
        f" median {statistics.median(taken):.2f} s, p95 {slow:.2f} s, slowest {max(taken):.2f} s;"
        f" {cost:.3f} s of processor time a page, {_mebibytes(pid):.0f} MiB"
    )


def _mebibytes(pid: int) -> float:
    """What the server holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main()
