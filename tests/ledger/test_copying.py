"""A ledger in another place: between files and servers it is the same, or it is refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from ledger.errors import ConflictError, IntegrityFailureError, UnusableError
from ledger.integrity.copying import copy
from ledger.integrity.scan import audit
from ledger.store import replica
from ledger.store.engines import engine_of
from ledger.store.protocol import Engine
from tests.ledger.attack import toolkit
from tests.ledger.store.making import entry
from tests.postgres import Server

PLACES = ("file", "server")
COMMANDS = (1, 3, 2, 300, 1)
"""Entries in each command of what is copied."""
SIZE = sum(COMMANDS)
Make = Callable[[str], Engine]


@pytest.fixture
def place(tmp_path: Path, postgres: Server) -> Make:
    """An empty ledger of a kind, each time in another place."""
    number = count()

    def made(kind: str) -> Engine:
        if kind == "server":
            return postgres.place().create()
        engine = engine_of(tmp_path / f"{next(number)}" / "copy.db")
        engine.create()
        return engine

    return made


@pytest.fixture
def source(place: Make) -> Engine:
    """A ledger in a file; whatever the test did, it passes its scan."""
    engine = place("file")
    with closing(engine.open()) as store:
        for number, entries in enumerate(COMMANDS):
            made = [entry(f"s{number}", at + 1, f"c{number}") for at in range(entries)]
            store.append(*made, command_id=f"c{number}")
    return engine


def silent(_: int) -> None:
    pass


@pytest.mark.parametrize("there", PLACES)
@pytest.mark.parametrize("here", PLACES)
def test_a_copy_has_the_same_positions_leaves_commands_and_root(
    source: Engine, place: Make, here: str, there: str
) -> None:
    between, target = place(here), place(there)
    copy(source, between, silent)
    copied = copy(between, target, silent)
    with (
        closing(source.open_to_read()) as ours,
        closing(target.open_to_read()) as theirs,
        source.scan() as all_ours,
        target.scan() as all_theirs,
    ):
        root = ours.sealed().root
        assert (copied.entries, copied.added, copied.root) == (SIZE, SIZE, root)
        assert theirs.leaves(1, SIZE) == ours.leaves(1, SIZE)
        assert list(all_theirs.entries()) == list(all_ours.entries())
        assert list(all_theirs.commands()) == list(all_ours.commands())
    again = copy(between, target, silent)
    assert (again.entries, again.added) == (SIZE, 0)


@pytest.mark.parametrize("there", PLACES)
def test_a_copy_goes_on_where_it_was_interrupted(
    source: Engine, place: Make, there: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "PORTION", 2)
    target, told = place(there), list[int]()

    def interrupted(size: int) -> None:
        told.append(size)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(source, target, interrupted)
    assert audit(target).size == told[-1] == 6
    assert copy(source, target, told.append).added == SIZE - 6
    assert told == [4, 6, 306, 307]
    with closing(source.open()) as store:
        store.append(entry("t", 1, "later"), command_id="later")
    assert copy(source, target, silent).added == 1
    assert audit(source).root == audit(target).root


@pytest.mark.parametrize("there", PLACES)
def test_what_is_no_exact_continuation_is_refused_and_nothing_is_written(
    source: Engine, place: Make, there: str
) -> None:
    target = place(there)
    with closing(target.open()) as store:
        store.append(entry("other", 1), command_id="c")
    with pytest.raises(ConflictError, match="another history"):
        copy(source, target, silent)
    with pytest.raises(ConflictError, match="holds 1 entries already"):
        copy(place("file"), target, silent)
    with pytest.raises(ConflictError, match="the same ledger"):
        copy(target, target, silent)
    with pytest.raises(UnusableError, match="no ledger"):
        copy(engine_of("nowhere.db"), target, silent)
    assert audit(target).size == 1


@pytest.mark.parametrize("there", PLACES)
@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("UPDATE stored_events SET state = zeroblob(9) WHERE rowid = 5", "entry 5 .* is not"),
        ("DELETE FROM stored_events WHERE rowid = 5", "entry 5 is missing"),
        ("UPDATE ledger_leaf SET leaf_hash = zeroblob(32) WHERE position = 5", "entry 5 .* is not"),
    ],
)
def test_an_entry_that_is_not_what_was_sealed_is_named_and_not_copied(
    source: Engine,
    place: Make,
    there: str,
    damage: str,
    named: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(replica, "PORTION", 1)
    with toolkit.tampering(Path(source.address)) as db:
        db.execute(damage)
    target = place(there)
    with pytest.raises(IntegrityFailureError, match=named):
        copy(source, target, silent)
    assert audit(target).ok
    assert audit(target).size == 4
