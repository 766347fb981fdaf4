"""A whole ledger to attack: its file, its home with keys and signer, and what outsiders hold.

Entry by entry: the partnership and its first audit, a return with words (a gate: the signer makes
a checkpoint, which an outsider keeps), and after it entries that nobody outside has seen.
"""

from __future__ import annotations

import atexit
import random
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from application.identity import local
from domain.directory.decisions import EnrolPerson, GrantRole
from domain.kernel.vocabulary import Role
from ledger.custodian import Custodian
from ledger.home import Home
from ledger.integrity.scan import audit
from ledger.opening import begin_ledger
from ledger.proof import merkle, tiles
from ledger.proof.checkpoint import Checkpoint, open_checkpoint
from ledger.proof.leaf import leaf_data
from ledger.proof.merkle import ProofError
from ledger.proof.receipt import verify_receipt
from ledger.service import Ledger
from ledger.settings import Settings
from tests.ledger.partnership import FORM, SteppingClock, a_return, prepare

ORIGIN = "wrenshire.example/ledger/2026"
WORDS = "Seen at home by the officer. "
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class Scene:
    """`note`: a checkpoint that somebody outside keeps; `receipts`: by the entry's number."""

    settings: Settings
    vkey: str
    note: bytes = b""
    receipts: dict[int, bytes] = field(default_factory=dict)
    covered: int = 0
    size: int = 0

    @property
    def path(self) -> Path:
        return Path(self.settings.require_ledger())

    @property
    def home(self) -> Home:
        return Home(self.settings.home, ORIGIN, self.settings.credentials)

    def custodian(self, clock: SteppingClock | None = None) -> Custodian:
        """The ledger with its keys and signer, whatever was done to its file; close its ledger."""
        vault, signer = self.home.open()
        ledger = Ledger.open(self.path, clock or SteppingClock(), vault)
        found = Custodian(ledger, self.home, vault, signer)
        ledger.use(vault, found)
        return found

    # What each holder says of the file as it stands now.

    def local(self) -> int | None | str:
        """The full audit: "well", or the first bad entry's number."""
        verdict = audit(self.path)
        return "well" if verdict.fault is None else verdict.fault.position

    def outside(self, note: bytes | None = None) -> str:
        """The holder of a checkpoint asks for a proof that today's entries extend it.

        Today's tree is what the sealed tables give, as the ledger's own software would answer.
        """
        held = open_checkpoint(note or self.note, ORIGIN, [self.vkey]).checkpoint
        with Ledger.open(self.path) as ledger:
            size, root = ledger.head()
            if size < held.size:
                return "smaller"
            proof = tiles.consistency_proof(ledger.tree(), held.size, size)
        try:
            merkle.verify_consistency(held.size, size, held.root, root, proof)
        except ProofError:
            return "another history"
        return "well"

    def receipt(self, position: int) -> str:
        """The receipt of an entry still verifies; does its number show that entry today?"""
        proved = verify_receipt(self.receipts[position], ORIGIN, [self.vkey])
        assert proved.position == position
        with Ledger.open(self.path) as ledger:
            row = ledger.row(position)
        if row is None:
            return "no such entry"
        shown = leaf_data(str(row.originator_id), row.originator_version, row.topic, row.state)
        promised = leaf_data(proved.stream, proved.version, proved.event, proved.state)
        return "well" if shown == promised else "another entry"

    def signer(self) -> str:
        """The signer, asked for a checkpoint of the file as it stands."""
        vault, signer = self.home.open()
        with Ledger.open(self.path) as ledger:
            try:
                signer.sign(*ledger.head(), ledger.leaves)
            except ProofError:
                return "refuses"
        return "signs"

    def head(self) -> Checkpoint:
        return open_checkpoint(self.note, ORIGIN, [self.vkey]).checkpoint


def _settings(folder: Path) -> Settings:
    return Settings(folder / "ledger.db", "ruth-haldane", folder / "home", {})


def begin(folder: Path, seed: int = 1) -> tuple[Scene, Ledger]:
    """An empty ledger with new keys, open for recording."""
    settings = _settings(folder)
    ledger, _ = begin_ledger(
        settings.require_ledger(),
        settings,
        ORIGIN,
        FORM,
        local("ruth-haldane"),
        SteppingClock(),
        random.Random(seed).randbytes,
    )
    custodian = ledger.custodian
    assert isinstance(custodian, Custodian)
    return Scene(settings, custodian.vkey), ledger


def enrol_one(ledger: Ledger, number: int) -> None:
    """One person with a role: two entries by one command, at no gate."""
    person = f"late-{number}"
    ledger.record(
        EnrolPerson(person=person, full_name="Late Comer"),
        GrantRole(person=person, role=Role.SAIG_MEMBER),
        actor=local("ruth-haldane"),
    )


def stage(folder: Path, uncovered: int = 4) -> Scene:
    """The whole scene, closed; `uncovered` entries, an even number, after the checkpoint.

    It is made once and copied, keys and all.
    """
    made, where = _made(uncovered)
    shutil.copytree(where, folder, dirs_exist_ok=True)
    return replace(made, settings=_settings(folder), receipts=dict(made.receipts))


@cache
def _made(uncovered: int) -> tuple[Scene, Path]:
    where = Path(mkdtemp(prefix="assure-scene-"))
    atexit.register(shutil.rmtree, where, ignore_errors=True)
    scene, ledger = begin(where)
    with ledger:
        prepare(ledger)
        ledger.record(a_return(evidence=WORDS * 8), actor=local("pat-police"))
        custodian = ledger.custodian
        assert isinstance(custodian, Custodian)
        scene.note = custodian.checkpoint()
        scene.covered = scene.head().size
        scene.receipts = {n: custodian.receipt(n) for n in range(1, scene.covered + 1)}
        for number in range(uncovered // 2):
            enrol_one(ledger, number)
        scene.size = ledger.size()
    assert scene.size == scene.covered + uncovered
    assert (scene.local(), scene.outside(), scene.receipt(5)) == ("well", "well", "well")
    return scene, where
