"""The keeper's side: gates, notes, receipts, and the comparison with what was signed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.identity import local
from domain.custody.decisions import PublishCheckpoint
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError, UnusableError
from ledger.home import Home
from ledger.integrity.checkpoints import roots
from ledger.integrity.conclusion import faults
from ledger.integrity.evidence import compare
from ledger.integrity.public_names import eras
from ledger.keys.signer import MEMORY_FILE, Signer
from ledger.opening import open_ledger
from ledger.proof import merkle
from ledger.proof.checkpoint import open_checkpoint
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import verify_receipt
from ledger.proof.tiles import TILE, Tree
from ledger.proof.witness import Request
from ledger.service import Ledger
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import ORIGIN, Scene, enrol_one, stage
from tests.ledger.partnership import SteppingClock, a_return

MANY = [merkle.leaf_hash(bytes([n % 256, n // 256])) for n in range(3 * TILE + 5)]
TILES = [merkle.root(MANY[n * TILE : (n + 1) * TILE]) for n in range(3)]


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


@pytest.fixture
def custodian(scene: Scene) -> Iterator[Custodian]:
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        found = ledger.custodian
        assert isinstance(found, Custodian)
        yield found


@given(st.sets(st.integers(0, len(MANY)), max_size=6))
def test_roots_of_many_sizes_are_those_of_each(sizes: set[int]) -> None:
    tree = Tree(len(MANY), lambda a, b: MANY[a:b], lambda a, b: TILES[a:b])
    assert roots(tree, sizes) == {size: merkle.root(MANY[:size]) for size in sizes}


def test_a_gate_makes_a_checkpoint_and_nothing_else_does(
    scene: Scene, custodian: Custodian
) -> None:
    before = len(custodian.notes())
    enrol_one(custodian.ledger, 77)
    assert len(custodian.notes()) == before
    custodian.ledger.record(a_return("health", evidence="Heard."), actor=local("noor-health"))
    assert len(custodian.notes()) == before + 1
    assert custodian.notes()[-1].size == custodian.ledger.size()


def test_a_receipt_rests_on_todays_head_and_says_so(scene: Scene, custodian: Custodian) -> None:
    data, command = custodian.issuing(5, "Police")
    proved = verify_receipt(data, ORIGIN, [scene.vkey])
    assert (proved.position, proved.size) == (5, scene.size)
    assert (command.entry, command.size) == (5, scene.size)
    for position in (0, -1, scene.size + 1, 10**30):
        with pytest.raises(UnusableError, match="There is no entry"):
            custodian.receipt(position)


def test_a_request_proves_one_signed_size_from_another(scene: Scene, custodian: Custodian) -> None:
    request = Request.parse(custodian.request(scene.covered))
    newer = open_checkpoint(request.checkpoint, ORIGIN, [scene.vkey]).checkpoint
    older = scene.head()
    merkle.verify_consistency(older.size, newer.size, older.root, newer.root, list(request.proof))
    for sizes in ((newer.size + 1, None), (1, newer.size + 1), (scene.covered + 1, scene.covered)):
        with pytest.raises(ProofError):
            custodian.request(*sizes)


def test_a_spoilt_note_is_named(scene: Scene, custodian: Custodian) -> None:
    path = next(scene.home.notes.glob("*.note"))
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(IntegrityFailureError, match=path.name):
        custodian.notes()
    assert path.name in faults(compare(custodian.ledger, scene.home))[0]


def test_what_was_published_is_compared_too(scene: Scene, custodian: Custodian) -> None:
    """Whoever may record that a checkpoint went out may be wrong about it."""
    ledger = custodian.ledger
    assert compare(ledger, scene.home).is_sound
    _, command = custodian.publication("Police")
    wrong = PublishCheckpoint.model_validate(
        {**command.model_dump(), "root": "0" * 64, "to_whom": "Health"}
    )
    ledger.record(command, wrong, actor=local("ruth-haldane"))
    found = compare(ledger, scene.home)
    assert faults(found) == (
        f"the ledger contradicts itself: entry {scene.size + 2}, for Health, records another root"
        f" of its first {scene.size} entries than they have; what is kept outside agrees with"
        " those, so that entry is wrong",
    )
    assert found.held_by_record == (scene.size, ("Police",))


def test_an_older_copy_is_noticed_at_opening_and_by_the_comparison(
    scene: Scene, custodian: Custodian
) -> None:
    older = scene.path.with_name("older.db")
    toolkit.copy(scene.path, older)
    enrol_one(custodian.ledger, 78)
    custodian.checkpoint()
    custodian.ledger.close()
    toolkit.put_back(older, scene.path)
    told = f"it holds {scene.size} entries, and {scene.size + 2} were signed for"
    with pytest.raises(IntegrityFailureError, match=told):
        open_ledger(scene.settings)
    with open_ledger(scene.settings, accept_older=True) as ledger:
        assert max(claim.size for claim in compare(ledger, scene.home).beyond) == scene.size + 2


def test_another_process_growing_the_ledger_is_no_older_copy(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The memory is read before the size: between them the ledger may only have grown."""
    remembered = Signer.remembered

    def meanwhile(self: Signer) -> object:
        found = remembered(self)
        monkeypatch.setattr(Signer, "remembered", remembered)
        with Ledger.open(scene.path, SteppingClock()) as other:
            enrol_one(other, 79)
        return found

    monkeypatch.setattr(Signer, "remembered", meanwhile)
    open_ledger(scene.settings).close()


def test_without_a_memory_the_ledger_opens_and_nothing_is_signed(scene: Scene) -> None:
    (scene.home.signer_folder / MEMORY_FILE).unlink()
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        receipt = ledger.record(
            a_return("health", evidence="Heard."), actor=local("noor-health")
        ).receipt
        assert receipt.warning is not None
        assert "assure ledger remember" in receipt.warning
        assert ledger.size() > scene.size


def test_the_folders_of_a_ledger_under_its_second_name(tmp_path: Path) -> None:
    first = Home(tmp_path, ORIGIN, {})
    second = first.under("wrenshire.example/ledger/2027")
    third = second.under("wrenshire.example/ledger/2028")
    assert first.keystore == second.keystore == third.keystore
    assert first.exports == second.exports == third.exports
    assert len({first.signer_folder, second.signer_folder, third.signer_folder}) == 3
    assert len({first.notes, second.notes, third.notes}) == 3


def test_the_names_of_a_ledger(scene: Scene) -> None:
    with Ledger.open(scene.path) as ledger:
        (era,) = eras(ledger)
    assert (era.origin, era.keys, era.last, era.declared) == (ORIGIN, (scene.vkey,), None, None)
