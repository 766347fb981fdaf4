"""The sealed hashes gathered beside the audit: only ever a quicker yes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.integrity import seals
from ledger.integrity.scan import audit
from ledger.integrity.seals import Seals
from ledger.service import Ledger
from ledger.store.engines import engine_of
from ledger.store.sqlite.scan import SqliteScan
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, stage
from tests.ledger.attack.test_flips import grown


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def sealed(scene: Scene) -> list[bytes]:
    with Ledger.open(scene.path) as ledger:
        return ledger.leaves(1, ledger.size())


def test_it_says_the_same_of_what_is_sealed_and_of_nothing_else(scene: Scene) -> None:
    hashes = sealed(scene)
    with engine_of(scene.path).scan() as scan, ThreadPoolExecutor(1) as beside:
        for spoilt in range(len(hashes)):
            given = [bytes(32) if at == spoilt else one for at, one in enumerate(hashes)]
            assert not Seals(scan, beside).are(1, given)
        assert not Seals(scan, beside).are(1, [*hashes, hashes[-1]]), "more than there are"
        kept = Seals(scan, beside)
        assert kept.are(1, hashes[:5])
        assert kept.are(6, hashes[5:])


@pytest.mark.parametrize("run", [256, 512])
def test_an_audit_goes_from_run_to_run(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, run: int
) -> None:
    grown(scene)
    monkeypatch.setattr(seals, "RUN", run)
    assert audit(scene.path).ok
    with toolkit.tampering(scene.path) as db:
        db.execute("UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE position = 600")
    found = audit(scene.path).fault
    assert found is not None
    assert found.position == 600


def test_where_nothing_can_be_gathered_every_row_is_looked_at(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other connection may fail where the audit's own does not: that is no verdict."""
    with engine_of(scene.path).scan() as scan:
        hidden = scene.path.rename(scene.path.with_name("elsewhere"))
        assert scan.leaf_text(1, 9) == ""
        hidden.rename(scene.path)
    grown(scene)
    whole = audit(scene.path)
    assert whole.ok
    monkeypatch.setattr(SqliteScan, "leaf_text", lambda *_: "")
    assert audit(scene.path) == whole
    with toolkit.tampering(scene.path) as db:
        db.execute("UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE position = 300")
    found = audit(scene.path).fault
    assert found is not None
    assert found.position == 300


@pytest.mark.parametrize("position", [0, -3])
def test_a_seal_before_the_first_entry_is_found(scene: Scene, position: int) -> None:
    with toolkit.tampering(scene.path) as db:
        db.execute(f"INSERT INTO ledger_leaf VALUES ({position}, zeroblob(32))")
    assert not audit(scene.path).ok
