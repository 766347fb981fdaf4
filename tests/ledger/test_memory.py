"""What this computer remembers of recordings: after each one, whatever happens to a process."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.verify import verify
from ledger.custodian import Custodian
from ledger.errors import IntegrityFailureError, LedgerError, UnusableError
from ledger.integrity.memory import Memory, OtherHistoryError
from ledger.keys.signer import MEMORY_FILE
from ledger.opening import open_ledger
from ledger.proof import merkle
from ledger.proof.tiles import Sealed
from ledger.settings import Settings
from tests.ledger.attack import toolkit
from tests.ledger.attack.scene import Scene, begin, enrol_one, stage
from tests.ledger.partnership import SteppingClock, prepare

LEAVES = [merkle.leaf_hash(bytes([number])) for number in range(200)]


def sealed(size: int) -> Sealed:
    return Sealed(size, tuple(toolkit.frontier_of(LEAVES[:size])))


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    made = Memory(tmp_path / "home" / "recorded")
    made.begin()
    return made


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return stage(tmp_path)


# The file.


@given(st.lists(st.integers(1, len(LEAVES)), min_size=1, max_size=8))
def test_it_never_goes_back(sizes: list[int]) -> None:
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        memory = Memory(Path(folder) / "recorded")
        memory.begin()
        for number, size in enumerate(sizes, start=1):
            assert memory.advance(sealed(size))
            assert memory.read() == sealed(max(sizes[:number]))


def test_other_entries_in_the_same_place_are_refused(memory: Memory) -> None:
    memory.advance(sealed(5))
    other = Sealed(5, (bytes(32), bytes(32)))
    with pytest.raises(OtherHistoryError):
        memory.advance(other)
    assert memory.read() == sealed(5)


def test_a_torn_write_leaves_what_was_remembered_before(memory: Memory) -> None:
    for size in (5, 6, 7):
        memory.advance(sealed(size))
    whole = memory.path.read_bytes()
    torn = random.Random(1)
    for _ in range(300):
        page = torn.randrange(2)
        at = page * 4096 + torn.randrange(8 + 8 + 4 + 2 * 32)
        spoilt = bytearray(whole)
        spoilt[at] ^= 1 << torn.randrange(8)
        memory.path.write_bytes(spoilt)
        assert memory.read() in (sealed(6), sealed(7))
    memory.path.write_bytes(bytes(len(whole)))
    assert memory.read() is None
    assert not memory.advance(sealed(8)), "a memory that cannot be read is not guessed"


def test_what_is_missing_or_unwritable_is_no_memory(memory: Memory, tmp_path: Path) -> None:
    missing = Memory(tmp_path / "nowhere" / "recorded")
    assert (missing.read(), missing.advance(sealed(1))) == (None, None)
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(UnusableError, match="cannot be remembered"):
        Memory(folder).advance(sealed(1))
    memory.path.unlink()
    memory.begin(sealed(3))
    assert memory.read() == sealed(3)
    memory.begin(sealed(9))
    assert memory.read() == sealed(3), "one that can be read stays"


WRITER = """
import sys
from pathlib import Path
from ledger.integrity.memory import Memory
from tests.ledger.test_memory import sealed
memory, first, step = Memory(Path(sys.argv[1])), int(sys.argv[2]), int(sys.argv[3])
for size in range(first, 200, step):
    memory.advance(sealed(size))
"""


def test_four_processes_leave_the_largest(memory: Memory) -> None:
    command = [sys.executable, "-c", WRITER, str(memory.path)]
    running = [subprocess.Popen([*command, str(first), "4"]) for first in (1, 2, 3, 4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    assert memory.read() == sealed(199)


# Recording.


def test_every_acknowledged_recording_is_remembered(scene: Scene) -> None:
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        for number in range(5):
            enrol_one(ledger, 200 + number)
            assert scene.home.memory.read() == ledger.sealed()


def test_entries_that_vanish_with_a_lost_log_are_missed(scene: Scene) -> None:
    """Twelve acknowledged entries stood in the log alone; no gate had made a checkpoint of them."""
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        size = ledger.size()
        bare = scene.path.read_bytes()
        for number in range(6):
            enrol_one(ledger, 300 + number)
    toolkit.put_back(_file(scene.path.with_name("bare"), bare), scene.path)
    lost = f"it holds {size} entries, and {size + 12} were recorded"
    with pytest.raises(IntegrityFailureError, match=lost):
        open_ledger(scene.settings)
    (fault,) = verify(scene.settings).faults
    assert fault == f"it is an older copy: {lost}"


def _file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_another_history_since_the_last_checkpoint_is_refused(scene: Scene) -> None:
    """The signer's memory ends before it: only the memory of recordings knows."""
    items = toolkit.read(scene.path)
    items[-2:] = [item.saying(b"late-1", b"late-9") for item in items[-2:]]
    toolkit.write(scene.path, items)
    with pytest.raises(IntegrityFailureError, match="This is not the ledger that was recorded"):
        open_ledger(scene.settings)
    (fault,) = verify(scene.settings).faults
    first, last = scene.covered + 1, scene.size
    assert fault.startswith(f"something among entries {first} to {last} was changed")


