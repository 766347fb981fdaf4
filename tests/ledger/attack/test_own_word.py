"""What a ledger says of itself is no evidence: rewritten with all its own claims, it speaks alone.

The grade is edited, every seal recomputed, the ledger's own entries about published checkpoints
rewritten to fit, and whatever memory the attacker can reach is removed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from application.identity import local
from application.ledger_status import ledger_status
from application.verify import verify
from dashboard.pages.integrity import coverage as page
from ledger.integrity import conclusion
from ledger.integrity.coverage import coverage
from ledger.opening import open_ledger
from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.service import Ledger
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import ORIGIN, Scene, enrol_one, stage
from tests.ledger.partnership import SteppingClock

GRADE = 43
PUBLISHED = 7


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """With several checkpoints that went to people outside, each recorded."""
    made = stage(tmp_path)
    with open_ledger(made.settings, SteppingClock()) as ledger:
        for number in range(PUBLISHED):
            assert ledger.custodian is not None
            note, command = ledger.custodian.publication(f"Agency {number}")
            ledger.record(command, actor=local("ruth-haldane"))
            enrol_one(ledger, 100 + number)
        made.size = ledger.size()
        made.note = note
    return made


def rewritten(scene: Scene) -> None:
    """Another grade, and every claim of the ledger's own made to fit it."""
    items = toolkit.read(scene.path)
    items[GRADE - 1] = items[GRADE - 1].saying(b'"grade":"good"', b'"grade":"inadequate"')
    leaves: list[bytes] = []
    versions: dict[str, int] = {}
    for at, item in enumerate(items):
        if item.topic == "CheckpointPublished":
            event = json.loads(item.state)["event"]
            root = merkle.root(leaves[: event["size"]]).hex()
            items[at] = item = item.saying(event["root"].encode(), root.encode())
        versions[item.stream] = versions.get(item.stream, 0) + 1
        data = leaf_data(item.stream, versions[item.stream], item.topic, item.state)
        leaves.append(merkle.leaf_hash(data))
    toolkit.write(scene.path, items)


@dataclass(frozen=True)
class Removed:
    """What of the memory is gone. `left`: whether something is left that contradicts."""

    notes: bool = True
    signer: bool = True
    recordings: bool = True
    whole_home: bool = False

    @property
    def left(self) -> bool:
        return not (self.whole_home or (self.notes and self.signer and self.recordings))

    def take(self, scene: Scene) -> None:
        home = scene.home
        if self.whole_home:
            shutil.rmtree(scene.settings.home)
            return
        if self.notes:
            shutil.rmtree(home.notes)
        if self.signer:
            (home.signer_folder / "memory").unlink()
        if self.recordings:
            home.memory.path.unlink()


@pytest.mark.parametrize(
    "removed",
    [
        Removed(),
        Removed(whole_home=True),
        Removed(notes=False),
        Removed(signer=False),
        Removed(recordings=False),
        Removed(notes=False, signer=False),
    ],
    ids=str,
)
def test_a_rewritten_ledger_never_speaks_for_itself(scene: Scene, removed: Removed) -> None:
    rewritten(scene)
    removed.take(scene)
    result = verify(scene.settings)
    assert result.scanned.ok, "every seal fits"
    assert not result.is_spoken_for
    assert result.evidence is not None
    if removed.left:
        assert len(result.faults) == 1, "one conclusion"
        assert "something among entries 1 to " in result.faults[0]
        return
    assert result.faults == ()
    assert result.evidence.outside() == ()
    assert len(result.evidence.own) == PUBLISHED, "its own claims fit, and are named apart"
    assert conclusion.agreeing(result.evidence) == f"{conclusion.NOTHING_SPEAKS}."
    assert conclusion.by_record(result.evidence).startswith("By the record, held by Agency 6: ")
    assert "no evidence" in conclusion.by_record(result.evidence)


def test_the_page_and_the_status_say_the_same(scene: Scene) -> None:
    rewritten(scene)
    Removed().take(scene)
    standing = ledger_status(scene.settings)
    assert not standing.is_spoken_for
    assert standing.status.outside == f"{conclusion.NOTHING_SPEAKS}."
    with Ledger.open(scene.path) as ledger:
        now = coverage(ledger)
    assert page.outside(now) == f"{conclusion.NOTHING_SPEAKS}."
    assert "eight words" in (page.unspoken_for(now) or "")
    assert page.finding(now).startswith("By the record, ")


def test_a_sound_ledger_says_the_three_things_apart(scene: Scene) -> None:
    result = verify(scene.settings)
    assert result.is_spoken_for
    assert result.evidence is not None
    said = conclusion.agreeing(result.evidence)
    assert said.startswith("Outside the database, all that is known here agrees: ")
    assert f"{PUBLISHED + 1} checkpoints kept here, the newest of " in said
    assert f"this computer's memory of recordings, of {scene.size} entries" in said
    assert result.evidence.covered == scene.size


def test_entries_that_nothing_here_knows_of_are_named(scene: Scene) -> None:
    """Appended past the product, with seals that fit and no home that would remember them."""
    with Ledger.open(scene.path, SteppingClock()) as ledger:
        enrol_one(ledger, 300)
    result = verify(scene.settings)
    assert (result.is_whole, result.is_spoken_for) == (True, False)
    assert result.evidence is not None
    last = f"entries {scene.size + 1} to {scene.size + 2}."
    assert conclusion.agreeing(result.evidence).endswith(f"speaks for {last}")


@pytest.mark.parametrize("changed", [5, GRADE, 44, 46])
def test_the_entries_among_which_something_was_changed_are_told(scene: Scene, changed: int) -> None:
    """Between the largest checkpoint that agrees and the smallest that does not."""
    with open_ledger(scene.settings) as ledger:
        assert ledger.custodian is not None
        sizes = sorted({note.size for note in ledger.custodian.notes()})
    items = toolkit.read(scene.path)
    at = changed - 1
    items[at] = items[at].saying(b'"actor":"', b'"actor":"x')
    toolkit.write(scene.path, items)
    (fault,) = verify(scene.settings).faults
    last = min(size for size in sizes if size >= changed)
    first = max((size for size in sizes if size < changed), default=0) + 1
    named = f"entry {first}" if first == last else f"something among entries {first} to {last}"
    assert fault.startswith(f"{named} was changed, removed or put in, though every seal fits: ")


def test_a_ledger_without_a_name_has_nothing_that_speaks_for_it(scene: Scene) -> None:
    items = [item for item in toolkit.read(scene.path) if item.topic != "LedgerNamed"]
    toolkit.write(scene.path, items)
    result = verify(scene.settings)
    assert not result.is_spoken_for
    assert ORIGIN.encode() in (scene.home.notes.glob("*.note").__next__()).read_bytes()
