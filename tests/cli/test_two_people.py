"""Requests on the command line: asked for, shown, held back in time, carried out by another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.harness import CHAIR, COORDINATOR, LEAD, Assure
from tests.cli.keeping import (
    ASKED,
    CODE,
    KEEPER,
    POLICE,
    ask_to_continue,
    ask_to_erase,
    entries,
    return_police,
    wait,
    with_keeper,
)
from tests.ledger.attack import toolkit

SUBJECT = f"{CODE}/C01"
NEW = "north.example/ledger/2026-2"


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    return with_keeper(prepared)


def _standing(assure: Assure, actor: str = LEAD) -> dict[int, tuple[str, str]]:
    rows = assure.read("request", "list", actor=actor)
    return {row["number"]: (row["act"], row["standing"]) for row in rows}


def test_everybody_sees_what_is_asked_for_and_how_far_it_is(kept: Assure) -> None:
    return_police(kept)
    assert _standing(kept) == {}
    kept("request", "erase", SUBJECT, "--authority", "DPO", *ASKED)
    kept("request", "keeper", LEAD, *ASKED, actor=CHAIR)
    kept("request", "rotate-key", *ASKED)
    kept("request", "withdraw", "3", *ASKED)
    acts = {1: "erase", 2: "grant-keeper", 3: "rotate-key"}
    assert _standing(kept) == {1: ("erase", "waiting"), 2: ("grant-keeper", "waiting")} | {
        3: ("rotate-key", "withdrawn")
    }
    wait(kept, 7)
    kept("request", "hold", "1", *ASKED, actor=POLICE)
    standing = {number: told for number, (_, told) in _standing(kept, POLICE).items()}
    assert standing == {1: "held", 2: "ready", 3: "withdrawn"}
    told = kept("status", actor=POLICE).stderr
    assert f"Request 1: erase {SUBJECT}, asked for by {COORDINATOR}, from 2026-01-" in told
    assert f"on, held back by {POLICE}." in told
    assert "Request 3" not in told
    shown = kept("request", "list", actor=KEEPER)
    assert "`assure request hold NUMBER --reason TEXT`" in shown.stderr
    kept("role", "grant", LEAD, "keeper")
    kept("request", "release", "1", *ASKED, actor=POLICE)
    kept("vault", "erase", SUBJECT, "--although-open", "By order", actor=KEEPER)
    standing = {number: told for number, (_, told) in _standing(kept).items()}
    assert standing == {1: "done", 2: "done", 3: "withdrawn"}
    assert set(acts) == set(standing)
    kept("request", "list", actor="x-who", code=4)


def test_a_further_keeper_is_made_by_two(kept: Assure) -> None:
    """The first one was made by the coordinator, in the fixture."""
    grant = ("role", "grant", LEAD, "keeper")
    assert "[no-request]" in kept(*grant, code=3).stderr
    kept("request", "keeper", LEAD, *ASKED)
    wait(kept, 7)
    assert "[same-person]" in kept(*grant, code=3).stderr
    kept("request", "withdraw", "1", *ASKED)
    kept("request", "keeper", LEAD, *ASKED, actor=KEEPER)
    assert "[too-early]" in kept(*grant, code=3).stderr
    wait(kept, 7)
    kept(*grant)
    assert "keeper" in str(kept.read("person", "show", LEAD)["roles"])
    kept("request", "keeper", LEAD, *ASKED, code=3)


@pytest.mark.parametrize("days", [0, 6])
def test_no_day_is_skipped(kept: Assure, days: int) -> None:
    return_police(kept)
    early = kept.clock.now.date().isoformat()
    asked = ("request", "erase", SUBJECT, "--authority", "DPO", *ASKED)
    assert "[too-few-days]" in kept(*asked, "--not-before", early, code=3).stderr
    kept(*asked, "--on", "2020-01-01")
    wait(kept, days)
    said = kept("vault", "erase", SUBJECT, "--although-open", "x", actor=KEEPER, code=3).stderr
    assert said.endswith("[too-early]\n")


def test_the_entry_that_does_it_names_the_request(kept: Assure) -> None:
    return_police(kept)
    ask_to_erase(kept, SUBJECT)
    kept("vault", "erase", SUBJECT, "--although-open", "The court", actor=KEEPER)
    (begun,) = [item for item in toolkit.read(kept.ledger) if item.topic == "ErasureBegun"]
    assert b'"request":1' in begun.state
    assert b'"although_open":"The court"' in begun.state


def test_a_copy_that_waits_to_be_carried_on_takes_requests_and_nothing_else(kept: Assure) -> None:
    kept("ledger", "backup", "backup.db", actor=KEEPER)
    return_police(kept)
    kept("ledger", "receipt", str(entries(kept)), "--out", "last", actor=POLICE)
    toolkit.put_back(Path("backup.db"), kept.ledger)
    join: tuple[Any, ...] = ("agency", "join", "housing", "--title", "H", "--sector", "housing")
    kept("request", "hold", "1", *ASKED, code=6)
    kept("request", "list", code=6)
    ask_to_continue(kept, NEW)
    kept(*join, code=6)
    assert _standing(kept) == {1: ("continue", "ready")}
    kept("request", "hold", "1", *ASKED, actor=POLICE)
    carry_on = ("ledger", "continue", "--origin", NEW, "--last-outside", "last", *ASKED)
    assert "[request-held]" in kept(*carry_on, actor=KEEPER, code=3).stderr
    kept("request", "release", "1", *ASKED, actor=CHAIR)
    kept(*carry_on, actor=KEEPER)
    kept(*join)
    assert _standing(kept) == {1: ("continue", "done")}
    assert kept("ledger", "verify").exit_code == 0


def test_whoever_asks_on_one_line_is_one_person(kept: Assure) -> None:
    line = ("--actor", KEEPER, "request", "rotate-key", *ASKED, "--actor", COORDINATOR)
    assert "--actor" in kept(*line, code=2).stderr
    kept("--actor", KEEPER, "request", "list", "--actor", KEEPER)
