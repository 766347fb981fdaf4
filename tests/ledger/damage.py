"""Single-bit flips of a ledger's file, judged against a shadow copy of its entries."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from application.identity import local
from domain.directory.agencies import CorrectAgencyName
from domain.kernel import streams
from domain.kernel.command import Command, Refusal
from ledger.errors import LedgerError
from ledger.integrity.scan import ScanResult, audit
from ledger.keys.vault import Vault
from ledger.reader import LedgerReader
from ledger.service import Ledger
from tests.ledger.partnership import AUDIT, a_return, begin, prepare

Rows = list[tuple[Any, ...]]
RENAME: Command = CorrectAgencyName(agency="police", title="The Police", reason="Misspelt.")


@dataclass
class Tally:
    """What became of the flips. `missed`: entries changed, and the audit said all is well."""

    detected: int = 0
    harmless: int = 0
    missed: list[int] = field(default_factory=list)
    misnamed: list[tuple[int, int, ScanResult]] = field(default_factory=list)


def build(path: Path, returns: int = 2) -> bytes:
    """A ledger's file, closed, with everything in it."""
    with begin(path) as ledger:
        prepare(ledger)
        for case in ("C01", "C02")[:returns]:
            ledger.record(a_return(case=case, evidence="Seen. " * 200), actor=local("pat-police"))
    return path.read_bytes()


def rows(path: Path) -> Rows | None:
    """Every entry in table order, or None if they cannot all be read."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
            return db.execute(
                "SELECT rowid, originator_id, originator_version, topic, state, typeof(state)"
                " FROM stored_events NOT INDEXED ORDER BY rowid"
            ).fetchall()
    except (sqlite3.Error, UnicodeError, MemoryError):
        return None


def first_difference(good: Rows, now: Rows) -> int:
    """The position of the first entry that is not what it was."""
    for position, (before, after) in enumerate(zip(good, now, strict=False), start=1):
        if before != after:
            return position
    return min(len(good), len(now)) + 1


def flip(path: Path, file: bytes, seeds: range) -> Tally:
    """Flips one bit for each seed and judges the audit. Any stray exception ends the test."""
    tally = Tally()
    path.write_bytes(file)
    good = rows(path)
    assert good is not None
    for seed in seeds:
        bit = random.Random(seed).randrange(8 * len(file))
        changed = bytearray(file)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        _judge(path, good, bit, tally)
        clear(path)
    return tally


def _judge(path: Path, good: Rows, bit: int, tally: Tally) -> None:
    verdict, now = audit(path), rows(path)
    if now == good:
        tally.harmless += 1
    elif verdict.ok:
        tally.missed.append(bit)
    else:
        tally.detected += 1
        if now is not None and verdict.fault is not None and verdict.fault.position is not None:
            changed = first_difference(good, now)
            if verdict.fault.position != changed:
                tally.misnamed.append((bit, changed, verdict))


def clear(path: Path) -> None:
    """Removes what SQLite keeps beside the file."""
    for beside in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + beside).unlink(missing_ok=True)


def use(path: Path, vault: Vault | None = None) -> str:
    """Reads and writes a possibly damaged ledger as the application does: what it answers."""
    try:
        with Ledger.open(path, vault=vault) as ledger:
            LedgerReader(ledger, "pat-police").grade_history(AUDIT, "C01")
            ledger.entries(streams.DIRECTORY)
            command, actor = RENAME, "ruth-haldane"
            if vault is not None:
                command, actor = a_return("health", evidence="Heard."), "noor-health"
            ledger.record(command, actor=local(actor), dry_run=True)
            ledger.record(command, actor=local(actor))
    except (LedgerError, Refusal) as error:
        return error.message
    return ""
