"""What an owner of the file can do to it, and what the local audit makes of it.

Every attack takes the triggers away and puts them back, as somebody would who knows the schema.
The last tests say what the local audit cannot find: it promises no more than that.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from application.identity import local
from ledger.integrity.scan import ScanResult, audit
from ledger.proof import merkle
from ledger.proof.leaf import leaf_data
from ledger.store.sqlite import schema
from tests.ledger.partnership import POLICE, begin, enrol, enter

SIZE = 23
TRIGGERS = {name: made for name, made in schema.objects().items() if "TRIGGER" in made}

EDIT_5 = (
    "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'Health', 'Wealth')"
    " AS BLOB) WHERE rowid = 5"
)
SHIFT_FROM_5 = (
    "UPDATE stored_events SET rowid = -rowid WHERE rowid >= 5",
    "UPDATE stored_events SET rowid = 1 - rowid WHERE rowid < 0",
)
EXCHANGE_4_AND_5 = (
    "CREATE TEMP TABLE two AS SELECT rowid AS r, state FROM stored_events",
    "UPDATE stored_events SET state = (SELECT state FROM two WHERE r = 9 - stored_events.rowid)"
    " WHERE rowid IN (4, 5)",
)
COPY_4 = "INSERT INTO stored_events SELECT {}, {}, topic, state FROM stored_events WHERE rowid = 4"


@pytest.fixture
def victim(path: Path) -> Path:
    """A closed ledger of 23 entries by two commands."""
    with begin(path) as ledger:
        enrol(ledger)
    assert audit(path) == ScanResult(SIZE, audit(path).root, None)
    return path


def attack(path: Path, *statements: str) -> None:
    """Runs the statements with the triggers out of the way."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for trigger in TRIGGERS:
            db.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        for statement in statements:
            db.execute(statement)
        for made in TRIGGERS.values():
            db.execute(made)


def found(path: Path) -> tuple[int | None, str]:
    verdict = audit(path)
    assert verdict.fault is not None
    return verdict.fault.position, verdict.fault.what


ENTRY_ATTACKS: dict[str, tuple[tuple[str, ...], int, str]] = {
    "edit": ((EDIT_5,), 5, "entry 5 (AgencyJoined) is not what was sealed"),
    "rename": (
        ("UPDATE stored_events SET topic = 'AgencyLeft' WHERE rowid = 5",),
        5,
        "entry 5 (AgencyLeft) is not what was sealed",
    ),
    "move to another stream": (
        ("UPDATE stored_events SET originator_id = 'elsewhere' WHERE rowid = 5",),
        5,
        "entry 5: version 5 of elsewhere is not next",
    ),
    "another version": (
        ("UPDATE stored_events SET originator_version = 99 WHERE rowid = 5",),
        5,
        "entry 5: version 99 of directory is not next",
    ),
    "delete the last": (
        ("DELETE FROM stored_events WHERE rowid = 23",),
        23,
        "entry 23 was sealed and is missing",
    ),
    "delete the last three": (
        ("DELETE FROM stored_events WHERE rowid > 20",),
        21,
        "entry 21 was sealed and is missing",
    ),
    "delete one in the middle": (
        ("DELETE FROM stored_events WHERE rowid = 5",),
        5,
        "entry 5 is missing: the next one is 6",
    ),
    "delete all": (("DELETE FROM stored_events",), 1, "entry 1 was sealed and is missing"),
    "insert in the middle": (
        (*SHIFT_FROM_5, COPY_4.format(5, "'forged', 1")),
        5,
        "entry 5 (AgencyJoined) is not what was sealed",
    ),
    "append unsealed": (
        (COPY_4.format(24, "'forged', 1"),),
        24,
        "entry 24 (AgencyJoined) is not what was sealed",
    ),
    "reorder": (
        (
            "UPDATE stored_events SET rowid = -4 WHERE rowid = 4",
            "UPDATE stored_events SET rowid = 4 WHERE rowid = 5",
            "UPDATE stored_events SET rowid = 5 WHERE rowid = -4",
        ),
        4,
        "entry 4: version 5 of directory is not next",
    ),
    "exchange the contents": (
        EXCHANGE_4_AND_5,
        4,
        "entry 4 (AgencyJoined) is not what was sealed",
    ),
    "renumber": (
        ("UPDATE stored_events SET rowid = rowid + 100 WHERE rowid = 23",),
        23,
        "entry 23 is missing: the next one is 123",
    ),
}

