"""Reading from a replica: how far behind it is, and never less than was shown. A copy stands for
it; `test_replica.py` has a server that follows another.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ledger import read_from
from ledger.settings import load
from tests.cli.harness import LEAD, Assure
from tests.cli.test_reading import READS
from tests.postgres import Server

JOIN = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing")


@pytest.fixture
def followed(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    """A ledger, and a replica of it, `replica.db`, that is an entry behind."""
    monkeypatch.setattr(read_from, "CATCH_UP_SECONDS", 0.0)
    _copied(prepared)
    prepared(*JOIN)
    return prepared


def _copied(assure: Assure) -> None:
    assure("ledger", "copy", "--from", str(assure.ledger), "--to", assure.path("replica.db"))


def _read(assure: Assure, *, code: int = 0, home: str = "home") -> tuple[str, str]:
    """What the agencies are by the replica, and what is said of it."""
    where = ("--read-from", assure.path("replica.db"), "--home", assure.path(home))
    told = assure("agency", "list", *where, code=code)
    return told.stdout, told.stderr


def test_whoever_was_shown_more_reads_from_the_ledger_itself_and_is_told(followed: Assure) -> None:
    shown, said = _read(followed)
    assert "Housing" in shown
    assert "fewer than you were shown: read from the ledger itself" in said
    _copied(followed)
    shown, said = _read(followed)
    assert "Housing" in shown
    assert "nothing is missing" in said


def test_whoever_was_shown_nothing_yet_is_told_how_far_behind_it_is(followed: Assure) -> None:
    followed.clock.now += timedelta(minutes=5)
    shown, said = _read(followed, home="another")
    assert "Housing" not in shown
    assert "1 entry behind, 5 minutes" in said
    _copied(followed)
    assert "Housing" in _read(followed, home="another")[0]


def test_without_the_ledger_itself_less_than_was_shown_is_refused(followed: Assure) -> None:
    followed.ledger.rename(followed.path("away.db"))
    assert "and you were shown" in _read(followed, code=1)[1]
    assert "the ledger itself cannot be asked" in _read(followed, home="another")[1]
    Path(followed.path("away.db")).rename(followed.ledger)


@pytest.mark.parametrize("home", ["home", "another"])
def test_a_replica_of_another_history_is_named(followed: Assure, home: str) -> None:
    """By what this computer remembers, and by the ledger itself."""
    another = ("--ledger", followed.path("replica.db"), "--home", followed.path("third"))
    join = ("agency", "join", "probation", "--title", "Probation", "--sector", "housing")
    followed(*join, *another, "--without-home")
    followed(*JOIN[:2], "other", *JOIN[3:], *another, "--without-home")
    assert "another history" in _read(followed, code=6, home=home)[1]
    if home == "home":
        followed.ledger.rename(followed.path("away.db"))
        assert "than what was shown here" in _read(followed, code=6)[1]
        Path(followed.path("away.db")).rename(followed.ledger)


@pytest.mark.slow
def test_every_reading_command_says_the_same_from_a_replica(prepared: Assure) -> None:
    _copied(prepared)
    frame = prepared.path("2026-neglect.tsv")
    for name, words in READS.items():
        asked = (*name.split(), *(word.format(frame=frame) for word in words))
        here = prepared(*asked, actor=LEAD, code=None)
        there = prepared(*asked, "--read-from", prepared.path("replica.db"), actor=LEAD, code=None)
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout), name
        assert "nothing is missing" in there.stderr, name


def test_what_was_shown_of_a_server_is_remembered_by_whoever_only_reads(
    prepared: Assure, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_from, "CATCH_UP_SECONDS", 0.0)
    place = postgres.place()
    place.create()
    _copied(prepared)
    there = ("--ledger", place.address)
    prepared("ledger", "copy", "--from", str(prepared.ledger), "--to", place.address)
    prepared(*JOIN, *there)
    another = ("--home", prepared.path("another"))
    replica = ("--read-from", prepared.path("replica.db"))
    assert "Housing" not in prepared("agency", "list", *there, *another, *replica).stdout
    prepared("agency", "list", *there, *another)
    told = prepared("agency", "list", *there, *another, *replica)
    assert "Housing" in told.stdout
    assert "read from the ledger itself" in told.stderr


def test_a_variable_names_the_replica_of_the_ledger_that_a_variable_names() -> None:
    env = {"ASSURE_LEDGER": "a.db", "ASSURE_READ_FROM": "b.db"}
    assert load(environment=env).read_from == Path("b.db")
    assert load("other.db", environment=env).read_from is None
    assert load("other.db", read_from="c.db", environment=env).read_from == Path("c.db")
