"""A ledger of almost thirty years: the demonstration nine times over, its audits renamed.

No year before 2000 can be recorded, so that there is no tenth. Each time three years earlier, the
earliest first. The partnership, its people and tools are recorded once. What is recorded under a
name is renamed with it, its key too. Sealed words stay as they are and
cannot be opened there. Entries are properly sealed into the tree, and written past the application.

    python -m benchmarks.thirty_years DEMONSTRATION NEW
"""

from __future__ import annotations

import json
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.big_ledger import Row, _insert
from ledger.proof.tiles import Growth
from ledger.store.sqlite import schema

TIMES, YEARS = 9, 3
ONCE = ("directory", "tool", "custody", "work-stream")
NAMED = ("audit", "recommendation", "single-agency", "concern")
_DAY = re.compile(r"(\d{4})(-\d{2}-\d{2}.*|-Q[1-4])")
_PERIOD = re.compile(r"(\d{4})-(\d{4})")


def build(demonstration: Path, path: Path) -> int:
    """Writes the ledger; how many entries it holds."""
    with closing(sqlite3.connect(demonstration)) as source:
        order = "SELECT originator_id, topic, state FROM stored_events ORDER BY rowid"
        told = [
            (stream, topic, json.loads(state)) for stream, topic, state in source.execute(order)
        ]
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    db = sqlite3.connect(path, isolation_level=None)
    for statement in schema.statements():
        db.execute(statement)
    triggers = {name: made for name, made in schema.objects().items() if "TRIGGER" in made}
    for name in triggers:
        db.execute(f"DROP TRIGGER {name}")
    growth, commands = Growth(0, []), dict[str, list[int]]()
    db.execute("BEGIN")
    _insert(db, list(_rows(told, commands)), growth)
    spans = [(command, *span) for command, span in commands.items()]
    db.executemany("INSERT INTO ledger_command VALUES (?, ?, ?)", spans)
    frontier = b"".join(growth.frontier)
    db.execute("UPDATE ledger_frontier SET size = ?, hashes = ?", (growth.size, frontier))
    for made in triggers.values():
        db.execute(made)
    db.execute("COMMIT")
    db.close()
    return growth.size


def _rows(told: list[tuple[str, str, Any]], commands: dict[str, list[int]]) -> Iterator[Row]:
    names = {part for stream, _, _ in told for part in stream.split("/")[1:2] if _is_named(stream)}
    versions: dict[str, int] = {}
    position = 0
    for back in reversed(range(TIMES)):
        for stream, topic, state in told:
            is_once = stream.split("/")[0] in ONCE
            if is_once and back != TIMES - 1:
                continue
            shift = _Shift(back, frozenset() if is_once else frozenset(names))
            stream = "/".join(shift.text(part) for part in stream.split("/"))
            made = shift.value(state)
            made["command_id"] = f"{state['command_id']}-{back}"
            position += 1
            span = commands.setdefault(made["command_id"], [position, position])
            span[1] = position
            versions[stream] = versions.get(stream, 0) + 1
            written = json.dumps(made, separators=(",", ":"), ensure_ascii=False).encode()
            yield stream, versions[stream], topic, written


def _is_named(stream: str) -> bool:
    return stream.split("/")[0] in NAMED


class _Shift:
    """Everything so many times three years earlier, under other names."""

    def __init__(self, back: int, names: frozenset[str]) -> None:
        self._back, self._names = back, names

    def value(self, value: Any) -> Any:
        match value:
            case dict():
                if "sealed" in value:
                    return value
                return {self.text(key): self.value(part) for key, part in value.items()}
            case list():
                return [self.value(part) for part in value]
            case str():
                return self.text(value)
            case _:
                return value

    def text(self, text: str) -> str:
        if self._back and not self._names.isdisjoint(parts := text.split("/")):
            return "/".join(
                f"{part}-{self._back}" if part in self._names else part for part in parts
            )
        if found := _DAY.fullmatch(text):
            moved = f"{self._year(found[1])}{found[2]}"
            return moved.replace("-02-29", "-02-28")
        if found := _PERIOD.fullmatch(text):
            return f"{self._year(found[1])}-{self._year(found[2])}"
        return text

    def _year(self, year: str) -> int:
        return int(year) - YEARS * self._back


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    sys.stdout.write(f"{build(Path(sys.argv[1]), Path(sys.argv[2])):,} entries\n")
