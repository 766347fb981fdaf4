"""Every bad file: a clear message, and nothing recorded."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from application.identity import local
from domain.kernel import streams
from ledger.errors import IntegrityFailureError, LedgerError, UnusableError
from ledger.integrity.scan import audit
from ledger.service import Ledger
from tests.ledger import damage
from tests.ledger.partnership import FORM, POLICE, begin, form, keys_of
from tests.ledger.processes import alone

NOBODY = 65534


def refused(path: Path) -> UnusableError:
    """What opening says; the file is as it was, and nothing stands beside it."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UnusableError) as caught:
        Ledger.open(path)
    with pytest.raises(UnusableError):
        Ledger.create(path)
    assert (path.read_bytes() if path.is_file() else None) == before
    return caught.value


def test_a_missing_ledger(path: Path) -> None:
    with pytest.raises(UnusableError) as caught:
        Ledger.open(path)
    assert caught.value.message == f"There is no ledger at {path}."
    assert "assure ledger init" in caught.value.remedy
    assert not path.exists()
    with pytest.raises(UnusableError):
        audit(path)


def test_a_folder_in_its_place(path: Path) -> None:
    path.mkdir()
    assert refused(path).message == f"{path} is a folder."


def test_a_file_in_place_of_its_folder(path: Path) -> None:
    path.write_text("not a folder")
    with pytest.raises(UnusableError) as caught:
        Ledger.create(path / "ledger.db")
    assert "cannot be opened" in caught.value.message


def test_a_file_that_is_no_database(path: Path) -> None:
    path.write_text("To whom it may concern. " * 100)
    assert "is not an assurance ledger" in refused(path).message
    assert audit(path).fault is not None


def test_somebody_elses_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE stored_events (originator_id, originator_version, topic, state)")
    assert refused(path).message == f"{path} is not an assurance ledger."
    verdict = audit(path)
    assert verdict.fault is not None
    assert verdict.fault.what == "this file is not an assurance ledger"


