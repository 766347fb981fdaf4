"""What this computer's memory vouches for, and what becomes of one that was taken away."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from application.custody import declared, remember
from application.identity import local
from application.ledger_status import ledger_status
from application.verify import judge, verify
from application.workspace import Workspace
from domain.directory.decisions import GrantRole
from domain.kernel.vocabulary import Role
from ledger.custodian import Custodian
from ledger.errors import PUT_BACK, IntegrityFailureError
from ledger.integrity import conclusion
from ledger.integrity.continuation import carry_on
from ledger.integrity.kept_file import Kind
from ledger.keys.signer import MEMORY_FILE
from ledger.opening import open_ledger
from ledger.service import Ledger
from ledger.settings import Settings
from tests.ledger.attack import toolkit
from tests.ledger.attack.every_event import granted_before
from tests.ledger.attack.scene import Scene, enrol_one, stage
from tests.ledger.partnership import SteppingClock

Forgery = Callable[[toolkit.Item], toolkit.Item]


def role_for(person: str, role: str, actor: str) -> Forgery:
    """A role, stamped by somebody: with every seal right, as a program of one's own writes it."""

    def forge(item: toolkit.Item) -> toolkit.Item:
        state = json.loads(item.state)
        state |= {"actor": actor, "command_id": f"forged-{role}-{actor}"}
        state["event"] |= {"person": person, "role": role, "agency": None}
        written = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
        return replace(item, state=written)

    return forge


def stamped(item: toolkit.Item, actor: str) -> toolkit.Item:
    """The same event once more, by somebody else."""
    state = json.loads(item.state) | {"actor": actor, "command_id": f"forged-{actor}"}
    written = json.dumps(state, ensure_ascii=False, separators=(",", ":")).encode()
    return replace(item, state=written)


FORGERIES = {
    "a role that somebody gave themselves": role_for("pat-police", "keeper", "pat-police"),
    "a role by nobody who is known": role_for("pat-police", "keeper", "mallory"),
    "a second keeper without a request": role_for("pat-police", "keeper", "ruth-haldane"),
    "the same as if it were from before": lambda item: granted_before(
        role_for("pat-police", "keeper", "ruth-haldane")(item)
    ),
}


def forge(path: Path, forgery: Forgery) -> None:
    """Appends the forged entry, and after it nothing."""
    items = toolkit.read(path)
    granted = [item for item in items if item.topic == "RoleGranted"][-1]
    toolkit.write(path, [*items, forgery(granted)])


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    made = stage(tmp_path)
    with open_ledger(made.settings, SteppingClock()) as ledger:
        # The coordinator makes the first keeper alone; a second one takes two people.
        grant_keeper(ledger)
        made.size = ledger.size()
    return made


def grant_keeper(ledger: Ledger) -> None:
    first = GrantRole(person="late-0", role=Role.KEEPER)
    ledger.record(first, actor=local("ruth-haldane"))


@pytest.mark.parametrize("name", FORGERIES)
def test_the_memory_never_covers_what_its_actor_could_not_record(scene: Scene, name: str) -> None:
    forge(scene.path, FORGERIES[name])
    remembered = scene.home.memory.read()
    assert not verify(scene.settings).is_spoken_for
    for number in range(2):  # it stays so, however often somebody tries
        with (
            open_ledger(scene.settings, SteppingClock()) as ledger,
            pytest.raises(IntegrityFailureError) as refused,
        ):
            enrol_one(ledger, 40 + number)
        said = f"Entry {scene.size + 1} (RoleGranted in directory, by "
        assert refused.value.message.startswith(said)
        assert "could not have been recorded" in refused.value.message
        assert "--rules" in refused.value.remedy
    assert scene.home.memory.read() == remembered
    assert not verify(scene.settings).is_spoken_for


def test_what_its_actor_could_have_recorded_is_told_once(scene: Scene) -> None:
    """Nobody can tell who wrote it; that nothing here knew of it can be told."""
    items = toolkit.read(scene.path)
    enrolled = [item for item in items if item.topic == "PersonEnrolled"][-1]
    forged = enrolled.saying(b'"late-1"', b'"mallory"').by("forged-1")
    toolkit.write(scene.path, [*items, forged])
    told: list[str] = []
    for number in range(2):
        with open_ledger(scene.settings, SteppingClock()) as ledger:
            ledger.warn = told.append
            enrol_one(ledger, 45 + number)
    (warning,) = told
    assert warning.startswith(f"entry {scene.size + 1} was not recorded by anything that told")
    assert verify(scene.settings).is_spoken_for


def test_nor_while_the_ledger_is_open(scene: Scene) -> None:
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        enrol_one(ledger, 50)
        remembered = scene.home.memory.read()
        forge(scene.path, FORGERIES["a role that somebody gave themselves"])
        with pytest.raises(IntegrityFailureError, match="could not have been recorded"):
            enrol_one(ledger, 51)
    assert scene.home.memory.read() == remembered