SEAL_ATTACKS: dict[str, tuple[str, int | None, str]] = {
    "edit a leaf": (
        "UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE position = 7",
        7,
        "entry 7 (RoleGranted) is not what was sealed",
    ),
    "delete a leaf": (
        "DELETE FROM ledger_leaf WHERE position = 7",
        7,
        "entry 7 (RoleGranted) is not what was sealed",
    ),
    "delete the last leaf": (
        "DELETE FROM ledger_leaf WHERE position = 23",
        23,
        "entry 23 (RoleGranted) is not what was sealed",
    ),
    "a smaller size": (
        "UPDATE ledger_frontier SET size = 22",
        23,
        "22 entries were sealed, 23 are there",
    ),
    "a larger size": (
        "UPDATE ledger_frontier SET size = 24",
        24,
        "24 entries were sealed, 23 are there",
    ),
    "another frontier": (
        "UPDATE ledger_frontier SET hashes = zeroblob(128)",
        None,
        "the sealed frontier is not that of the 23 entries",
    ),
    "no frontier": (
        "DELETE FROM ledger_frontier",
        None,
        "the sealed frontier is not that of the 23 entries",
    ),
    "another command id": (
        "UPDATE ledger_command SET command_id = 'other' WHERE first_position = 1",
        1,
        "entry 1 names another command than recorded with it",
    ),
    "no first command": (
        "DELETE FROM ledger_command WHERE first_position = 1",
        1,
        "entry 1 is not covered by its command",
    ),
    "no last command": (
        "DELETE FROM ledger_command WHERE first_position = 4",
        4,
        "entry 4 is not covered by its command",
    ),
    "a shorter command": (
        "UPDATE ledger_command SET last_position = 2 WHERE first_position = 1",
        3,
        "entry 3 is not covered by its command",
    ),
    "a longer command": (
        "UPDATE ledger_command SET last_position = 30 WHERE first_position = 4",
        24,
        "a command is recorded for entry 24, which is missing",
    ),
    "one command more": (
        "INSERT INTO ledger_command VALUES ('more', 24, 24)",
        24,
        "a command is recorded for entry 24, which is missing",
    ),
}


@pytest.mark.parametrize("name", ENTRY_ATTACKS)
def test_a_changed_entry_is_named(victim: Path, name: str) -> None:
    statements, position, what = ENTRY_ATTACKS[name]
    attack(victim, *statements)
    assert found(victim) == (position, what)


@pytest.mark.parametrize("name", SEAL_ATTACKS)
def test_a_changed_seal_is_found(victim: Path, name: str) -> None:
    statement, position, what = SEAL_ATTACKS[name]
    attack(victim, statement)
    assert found(victim) == (position, what)


@pytest.mark.parametrize("trigger", sorted(TRIGGERS))
def test_a_trigger_that_is_gone_is_named(victim: Path, trigger: str) -> None:
    with closing(sqlite3.connect(victim)) as db:
        db.execute(f"DROP TRIGGER {trigger}")
    assert found(victim) == (None, f"{trigger} was removed or altered: the file was tampered with")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE notes (text)",
        "CREATE VIEW notes AS SELECT * FROM stored_events",
        "CREATE INDEX notes ON stored_events (topic)",
        "CREATE TRIGGER notes AFTER INSERT ON stored_events BEGIN SELECT 1; END",
    ],
)
def test_anything_foreign_in_the_file_is_named(victim: Path, statement: str) -> None:
    with closing(sqlite3.connect(victim)) as db:
        db.execute(statement)
    assert found(victim) == (None, "the file holds something foreign: notes")


