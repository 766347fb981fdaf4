"""A check changes no byte of what it checks, nor of what stands beside it: not a log, not an index.

By the owner, who could. The states are those in which a ledger is found: at rest, after a process
was killed, with its log alone, copied away, while somebody records, and on a disc.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import copied
from tests.cli.harness import Assure, Clock
from tests.cli.keeping import KEEPER, state_of
from tests.ledger.attack import toolkit
from tests.ledger.processes import alone

NOBODY = 65534
NOTE = "police.note"
CHECKS = (
    ("ledger", "verify"),
    ("ledger", "verify", "--holders", "--rules"),
    ("ledger", "verify", "--against", NOTE),
    ("ledger", "verify", "--note", NOTE),
    ("ledger", "status"),
)


LISTS = (("agency", "list"), ("access", "show"), ("concern", "list"))


@pytest.fixture(scope="module")
def everything_imported(keeper_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What gives up its rights can import and read no more of this software."""
    folder = tmp_path_factory.mktemp("imported")
    shutil.copytree(keeper_folder, folder, dirs_exist_ok=True)
    assure = Assure(folder, Clock())
    note = assure.path(NOTE)
    assure("ledger", "publish", "--to", "Police", "--out", note)
    for words in (*CHECKS, *LISTS):
        assure(*(note if word == NOTE else word for word in words))
    assure("ledger", "backup", assure.path("first.db"), actor=KEEPER)


@pytest.fixture
def kept(assure: Assure, keeper_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(assure.folder)
    assure.clock.put("2026-01-20")
    copied(keeper_folder, assure)("ledger", "publish", "--to", "Police", "--out", NOTE)
    return assure


def at_rest(_: Assure) -> None:
    pass


def killed(assure: Assure) -> None:
    """The log holds the newest entries and its index stands beside it: nobody closed the file."""
    saved = {}
    with closing(sqlite3.connect(assure.ledger)) as reader:
        reader.execute("SELECT count(*) FROM stored_events").fetchone()
        assure("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
        for path in assure.folder.glob("ledger.db*"):
            saved[path] = path.read_bytes()
    for path, data in saved.items():
        path.write_bytes(data)
    assert assure.ledger.with_name("ledger.db-wal").stat().st_size > 0


def with_its_log_alone(assure: Assure) -> None:
    killed(assure)
    assure.ledger.with_name("ledger.db-shm").unlink()


def left_by_a_reader(assure: Assure) -> None:
    """Whoever only reads leaves an empty log and an index."""
    with closing(sqlite3.connect(f"{assure.ledger.as_uri()}?mode=ro", uri=True)) as db:
        db.execute("SELECT count(*) FROM stored_events").fetchone()
    assert assure.ledger.with_name("ledger.db-shm").exists()


def with_an_empty_log_alone(assure: Assure) -> None:
    left_by_a_reader(assure)
    assure.ledger.with_name("ledger.db-shm").unlink()


def a_backup(assure: Assure) -> None:
    """A copy is no ledger in use: it has another journal."""
    toolkit.copy(assure.ledger, Path("backup.db"))
    for path in assure.folder.glob("ledger.db*"):
        path.unlink()
    Path("backup.db").rename(assure.ledger)


STATES = (
    at_rest,
    killed,
    with_its_log_alone,
    left_by_a_reader,
    with_an_empty_log_alone,
    a_backup,
)


@pytest.mark.parametrize("put", STATES, ids=lambda put: put.__name__)
def test_a_check_changes_no_byte(kept: Assure, put: Callable[[Assure], None]) -> None:
    put(kept)
    before = state_of(kept.folder)
    for words in CHECKS:
        kept(*words)
        assert state_of(kept.folder) == before, words


@pytest.mark.parametrize("put", STATES, ids=lambda put: put.__name__)
def test_a_check_that_finds_something_changes_no_byte(
    kept: Assure, put: Callable[[Assure], None]
) -> None:
    """Evidence stays as it was found."""
    put(kept)
    home = next(path for path in (kept.folder / "home").iterdir() if path.is_dir())
    with (home / "recorded").open("r+b") as file:  # as if another entry had been recorded
        data = bytearray(file.read())
        data[-100:] = b""
        spoilt = data.replace(b"recorded", b"forgotten"[:8])
        file.seek(0)
        file.write(spoilt)
    (home / "notes" / f"{9:012d}-000000000000.note").write_text("no note", encoding="utf-8")
    before = state_of(kept.folder)
    for words in (("ledger", "verify"), ("ledger", "status")):
        kept(*words, code=6)
        assert state_of(kept.folder) == before, words


def test_a_check_while_somebody_records_sees_what_is_there(kept: Assure) -> None:
    with closing(sqlite3.connect(kept.ledger)) as other:
        other.execute("SELECT count(*) FROM stored_events").fetchone()
        kept("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
        size = kept.read("ledger", "verify")["entries"]
        kept("agency", "join", "health2", "--title", "Public Health", "--sector", "health")
        verdict = kept.read("ledger", "verify")
        assert (verdict["whole"], verdict["entries"]) == (True, size + 1)
        log = kept.ledger.with_name("ledger.db-wal").read_bytes()
        kept("ledger", "verify")
        assert kept.ledger.with_name("ledger.db-wal").read_bytes() == log


@pytest.fixture
def disc(kept: Assure) -> Iterator[Callable[[], Assure]]:
    """Makes a copy of everything, its files and folders readable by their owner only."""
    folder = Path(tempfile.mkdtemp(prefix="assure-disc-"))
    folder.chmod(0o755)
    copy = folder / "copy"

    def burn() -> Assure:
        shutil.copytree(kept.folder, copy)
        for path in [copy, *copy.rglob("*")]:
            if os.geteuid() == 0:
                os.chown(path, NOBODY, NOBODY)
            path.chmod(0o500 if path.is_dir() else 0o400)
        return Assure(copy, kept.clock)

    yield burn
    for path in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        path.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.usefixtures("everything_imported")
@pytest.mark.parametrize("put", STATES, ids=lambda put: put.__name__)
def test_what_is_on_a_disc_is_verified_shown_and_backed_up(
    kept: Assure, disc: Callable[[], Assure], put: Callable[[Assure], None], tmp_path: Path
) -> None:
    put(kept)
    burnt = disc()
    before = state_of(burnt.folder)
    out = Path(tempfile.mkdtemp(prefix="assure-out-"))
    out.chmod(0o777)
    backup = ("ledger", "backup", str(out / "copy.db"))

    def run() -> str:
        tempfile.tempdir = str(out)  # what is copied for reading goes when a process ends: not here
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        os.chdir(burnt.folder)
        for words in (*CHECKS, *LISTS):
            burnt(*words)
        burnt(*backup, actor=KEEPER)
        return "done"

    try:
        assert alone(run) == "done"
        assert state_of(burnt.folder) == before
    finally:
        shutil.rmtree(out)
