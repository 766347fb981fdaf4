"""What came by e-mail is entered for its auditor, and the record says so."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.harness import AUDITORS, COORDINATOR, LEAD, Assure, returned

CODE = "2026-neglect"
GRADES = {"voice": "good", "planning": "good"}
POLICE = AUDITORS["police"]


@pytest.fixture
def sent(prepared: Assure) -> str:
    """The return of the police, as a file that came by e-mail."""
    return prepared.file("mail.json", json.dumps(returned(CODE, "police", ["C01"], GRADES)))


@pytest.mark.parametrize("actor", [COORDINATOR, LEAD])
def test_the_record_says_whose_return_it_is_and_who_entered_it(
    prepared: Assure, sent: str, actor: str
) -> None:
    told = ("--on-behalf-of", POLICE, "--received", "2026-01-18")
    recorded = prepared.read("return", "append", sent, *told, actor=actor)
    assert recorded["actor"] == actor
    assert prepared.read("return", "append", sent, *told, actor=actor)["repeated"]
    first, *_ = prepared.read("return", "show", CODE, "C01", "--agency", "police", actor=LEAD)
    assert (first["by"], first["on_behalf_of"], first["event"]) == (
        actor,
        POLICE,
        "ReturnAppended",
    )
    assert f"who entered it on behalf of {POLICE}, from a document" in first["how_known"]
    exported = prepared.ledger.read_bytes()
    assert sha256(Path(sent).read_bytes()).hexdigest().encode() in exported
    assert b'"received_on":"2026-01-18"' in exported
    assert b'"auditor":"p-kaur"' in exported
    assert prepared("ledger", "verify", "--rules").exit_code == 0


def test_the_mail_itself_can_be_the_document(prepared: Assure, sent: str) -> None:
    mail = prepared.file("mail.eml", "From: p-kaur")
    told = ("--on-behalf-of", POLICE, "--received", "2026-01-18", "--document", mail)
    prepared("return", "append", sent, *told)
    assert sha256(b"From: p-kaur").hexdigest().encode() in prepared.ledger.read_bytes()


REFUSED = {
    "nobody who took part": (
        ("--on-behalf-of", "c-hart", "--received", "2026-01-18"),
        4,
        "may not",
    ),
    "themselves": (("--on-behalf-of", COORDINATOR, "--received", "2026-01-18"), 3, "own-act"),
    "no name": (("--on-behalf-of", "P Kaur", "--received", "2026-01-18"), 3, "bad-person"),
    "from the future": (("--on-behalf-of", POLICE, "--received", "2026-01-28"), 3, "in-future"),
    "no day": (("--on-behalf-of", POLICE), 2, "say when it came"),
    "for nobody": (("--received", "2026-01-18"), 2, "say for whom"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_not_be_their_act_is_refused(prepared: Assure, sent: str, name: str) -> None:
    words, code, said = REFUSED[name]
    before = prepared.ledger.read_bytes()
    assert said in prepared("return", "append", sent, *words, code=code).stderr
    assert prepared.ledger.read_bytes() == before


@pytest.mark.parametrize("actor", [AUDITORS["health"], "p-ames", "c-hart"])
def test_nobody_else_enters_it(prepared: Assure, sent: str, actor: str) -> None:
    told = ("--on-behalf-of", POLICE, "--received", "2026-01-18")
    assert "on behalf of" in prepared("return", "append", sent, *told, actor=actor, code=4).stderr
