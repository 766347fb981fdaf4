"""Keys, signatures and what is required of whoever records, with OpenSSH's own program."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ledger.integrity.scan import audit
from tests.cli.harness import (
    AREAS,
    AUDITORS,
    CHAIR,
    COORDINATOR,
    LEADS,
    Assure,
    cases_of,
    returned,
)
from tests.ledger.attack import toolkit
from tests.ledger.attack.test_rules import changed
from tests.ledger.attack.toolkit import Item
from tests.programs import program

TODAY = "2026-01-20"
VERIFY = ("ledger", "verify", "--people", "--output", "json")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of keys, each named for its person."""
    folder = tmp_path_factory.mktemp("keys")
    for person in (COORDINATOR, CHAIR, LEADS["police"], AUDITORS["police"], "thief"):
        words = [program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", str(folder / person)]
        subprocess.run(words, check=True, capture_output=True)
    return folder


def fingerprint(key: Path) -> str:
    said = subprocess.run(["ssh-keygen", "-lf", key], check=True, capture_output=True, text=True)
    return said.stdout.split()[1]


@pytest.fixture
def known(prepared: Assure, keys: Path) -> Assure:
    """A ledger in which the coordinator's, the chair's and the police's keys are on record."""
    prepared("person", "key", COORDINATOR, f"{keys / COORDINATOR}.pub")
    prepared("person", "key", CHAIR, f"{keys / CHAIR}.pub")
    for person in (LEADS["police"], AUDITORS["police"]):
        words = ("person", "key", person, f"{keys / person}.pub", "--agency", "police")
        prepared(*words, actor=LEADS["police"])
    return prepared


def _join(name: str) -> tuple[str, ...]:
    return ("agency", "join", name, "--title", name.title(), "--sector", "health")


def _signing(keys: Path, person: str = COORDINATOR) -> tuple[str, str]:
    return "--signing-key", str(keys / person)


def _forged(model: Item, topic: str, **event: Any) -> Item:
    """An entry that somebody with the file and its format adds, as by the model's actor."""
    return replace(changed(model, event=event, command_id="forged"), topic=topic)


def _checked(assure: Assure, *flags: str) -> str:
    """What is said of a file in which every seal is right, where no memory of it is."""
    elsewhere = ("--home", str(assure.folder / "elsewhere"))
    assert audit(assure.ledger).ok
    return assure("ledger", "verify", *flags, *elsewhere, actor="", code=6).stdout


def _stamp(assure: Assure) -> dict[str, Any]:
    state: dict[str, Any] = json.loads(toolkit.read(assure.ledger)[-1].state)
    return state


def test_what_is_recorded_with_a_key_at_hand_is_signed(known: Assure, keys: Path) -> None:
    known(*_join("dentists"), *_signing(keys))
    stamp = _stamp(known)
    assert (stamp["envelope"], stamp["known_by"]) == (4, "local")
    assert stamp["signed"]["key"] == fingerprint(keys / COORDINATOR)
    found = json.loads(known(*VERIFY, actor="").stdout)
    assert found["signed_by"] == {COORDINATOR: 1}
    assert found["people_known_by"]["signed"] == 1
    assert found["not_its_actors"] is None


def test_a_signature_is_asked_for_by_the_environment_too(
    known: Assure, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSURE_SIGNING_KEY", f"{keys / COORDINATOR}")
    known(*_join("dentists"))
    assert _stamp(known)["signed"]["size"] == 1


def test_a_return_is_signed_whole_and_each_entry_can_be_checked_alone(
    known: Assure, keys: Path
) -> None:
    person = AUDITORS["police"]
    cases = cases_of(known, "2026-neglect")
    grades = dict.fromkeys(AREAS, "good")
    file = known.file("police.json", json.dumps(returned("2026-neglect", "police", cases, grades)))
    known("return", "append", file, *_signing(keys, person), actor=person)
    found = json.loads(known(*VERIFY, "--rules", actor="").stdout)
    signed = [json.loads(item.state).get("signed") for item in toolkit.read(known.ledger)]
    numbers = [one["number"] for one in signed if one]
    assert numbers == list(range(1, len(numbers) + 1))
    assert found["signed_by"] == {person: len(numbers)}
    assert len({one["signature"] for one in signed if one}) == 1


def test_a_key_that_is_not_the_actors_signs_nothing(known: Assure, keys: Path) -> None:
    before = audit(known.ledger).size
    for key in (CHAIR, "thief"):
        said = known(*_join("dentists"), *_signing(keys, key), code=4).stderr
        assert f"is not on record as {COORDINATOR}'s" in said
    said = known(*_join("dentists"), "--signing-key", str(keys / "missing"), code=1).stderr
    assert "holds no public key" in said
    assert audit(known.ledger).size == before


def test_a_dry_run_signs_nothing(known: Assure, keys: Path) -> None:
    known(*_join("dentists"), *_signing(keys), "--dry-run")
    shutil.copy(f"{keys / COORDINATOR}.pub", known.folder / "lost.pub")
    lost = ("--signing-key", str(known.folder / "lost"))
    known(*_join("dentists"), *lost, "--dry-run")
    said = known(*_join("dentists"), *lost, code=1).stderr
    assert "OpenSSH did not sign" in said


Change = Callable[[dict[str, Any]], object]


def _of_actor(stamp: dict[str, Any]) -> None:
    stamp["actor"] = CHAIR


def _of_time(stamp: dict[str, Any]) -> None:
    stamp["recorded_at"] = "2026-01-19T09:00:00Z"


def _of_facts(stamp: dict[str, Any]) -> None:
    stamp["event"]["title"] = "Another"


def _of_key(stamp: dict[str, Any]) -> None:
    stamp["signed"]["key"] = "SHA256:" + "A" * 43


def _of_place(stamp: dict[str, Any]) -> None:
    stamp["signed"]["size"] = 2


@pytest.mark.parametrize("change", [_of_actor, _of_time, _of_facts, _of_key, _of_place])
def test_a_signed_entry_that_was_changed_is_named_though_every_seal_is_right(
    known: Assure, keys: Path, change: Change
) -> None:
    known(*_join("dentists"), *_signing(keys))
    items = list(toolkit.read(known.ledger))
    state = json.loads(items[-1].state)
    change(state)
    items[-1] = changed(items[-1], **state)
    toolkit.write(known.ledger, items)
    assert f"NOT ITS ACTOR'S: entry {len(items)} (AgencyJoined" in _checked(known, "--people")


def test_a_stolen_key_is_withdrawn_and_what_it_was_used_for_is_listed(
    known: Assure, keys: Path
) -> None:
    known(*_join("dentists"), *_signing(keys))
    stolen = fingerprint(keys / COORDINATOR)
    known("person", "no-key", COORDINATOR, stolen, "--reason", "The laptop was stolen.")
    said = known(*_join("opticians"), *_signing(keys), code=4).stderr
    assert "is not on record" in said
    rows = json.loads(known("person", "recorded-with", stolen, "--output", "json").stdout)
    assert [(row["event"], row["actor"]) for row in rows] == [("AgencyJoined", COORDINATOR)]
    assert json.loads(known(*VERIFY, actor="").stdout)["not_its_actors"] is None


def test_what_is_required_is_refused_from_the_day_on(known: Assure, keys: Path) -> None:
    required = "required_of_whoever_records"
    nothing = "Nothing is required of how whoever records is known."
    assert known.read("ledger", "status")[required] == nothing
    proof = ("signature", "--from", TODAY)
    known("request", "proof", *proof, "--reason", "All have keys.")
    said = known("access", "require", *proof, actor=CHAIR, code=3).stderr
    assert "Do it in the way that you require" in said
    known("access", "require", *proof, *_signing(keys, CHAIR), actor=CHAIR)
    now = "Whoever records is known by their own signature, or better."
    assert known.read("ledger", "status")[required] == now
    said = known(*_join("dentists"), code=4).stderr
    assert "Since 20 January 2026 whoever records here is known by their own signature" in said
    assert "ASSURE_SIGNING_KEY" in said
    known(*_join("dentists"), *_signing(keys))
    assert json.loads(known(*VERIFY, "--rules", actor="").stdout)["rules_kept"] is True
    items = list(toolkit.read(known.ledger))
    model = next(item for item in items if item.topic == "AgencyJoined")
    joined = {"agency": "forged", "title": "Forged", "sector": "health"}
    today = json.loads(items[-1].state)["recorded_at"]
    items.append(changed(_forged(model, "AgencyJoined", **joined), recorded_at=today))
    toolkit.write(known.ledger, items)
    found = _checked(known, "--rules")
    assert "whoever records here is known by their own signature" in found


def test_an_agency_vouches_for_its_own_people(prepared: Assure, keys: Path) -> None:
    police, lead = AUDITORS["police"], LEADS["police"]
    folder = prepared.folder
    made = prepared("ledger", "witness-key", "police.example/w", "--out", str(folder / "w.key"))
    prepared("agency", "key", "police", made.stdout.strip(), "--reason", "As given by telephone.")
    file = folder / "keys"
    lines = [f"{person} {Path(f'{keys / person}.pub').read_text()}" for person in (police, lead)]
    file.write_text("# the force's auditors\n" + "".join(lines))
    origin = json.loads(prepared("ledger", "status", "--output", "json").stdout)["public_name"]
    sign = ("agency", "sign-keys", "police", str(file), "--origin", origin)
    listed = prepared(*sign, "--key", str(folder / "w.key"), actor="").stdout
    note = folder / "police.keys"
    note.write_text(listed)
    prepared("agency", "vouch", "police", str(note))
    rows = json.loads(prepared("person", "keys", "--output", "json").stdout)
    assert [(row["person"], row["vouched_by"]) for row in rows] == [
        (lead, "its signed list"),
        (police, "its signed list"),
    ]
    note.write_text(listed.replace(police, "c-hart"))
    said = prepared("agency", "vouch", "police", str(note), code=3).stderr
    assert "did not sign the list" in said
    assert json.loads(prepared(*VERIFY, actor="").stdout)["not_its_actors"] is None


def test_a_list_that_its_agency_did_not_sign_is_named_though_every_seal_is_right(
    prepared: Assure, keys: Path
) -> None:
    """Somebody with the ledger's files puts their own key in an auditor's name."""
    made = prepared(
        "ledger", "witness-key", "police.example/w", "--out", str(prepared.folder / "w.key")
    )
    prepared("agency", "key", "police", made.stdout.strip(), "--reason", "As given by telephone.")
    items = list(toolkit.read(prepared.ledger))
    thief = " ".join(Path(f"{keys / 'thief'}.pub").read_text().split()[:2])
    forged = {"agency": "police", "keys": [{"person": AUDITORS["police"], "key": thief}]}
    items.append(_forged(items[-1], "KeysVouchedFor", **forged, note="made up"))
    toolkit.write(prepared.ledger, items)
    said = _checked(prepared, "--people")
    assert f"NOT ITS ACTOR'S: entry {len(items)} (KeysVouchedFor" in said


def test_a_receipt_says_which_key_its_actor_signed_with(known: Assure, keys: Path) -> None:
    """By the checker that shares no code with the product."""
    known(*_join("dentists"), *_signing(keys))
    receipt = known.folder / "entry.tlog-proof"
    entry = str(len(toolkit.read(known.ledger)))
    known("ledger", "receipt", entry, "--to", "Dentists", "--out", str(receipt))
    status = known.read("ledger", "status")
    told = ("--origin", status["public_name"], "--key", status["key"])
    words = [sys.executable, "tools/verify_receipt.py", str(receipt), *told]
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    signed_with = fingerprint(keys / COORDINATOR)
    assert f"Its actor signed it with the key {signed_with}: ask whose that is." in said
