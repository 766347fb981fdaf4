"""The line that says what a table of figures was measured on."""

from __future__ import annotations

import os
import platform
import sqlite3
import statistics
import tempfile
from pathlib import Path
from time import perf_counter


def line(folder: Path | None = None) -> str:
    """Cores, versions, and what one durable write costs in the folder measured in."""
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" fdatasync {sync_seconds(folder) * 1e6:.0f} us,"
        f" load {os.getloadavg()[0]:.1f}"
    )


def sync_seconds(folder: Path | None = None, writes: int = 200) -> float:
    """The median seconds of appending 4 KiB to a file and syncing it."""
    taken = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(writes):
            start = perf_counter()
            os.write(file.fileno(), bytes(4096))
            os.fdatasync(file.fileno())
            taken.append(perf_counter() - start)
    return statistics.median(taken)
