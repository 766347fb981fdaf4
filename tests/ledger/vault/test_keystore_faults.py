"""The keystore when its process is killed, or its disk refuses, at each of its system calls."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.errors import UnusableError
from ledger.keys.keystore import CaseKey, Keystore
from tests.ledger.vault.keys import KEK, OTHER_KEK

SUBJECT, FRESH = "2026-neglect/C07", "2026-neglect/C99"
ACTS = {"issue": FRESH, "destroy": SUBJECT, "rewrap": SUBJECT}
CALLS = ("openat", "pwrite64", "fdatasync", "fsync", "unlink", "ftruncate")
REFUSED = 3

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


@dataclass(frozen=True)
class Made:
    """A keystore before the act: its keys, and the wrapped form of the one to be destroyed."""

    path: Path
    keys: dict[str, CaseKey]
    wrapped: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    path = tmp_path_factory.mktemp("made") / "keystore.db"
    keystore = Keystore(path, KEK, create=True)
    keys = {f"2026-neglect/C{n:02}": keystore.issue(f"2026-neglect/C{n:02}") for n in range(30)}
    with closing(sqlite3.connect(path)) as db:
        query = "SELECT wrapped FROM key WHERE subject = ?"
        (wrapped,) = db.execute(query, (SUBJECT,)).fetchone()
    return Made(path, keys, wrapped)


def _run(act: str, path: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """The act under strace, its system calls on the keystore's files only."""
    beside = [str(path), f"{path}-journal", str(path.parent)]
    paths = [part for file in beside for part in ("-P", file)]
    worker = [sys.executable, "-m", "tests.ledger.vault.worker", act, str(path), ACTS[act]]
    trace = ["strace", "-f", "-qq", "-o", str(path.parent.parent / "trace"), *paths, *options]
    return subprocess.run([*trace, *worker], capture_output=True, text=True, timeout=60)


def _copy(made: Made, folder: Path) -> Path:
    path = folder / "keys" / "keystore.db"
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(mode=0o700)
    shutil.copy(made.path, path)
    return path


def _counts(made: Made, act: str, folder: Path) -> Counter[str]:
    """How often the act makes each system call on the keystore's files."""
    path = _copy(made, folder)
    ran = _run(act, path, "-e", f"trace={','.join(CALLS)}")
    assert ran.returncode == 0, ran.stderr
    lines = (folder / "trace").read_text().splitlines()
    return Counter(match[1] for line in lines if (match := re.match(r"\d+ +(\w+)\(", line)))


def _places(made: Made, act: str, folder: Path) -> list[tuple[str, int]]:
    counts = _counts(made, act, folder)
    assert counts["fdatasync"] + counts["fsync"] >= 3, counts
    assert counts["unlink"] >= 1, counts
    return [(call, n) for call in CALLS for n in range(1, counts[call] + 1)]


def _require_sound(made: Made, act: str, path: Path, acknowledged: str) -> None:
    """Nothing that was acknowledged is lost, no other key is touched, and the act can be redone."""
    if act == "rewrap":
        try:
            keystore = Keystore(path, KEK)
            assert acknowledged == ""
        except UnusableError:
            keystore = Keystore(path, OTHER_KEK)
    else:
        keystore = Keystore(path, KEK)
    gone = {SUBJECT} if act == "destroy" else set[str]()
    for subject, key in made.keys.items():
        assert subject in gone or keystore.find(subject) == key
    if act == "issue" and acknowledged:
        found = keystore.find(FRESH)
        assert found is not None
        assert found.commitment == acknowledged
    if act == "destroy":
        assert not (acknowledged and keystore.find(SUBJECT))
        keystore.destroy(SUBJECT)
        assert not keystore.holds(made.wrapped)
        assert not keystore.holds(made.keys[SUBJECT].kid.encode())
    assert keystore.issue(FRESH) == keystore.find(FRESH)


def _kill(made: Made, act: str, folder: Path, call: str, n: int) -> None:
    path = _copy(made, folder)
    ran = _run(act, path, "-e", f"inject={call}:signal=KILL:when={n}")
    assert ran.returncode in (-9, 137), f"{call} {n} did not kill: {ran.stderr}"
    _require_sound(made, act, path, ran.stdout.strip())


def _refuse(made: Made, act: str, folder: Path, call: str, n: int, fault: str) -> None:
    path = _copy(made, folder)
    ran = _run(act, path, "-e", f"inject={call}:error={fault}:when={n}+")
    assert ran.returncode in (0, REFUSED), f"{call} {n} {fault}: {ran.stderr}"
    if ran.returncode == REFUSED:
        assert "cannot be used" in ran.stderr
        assert "Check the file, its rights and the disk" in ran.stderr
    _require_sound(made, act, path, ran.stdout.strip())


@pytest.mark.parametrize("act", ACTS)
def test_killed_at_some_system_calls(made: Made, act: str, tmp_path: Path) -> None:
    """Two of the places of the slow test: amid writing, and before the journal goes."""
    places = _places(made, act, tmp_path)
    unlinked = places.index(("unlink", 1))
    for call, n in (places[len(places) // 3], places[unlinked]):
        _kill(made, act, tmp_path, call, n)


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_killed_at_every_system_call(made: Made, act: str, tmp_path: Path) -> None:
    for call, n in _places(made, act, tmp_path):
        _kill(made, act, tmp_path, call, n)


@pytest.mark.parametrize(("act", "fault"), [("issue", "ENOSPC"), ("destroy", "EROFS")])
def test_a_disk_that_refuses_is_told_clearly_and_nothing_is_half_done(
    made: Made, act: str, fault: str, tmp_path: Path
) -> None:
    for n in (1, 4):
        _refuse(made, act, tmp_path, "pwrite64", n, fault)


@pytest.mark.slow
@pytest.mark.parametrize("act", ACTS)
def test_a_disk_that_refuses_at_every_system_call(made: Made, act: str, tmp_path: Path) -> None:
    for call, n in _places(made, act, tmp_path):
        full = call != "unlink" and n % 2
        _refuse(made, act, tmp_path, call, n, "ENOSPC" if full else "EIO")


def test_the_folder_is_synced_after_the_journal_is_gone(made: Made, tmp_path: Path) -> None:
    """Otherwise a power cut brings the journal back, and the journal brings the key back."""
    path = _copy(made, tmp_path)
    assert _run("destroy", path, "-y", "-e", "trace=unlink,fdatasync,fsync").returncode == 0
    lines = (tmp_path / "trace").read_text().splitlines()
    unlinks = [index for index, line in enumerate(lines) if "unlink(" in line]
    assert len(unlinks) == 3, "the deletion, the rewriting, and that it is done"
    for index in unlinks:
        assert f"<{path.parent}>" in lines[index + 1], lines
