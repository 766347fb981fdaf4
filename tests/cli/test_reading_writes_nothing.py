"""Whoever only reads changes no file: not the ledger's, not the keys', not a memory of either."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.harness import AUDITORS, LEAD, LEADS, Assure, append, returned
from tests.cli.history_book import book, document, write
from tests.cli.keeping import erase, state_of, with_keeper
from tests.cli.test_reading import OWN_AUDIT, READS
from tests.ledger.processes import alone

CODE = "2026-neglect"
NOBODY = 65534
SUBJECT = f"{CODE}/C01"
OTHERS = (
    ("ledger", "status"),
    ("ledger", "verify"),
    ("vault", "due"),
    ("vault", "find", CODE, "C01", "--agency", "police"),
    ("access", "show"),
)
"""Reading commands that have no `--as-at`."""


@pytest.fixture
def read(prepared: Assure) -> Assure:
    with_keeper(prepared)
    number = ("--agency", "police", "--reference", "P-1234")
    append(
        prepared, "police", returned(CODE, "police", ["C01"], {"voice": "good", "planning": "good"})
    )
    prepared("vault", "map", CODE, "C01", *number, actor=AUDITORS["police"])
    words = ("--review", "Fern", "--text", "Listen", "--agency", "police")
    prepared("recommend", "make", "R1", *words, actor=LEAD)
    write(prepared)
    prepared("sheet", "record", book(prepared), "--document", document(prepared), actor=LEAD)
    own = prepared.file("own.yaml", OWN_AUDIT)
    prepared("single-agency", "report", own, actor=LEADS["police"])
    return prepared


def readings(assure: Assure) -> list[tuple[str, ...]]:
    frame = assure.path(f"{CODE}.tsv")
    return [
        *((*name.split(), *(word.format(frame=frame) for word in READS[name])) for name in READS),
        *OTHERS,
    ]


def test_a_refused_or_rehearsed_recording_writes_no_byte(read: Assure) -> None:
    before = state_of(read.folder)
    leave = ("agency", "leave", "health", "--reason", "Merged")
    read(*leave, "--dry-run")
    assert state_of(read.folder) == before
    read(*leave, actor=AUDITORS["police"], code=4)
    assert state_of(read.folder) == before


def _keystore(assure: Assure) -> Path:
    (found,) = (assure.folder / "home").rglob("keystore.db")
    return found


def test_what_a_restored_keystore_brought_back_is_not_opened_and_goes_with_the_next_recording(
    read: Assure,
) -> None:
    keystore = _keystore(read)
    backup = shutil.copy(keystore, read.folder / "keystore.backup")
    history = ("grade", "history", CODE, "C01")
    find = ("vault", "find", CODE, "C01", "--agency", "police")
    assert "P-1234" in read(*find, actor=LEAD).stdout
    erase(read, SUBJECT)
    shutil.copy(backup, keystore)
    before = state_of(read.folder)
    read(*history, actor=LEAD)
    assert "P-1234" not in read(*find, actor=LEAD, code=3).output
    assert state_of(read.folder) == before
    with_key = keystore.read_bytes()
    read("agency", "leave", "health", "--reason", "Merged")
    assert SUBJECT.encode() in with_key
    assert not _holds_key(keystore, SUBJECT)
    assert _holds_key(Path(backup), SUBJECT)


def _holds_key(keystore: Path, subject: str) -> bool:
    with closing(sqlite3.connect(keystore)) as db:
        return bool(db.execute("SELECT 1 FROM key WHERE subject = ?", (subject,)).fetchall())


@pytest.fixture
def disc(read: Assure) -> Iterator[Assure]:
    """A copy of everything, its files and folders readable by their owner and not writable."""
    folder = Path(tempfile.mkdtemp(prefix="assure-disc-"))
    folder.chmod(0o755)
    copy = folder / "copy"
    shutil.copytree(read.folder, copy)
    for path in [copy, *copy.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, NOBODY, NOBODY)
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield Assure(copy, read.clock)
    for path in [copy, *(path for path in copy.rglob("*") if path.is_dir())]:
        path.chmod(0o700)
    shutil.rmtree(folder)


def test_no_reading_command_writes_a_byte_by_its_owner_or_on_a_disc(
    read: Assure, disc: Assure
) -> None:
    before = state_of(read.folder)
    assert any("keystore" in name for name in before)
    for words in readings(read):
        read(*words, actor=LEAD)
        assert state_of(read.folder) == before, words
    before = state_of(disc.folder)

    def run() -> str:  # everything is imported: it gives up its rights to read this software
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        for words in readings(disc):
            disc(*words, actor=LEAD)
        refused = disc("agency", "leave", "health", "--reason", "Merged", code=1)
        return refused.stderr

    told = alone(run)
    assert "readonly database" in told
    assert "Nothing was recorded." in told
    assert state_of(disc.folder) == before