def test_a_store_of_a_future_version(path: Path) -> None:
    damage.build(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 2")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    error = refused(path)
    assert error.message == (
        f"{path} was written by a newer assure: its store has version 2, this one knows up to 1."
    )
    assert error.remedy == "Update assure; nothing was changed."
    verdict = audit(path)
    assert verdict.fault is not None
    assert verdict.fault.what == "the store's version is 2; 1 is known"


def test_a_ledger_whose_making_was_cut_off_is_begun_again(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA journal_mode = WAL")
    assert path.stat().st_size > 0
    with Ledger.create(path) as ledger:
        form(ledger)
    assert audit(path).size == 3
    assert audit(path).ok


def test_a_log_without_its_ledger_is_not_written_over(path: Path, tmp_path: Path) -> None:
    ledger = Ledger.create(path)
    form(ledger)
    lost = tmp_path / "lost.db"
    shutil.copy(f"{path}-wal", f"{lost}-wal")
    ledger.close()
    with pytest.raises(UnusableError):
        Ledger.create(lost)
    assert not lost.exists()
    assert audit(path).ok


@pytest.mark.parametrize("kept", [0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_truncated_ledger(path: Path, kept: float) -> None:
    file = damage.build(path)
    path.write_bytes(file[: int(len(file) * kept)])
    assert not audit(path).ok
    assert damage.use(path).startswith(
        (f"{path} is damaged or is not a ledger", f"{path} is cut short: ")
    )
    damage.clear(path)
    assert len(path.read_bytes()) == int(len(file) * kept)


def test_a_ledger_truncated_to_nothing(path: Path) -> None:
    damage.build(path)
    path.write_bytes(b"")
    with pytest.raises(UnusableError, match="is not an assurance ledger"):
        Ledger.open(path)
    assert not audit(path).ok


def test_every_zeroed_page_is_found(path: Path) -> None:
    file = damage.build(path)
    pages = len(file) // 4096
    assert pages >= 10
    for page in range(pages):
        changed = bytearray(file)
        changed[page * 4096 : (page + 1) * 4096] = bytes(4096)
        path.write_bytes(changed)
        assert not audit(path).ok, f"page {page + 1}"
        damage.use(path, keys_of(path))
        damage.clear(path)


def test_every_two_swapped_pages_are_found(path: Path) -> None:
    file = damage.build(path)
    pages = [file[at : at + 4096] for at in range(0, len(file), 4096)]
    for one in range(len(pages)):
        for other in range(one + 1, len(pages)):
            swapped = [*pages]
            swapped[one], swapped[other] = pages[other], pages[one]
            path.write_bytes(b"".join(swapped))
            assert not audit(path).ok, f"pages {one + 1} and {other + 1}"


def flips_are_found(path: Path, seeds: range) -> damage.Tally:
    tally = damage.flip(path, damage.build(path), seeds)
    assert tally.missed == []
    assert tally.misnamed == []
    return tally


def test_no_flipped_bit_of_an_entry_goes_unnoticed(path: Path) -> None:
    tally = flips_are_found(path, range(400))
    assert tally.detected + tally.harmless == 400
    assert tally.detected > 100


@pytest.mark.slow
def test_no_flipped_bit_in_twenty_thousand_goes_unnoticed(path: Path) -> None:
    assert flips_are_found(path, range(20_000)).detected > 5_000


@pytest.mark.parametrize("count", [100, pytest.param(4_000, marks=pytest.mark.slow)])
def test_a_flipped_bit_never_crashes_who_uses_the_ledger(path: Path, count: int) -> None:
    file, answers = damage.build(path), set[str]()
    keys = keys_of(path)
    for seed in range(count):
        bit = random.Random(-seed).randrange(8 * len(file))
        changed = bytearray(file)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        answers.add(damage.use(path, keys))
        damage.clear(path)
    assert {"", *answers} == answers
    assert len(answers) > 10


# Rights.


@pytest.fixture
def readable_by_all() -> Iterator[Path]:
    """A ledger in a folder that everybody may enter and nobody but its owner may write to."""
    folder = Path(tempfile.mkdtemp(prefix="assure-public-"))
    folder.chmod(0o755)
    damage.build(folder / "ledger.db")
    yield folder / "ledger.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(act: Callable[[], str]) -> str:
    """What the act answers as a user with no rights of its own."""

    def run() -> str:
        if os.geteuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return act()

    return alone(run)


def test_a_ledger_that_may_not_be_written_to(readable_by_all: Path) -> None:
    """The file may be read only; its folder may be written to."""
    path = readable_by_all
    path.chmod(0o444)
    path.parent.chmod(0o777)
    answer = as_nobody(lambda: damage.use(path))
    assert answer == f"{path} cannot be written to."
    assert audit(path).size == 44


def test_a_ledger_on_a_disc_can_be_audited_and_not_written(
    readable_by_all: Path, tmp_path: Path
) -> None:
    path = readable_by_all
    # A copy is audited first: it imports what is needed while this process may read it.
    assert audit(Path(shutil.copy(path, tmp_path / "copy.db"))).ok
    path.chmod(0o444)
    path.parent.chmod(0o555)
    assert as_nobody(lambda: f"{audit(path).size} {audit(path).ok}") == "44 True"
    assert as_nobody(lambda: damage.use(path)) == f"{path} cannot be written to."
    assert not [p for p in path.parent.iterdir() if p.name.startswith("ledger.db-")]


def test_a_ledger_that_may_not_be_read(readable_by_all: Path) -> None:
    path = readable_by_all
    path.chmod(0o600 if os.geteuid() == 0 else 0)
    assert as_nobody(lambda: damage.use(path)) == f"{path} cannot be opened."


def test_a_folder_that_may_not_be_entered(readable_by_all: Path) -> None:
    path = readable_by_all
    path.parent.chmod(0o700 if os.geteuid() == 0 else 0)
    assert as_nobody(lambda: damage.use(path)) == f"{path} cannot be written to."


def test_a_ledger_cannot_be_begun_where_one_may_not_write(readable_by_all: Path) -> None:
    beside = readable_by_all.parent / "new.db"
    readable_by_all.parent.chmod(0o755 if os.geteuid() == 0 else 0o555)

    def act() -> str:
        try:
            Ledger.create(beside)
        except LedgerError as error:
            return error.message
        return "begun"

    assert as_nobody(act) == f"{beside} cannot be written to."
    assert not beside.exists()


# What reading says of an entry that was changed behind the ledger's back.


def by_hand(path: Path, *statements: str) -> None:
    """Changes the file as its owner could, triggers or not."""
    with closing(sqlite3.connect(path)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def test_a_retry_of_a_command_whose_entries_were_edited_gets_no_receipt(path: Path) -> None:
    with begin(path) as ledger:
        form(ledger)
        by_hand(
            path,
            "DROP TRIGGER stored_events_no_update",
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'Invented',"
            " 'Existing') AS BLOB) WHERE rowid = 1",
        )
        with pytest.raises(IntegrityFailureError, match="Entries 1 to 3 are not what was recorded"):
            ledger.record(FORM, actor=local("ruth-haldane"), command_id="form")


def test_a_stream_with_a_missing_entry_is_not_read_as_if_whole(path: Path) -> None:
    """Without its third entry, a role granted, the stream would still make sense."""
    with begin(path) as ledger:
        form(ledger)
        ledger.record(POLICE, actor=local("ruth-haldane"))
    by_hand(
        path, "DROP TRIGGER stored_events_no_delete", "DELETE FROM stored_events WHERE rowid = 3"
    )
    with (
        Ledger.open(path) as ledger,
        pytest.raises(IntegrityFailureError, match="The entries of directory do not follow"),
    ):
        ledger.standing("ruth-haldane")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("stored_events", "DELETE FROM stored_events WHERE rowid = 2"),
        ("ledger_leaf", "DELETE FROM ledger_leaf WHERE position = 3"),
        ("ledger_frontier", "DELETE FROM ledger_frontier"),
        ("ledger_frontier", "UPDATE ledger_frontier SET size = 1, hashes = zeroblob(32)"),
        ("ledger_frontier", "UPDATE ledger_frontier SET hashes = x'00'"),
    ],
)
def test_a_damaged_table_stops_the_record_with_a_message(
    path: Path, table: str, change: str
) -> None:
    with begin(path) as ledger:
        form(ledger)
        verb = change.split()[0].lower()
        by_hand(path, f"DROP TRIGGER {table}_no_{verb}", change)
        with pytest.raises(LedgerError, match="assure ledger verify"):
            ledger.record(POLICE, actor=local("ruth-haldane"))
        assert len(ledger.entries(streams.DIRECTORY)) <= 3
    assert not audit(path).ok