def test_a_recording_that_was_cut_off_before_it_was_remembered_is_no_other_history(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the commit and the memory: nothing was acknowledged, and it goes on."""

    class Killed(BaseException):
        pass

    def killed(*_: object) -> bool:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Memory, "advance", killed)
        with open_ledger(scene.settings, SteppingClock()) as ledger, pytest.raises(Killed):
            enrol_one(ledger, 400)
    assert verify(scene.settings).is_spoken_for is False, "two entries that nothing here knows"
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        enrol_one(ledger, 401)
        assert scene.home.memory.read() == ledger.sealed()
    assert verify(scene.settings).is_spoken_for


def test_two_copies_that_are_both_recorded_in_are_noticed(scene: Scene, tmp_path: Path) -> None:
    other = tmp_path / "other" / "ledger.db"
    toolkit.copy(scene.path, other)
    other.chmod(0o600)
    twice = Settings(other, "ruth-haldane", scene.settings.home, {})
    with (
        open_ledger(scene.settings, SteppingClock()) as one,
        open_ledger(twice, SteppingClock()) as two,
    ):
        told: list[str] = []
        two.warn = told.append
        enrol_one(one, 500)
        enrol_one(two, 501)
        assert "two copies of this ledger are being recorded in" in told[0]
    with pytest.raises(IntegrityFailureError, match="not the ledger that was recorded"):
        open_ledger(twice)
    open_ledger(scene.settings).close()


def test_recording_without_a_memory_warns_each_time(scene: Scene) -> None:
    scene.home.memory.path.unlink()
    (scene.home.signer_folder / MEMORY_FILE).unlink()
    told: list[str] = []
    for number in range(3):
        with open_ledger(scene.settings, SteppingClock()) as ledger:
            ledger.warn = told.append
            enrol_one(ledger, 600 + number)
    assert len(told) == 3
    assert all("nothing on this computer remembers it" in warning for warning in told)
    assert all("eight words" in warning for warning in told)
    assert scene.home.memory.read() is None, "a missing memory is asked for, never guessed"


def test_a_home_of_an_earlier_version_begins_to_remember_and_says_so(scene: Scene) -> None:
    scene.home.memory.path.unlink()
    told: list[str] = []
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        ledger.warn = told.append
        enrol_one(ledger, 700)
        enrol_one(ledger, 701)
        assert scene.home.memory.read() == ledger.sealed()
    (warning,) = told
    assert "A home made by an earlier version has none" in warning


def test_a_memory_is_put_back_from_a_checkpoint_outside(scene: Scene) -> None:
    scene.home.memory.path.unlink()
    (scene.home.signer_folder / MEMORY_FILE).unlink()
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        custodian = ledger.custodian
        assert isinstance(custodian, Custodian)
        custodian.remember(scene.note)
        assert scene.home.memory.read() == ledger.sealed()
        told: list[str] = []
        ledger.warn = told.append
        enrol_one(ledger, 800)
        assert told == []
    assert verify(scene.settings).is_spoken_for


def test_a_memory_that_cannot_be_written_is_said_and_the_entry_stays(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    told: list[str] = []
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        ledger.warn = told.append
        monkeypatch.setattr("ledger.integrity.memory.os.write", full)
        enrol_one(ledger, 900)
        monkeypatch.undo()
        assert ledger.size() == scene.size + 2
    assert told == [
        "this computer does not remember it. What was recorded cannot be remembered in"
        f" {scene.home.memory.path}: No space left on device. Check the disk and the rights on the"
        " folder."
    ]
    assert scene.home.memory.read() is not None


def test_the_memory_is_on_the_disk_when_the_ledger_is_closed(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[bool] = []
    settle = Memory.settle

    def settled(self: Memory) -> None:
        synced.append(True)
        settle(self)

    monkeypatch.setattr(Memory, "settle", settled)
    open_ledger(scene.settings).close()
    assert synced == [], "whoever only read writes nothing"
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        enrol_one(ledger, 950)
    assert synced == [True]


# Without the home that the ledger names.


def test_without_its_home_nothing_is_recorded_unless_that_is_said(
    scene: Scene, tmp_path: Path
) -> None:
    elsewhere = Settings(scene.path, "ruth-haldane", tmp_path / "elsewhere", {})
    with open_ledger(elsewhere, SteppingClock()) as ledger:
        with pytest.raises(LedgerError) as refused:
            enrol_one(ledger, 960)
        assert "--without-home" in refused.value.remedy
        assert str(tmp_path / "elsewhere") in refused.value.message
        assert ledger.size() == scene.size
    asked = Settings(scene.path, "ruth-haldane", tmp_path / "elsewhere", {}, without_home=True)
    told: list[str] = []
    with open_ledger(asked, SteppingClock()) as ledger:
        ledger.warn = told.append
        enrol_one(ledger, 960)
        enrol_one(ledger, 961)
    assert len(told) == 2
    assert all("nothing here remembers it" in warning for warning in told)
    assert not verify(asked).is_spoken_for
    # At home again it is longer than what is remembered, and goes on from there.
    assert not verify(scene.settings).is_spoken_for
    with open_ledger(scene.settings, SteppingClock()) as ledger:
        enrol_one(ledger, 962)
    assert verify(scene.settings).is_spoken_for


def test_a_ledger_begins_with_a_memory(tmp_path: Path) -> None:
    scene, ledger = begin(tmp_path)
    with ledger:
        told: list[str] = []
        ledger.warn = told.append
        assert scene.home.memory.read() == ledger.sealed()
        prepare(ledger)
        assert scene.home.memory.read() == ledger.sealed()
        assert told == []


def test_memory_files_are_private(scene: Scene) -> None:
    assert scene.home.memory.path.stat().st_mode & 0o777 == 0o600
    assert scene.home.memory.path.stat().st_size == 2 * 4096
    shutil.copy(scene.home.memory.path, scene.path.with_name("copy"))
    assert Memory(scene.path.with_name("copy")).read() is not None
