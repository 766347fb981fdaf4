"""What a person is told: three things apart, one conclusion, and what to do on each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ledger.keys.signer import MEMORY_FILE
from ledger.proof.checkpoint import Checkpoint, sign_checkpoint
from ledger.proof.keys import ED25519, SigningKey
from tests.cli.harness import Assure
from tests.cli.keeping import KEEPER, entries, name_and_keys, return_police, rewrite, with_keeper
from tests.ledger.attack import toolkit

JOIN = ("agency", "join", "housing", "--title", "Housing", "--sector", "housing")


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    with_keeper(prepared)
    prepared("ledger", "publish", "--to", "Police", "--out", "p.note")
    return prepared


def home_of(assure: Assure) -> Path:
    (folder,) = (path for path in (assure.folder / "home").iterdir() if path.is_dir())
    return folder


def forget(assure: Assure) -> None:
    home = home_of(assure)
    shutil.rmtree(home / "notes")
    (home / "signer" / MEMORY_FILE).unlink()
    (home / "recorded").unlink()


def test_7_nothing_on_this_computer_speaks_for_it(kept: Assure) -> None:
    forget(kept)
    result = kept("ledger", "verify", code=7)
    first, second, words, missing, record, figures = result.stdout.splitlines()
    assert first.startswith("Every seal fits, and that proves nothing: ")
    assert second == "Nothing on this computer speaks for this ledger."
    assert len(words.split(": ")[1].split()) == 8
    assert missing.startswith("Missing: ")
    assert record.startswith("By the record, held by Police: ")
    assert "no evidence" in record
    assert figures == "Figures: they add up."
    assert "Whole" not in result.stdout
    assert "agrees" not in result.stdout
    assert "Telephone somebody who holds a checkpoint" in result.stderr
    assert result.stderr.endswith("[nothing-speaks]\n")
    verdict = json.loads(kept("ledger", "verify", "--output", "json", code=7).stdout)
    assert (verdict["whole"], verdict["checkpoints_agreed"]) == (None, 0)
    assert verdict["by_the_record"]["held_by"] == ["Police"]
    status = kept("ledger", "status", code=7)
    assert "outside: Nothing on this computer speaks for this ledger." in status.stdout
    assert status.stderr.endswith("[nothing-speaks]\n")
    backup = kept("ledger", "backup", "copy.db", actor=KEEPER, code=7)
    assert "Nothing on this computer speaks for this ledger." in backup.stdout


def test_a_kept_note_speaks_where_nothing_else_does(kept: Assure) -> None:
    forget(kept)
    size = entries(kept)
    told = kept("ledger", "verify", "--note", "p.note").stdout
    assert told.startswith("Whole: ")
    assert f"agrees: the given file, of {size - 1} entries." in told
    assert f"Nothing on this computer speaks for entry {size}." in told
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    told = kept("ledger", "verify", "--note", "p.note", code=6).stdout
    assert told.startswith(f"NOT WHOLE: something among entries 1 to {size - 1} was changed")
    alone = kept("ledger", "verify", code=6).stdout
    assert alone.startswith(f"NOT WHOLE: the ledger contradicts itself: entry {size}, for Police,")


def test_recording_without_a_memory_warns_each_time_and_at_every_command(kept: Assure) -> None:
    forget(kept)
    for words in (
        JOIN,
        ("agency", "leave", "housing", "--reason", "Merged"),
        ("ledger", "publish", "--to", "x", "--of", "5"),
    ):
        said = kept(*words, code=None).stderr
        assert ("nothing on this computer remembers it" in said) == (words[0] == "agency")
    assert "remembers" not in kept("agency", "list").stderr
    kept("ledger", "remember", "p.note", actor=KEEPER)
    said = kept("person", "enrol", "new-one", "--full-name", "New").stderr
    assert "remembers" not in said
    assert kept("ledger", "verify").stdout.startswith("Whole: ")


def test_without_its_home_a_flag_is_needed_that_the_message_names(kept: Assure) -> None:
    elsewhere = ("--home", str(kept.folder / "elsewhere"))
    size = entries(kept)
    for more in ((), ("--dry-run",)):
        said = kept(*JOIN, *elsewhere, *more, code=1).stderr
        assert "is not on this computer" in said
        assert "--without-home" in said
    assert entries(kept) == size
    said = kept(*JOIN, *elsewhere, "--without-home").stderr
    assert "nothing here remembers it" in said
    assert entries(kept) == size + 1
    kept("agency", "list", *elsewhere)
    told = kept("ledger", "verify", *elsewhere, code=7).stdout
    assert "is not on this computer. If it is elsewhere, set ASSURE_HOME." in told
    told = kept("ledger", "verify", code=7).stdout
    assert f"Nothing on this computer speaks for entry {size + 1}." in told


def exchange_key(assure: Assure) -> SigningKey:
    """Somebody puts a key of their own in the place of the ledger's, with seals that fit."""
    origin, (true,) = name_and_keys(assure.ledger)
    other = SigningKey(origin, ED25519, bytes(range(32)))
    rewrite(assure, true.encode(), other.verifier.format().encode())
    return other


