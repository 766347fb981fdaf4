"""Every file that holds the record or words is its owner's alone, and each command looks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.home import ERROR_LOG, Home
from ledger.service import Ledger
from tests.cli.harness import COORDINATOR, LEADS, Assure
from tests.cli.keeping import KEEPER, name_and_keys, return_police, with_keeper

WIDE = (0o644, 0o640, 0o604, 0o660, 0o666, 0o620)
SUMMARY = """
agency: police
ref: 2026-custody
title: Custody
strengths: [Seen early]
improvements: [Written late]
for_the_programme: The first hours.
"""


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """The usual mask lets everybody read what a program does not close."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def _made(assure: Assure, patch: pytest.MonkeyPatch) -> None:
    """Everything that the product writes by itself: a ledger in use, a log, keys, documents."""
    with_keeper(assure)
    return_police(assure)
    assure("ledger", "checkpoint")
    template, document = assure.file("s.yaml", SUMMARY), assure.file("s.txt", "C01 in full")
    told = ("single-agency", "report", template, "--document", document)
    assure(*told, actor=LEADS["police"])
    assure("ledger", "backup", assure.path("copy.db"), actor=KEEPER)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("words about a child")

    with patch.context() as context:
        context.setattr(Ledger, "record", broken)
        assure("agency", "join", "x", "--title", "X", "--sector", "housing", code=1)


def test_whatever_is_made_is_its_owners_alone(
    assure: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.cli.harness import prepare

    prepare(assure)
    given = set(assure.folder.rglob("*"))
    _made(assure, monkeypatch)
    made = [assure.ledger, *(assure.folder / "home").rglob("*"), assure.folder / "home"]
    made += [assure.folder / "copy.db", *(assure.folder / "documents").rglob("*")]
    assert assure.folder / "home" / ERROR_LOG in made
    assert assure.folder / "documents" in set(assure.folder.rglob("*")) - given
    assert len(made) > 10
    open_still = {
        str(path): oct(path.stat().st_mode & 0o777) for path in made if path.stat().st_mode & 0o077
    }
    assert open_still == {}
    with Ledger.open(assure.ledger) as ledger:  # its log and its index are there while it is used
        ledger.size()
        beside = list(assure.folder.glob("ledger.db-*"))
        assert beside
        assert [path for path in beside if path.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("mode", WIDE)
def test_a_ledger_that_others_can_read_is_refused_with_the_remedy(
    prepared: Assure, mode: int
) -> None:
    prepared.ledger.chmod(mode)
    for words in (
        ("agency", "list"),
        ("person", "enrol", "x", "--full-name", "X"),
        ("status",),
        ("request", "list"),
        ("vault", "rewrap"),
        ("ledger", "backup", prepared.path("copy.db")),
    ):
        said = prepared(*words, code=1).stderr
        assert f"Others on this computer can read the ledger {prepared.ledger}." in said
        assert f"chmod 600 {prepared.ledger}" in said
    prepared.ledger.chmod(0o600)
    prepared("agency", "list")


@pytest.mark.parametrize("suffix", ["-wal", "-shm", "-journal"])
def test_what_lies_beside_the_ledger_is_looked_at_too(prepared: Assure, suffix: str) -> None:
    with Ledger.open(prepared.ledger) as ledger:
        ledger.size()
        beside = prepared.folder / f"ledger.db{suffix}"
        if suffix == "-journal":
            beside.write_bytes(b"")
        beside.chmod(0o644)
        said = prepared("agency", "list", code=1).stderr
        assert f"chmod 600 {beside}" in said
        beside.chmod(0o600)
        if suffix == "-journal":
            beside.unlink()


def _folders(home: Home) -> list[Path]:
    return [home.folder, home.keystore.parent, home.signer_folder]


@pytest.mark.parametrize("at", [0, 1, 2], ids=["folder", "keys", "signer"])
def test_a_folder_that_others_can_look_into_is_refused(prepared: Assure, at: int) -> None:
    folder = _folders(Home(prepared.folder / "home", name_and_keys(prepared.ledger)[0], {}))[at]
    folder.chmod(0o755)
    said = prepared("agency", "list", code=1).stderr
    assert f"chmod 700 {folder}" in said
    folder.chmod(0o700)
    prepared("agency", "list")


def test_verify_names_every_file_that_others_can_look_into(prepared: Assure) -> None:
    """Of the ledger and its log, of the home, its keys, its memories, its notes, and the errors."""
    home = Home(prepared.folder / "home", name_and_keys(prepared.ledger)[0], {})
    (prepared.folder / "home" / ERROR_LOG).touch(0o600)
    made = [prepared.ledger, *(path for path in home.files() if path.exists())]
    for name in ("keystore.db", "recorded", "memory", "log-key", "keys", ERROR_LOG):
        assert name in {path.name for path in made}
    checked = prepared.read("ledger", "verify")
    assert checked["open_to_others"] == []
    for path in made:
        mode = path.stat().st_mode & 0o777
        path.chmod(mode | 0o044)
        assert prepared.read("ledger", "verify")["open_to_others"] == [str(path)]
        path.chmod(mode)
    prepared.ledger.chmod(0o644)
    said = prepared("ledger", "verify").stdout
    closing = f"{prepared.ledger}: chmod 600 {prepared.ledger}"
    assert f"Others on this computer can look into {closing}" in said


def test_a_log_that_was_open_is_closed_when_something_is_added(
    prepared: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = prepared.folder / "home" / ERROR_LOG
    log.write_text("before\n")
    log.chmod(0o644)

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("words about a child")

    monkeypatch.setattr(Ledger, "record", broken)
    prepared("person", "enrol", "x", "--full-name", "X", actor=COORDINATOR, code=1)
    assert log.stat().st_mode & 0o777 == 0o600
    assert log.read_text().startswith("before\n")
    assert "child" not in log.read_text()


def test_a_copy_that_nobody_may_write_to_is_read_as_it_is(prepared: Assure) -> None:
    """As on a disc, where no mode can be changed."""
    prepared.ledger.chmod(0o444)
    prepared("agency", "list")