def test_nor_when_it_comes_between_a_decision_and_its_recording(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        ledger.warn = told.append
        remembered = scene.home.memory.read()
        append = ledger._store.append

        def late(*args: Any, **named: Any) -> object:
            monkeypatch.undo()
            items = toolkit.read(scene.path)
            # In a stream that the decision does not look at: it does not move, and nobody notices.
            closed = [item for item in items if item.stream.startswith("return/")][-1]
            toolkit.write(scene.path, [*items, stamped(closed, "mallory")])
            return append(*args, **named)

        monkeypatch.setattr(ledger._store, "append", late)
        enrol_one(ledger, 60)
        assert "does not remember it" in told[0]
        assert f"Entry {scene.size + 1} " in told[0]
        assert scene.home.memory.read() == remembered
        with pytest.raises(IntegrityFailureError):
            enrol_one(ledger, 61)


def test_a_memory_is_not_put_back_over_such_an_entry(scene: Scene) -> None:
    forge(scene.path, FORGERIES["a role that somebody gave themselves"])
    for lost in ("both", "recordings"):
        scene.home.memory.path.unlink(missing_ok=True)
        if lost == "both":
            (scene.home.signer_folder / MEMORY_FILE).rename(scene.path.with_name("kept"))
        with open_ledger(scene.settings, SteppingClock()) as ledger:
            custodian = ledger.custodian
            assert isinstance(custodian, Custodian)
            with pytest.raises(IntegrityFailureError, match="could not have been recorded"):
                custodian.remember(scene.note)
        if lost == "both":
            scene.path.with_name("kept").rename(scene.home.signer_folder / MEMORY_FILE)
        assert scene.home.memory.read() is None


def test_an_older_copy_in_the_place_of_an_open_ledger_is_noticed(scene: Scene) -> None:
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        enrol_one(ledger, 70)
        toolkit.write(scene.path, toolkit.read(scene.path)[:-2])
        with pytest.raises(IntegrityFailureError, match="an older copy was put in its place"):
            enrol_one(ledger, 71)


# A memory that was taken away.


def keeper(scene: Scene) -> Settings:
    return replace(scene.settings, actor="late-0")


def test_a_rollback_with_the_memory_removed_is_told_until_somebody_compares(scene: Scene) -> None:
    """Back to the last gate, which the signer knows, and the memory of recordings deleted."""
    toolkit.write(scene.path, toolkit.read(scene.path)[: scene.size - 1])
    toolkit.write(scene.path, toolkit.read(scene.path)[: scene.covered])
    scene.home.memory.path.unlink()
    told: list[str] = []
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        ledger.warn = told.append
        enrol_one(ledger, 80)
        assert "was missing, and begins with this recording" in told[0]
        grant_keeper_again(ledger)
        assert isinstance(ledger.custodian, Custodian)
        ledger.custodian.checkpoint()
    found = verify(scene.settings)
    assert found.is_whole
    assert not found.is_spoken_for
    assert found.evidence is not None
    begun = f"began anew with entry {scene.covered + 2}"
    assert begun in str(conclusion.missing(found.evidence))
    assert not ledger_status(scene.settings).is_spoken_for
    with open_ledger(keeper(scene), SteppingClock()) as ledger:
        assert isinstance(ledger.custodian, Custodian)
        newest = ledger.custodian.checkpoint()
        remember(Workspace(ledger, local("late-80")), newest)
    compared = verify(scene.settings)
    assert compared.is_spoken_for
    assert compared.evidence is not None
    assert conclusion.missing(compared.evidence) is None


def grant_keeper_again(ledger: Ledger) -> None:
    ledger.record(GrantRole(person="late-80", role=Role.KEEPER), actor=local("ruth-haldane"))


@pytest.mark.parametrize("damage", [b"", b"\0" * 8192, b"recorded" * 1024, b"x"])
def test_a_damaged_memory_is_called_damaged_and_not_missing(scene: Scene, damage: bytes) -> None:
    scene.home.memory.path.write_bytes(damage)
    found = verify(scene.settings)
    path = scene.home.memory.path
    assert found.faults == (
        f"this computer's memory in {path} is damaged: nothing in it can be read",
    )
    assert "a keeper puts the memory back: `assure ledger remember`" in found.remedy
    told: list[str] = []
    for number in range(2):
        with open_ledger(scene.settings, SteppingClock()) as ledger:
            ledger.warn = told.append
            enrol_one(ledger, 90 + number)
    assert all(f"its memory of recordings {path} is damaged" in warning for warning in told)
    assert len(told) == 2
    assert path.read_bytes() == damage, "what is damaged is left to be looked at"
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        assert isinstance(ledger.custodian, Custodian)
        ledger.custodian.remember(ledger.custodian.checkpoint())
    assert verify(scene.settings).is_spoken_for


def test_after_a_rollback_every_command_gives_one_advice(scene: Scene) -> None:
    toolkit.write(scene.path, toolkit.read(scene.path)[: scene.covered - 2])
    with pytest.raises(IntegrityFailureError) as opened:
        open_ledger(scene.settings)
    assert opened.value.remedy == PUT_BACK
    assert verify(scene.settings).remedy == PUT_BACK
    with pytest.raises(IntegrityFailureError) as told:
        ledger_status(scene.settings).require_known()
    assert told.value.remedy.startswith(PUT_BACK)
    assert not judge(scene.settings, scene.note).holds


def test_a_kept_file_that_agrees_hides_nothing_else(scene: Scene) -> None:
    """An older note covers what was not touched; what was recorded since was rewritten."""
    items = toolkit.read(scene.path)
    items[-2] = items[-2].saying(b"late-", b"lost-")
    toolkit.write(scene.path, items)
    found = judge(scene.settings, scene.note)
    assert found.kind is Kind.WELL
    assert not found.holds
    first, last = scene.covered + 1, scene.size
    assert f"something among entries {first} to {last} was changed" in str(found.elsewhere)
    assert str(found.elsewhere) in found.sentence


def test_a_copy_that_holds_such_an_entry_is_not_carried_on(scene: Scene) -> None:
    forge(scene.path, FORGERIES["a role that somebody gave themselves"])
    with Ledger.open(scene.path, SteppingClock()) as ledger:
        command = declared(ledger, "wrenshire.example/ledger/2027", scene.note, "It was lost.")
        size = ledger.size()
        with pytest.raises(IntegrityFailureError, match=f"entry {size} .*could not have been"):
            carry_on(ledger, scene.home, command, actor=local("late-0"))
        assert ledger.size() == size
