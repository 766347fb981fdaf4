"""The audit works in batches; what it names must not depend on where they end."""

from __future__ import annotations

import gc
import random
from pathlib import Path

import pytest

from ledger.integrity import scan as auditing
from ledger.integrity.scan import ScanResult, audit
from ledger.proof.leaf import leaf_data, leaf_hash_of
from ledger.proof.merkle import leaf_hash
from ledger.service import Ledger
from tests.ledger import damage
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, stage
from tests.ledger.attack.test_flips import ENTRIES, flipped, grown

BATCHES = (1, 7, 100, 256, 50_000)

SPOILS = {
    "entry": "UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE rowid = {0}",
    "version": "UPDATE stored_events SET originator_version = 9000 + rowid WHERE rowid = {0}",
    "gap": "DELETE FROM stored_events WHERE rowid = {0}",
    "seal": "UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE position = {0}",
    "no seal": "DELETE FROM ledger_leaf WHERE position = {0}",
}
TILES = {
    "UPDATE ledger_tile SET hash = zeroblob(32) WHERE tile = 0": (256, "the tile that ends with"),
    "UPDATE ledger_tile SET hash = zeroblob(32) WHERE tile = 1": (512, "the tile that ends with"),
    "DELETE FROM ledger_tile WHERE tile = 1": (512, "the tile that ends with"),
    "UPDATE ledger_tile SET tile = 5 WHERE tile = 1": (512, "the tile that ends with"),
    "INSERT INTO ledger_tile VALUES (2, zeroblob(32))": (None, "a tile was sealed beyond"),
}


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def verdicts(path: Path, monkeypatch: pytest.MonkeyPatch) -> set[ScanResult]:
    """What audits say whose batches end elsewhere: one verdict, if all is well."""
    found = set()
    for size in BATCHES:
        monkeypatch.setattr(auditing, "PROGRESS_EVERY", size)
        found.add(audit(path))
    return found


def test_the_earliest_of_several_faults_is_named_whatever_the_batch(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = grown(scene)
    for seed in range(25):
        chance = random.Random(seed)
        places = [chance.randrange(1, ENTRIES + 1) for _ in range(3)]
        kinds = [chance.choice(list(SPOILS)) for _ in places]
        with toolkit.tampering(scene.path) as db:
            for kind, place in zip(kinds, places, strict=True):
                db.execute(SPOILS[kind].format(place))
        (verdict,) = verdicts(scene.path, monkeypatch)
        assert verdict.fault is not None
        assert verdict.fault.position == min(places), (kinds, places)
        assert verdict.size == min(places) - 1
        scene.path.write_bytes(file)
        damage.clear(scene.path)


@pytest.mark.parametrize("statement", TILES)
def test_a_spoilt_tile_is_named_by_its_last_entry(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    grown(scene)
    with toolkit.tampering(scene.path) as db:
        db.execute(statement)
    (verdict,) = verdicts(scene.path, monkeypatch)
    assert verdict.fault is not None
    position, what = TILES[statement]
    assert verdict.fault.position == position
    assert verdict.fault.what.startswith(what)


def test_an_earlier_entry_is_named_before_a_spoilt_tile_and_after_it_not(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = grown(scene)
    for spoilt, named in ((300, 256), (256, 256), (255, 255)):
        with toolkit.tampering(scene.path) as db:
            db.execute("UPDATE ledger_tile SET hash = zeroblob(32) WHERE tile = 0")
            db.execute(SPOILS["entry"].format(spoilt))
        (verdict,) = verdicts(scene.path, monkeypatch)
        assert verdict.fault is not None
        assert verdict.fault.position == named
        assert verdict.fault.what.startswith("the tile") == (spoilt > 256)
        scene.path.write_bytes(file)
        damage.clear(scene.path)


def test_a_flipped_bit_is_called_the_same_whatever_the_batch(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that cannot be read among them: in a batch, before it, and in the seals."""
    file, unreadable = grown(scene), 0
    for seed in range(5_000, 5_040):
        scene.path.write_bytes(flipped(file, seed))
        (verdict,) = verdicts(scene.path, monkeypatch)
        unreadable += verdict.fault is not None and "cannot be read" in verdict.fault.what
        damage.clear(scene.path)
    assert unreadable > 0


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's list of open files")
def test_an_audit_that_found_something_leaves_no_file_open(scene: Scene) -> None:
    """A connection that stayed open would keep its locks, and the file could not be replaced."""
    gc.disable()
    try:
        for kind, spoil in SPOILS.items():
            with toolkit.tampering(scene.path) as db:
                db.execute(spoil.format(5))
            assert not audit(scene.path).ok, kind
            opened = [one.readlink() for one in Path("/proc/self/fd").iterdir() if one.is_symlink()]
            assert not [path for path in opened if str(path).startswith(str(scene.path))], kind
    finally:
        gc.enable()


def test_the_audits_leaf_hash_is_that_of_the_leafs_bytes(scene: Scene) -> None:
    with Ledger.open(scene.path) as ledger:
        for position in range(1, scene.size + 1):
            row = ledger.row(position)
            assert row is not None
            parts = (str(row.originator_id), row.originator_version, row.topic, row.state)
            assert leaf_hash_of(*parts) == leaf_hash(leaf_data(*parts))
            assert [leaf_hash_of(*parts)] == ledger.leaves(position, position)
