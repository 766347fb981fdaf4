"""Times from outside, as the keeper takes them in: witnesses' lines, time-stamps, policies."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.errors import UnusableError
from ledger.integrity import timestamp
from ledger.proof.checkpoint import open_checkpoint
from ledger.proof.keys import ED25519, SigningKey
from ledger.proof.receipt import verify_receipt
from tests.cli.harness import Assure
from tests.cli.keeping import INSPECTOR, KEEPER, POLICE, entries, name_and_keys, with_keeper
from tests.ledger.attack import toolkit
from tests.ledger.authority import Authority, make_authority

NAMES = ("police", "health")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority") / "one")


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    return with_keeper(prepared)


def witnesses(assure: Assure) -> list[str]:
    """Two witnesses' keys; `police.line` and `health.line` are over today's head."""
    keys = []
    assure("ledger", "prove", "--from", "0", "--out", "request")
    (log_key,) = name_and_keys(assure.ledger)[1]
    for name in NAMES:
        own = ("--key", f"{name}.key", "--state", f"{name}.note", "--log-key", log_key)
        made = assure("ledger", "witness-key", f"{name}.example/w", "--out", f"{name}.key")
        keys.append(made.stdout.strip())
        line = assure("ledger", "cosign", "request", *own, "--first").stdout
        Path(f"{name}.line").write_text(line, encoding="utf-8")
    return keys


def test_a_witness_is_added_to_the_note_and_their_time_is_recorded(kept: Assure) -> None:
    keys = witnesses(kept)
    size = entries(kept)
    said = kept("ledger", "witnessed", "police.line", actor=KEEPER, code=3).stderr
    assert "give it with --witness-key" in said
    known = ("--witness-key", keys[0])
    kept("ledger", "witnessed", "police.line", *known, actor=POLICE, code=4)
    kept("ledger", "witnessed", "police.line", *known, "--dry-run", actor=KEEPER)
    assert entries(kept) == size
    said = kept("ledger", "witnessed", "police.line", *known, actor=KEEPER).stderr
    assert f"police.example/w confirmed the first {size} entries" in said
    assert toolkit.read(kept.ledger)[-1].topic == "CheckpointTimed"
    # Again, and without the key, which is known by now: nothing new.
    kept("ledger", "witnessed", "police.line", actor=KEEPER)
    assert entries(kept) == size + 1
    status = kept.read("ledger", "status")
    assert (status["entries_confirmed"], status["confirmed_by"]) == (size, "police.example/w")
    assert kept("ledger", "verify").stdout.startswith("Whole: ")


def test_what_is_given_out_of_a_confirmed_checkpoint_names_its_witnesses(kept: Assure) -> None:
    keys = witnesses(kept)
    size = entries(kept)
    for name, key in zip(NAMES, keys, strict=True):
        kept("ledger", "witnessed", f"{name}.line", "--witness-key", key, actor=KEEPER)
    kept("ledger", "receipt", "5", "--of", str(size), "--out", "five")
    kept("ledger", "publish", "--to", "Ofsted", "--of", str(size), "--out", "o.note", actor=KEEPER)
    origin, log_keys = name_and_keys(kept.ledger)
    proved = verify_receipt(Path("five").read_bytes(), origin, [*log_keys, *keys])
    assert [one.name for one in proved.cosigned] == [f"{name}.example/w" for name in NAMES]
    note = open_checkpoint(Path("o.note").read_bytes(), origin, [*log_keys, *keys])
    assert (note.checkpoint.size, len(note.cosigned)) == (size, 2)
    assert kept("ledger", "verify", "--against", "o.note").stdout.startswith("All well")
    for of, entry in (("3", "2"), (str(size), str(size + 1))):
        kept("ledger", "receipt", entry, "--of", of, "--out", "none", code=3)
    kept("ledger", "publish", "--to", "Ofsted", "--of", "3", "--out", "none", code=3)
    assert not Path("none").exists()


def policy(assure: Assure, keys: list[str], needed: str, log_key: str | None = None) -> str:
    (own,) = name_and_keys(assure.ledger)[1]
    lines = (
        f"log {log_key or own}",
        *(f"witness {name} {key}" for name, key in zip(NAMES, keys, strict=True)),
        f"group agencies {needed} police health",
        "quorum agencies",
    )
    return assure.file("policy", "".join(f"{line}\n" for line in lines))


def test_a_policy_says_which_quorum_is_met(kept: Assure) -> None:
    keys = witnesses(kept)
    size = str(entries(kept))
    kept("ledger", "witnessed", "police.line", "--witness-key", keys[0], actor=KEEPER)
    kept("ledger", "publish", "--to", "Ofsted", "--of", size, "--out", "o.note", actor=KEEPER)
    kept("ledger", "receipt", "5", "--of", size, "--out", "five")
    both, one = ("--policy", policy(kept, keys, "all")), "any"
    told = kept("ledger", "verify", "--against", "o.note", *both, code=6).stdout
    assert "All well" in told
    assert "Cosigned by: police." in told
    assert "Group agencies: NOT MET, 1 of 2 cosigned (police), 2 are asked for." in told
    assert "Quorum agencies: NOT MET." in told
    met = ("--policy", policy(kept, keys, one))
    for file in ("o.note", "five"):
        told = kept("ledger", "verify", "--against", file, *met).stdout
        assert "Group agencies: met" in told
        assert "Quorum agencies: met." in told
    shown = kept.read("ledger", "verify", "--against", "five", *met)
    assert (shown["quorum_met"], shown["cosigned"]) == (True, ["police"])
    kept("ledger", "verify", *met, code=2)


def test_a_policy_that_is_none_or_of_another_log_is_refused(kept: Assure) -> None:
    keys = witnesses(kept)
    kept("ledger", "checkpoint")
    kept("ledger", "publish", "--to", "Ofsted", "--out", "o.note", actor=KEEPER)
    against = ("ledger", "verify", "--against", "o.note", "--policy")
    other = SigningKey("other.example/ledger", ED25519, bytes(range(32))).verifier.format()
    assert "does not know the log" in kept(*against, policy(kept, keys, "1", other), code=3).stderr
    assert "line 1 of the policy" in kept(*against, kept.file("p", "nonsense\n"), code=3).stderr
    kept(*against, "not-there", code=3)


def test_a_line_that_is_spoilt_of_another_ledger_or_no_line_is_refused(kept: Assure) -> None:
    key = witnesses(kept)[0]
    size = entries(kept)
    good = Path("police.line").read_text(encoding="utf-8")
    spoilt = good[:-9] + ("A" if good[-9] != "A" else "B") + good[-8:]
    for text in (spoilt, "", "nothing\n", good + good, good.replace("police", "poliss")):
        path = kept.file("bad.line", text)
        kept("ledger", "witnessed", path, "--witness-key", key, actor=KEEPER, code=3)
    (log_key,) = name_and_keys(kept.ledger)[1]
    kept("ledger", "witnessed", "police.line", "--witness-key", log_key, actor=KEEPER, code=3)
    assert entries(kept) == size


def test_a_time_stamp_is_asked_for_kept_and_recorded(kept: Assure, authority: Authority) -> None:
    kept.clock.now = datetime.now(UTC)
    kept("ledger", "time-request", "--out", "m.tsq", actor=INSPECTOR)
    size = entries(kept)
    Path("m.tsr").write_bytes(authority.answer(Path("m.tsq").read_bytes()))
    ca = kept.file("ca.pem", authority.root.decode())
    stamp = ("ledger", "time-stamp", "m.tsr", "--ca", ca)
    kept(*stamp, actor=POLICE, code=4)
    kept(*stamp, "--dry-run", actor=KEEPER)
    assert entries(kept) == size
    said = kept(*stamp, actor=KEEPER).stderr
    assert f"CN=Invented Time confirmed the first {size} entries" in said
    kept(*stamp, actor=KEEPER)
    assert entries(kept) == size + 1
    assert kept.read("ledger", "status")["confirmed_by"] == "CN=Invented Time"
    assert kept.read("ledger", "verify")["misdated"] == []
    # The clock goes back by a day: what is recorded then is after the stamp, and claims not to be.
    kept.clock.put("2026-01-21")
    kept("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    found = kept.read("ledger", "verify")
    assert found["whole"] is True
    assert [one["entry"] for one in found["misdated"]] == [size + 2]
    told = kept("ledger", "verify").stdout
    assert f"Look at entry {size + 2}: it claims 2026-01-21" in told


def test_a_time_stamp_of_something_else_or_by_nobody_known_is_refused(
    kept: Assure, authority: Authority
) -> None:
    kept.clock.now = datetime.now(UTC)
    kept("ledger", "time-request", "--out", "m.tsq")
    ca = kept.file("ca.pem", authority.root.decode())
    answers = {
        "other.tsr": authority.answer(timestamp.request(b"something else")),
        "none.tsr": b"nothing",
        "asked.tsr": Path("m.tsq").read_bytes(),
    }
    size = entries(kept)
    for name, data in answers.items():
        Path(name).write_bytes(data)
        kept("ledger", "time-stamp", name, "--ca", ca, actor=KEEPER, code=3)
    Path("m.tsr").write_bytes(authority.answer(Path("m.tsq").read_bytes()))
    kept("ledger", "time-stamp", "m.tsr", "--ca", "m.tsr", actor=KEEPER, code=3)
    kept("ledger", "time-request", "--of", "3", "--out", "x.tsq", code=3)
    kept("ledger", "time-request", "--out", "m.tsq", code=3)
    assert entries(kept) == size


def test_without_the_extra_it_is_named_and_everything_else_works(
    kept: Assure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing() -> None:
        raise UnusableError("No library.", "Install the extra `timestamp`.")

    monkeypatch.setattr(timestamp, "_library", missing)
    said = kept("ledger", "time-request", "--out", "m.tsq", code=1).stderr
    assert "extra `timestamp`" in said
    assert not Path("m.tsq").exists()
    kept("ledger", "verify")
