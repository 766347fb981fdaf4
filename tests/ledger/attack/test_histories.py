"""Attacks by a second history: backups put back, forks, a stolen key, two ledgers shown.

The rest of the attack table. Here the holders' checkpoints differ in age, so each is looked at
by itself; the last tests say what nobody can notice.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from application.identity import local
from domain.directory.agencies import JoinAgency
from domain.kernel import streams
from domain.kernel.vocabulary import Sector
from ledger.errors import IntegrityFailureError
from ledger.integrity.kept_file import Kind, against
from ledger.integrity.scan import audit
from ledger.keys import signer as signers
from ledger.opening import open_ledger
from ledger.proof.checkpoint import OpenCheckpoint, open_checkpoint, require_extends
from ledger.proof.cosignature import add_cosignatures, cosign
from ledger.proof.keys import COSIGNATURE_V1, SigningKey
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import verify_receipt
from ledger.proof.tiles import consistency_proof
from ledger.service import Ledger
from ledger.store.entry import parse_state
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import ORIGIN, Scene, begin, enrol_one, stage
from tests.ledger.partnership import AUDIT, START, SteppingClock, a_return, prepare

GRADE = 43
WITNESS = SigningKey("police.example/witness", COSIGNATURE_V1, bytes(range(32)))


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


def kind(scene: Scene, data: bytes) -> Kind:
    """What `assure ledger verify --against` says of the file as it stands."""
    with Ledger.open(scene.path) as ledger:
        return against(ledger, data).kind


def opened(scene: Scene, note: bytes) -> OpenCheckpoint:
    return open_checkpoint(note, ORIGIN, [scene.vkey, WITNESS.verifier.format()])


@dataclass
class Later:
    """The ledger went on after a backup, and somebody holds a checkpoint and a receipt of that."""

    backup: Path
    note: bytes
    receipt: bytes
    size: int


@pytest.fixture
def later(scene: Scene, tmp_path: Path) -> Later:
    backup = tmp_path / "backup" / "ledger.db"
    toolkit.copy(scene.path, backup)
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        ledger.record(a_return("health", evidence="Heard."), actor=local("noor-health"))
        size = ledger.size()
        scene.receipts[size] = receipt = custodian.receipt(size)
        return Later(backup, custodian.checkpoint(), receipt, size)


def test_a_backup_put_back_is_seen_by_whoever_holds_something_newer(
    scene: Scene, later: Later
) -> None:
    toolkit.put_back(later.backup, scene.path)
    assert scene.local() == "well"
    assert scene.outside() == "well", "a checkpoint older than the backup cannot tell"
    assert kind(scene, scene.note) is Kind.WELL
    assert scene.outside(later.note) == "smaller"
    assert kind(scene, later.note) is Kind.ROLLED_BACK
    assert scene.receipt(later.size) == "no such entry"
    assert kind(scene, later.receipt) is Kind.ROLLED_BACK
    assert scene.signer() == "refuses"
    with pytest.raises(IntegrityFailureError, match="This is an older copy of the ledger"):
        open_ledger(scene.settings)


def test_an_honest_restore_that_goes_on_is_a_fork(scene: Scene, later: Later) -> None:
    """It looks like fraud unless it is declared; the signer signs nothing of it."""
    toolkit.put_back(later.backup, scene.path)
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        for number in range(10, 10 + later.size - ledger.size()):
            enrol_one(ledger, number)
        with pytest.raises(IntegrityFailureError, match="The signer refuses this ledger"):
            custodian.checkpoint()
        assert ledger.size() > later.size
    assert scene.local() == "well"
    assert scene.outside() == "well"
    assert scene.outside(later.note) == "another history"
    assert kind(scene, later.note) is Kind.ALTERED
    assert scene.receipt(later.size) == "another entry"
    assert scene.signer() == "refuses"


def test_a_gate_of_a_restored_copy_is_recorded_with_a_warning(scene: Scene, later: Later) -> None:
    """What is recorded stays recorded; that no checkpoint can be made is said at once."""
    toolkit.put_back(later.backup, scene.path)
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        receipt = ledger.record(a_return("health"), actor=local("noor-health")).receipt
    assert receipt.warning is not None
    assert "The signer refuses this ledger" in receipt.warning
    assert scene.local() == "well"


def stolen_key(scene: Scene) -> SigningKey:
    """Whoever can read the key-encryption key and the signer's folder has the signing key."""
    kek = scene.home.key_place().read()
    path = scene.home.signer_folder / signers.KEY_FILE
    return signers._read_key(path, ORIGIN, kek)


def test_a_history_signed_anew_with_a_stolen_key(scene: Scene) -> None:
    """Its signature is valid. Whatever left the house before the theft contradicts it."""
    items = toolkit.read(scene.path)
    items[GRADE - 1] = items[GRADE - 1].saying(b'"grade":"good"', b'"grade":"inadequate"')
    toolkit.write(scene.path, items)
    forged = toolkit.sign_anew(scene.path, ORIGIN, stolen_key(scene))
    assert opened(scene, forged).checkpoint.size == scene.size
    assert scene.local() == "well"
    assert kind(scene, forged) is Kind.WELL
    assert scene.outside() == "another history"
    assert kind(scene, scene.note) is Kind.ALTERED
    assert scene.receipt(GRADE) == "another entry"
    assert kind(scene, scene.receipts[GRADE]) is Kind.ALTERED
    # The forged note kept beside the keys makes it a fork: both histories bear the signature.
    (scene.home.notes / f"{scene.size:012d}-{'0' * 12}.note").write_bytes(forged)
    with Ledger.open(scene.path) as ledger:
        assert against(ledger, scene.note, scene.home).kind is Kind.FORKED