def rewrite(path: Path, definition: str) -> None:
    """Puts another definition of the event table into the schema."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'stored_events'", (definition,))
        db.commit()


def test_a_state_becomes_text_only_by_rewriting_the_schema_and_is_named(victim: Path) -> None:
    """Text that reads the same would give the same leaf; its type betrays it."""
    to_text = "UPDATE stored_events SET state = CAST(state AS TEXT) WHERE rowid = 5"
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in BLOB column"):
        attack(victim, to_text)
    table = schema.objects()["stored_events"]
    rewrite(victim, table.removesuffix(" STRICT"))
    attack(victim, to_text)
    rewrite(victim, table)
    assert found(victim) == (5, "entry 5 has columns of the wrong type")


def test_a_weakened_table_is_named(victim: Path) -> None:
    rewrite(victim, schema.objects()["stored_events"].removesuffix(" STRICT"))
    assert found(victim)[1] == "stored_events was removed or altered: the file was tampered with"


def test_an_index_that_hides_an_entry_is_found(victim: Path) -> None:
    """Streams are read through the index; the audit reads the table. Both must agree."""
    with closing(sqlite3.connect(victim)) as db:
        ((page,),) = db.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_stored_events_1'"
        )
    file = bytearray(victim.read_bytes())
    cells_at = (page - 1) * 4096 + 3
    cells = int.from_bytes(file[cells_at : cells_at + 2], "big")
    assert cells == SIZE
    file[cells_at : cells_at + 2] = (cells - 1).to_bytes(2, "big")
    victim.write_bytes(file)
    position, what = found(victim)
    assert position is None
    assert what.startswith("SQLite's integrity check: ")


def test_the_audit_tells_how_far_it_is(victim: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.integrity.scan.PROGRESS_EVERY", 10)
    told: list[int] = []
    assert audit(victim, told.append).ok
    assert told == [10, 20]


# What the local audit does not claim to find.


def recompute(path: Path) -> None:
    """Seals anew whatever now stands in the event table."""
    with closing(sqlite3.connect(path)) as db:
        rows = db.execute("SELECT * FROM stored_events ORDER BY rowid").fetchall()
    leaves = [merkle.leaf_hash(leaf_data(*row[1:])) for row in rows]
    frontier: list[bytes] = []
    for size, leaf in enumerate(leaves):
        merkle.extend(frontier, size, leaf)
    attack(
        path,
        "DELETE FROM ledger_leaf",
        *(
            f"INSERT INTO ledger_leaf VALUES ({position}, x'{leaf.hex()}')"
            for position, leaf in enumerate(leaves, start=1)
        ),
        f"UPDATE ledger_command SET last_position = {len(rows)} WHERE first_position = 4",
        f"UPDATE ledger_frontier SET size = {len(rows)}, hashes = x'{b''.join(frontier).hex()}'",
    )


def edit(path: Path) -> None:
    attack(path, EDIT_5)
    recompute(path)


def truncate(path: Path) -> None:
    attack(path, "DELETE FROM stored_events WHERE rowid > 20")
    recompute(path)


def exchange(path: Path) -> None:
    attack(path, *EXCHANGE_4_AND_5)
    recompute(path)


def back_date(path: Path) -> None:
    attack(
        path,
        *SHIFT_FROM_5,
        "UPDATE stored_events SET originator_version = 1000 + rowid WHERE rowid > 5",
        "UPDATE stored_events SET originator_version = rowid WHERE rowid > 5",
        COPY_4.format(5, "'directory', 5"),
    )
    recompute(path)


@pytest.mark.parametrize("rewriting", [edit, truncate, exchange, back_date])
def test_a_rewriting_that_recomputes_every_seal_passes_and_has_another_root(
    victim: Path, rewriting: Callable[[Path], None]
) -> None:
    """Nothing inside the file can betray it; a root that somebody else holds does."""
    held = audit(victim)
    rewriting(victim)
    verdict = audit(victim)
    assert verdict.fault is None
    assert verdict.root != held.root


def test_a_backup_put_back_passes_and_is_smaller(victim: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.db"
    shutil.copy(victim, backup)
    with enter(victim) as ledger:
        housing = POLICE.model_copy(update={"agency": "housing", "title": "Housing"})
        ledger.record(housing, actor=local("ruth-haldane"))
    held = audit(victim)
    shutil.copy(backup, victim)
    assert audit(victim).ok
    assert (held.size, audit(victim).size) == (24, 23)
