"""Each table of the file changed, with every seal recomputed where the attacker can."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing, suppress
from itertools import groupby
from pathlib import Path
from random import Random

from ledger.errors import LedgerError
from ledger.integrity.scan import audit
from ledger.store.sqlite import schema
from tests.faults.tally import Tally
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, stage
from tests.ledger.attack.toolkit import Item

TABLES = [name for name, made in schema.objects().items() if "CREATE TABLE" in made]


def run(folder: Path, tries: int, seed: int = 1) -> Tally:
    """Half: one change in any table, seals left. Half: history rewritten, all seals anew.

    The first are found by the ledger's own audit. The second only by whoever holds a checkpoint,
    so each touches an entry that one covers.
    """
    scene, tally, draw = stage(folder), Tally(), Random(seed)
    kept = folder / "kept.db"
    toolkit.copy(scene.path, kept)
    for number in range(tries):
        toolkit.put_back(kept, scene.path)
        if number % 2:
            _judge(tally, _change(scene.path, draw), _says_well(scene))
        else:
            _judge(tally, _rewrite(scene, draw), scene.outside() == "well")
    toolkit.put_back(kept, scene.path)
    for beside in ("-wal", "-shm"):
        scene.path.with_name(scene.path.name + beside).unlink(missing_ok=True)
    shutil.copyfile(kept, scene.path)
    return tally


def _judge(tally: Tally, done: str, is_well: bool) -> None:
    if not done:
        tally.saw(found=False)
    elif is_well:
        tally.missed(done)
    else:
        tally.saw(found=True)


def _says_well(scene: Scene) -> bool:
    try:
        return audit(scene.path).ok
    except LedgerError:
        return False


def _change(path: Path, draw: Random) -> str:
    """Changes, removes or adds one row of any table; what was done, or nothing."""
    with toolkit.tampering(path) as db:
        tables = [
            name for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type='table'")
        ]
        table = draw.choice([name for name in tables if not name.startswith("sqlite_")])
        before = _contents(db, table)
        rows = len(before)
        column = draw.choice([row[1] for row in db.execute(f"PRAGMA table_info({table})")])
        at = f"(SELECT {column} FROM {table} LIMIT 1 OFFSET {draw.randrange(max(1, rows))})"
        value = draw.choice(
            (
                "1",
                "-1",
                "'x'",
                "x'00'",
                f"{column} + 1",
                f"{column} || 'x'",
                "zeroblob(32)",
                "2 << 40",
            )
        )
        statement = draw.choice(
            (
                f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE {column} = {at}",
                f"DELETE FROM {table} WHERE {column} = {at}",
            )
        )
        try:
            db.execute(statement)
        except sqlite3.Error:
            return ""
        return statement if _contents(db, table) != before else ""


def _contents(db: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return sorted(db.execute(f"SELECT * FROM {table}"), key=repr)


def _rewrite(scene: Scene, draw: Random) -> str:
    """Another history up to the checkpoint: an entry edited, gone, added, or out of its place."""
    items = toolkit.read(scene.path)
    # One more entry after the last that is covered changes nothing that is.
    at = draw.randrange(scene.covered - 1)
    how = draw.choice((_edited, _gone, _twice, _moved))
    changed = _by_commands_of_their_own(how(items, at, draw))
    if changed == items:
        return ""
    toolkit.write(scene.path, changed)
    with closing(sqlite3.connect(scene.path)) as db:
        db.execute("SELECT count(*) FROM stored_events").fetchone()
    return f"{how.__name__} at entry {at + 1}"


def _edited(items: list[Item], at: int, draw: Random) -> list[Item]:
    """One letter or digit of what was recorded is another; the entry is still one."""
    item = items[at]
    while True:
        place = draw.choice([n for n, byte in enumerate(item.state) if chr(byte).isalnum()])
        other = draw.choice([letter for letter in b"abcz019" if letter != item.state[place]])
        edited = item.state[:place] + bytes([other]) + item.state[place + 1 :]
        with suppress(ValueError, KeyError):
            if Item(item.stream, item.topic, edited).command_id == item.command_id:
                return [*items[:at], Item(item.stream, item.topic, edited), *items[at + 1 :]]


def _by_commands_of_their_own(items: list[Item]) -> list[Item]:
    """A command's entries stand together: what was parted from them gets a command of its own."""
    seen: set[str] = set()
    made: list[Item] = []
    for number, (command_id, run_of) in enumerate(groupby(items, lambda item: item.command_id)):
        is_parted = command_id in seen
        made += [item.by(f"{number:032x}") if is_parted else item for item in run_of]
        seen.add(command_id)
    return made


def _gone(items: list[Item], at: int, _: Random) -> list[Item]:
    return [*items[:at], *items[at + 1 :]]


def _twice(items: list[Item], at: int, _: Random) -> list[Item]:
    return [*items[: at + 1], *items[at:]]


def _moved(items: list[Item], at: int, draw: Random) -> list[Item]:
    rest = _gone(items, at, draw)
    to = draw.randrange(len(rest))
    return [*rest[:to], items[at], *rest[to:]]