def test_a_split_view_is_seen_when_two_holders_compare(scene: Scene, tmp_path: Path) -> None:
    """Each ledger is whole and each file valid alone; one signature stands under two roots."""
    other = Scene(scene.settings, scene.vkey, scene.note)
    items = toolkit.read(scene.path)
    shown_to_police = toolkit.sign_anew(scene.path, ORIGIN, stolen_key(scene))
    toolkit.copy(scene.path, tmp_path / "shown-to-police.db")
    items[-2:] = [item.saying(b"late-1", b"late-9") for item in items[-2:]]
    toolkit.write(other.path, items)
    shown_to_health = toolkit.sign_anew(other.path, ORIGIN, stolen_key(scene))
    assert audit(tmp_path / "shown-to-police.db").ok
    assert audit(other.path).ok
    police, health = (opened(scene, n).checkpoint for n in (shown_to_police, shown_to_health))
    assert police.size == health.size
    with Ledger.open(other.path) as ledger:
        assert against(ledger, shown_to_health).kind is Kind.WELL
        # Compared: the same size, another root, both signed.
        with pytest.raises(ProofError, match="the log forked: two roots over the same 47 entries"):
            require_extends(police, health, ())
        assert against(ledger, shown_to_police).kind is Kind.ALTERED
        # Nor can either be made to extend the other later on.
        enrol_one(ledger, 30)
        proof = consistency_proof(ledger.tree(), police.size, ledger.size())
    later = opened(scene, toolkit.sign_anew(other.path, ORIGIN, stolen_key(scene))).checkpoint
    require_extends(health, later, proof)
    with pytest.raises(ProofError):
        require_extends(police, later, proof)


def test_a_back_dated_time_is_outside_its_sandwich(scene: Scene) -> None:
    """Nothing in the tree says when. A cosigned checkpoint without the entry does: not before."""
    seen_at = int((START + timedelta(hours=2)).timestamp())
    custodian = scene.custodian()
    with custodian.ledger:
        note = custodian.checkpoint()
    note = add_cosignatures(note, cosign(note, WITNESS, seen_at), [WITNESS.verifier.format()])
    without = opened(scene, note)
    custodian = scene.custodian(SteppingClock(START - timedelta(days=7)))
    with custodian.ledger as ledger:
        ledger.record(
            JoinAgency(agency="housing", title="Housing", sector=Sector.HOUSING),
            actor=local("ruth-haldane"),
        )
        position = ledger.size()
        receipt = custodian.receipt(position)
    assert scene.local() == "well", "no audit of the file alone can know the hour"
    assert scene.outside() == "well"
    proved = verify_receipt(receipt, ORIGIN, [scene.vkey])
    claimed = parse_state(proved.event, proved.state)[1].recorded_at
    # Both files in hand: it was not there at `seen_at`, and claims to be older than that.
    assert proved.index >= without.checkpoint.size
    assert claimed < datetime.fromtimestamp(without.cosigned[0].time, claimed.tzinfo)


# What nobody can notice.


def test_a_tail_cut_before_anybody_held_a_checkpoint_is_not_noticed(tmp_path: Path) -> None:
    scene, ledger = begin(tmp_path)
    with ledger:
        prepare(ledger)
        size = ledger.size()
    toolkit.write(scene.path, toolkit.read(scene.path)[:-5])
    assert scene.local() == "well"
    assert scene.signer() == "signs"
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        scene.note = custodian.checkpoint()
        assert ledger.size() == size - 5
    assert scene.outside() == "well"
    assert kind(scene, scene.note) is Kind.WELL


def test_what_was_never_recorded_is_not_noticed(scene: Scene) -> None:
    """Health gave its return by telephone and nobody entered it: every holder is content."""
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        assert not ledger.entries(streams.agency_return(AUDIT, "C01", "health"))
        scene.receipts[scene.size] = custodian.receipt(scene.size)
    assert (scene.local(), scene.outside(), scene.receipt(scene.size)) == ("well", "well", "well")
    assert scene.signer() == "signs"


def test_a_copy_without_its_write_ahead_log_is_a_silent_rollback(
    scene: Scene, tmp_path: Path
) -> None:
    """Trap 8: the copied file audits well and is short; the signer and a newer note notice."""
    copied = tmp_path / "copied.db"
    custodian = scene.custodian()
    with custodian.ledger as ledger:
        ledger.record(a_return("health", evidence="Heard."), actor=local("noor-health"))
        size, note = ledger.size(), custodian.checkpoint()
        log = scene.path.with_name(f"{scene.path.name}-wal")
        assert log.stat().st_size > 0
        shutil.copyfile(scene.path, copied)
    verdict = audit(copied)
    assert verdict.ok, "nothing in the file says that it is short"
    assert verdict.size < size
    toolkit.put_back(copied, scene.path)
    assert scene.signer() == "refuses"
    assert scene.outside(note) == "smaller"
    assert kind(scene, note) is Kind.ROLLED_BACK
