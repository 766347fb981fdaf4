"""The entries of a ledger's file, as sqlite3 and json read them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

Event = dict[str, Any]


@cache
def _entries(ledger: str) -> tuple[tuple[str, str, Event], ...]:
    with closing(sqlite3.connect(ledger)) as store:
        rows = store.execute("SELECT topic, state FROM stored_events ORDER BY rowid").fetchall()
    read = [(topic, json.loads(state)) for topic, state in rows]
    return tuple((topic, one["recorded_at"], one.get("event", {})) for topic, one in read)


class Record:
    """What had been recorded by the end of a day (ISO)."""

    def __init__(self, ledger: Path, day: str) -> None:
        self.day = day
        self.whole = _entries(str(ledger))
        self.entries = [
            (topic, event) for topic, recorded_at, event in self.whole if recorded_at[:10] <= day
        ]

    def of(self, *topics: str) -> Iterator[Event]:
        return (event for topic, event in self.entries if topic in topics)

    def last(self, topic: str, *keys: str) -> dict[Any, Event]:
        """The latest event of a kind for each value of its keys."""
        found = {}
        for event in self.of(topic):
            key = tuple(event[name] for name in keys)
            found[key if len(keys) > 1 else key[0]] = event
        return found

    def plans(self) -> dict[str, Event]:
        found: dict[str, Event] = {}
        for event in self.of("PlanAgreed", "PlanAmended"):
            plan = event["plan"]
            version = event.get("tool_version") or found.get(plan["audit"], {}).get("version", 1)
            found[plan["audit"]] = {**plan, "version": version}
        return found
