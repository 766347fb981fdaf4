"""One flipped bit anywhere in what a ledger keeps: its file, its keystore, its signer's memory.

The ledger's file is judged against an independent reader that fetches each entry by its number;
the audit reads the table from end to end. Big enough for tiles, unlike the ledger of the flips in
`tests/ledger/test_faults.py`.
"""

from __future__ import annotations

import random
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from application.identity import local
from domain.directory.decisions import EnrolPerson
from domain.returns.events import GradeGiven
from ledger.errors import LedgerError
from ledger.integrity.scan import audit
from ledger.keys.signer import MEMORY_FILE
from ledger.proof import merkle
from ledger.proof.merkle import ProofError
from ledger.service import Ledger
from tests.ledger import damage
from tests.ledger.attack.scene import WORDS, Scene, stage

ENTRIES = 600
BESIDE = 300
GRADE = 43
UNREADABLE = ("unreadable",)
ENTRY = (
    "SELECT originator_id, originator_version, topic, state, typeof(state)"
    " FROM stored_events NOT INDEXED WHERE rowid = ?"
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def grown(scene: Scene) -> bytes:
    """The ledger's file with two full tiles and more, closed."""
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        ledger.record(
            *(
                EnrolPerson(person=f"more-{number}", full_name=f"Person {number}. " * 9)
                for number in range(ENTRIES - ledger.size())
            ),
            actor=local("ruth-haldane"),
        )
        assert ledger.size() == ENTRIES
    return scene.path.read_bytes()


def contents(path: Path) -> list[tuple[Any, ...] | None]:
    """Each entry fetched by its number: None where there is none. Another entry's end ends it."""
    found: list[tuple[Any, ...] | None] = []
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        for position in range(1, ENTRIES + 2):
            try:
                found.append(db.execute(ENTRY, (position,)).fetchone())
            except (sqlite3.Error, UnicodeError, MemoryError):
                found.append(UNREADABLE)
    return found


def flipped(file: bytes, seed: int) -> bytes:
    bit = random.Random(seed).randrange(8 * len(file))
    changed = bytearray(file)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def judge(path: Path, good: list[tuple[Any, ...] | None], table: damage.Rows) -> str:
    """What became of one flip."""
    verdict, now, rows = audit(path), contents(path), damage.rows(path)
    if now == good and rows == table:
        return "harmless" if verdict.ok else "found, though no entry is another"
    if verdict.ok:
        return "MISSED"
    assert verdict.fault is not None
    position = verdict.fault.position
    changed = [at for at, (a, b) in enumerate(zip(good, now, strict=True), start=1) if a != b]
    if position is None:
        return "found in the file as a whole"
    if changed and position == changed[0]:
        return "named"
    if rows is not None and position == damage.first_difference(table, rows):
        return "named by its place in the table, where numbers are out of order"
    if position in changed and now[changed[0] - 1] is None:
        return "named where the table breaks off; the number before is not found either"
    return f"MISNAMED {changed[:1]}: {verdict.fault}"


def tally(scene: Scene, seeds: range) -> Counter[str]:
    file = grown(scene)
    good, table = contents(scene.path), damage.rows(scene.path)
    assert table is not None
    told: Counter[str] = Counter()
    for seed in seeds:
        scene.path.write_bytes(flipped(file, seed))
        told[judge(scene.path, good, table)] += 1
        damage.clear(scene.path)
    return told


GOOD_ENDS = {
    "harmless",
    "found, though no entry is another",
    "found in the file as a whole",
    "named",
    "named by its place in the table, where numbers are out of order",
    "named where the table breaks off; the number before is not found either",
}


@pytest.mark.parametrize("flips", [250, pytest.param(20_000, marks=pytest.mark.slow)])
def test_no_flipped_bit_of_a_large_ledger_is_missed_or_misnamed(scene: Scene, flips: int) -> None:
    told = tally(scene, range(flips))
    assert {*told} <= GOOD_ENDS, told
    assert told["named"] > flips // 2
    assert told["harmless"] < flips // 3


def spoil(path: Path, seeds: range) -> Iterator[int]:
    """Flips one bit of a file for each seed; the file is whole again afterwards."""
    whole = path.read_bytes()
    for seed in seeds:
        path.write_bytes(flipped(whole, seed))
        yield seed
    path.write_bytes(whole)


def keystore_tally(scene: Scene, seeds: range) -> Counter[str]:
    """What became of the words at each flip: as they were, closed, or a message."""
    told: Counter[str] = Counter()
    for _ in spoil(scene.home.keystore, seeds):
        try:
            with Ledger.open(scene.path, vault=scene.home.open_vault()) as ledger:
                entry = ledger.entry(GRADE)
        except LedgerError:
            told["message"] += 1
            continue
        assert entry is not None
        assert isinstance(entry.event, GradeGiven)
        is_right = entry.event.evidence == ("" if entry.closed else (WORDS * 8).strip())
        told["MISSED" if not is_right else "closed" if entry.closed else "open"] += 1
    return told


@pytest.mark.parametrize("flips", [BESIDE, pytest.param(10_000, marks=pytest.mark.slow)])
def test_a_flipped_bit_of_the_keystore_never_opens_other_words(scene: Scene, flips: int) -> None:
    """Either the words as they were, or that they are closed, or a message."""
    told = keystore_tally(scene, range(flips))
    assert {*told} <= {"open", "closed", "message"}
    assert told["open"] > 0
    assert told["message"] > 0


def memory_tally(scene: Scene, seeds: range) -> Counter[str]:
    """What the signer said at each flip, asked to sign an older head."""
    _, signer = scene.home.open()
    told: Counter[str] = Counter()
    with Ledger.open(scene.path) as ledger:
        older = scene.covered - 1, merkle.root(ledger.leaves(1, scene.covered - 1))
        for _ in spoil(scene.home.signer_folder / MEMORY_FILE, seeds):
            try:
                signer.sign(*older, ledger.leaves)
            except ProofError:
                told["refused"] += 1
            except LedgerError:
                told["damaged"] += 1
            else:
                told["SIGNED"] += 1
        with pytest.raises(ProofError):
            signer.sign(*older, ledger.leaves)
    return told


@pytest.mark.parametrize("flips", [BESIDE, pytest.param(5_000, marks=pytest.mark.slow)])
def test_a_flipped_bit_of_the_signers_memory_never_lets_it_sign_an_older_head(
    scene: Scene, flips: int
) -> None:
    """The memory is signed itself: it is believed whole or not at all."""
    told = memory_tally(scene, range(flips))
    assert {*told} <= {"refused", "damaged"}, told
    assert told["damaged"] > flips * 3 // 4
