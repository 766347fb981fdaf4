"""A ledger of any size, quickly: rows properly sealed, written past the application.

A return is one command of nine entries, and a later correction of one grade is its own; four
agencies' returns are written in turn, so that streams interleave. About 700 bytes an entry, most
of it the sealed words, whose bytes are different every time.
"""

from __future__ import annotations

import random
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.proof.tiles import TILE, Growth
from ledger.store.sqlite import schema

_AGENCIES = ("police", "health", "social-care", "education")
_GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
_AREAS = 8
_ROUND = len(_AGENCIES) * (_AREAS + 2)
"""Entries of one round: each agency's return of nine entries, then each one's correction."""
_CHUNK = 20_000
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

Row = tuple[str, int, str, bytes]


def build(path: Path, size: int, seed: int = 1) -> bytes:
    """Makes the ledger's file of `size` entries; its root."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    for statement in schema.statements():
        db.execute(statement)
    db.close()
    return grow(path, size, seed)


def grow(path: Path, size: int, seed: int = 1) -> bytes:
    """Adds returns of invented audits to a ledger until it has `size` entries; its root."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA synchronous = OFF")
    triggers = {name: made for name, made in schema.objects().items() if "TRIGGER" in made}
    for name in triggers:
        db.execute(f"DROP TRIGGER {name}")
    held, hashes = db.execute("SELECT size, hashes FROM ledger_frontier").fetchone()
    growth = Growth(held, [hashes[at : at + 32] for at in range(0, len(hashes), 32)])
    commands = _Commands()
    rows = _rows(held, size, random.Random(seed), commands)
    db.execute("BEGIN")
    while growth.size < size:
        _insert(db, [next(rows) for _ in range(min(_CHUNK, size - growth.size))], growth)
    db.executemany("INSERT INTO ledger_command VALUES (?, ?, ?)", commands.covering(size))
    frontier = b"".join(growth.frontier)
    db.execute("UPDATE ledger_frontier SET size = ?, hashes = ?", (size, frontier))
    for made in triggers.values():
        db.execute(made)
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return merkle.frontier_root(growth.frontier)


def _insert(db: sqlite3.Connection, rows: list[Row], growth: Growth) -> None:
    leaves, tiles, first = [], [], growth.size + 1
    for row in rows:
        leaf = merkle.leaf_hash(leaf_data(*row))
        tile = growth.append(leaf)
        leaves.append((growth.size, leaf))
        if tile is not None:
            tiles.append((growth.size // TILE - 1, tile))
    numbered = [(position, *row) for position, row in enumerate(rows, start=first)]
    db.executemany("INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)", numbered)
    db.executemany("INSERT INTO ledger_leaf VALUES (?, ?)", leaves)
    db.executemany("INSERT INTO ledger_tile VALUES (?, ?)", tiles)


class _Commands:
    """The commands in the order of their entries."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, int]] = []

    def begin(self, chance: random.Random, position: int) -> str:
        command_id = f"{chance.getrandbits(128):032x}"
        self.begun.append((command_id, position))
        return command_id

    def covering(self, size: int) -> Iterator[tuple[str, int, int]]:
        """Each with its first and last entry."""
        ends = [*(first - 1 for _, first in self.begun[1:]), size]
        for (command_id, first), last in zip(self.begun, ends, strict=True):
            yield command_id, first, last


def _rows(held: int, size: int, chance: random.Random, commands: _Commands) -> Iterator[Row]:
    position = held
    for number in range((size - held) // _ROUND + 1):
        audit, case = f"2026-audit-{number // 60}", f"C{number % 60 + 1:02}"
        for first, last in ((0, _AREAS), (_AREAS + 1, _AREAS + 1)):
            for agency in _AGENCIES:
                if position >= size:
                    return
                command_id = commands.begin(chance, position + 1)
                for place in range(first, last + 1):
                    if position >= size:
                        return
                    position += 1
                    named = f'"audit":"{audit}","case":"{case}","agency":"{agency}"'
                    topic, event = _event(chance, place)
                    state = (
                        f'{{"schema":1,"envelope":2,"recorded_at":"{_moment(position)}",'
                        f'"actor":"{agency}-auditor","role":"auditor","agency":"{agency}",'
                        f'"command_id":"{command_id}","known_by":"local","event":{{{named},{event}}}}}'
                    ).encode()
                    yield f"return/{audit}/{case}/{agency}", place + 1, topic, state


def _moment(position: int) -> str:
    """A second after the entry before it."""
    return f"{_BEGAN + timedelta(seconds=position):%Y-%m-%dT%H:%M:%S}Z"


def _event(chance: random.Random, place: int) -> tuple[str, str]:
    area, grade = f"area-{place % _AREAS}", chance.choice(_GRADES)
    if place == 0:
        how = '"auditor":"an-auditor","tool":"neglect","tool_version":1,"independent":true'
        return "ReturnAppended", f'{how},"involvement":{_sealed(chance, 128)},"not_applicable":[]'
    if place == _AREAS + 1:
        revised = f'"area":"{area}","from_grade":"good","to_grade":"{grade}"'
        return "GradeRevised", f'{revised},"reason":{_sealed(chance, 128)}'
    words = f'"evidence":{_sealed(chance, 256)},"strengths":"","developments":""'
    return "GradeGiven", f'"area":"{area}","grade":"{grade}",{words}'


def _sealed(chance: random.Random, length: int) -> str:
    """The form of a sealed field, of random bytes."""
    kid = f"{chance.getrandbits(128):032x}"
    nonce, sealed = (b64encode(chance.randbytes(n)).decode() for n in (12, length + 16))
    return f'{{"sealed":"v1","kid":"{kid}","n":"{nonce}","c":"{sealed}"}}'