def test_a_holder_whose_key_was_exchanged_is_told_to_give_the_key(kept: Assure) -> None:
    """Their note is right, and the ledger is not: never "is it the right file?"."""
    _, (true,) = name_and_keys(kept.ledger)
    kept("ledger", "receipt", "5", "--out", "five", actor=KEEPER)
    exchange_key(kept)
    shutil.rmtree(home_of(kept))
    for name in ("p.note", "five"):
        for words in (("--against", name), ("--note", name)):
            said = kept("ledger", "verify", *words, code=6).stderr
            assert "Give the key that you were told" in said
            assert "is it the right file" not in said.lower()
        told = kept("ledger", "verify", "--against", name, "--log-key", true, code=6)
        assert told.stdout.startswith("ALTERED: ")
        told = kept("ledger", "verify", "--note", name, "--log-key", true, code=6)
        assert told.stdout.startswith("NOT WHOLE: something among entries 1 to ")


def test_an_exchanged_key_is_one_sentence_for_all_the_notes_kept_here(kept: Assure) -> None:
    for number in range(6):
        kept("agency", "join", f"a{number}", "--title", f"A {number}", "--sector", "housing")
        kept("ledger", "checkpoint")
    exchange_key(kept)
    told = kept("ledger", "verify", code=6).stdout
    assert len(told.splitlines()) <= 2
    assert "another key signed it in the name" in told
    assert "; nor are 7 more" in told
    said = kept("ledger", "status", code=6).stderr
    assert "was changed, removed or put in" in said


def test_a_file_of_another_name_by_a_key_that_its_holder_knows(kept: Assure) -> None:
    origin, (true,) = name_and_keys(kept.ledger)
    rewrite(kept, origin.encode(), b"other.example/ledger/1")
    kept("ledger", "verify", "--against", "p.note", code=3)
    said = kept("ledger", "verify", "--against", "p.note", "--log-key", true, code=6).stderr
    assert f"The file is of the ledger named {origin}" in said
    assert "This ledger calls itself other.example/ledger/1." in said


def test_a_forged_file_in_the_ledgers_name_is_no_all_well(kept: Assure) -> None:
    origin, _ = name_and_keys(kept.ledger)
    mine = SigningKey(origin, ED25519, bytes(32))
    Path("forged").write_bytes(sign_checkpoint(Checkpoint(origin, 5, bytes(32)), [mine]))
    assert "or the file is forged" in kept("ledger", "verify", "--against", "forged", code=6).stderr


def test_status_compares_its_root_with_what_is_known_here(kept: Assure) -> None:
    return_police(kept)
    assert kept("ledger", "status").stderr == ""
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    result = kept("ledger", "status", code=6)
    assert result.stderr.startswith("Something among entries 1 to ")
    assert result.stderr.endswith("[integrity]\n")


def test_a_line_for_each_holder_only_on_request(kept: Assure) -> None:
    for number in range(9):
        kept("agency", "join", f"a{number}", "--title", f"A {number}", "--sector", "housing")
        kept("ledger", "publish", "--to", f"Holder {number}", "--out", f"h{number}")
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    told = kept("ledger", "verify", code=6).stdout
    assert len(told.splitlines()) == 1
    told = kept("ledger", "verify", "--holders", code=6).stdout
    assert all(f"for Holder {number}" in told for number in range(9))
    assert told.count("CONTRADICTS") == 2 * 10 + 2


def test_a_lost_log_is_named_by_verify_and_status_and_refused(kept: Assure) -> None:
    kept("ledger", "backup", "older.db", actor=KEEPER)
    for number in range(12):
        kept("agency", "join", f"a{number}", "--title", f"A {number}", "--sector", "housing")
    size, shorter = entries(kept), 0
    toolkit.put_back(Path("older.db"), kept.ledger)
    shorter = entries(kept)
    named = f"it holds {shorter} entries, and {size} were recorded"
    assert named in kept("ledger", "verify", code=6).stdout
    assert named in kept("ledger", "status", code=6).stderr
    assert named in kept(*JOIN, code=6).stderr
    assert entries(kept) == shorter
