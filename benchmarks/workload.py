"""A store of any size, quickly: 80% grades with about 300 characters of words about the case."""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from projections.engine.facts import FACTS

_AGENCIES = ("police", "health", "social-care", "education", "early-help", "justice")
_GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
_AREAS = tuple(f"area-{number}" for number in range(8))
_INSERT = (
    "INSERT INTO stored_events(originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"
)
_Row = tuple[str, int, str, bytes]


def machine() -> str:
    """What the figures were measured on."""
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, "
        f"DuckDB {duckdb.__version__}, SQLite {sqlite3.sqlite_version}"
    )


def build(path: Path, size: int, seed: int = 1) -> None:
    """A store of `size` entries in the ledger's table, in WAL."""
    store = sqlite3.connect(path)
    store.execute("PRAGMA journal_mode=WAL")
    store.execute("PRAGMA synchronous=OFF")
    store.execute(
        "CREATE TABLE stored_events(rowid INTEGER PRIMARY KEY AUTOINCREMENT, originator_id TEXT,"
        " originator_version INTEGER, topic TEXT, state BLOB) STRICT"
    )
    store.executemany(_INSERT, _rows(size, random.Random(seed)))
    store.commit()
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def append(path: Path, number: int) -> None:
    """One more entry, in its own transaction."""
    store = sqlite3.connect(path)
    store.execute(_INSERT, row(number, random.Random(number)))
    store.commit()
    store.close()


def _rows(size: int, chance: random.Random) -> Iterator[_Row]:
    return (row(number, chance) for number in range(size))


def row(number: int, chance: random.Random) -> _Row:
    audit, case = f"audit-{number // 5_000}", f"C{number // 50 % 100:02}"
    agency = _AGENCIES[number % len(_AGENCIES)]
    topic, event = _event(chance, audit, case, agency)
    entry = {
        "schema": FACTS[topic].schema,
        "envelope": 2,
        "recorded_at": f"2026-11-{1 + number // 100_000 % 28:02}T07:04:28.{number % 1_000_000:06}Z",
        "actor": f"person-{number % 40}",
        "role": "auditor",
        "agency": agency,
        "command_id": f"{chance.getrandbits(128):032x}",
        "known_by": "local",
        "event": event,
    }
    state = json.dumps(entry, separators=(",", ":")).encode()
    return f"return/{audit}/{case}/{agency}-{number // 10}", number % 10 + 1, topic, state


def _event(chance: random.Random, audit: str, case: str, agency: str) -> tuple[str, dict[str, Any]]:
    graded = {"audit": audit, "case": case, "agency": agency, "area": chance.choice(_AREAS)}
    grade, draw = chance.choice(_GRADES), chance.random()
    if draw < 0.80:
        words = {"evidence": _words(chance, 200), "strengths": _words(chance, 100)}
        return "GradeGiven", {**graded, "grade": grade, **words, "developments": ""}
    if draw < 0.90:
        moved = {"from_grade": grade, "to_grade": chance.choice(_GRADES)}
        return "GradeModerated", {**graded, **moved, "reason": _words(chance, 120), "dissent": []}
    if draw < 0.95:
        place = {"place": chance.randrange(20), "frame_ref": _words(chance, 12), "stratum": "a"}
        return "CaseSampled", {"audit": audit, "case": case, **place}
    reference = f"{audit}-R{chance.randrange(9)}"
    if draw < 0.975:
        made = {"source": "audit", "audit": audit, "review": None, "made_on": "2026-11-01"}
        about = {"text": _words(chance, 200), "areas": [_AREAS[0]], "agencies": [agency]}
        made_to = {"recommendation": reference, "bodies": []}
        return "RecommendationMade", {**made_to, **made, **about}
    closed = {"action": "A1", "implemented_on": "2026-11-01", "evidence": _words(chance, 200)}
    return "ActionClosed", {"recommendation": reference, **closed}


def _words(chance: random.Random, length: int) -> str:
    """Different every time, so that nothing compresses what a real ledger would not."""
    return chance.randbytes(length // 2).hex()
