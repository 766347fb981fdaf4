"""The keystore: one key a subject, gone for good when destroyed, closed to any other key."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.errors import UnusableError
from ledger.keys.keystore import ErasedError, Keystore
from tests.ledger.vault.keys import KEK, OTHER_KEK

SUBJECT, OTHER = "2026-neglect/C07", "2026-neglect/C08"
NOBODY = 65534


def _wrapped(path: Path) -> dict[str, bytes]:
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT subject, wrapped FROM key"))


def test_a_subject_has_one_key_for_good(keystore: Keystore, path: Path) -> None:
    issued = keystore.issue(SUBJECT)
    assert keystore.issue(SUBJECT) == issued == keystore.find(SUBJECT)
    assert Keystore(path, KEK).find(SUBJECT) == issued
    assert keystore.find(OTHER) is None
    assert keystore.issue(OTHER).key != issued.key


def test_no_key_stands_in_the_file_unwrapped(keystore: Keystore) -> None:
    key = keystore.issue(SUBJECT)
    assert not keystore.holds(key.key)
    assert not keystore.holds(KEK)
    assert keystore.holds(key.kid.encode()), "the search would find what is there"
    assert str(key) == f"CaseKey({key.kid})"
    assert key.key.hex() not in repr([key]) + str(vars(keystore).keys())


def test_a_destroyed_key_is_in_no_byte_of_the_files(keystore: Keystore, path: Path) -> None:
    kid = keystore.issue(SUBJECT).kid
    keystore.remember_identity(SUBJECT, "police", "CRN 0042")
    wrapped = _wrapped(path)[SUBJECT]
    assert keystore.holds(wrapped)
    assert keystore.destroy(SUBJECT) == {SUBJECT: wrapped}
    assert not keystore.holds(wrapped)
    assert not keystore.holds(kid.encode())
    assert keystore.find(SUBJECT) is None
    assert keystore.identity(SUBJECT, "police") is None
    assert not keystore.knows(SUBJECT)
    assert keystore.destroy(SUBJECT) == {}


def _churn(keystore: Keystore, chance: random.Random, steps: int) -> list[bytes]:
    """Issues and destroys in a disorder that makes SQLite rearrange its pages."""
    living: dict[str, bytes] = {}
    gone: list[bytes] = []
    for step in range(steps):
        if living and chance.random() < 0.45:
            subject = chance.choice(sorted(living))
            gone += [living.pop(subject), keystore.destroy(subject)[subject]]
        else:
            subject = f"2026-a{chance.randrange(99)}/C{step:04}"
            living[subject] = keystore.issue(subject).kid.encode()
    return gone


def test_no_earlier_copy_of_a_destroyed_key_is_left_by_a_rearranged_page() -> None:
    """`secure_delete` alone fails this: of 308 destroyed keys one was left, and 2 ids."""
    with tempfile.TemporaryDirectory(dir=_memory_disk()) as folder:
        keystore = Keystore(Path(folder) / "keystore.db", KEK, create=True)
        gone = _churn(keystore, random.Random(0), 700)
        raw = keystore.path.read_bytes()
    assert len(gone) > 400
    assert [left for left in gone if left in raw] == []


def _memory_disk() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@pytest.mark.parametrize("mode", ["wal", "truncate", "persist"])
def test_whatever_journal_somebody_set_the_destroyed_key_is_gone(
    keystore: Keystore, path: Path, mode: str
) -> None:
    keystore.issue(SUBJECT)
    wrapped = _wrapped(path)[SUBJECT]
    with closing(sqlite3.connect(path)) as db:
        assert db.execute(f"PRAGMA journal_mode = {mode}").fetchone() == (mode,)
        db.execute("UPDATE key SET epoch = epoch")
        db.commit()
    keystore.destroy(SUBJECT)
    assert not keystore.holds(wrapped)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_reader_that_keeps_a_write_ahead_log_open_stops_everything(
    keystore: Keystore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keystore.issue(SUBJECT)
    monkeypatch.setattr("ledger.keys.keystore.LOCK_TIMEOUT_SECONDS", 0.05)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = wal")
        db.execute("SELECT * FROM key").fetchone()
        with pytest.raises(UnusableError, match="locked"):
            keystore.destroy(SUBJECT)
    assert keystore.find(SUBJECT) is not None


def test_after_erasure_no_new_key_is_made(keystore: Keystore, path: Path) -> None:
    keystore.issue(SUBJECT)
    keystore.destroy(SUBJECT)
    for again in (keystore, Keystore(path, KEK)):
        with pytest.raises(ErasedError):
            again.issue(SUBJECT)
        with pytest.raises(ErasedError):
            again.remember_identity(SUBJECT, "police", "CRN 0042")
    assert not keystore.knows(SUBJECT)


@settings(max_examples=15, deadline=None)
@given(reference=st.text(max_size=80), agency=st.text(min_size=1, max_size=10))
def test_an_identity_is_kept_under_the_key_and_nowhere_clear(reference: str, agency: str) -> None:
    with tempfile.TemporaryDirectory(dir=_memory_disk()) as folder:
        keystore = Keystore(Path(folder) / "keystore.db", KEK, create=True)
        planted = f"PLANTED{reference}"
        keystore.remember_identity(SUBJECT, agency, planted)
        assert keystore.identity(SUBJECT, agency) == planted
        assert keystore.identity(OTHER, agency) is None
        assert not keystore.holds(b"PLANTED")


@pytest.mark.parametrize("column", ["agency", "subject"])
def test_an_identity_moved_to_another_agency_or_case_is_refused(
    keystore: Keystore, path: Path, column: str
) -> None:
    keystore.issue(OTHER)
    keystore.remember_identity(SUBJECT, "police", "CRN 0042")
    there = {"agency": (SUBJECT, "health"), "subject": (OTHER, "police")}[column]
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE identity SET subject = ?, agency = ?", there)
        db.commit()
    with pytest.raises(UnusableError, match="damaged"):
        keystore.identity(*there)


def test_another_keystores_key_is_refused_and_changes_nothing(
    keystore: Keystore, path: Path
) -> None:
    keystore.issue(SUBJECT)
    before = path.read_bytes()
    for create in (False, True):
        with pytest.raises(UnusableError, match="does not open with this key"):
            Keystore(path, OTHER_KEK, create=create)
    assert path.read_bytes() == before


def test_rewrapped_keys_are_the_same_and_an_old_copy_is_worthless(
    keystore: Keystore, path: Path, tmp_path: Path
) -> None:
    keys = [keystore.issue(f"2026-neglect/C{n:02}") for n in range(20)]
    old, old_wrapped = tmp_path / "old.db", _wrapped(path)
    shutil.copy(path, old)
    assert keystore.rewrap(OTHER_KEK) == 2
    for opened in (keystore, Keystore(path, OTHER_KEK)):
        assert [opened.find(f"2026-neglect/C{n:02}") for n in range(20)] == keys
    assert not [one for one in old_wrapped.values() if keystore.holds(one)]
    for copy, kek in ((old, OTHER_KEK), (path, KEK)):
        with pytest.raises(UnusableError, match="does not open with this key"):
            Keystore(copy, kek)


def test_a_process_with_the_old_key_cannot_wrap_one_more(keystore: Keystore, path: Path) -> None:
    """What it wrapped would be lost: no key that is kept opens it."""
    elsewhere = Keystore(path, KEK)
    keystore.rewrap(OTHER_KEK)
    acts: list[Callable[[], object]] = [
        lambda: elsewhere.issue(SUBJECT),
        lambda: elsewhere.find(SUBJECT),
        lambda: elsewhere.destroy(SUBJECT),
        lambda: elsewhere.rewrap(KEK),
    ]
    for act in acts:
        with pytest.raises(UnusableError, match="does not open with this key"):
            act()
    assert Keystore(path, OTHER_KEK).find(SUBJECT) is None


def test_a_damaged_wrapped_key_stops_and_says_so(keystore: Keystore, path: Path) -> None:
    keystore.issue(SUBJECT)
    for spoilt in (b"", bytes(40), bytes(7)):
        with closing(sqlite3.connect(path)) as db:
            db.execute("UPDATE key SET wrapped = ?", (spoilt,))
            db.commit()
        for act in (keystore.find, keystore.issue):
            with pytest.raises(UnusableError, match="damaged"):
                act(SUBJECT)
        with pytest.raises(UnusableError, match="damaged"):
            keystore.rewrap(OTHER_KEK)


def test_a_missing_keystore_is_never_remade(path: Path, keystore: Keystore) -> None:
    path.unlink()
    with pytest.raises(UnusableError, match="is not here"):
        Keystore(path, KEK)
    with pytest.raises(UnusableError, match="cannot be used"):
        keystore.issue(SUBJECT)
    assert not path.exists()


@pytest.mark.parametrize("size", [0, 1, 100, 4096, 9000])
def test_a_truncated_keystore_is_never_remade(path: Path, keystore: Keystore, size: int) -> None:
    keystore.issue(SUBJECT)
    os.truncate(path, size)
    with pytest.raises(UnusableError):
        Keystore(path, KEK).issue(SUBJECT)
    assert path.stat().st_size == size


def test_another_database_is_no_keystore(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE t (x)")
    other.chmod(0o600)
    before = other.read_bytes()
    for create in (False, True):
        with pytest.raises(UnusableError, match="no such table"):
            Keystore(other, KEK, create=create)
    assert other.read_bytes() == before


def test_a_creation_that_was_killed_is_finished_by_the_next(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    path.touch(mode=0o600)
    assert Keystore(path, KEK, create=True).issue(SUBJECT)


@pytest.mark.skipif(os.name != "posix", reason="rights as POSIX has them")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_keystore_that_others_can_touch_is_refused(
    path: Path, keystore: Keystore, mode: int
) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.chmod(mode)
    with pytest.raises(UnusableError, match="chmod 600"):
        Keystore(path, KEK)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs to change user")
def test_a_read_only_keystore_is_read_and_not_written() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "keystore.db"
        issued = Keystore(path, KEK, create=True).issue(SUBJECT)
        before = path.read_bytes()
        for thing, mode in ((path, 0o400), (Path(folder), 0o500)):
            thing.chmod(mode)
            os.chown(thing, NOBODY, NOBODY)
        read, written = (_worker(act, path, act) for act in ("find", "issue"))
        assert read.returncode == 0, read.stderr
        assert written.returncode == 3, written.stderr
        assert "cannot be used: attempt to write a readonly database" in written.stderr
        assert path.read_bytes() == before
        assert issued


def _worker(act: str, path: Path, subject: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.ledger.vault.worker", act, str(path), subject]
    return subprocess.run([*command, "--user", str(NOBODY)], capture_output=True, text=True)


def test_processes_that_ask_at_once_get_the_same_key(keystore: Keystore, path: Path) -> None:
    go = path.parent / "go"
    command = [sys.executable, "-m", "tests.ledger.vault.worker", "issue", str(path), SUBJECT]
    asking = [
        subprocess.Popen([*command, "--go", str(go)], stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    go.touch()
    told = {process.communicate(timeout=60)[0].strip() for process in asking}
    found = keystore.find(SUBJECT)
    assert found is not None
    assert told == {found.commitment}
    assert len(_wrapped(path)) == 1


def test_every_connection_keeps_to_the_settings_whatever_the_build_defaults_to(
    keystore: Keystore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's SQLite has `secure_delete` on; others do not."""
    connect = sqlite3.connect

    def careless(*given: Any, **named: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = connect(*given, **named)
        for setting in ("secure_delete = OFF", "synchronous = OFF", "temp_store = FILE"):
            db.execute(f"PRAGMA {setting}")
        return db

    monkeypatch.setattr("ledger.keys.keystore.sqlite3.connect", careless)
    with keystore._transaction(write=True) as db:
        names = ("secure_delete", "journal_mode", "synchronous", "temp_store")
        kept = [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
    assert kept == [1, "delete", 3, 2]


def test_one_that_asks_while_another_writes_waits_and_gets_the_others_key(
    keystore: Keystore, path: Path
) -> None:
    given, told = keystore.issue(OTHER), list[object]()
    thread = threading.Thread(target=lambda: told.append(keystore.issue(SUBJECT)))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        thread.start()
        thread.join(0.2)
        assert told == []
        db.execute("UPDATE key SET subject = ?", (SUBJECT,))
        db.execute("COMMIT")
    thread.join(10)
    assert told == [given]


def test_a_plain_reader_waits_for_the_transactions_of_its_own_process(keystore: Keystore) -> None:
    """Closing the file would drop SQLite's locks on it, and another process could write."""
    before, seen = keystore.changes(), list[object]()
    thread = threading.Thread(target=lambda: seen.append(keystore.changes()))
    with keystore._transaction(write=True) as db:
        thread.start()
        thread.join(0.1)
        assert seen == []
        db.execute("UPDATE state SET replayed_to = 5")
    thread.join(10)
    assert seen == [keystore.changes()]
    assert seen != [before]
    assert keystore.replayed_to() == 5


def test_every_change_shows_in_the_counter(keystore: Keystore, path: Path) -> None:
    elsewhere = Keystore(path, KEK)
    seen = {keystore.changes()}
    for act in (elsewhere.issue, elsewhere.destroy):
        act(SUBJECT)
        assert keystore.changes() not in seen
        seen.add(keystore.changes())
    elsewhere.find(OTHER)
    elsewhere.destroy(SUBJECT)
    assert keystore.changes() in seen


def test_how_far_erasures_were_followed_is_remembered(keystore: Keystore, path: Path) -> None:
    assert keystore.replayed_to() == 0
    keystore.set_replayed_to(41)
    assert Keystore(path, KEK).replayed_to() == 41
