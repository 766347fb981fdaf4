"""Losing the ledger, its memory or its key, and going on honestly."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from application.identity import local
from ledger.home import Home
from ledger.integrity.scan import audit
from ledger.keys.signer import KEY_FILE, MEMORY_FILE, NEXT_KEY_FILE
from ledger.proof.checkpoint import open_checkpoint
from ledger.service import Ledger
from tests.cli.harness import Assure
from tests.cli.keeping import (
    ASKED,
    CODE,
    KEEPER,
    POLICE,
    ask_to_continue,
    ask_to_rotate,
    entries,
    erase,
    name_and_keys,
    proved,
    return_police,
    rewrite,
    wait,
    with_keeper,
)
from tests.ledger.attack import toolkit

NEW = "north.example/ledger/2026-2"


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    return with_keeper(prepared)


def _first_home(assure: Assure) -> Home:
    first = toolkit.read(assure.ledger)
    names = [item for item in first if item.topic == "LedgerNamed"]
    origin = names[0].state.split(b'"origin":"')[1].split(b'"')[0].decode()
    return Home(assure.folder / "home", origin, {})


def _older_copy(kept: Assure) -> int:
    """A backup is put back after more was recorded and signed for; how much there was."""
    kept("ledger", "backup", "backup.db", actor=KEEPER)
    return_police(kept)
    kept("ledger", "receipt", str(entries(kept)), "--out", "last", actor=POLICE)
    size = entries(kept)
    toolkit.put_back(Path("backup.db"), kept.ledger)
    return size


def test_a_backup_is_whole_private_alone_and_never_overwrites(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    made = kept.read("ledger", "backup", "backup.db", "--kept", "The safe", actor=KEEPER)
    size = entries(kept) - 1
    assert (made["entries"], made["newest_checkpoint"]) == (size, size)
    (told,) = [item for item in toolkit.read(kept.ledger) if item.topic == "LedgerBackedUp"]
    digest = sha256(Path("backup.db").read_bytes()).hexdigest()
    assert made["digest"] == digest
    assert made["recorded_as"] == size + 1
    assert f'"size":{size}'.encode() in told.state
    assert f'"digest":"{digest}"'.encode() in told.state
    assert b'"kept":"The safe"' in told.state
    assert KEEPER.encode() in told.state
    assert len(made["root_in_words"].split()) == 8
    copy = Path("backup.db")
    assert copy.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in Path().glob("*backup.db*")) == ["backup.db"]
    verdict = audit(copy)
    assert (verdict.fault, verdict.size) == (None, size)
    before = copy.read_bytes()
    assert "not overwritten" in kept("ledger", "backup", "backup.db", actor=KEEPER, code=3).stderr
    kept("ledger", "backup", "none/backup.db", actor=KEEPER, code=3)
    kept("ledger", "backup", "other.db", code=4)
    assert not Path("other.db").exists()
    assert entries(kept) == size + 1
    assert copy.read_bytes() == before


def test_a_ledger_that_is_not_whole_is_not_backed_up(kept: Assure) -> None:
    kept("ledger", "checkpoint")
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    kept("ledger", "backup", "backup.db", actor=KEEPER, code=6)
    (_first_home(kept).signer_folder / MEMORY_FILE).unlink()
    _first_home(kept).memory.path.unlink()
    said = kept("ledger", "backup", "backup.db", actor=KEEPER, code=6).stderr
    assert "is not the one that was signed for" in said
    assert list(Path().glob("*backup*")) == []


def test_a_ledger_without_its_keys_is_backed_up_all_the_same(kept: Assure) -> None:
    elsewhere = ("--home", str(kept.folder / "elsewhere"))
    made = kept("ledger", "backup", "backup.db", *elsewhere, actor=KEEPER, code=7)
    assert "Nothing on this computer speaks for this ledger." in made.stdout
    assert "No checkpoint was made for this copy." in made.stderr
    assert audit(Path("backup.db")).ok


def test_an_older_copy_is_noticed_before_anything_is_read_or_recorded(kept: Assure) -> None:
    size = _older_copy(kept)
    older = entries(kept)
    for words in (
        ("agency", "list"),
        ("agency", "join", "housing", "--title", "Housing", "--sector", "housing"),
        ("ledger", "checkpoint"),
    ):
        said = kept(*words, code=6).stderr
        assert f"it holds {older} entries, and {size} were signed for" in said
        assert "`assure ledger continue`" in said
    said = kept("ledger", "backup", "again.db", actor=KEEPER, code=6).stderr
    assert not Path("again.db").exists()
    assert entries(kept) == older
    status = kept("ledger", "status", code=6)
    assert f"newest_checkpoint: {size}" in status.stdout
    told = kept("ledger", "verify", code=6).stdout
    assert told == (
        f"NOT WHOLE: it is an older copy: it holds {older} entries, and {size} were signed for.\n"
    )
    told = kept("ledger", "verify", "--against", "last", code=6).stdout
    assert told.startswith("ROLLED BACK: ")


CONTINUE = ("ledger", "continue", "--origin", NEW, "--last-outside", "last", "--reason", "Fire")


def test_a_restored_copy_is_carried_on_under_a_new_name(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "old.note")
    old_name, old_keys = name_and_keys(kept.ledger)
    lost, older = _older_copy(kept), 0
    older = entries(kept)
    assert "[no-request]" in kept(*CONTINUE, actor=KEEPER, code=3).stderr
    kept("request", "continue", "--origin", NEW, *ASKED)
    assert "[too-early]" in kept(*CONTINUE, actor=KEEPER, code=3).stderr
    wait(kept, 1)
    kept(*CONTINUE, code=4)
    kept(*CONTINUE, "--dry-run", actor=KEEPER)
    assert not Home(kept.folder / "home", NEW, {}).folder.exists()
    assert entries(kept) == older + 1
    said = kept(*CONTINUE, actor=KEEPER).stderr
    assert f"{lost - older} entries that somebody outside holds a checkpoint of are lost." in said
    name, keys = name_and_keys(kept.ledger)
    assert (name, entries(kept)) == (NEW, older + 2)
    assert keys != old_keys
    # It records, signs and verifies again; the words' keys have stayed.
    return_police(kept)
    shown = kept.read("return", "show", CODE, "C01", "--agency", "police", actor=POLICE)
    assert shown[1]["words"]["evidence"] == "Seen on C01."
    told = kept("ledger", "verify").stdout
    assert told.startswith("Whole: ")
    # What was given out under the old name is good as far as the copy holds it.
    told = kept("ledger", "verify", "--against", "old.note").stdout
    assert told.startswith("All well: ")
    told = kept("ledger", "verify", "--against", "last", code=6).stdout
    assert told.startswith(f"ROLLED BACK: The file covers {lost} entries under the name {old_name}")
    assert f"as entry {older + 2} says" in told
    kept("ledger", "receipt", "5", "--out", "five", actor=KEEPER)
    assert proved(kept, "five").origin == NEW


def test_the_keys_of_a_continued_ledger_are_in_one_place_only(kept: Assure) -> None:
    _older_copy(kept)
    first = _first_home(kept)
    ask_to_continue(kept, NEW)
    kept(*CONTINUE, actor=KEEPER)
    assert [path.parent.parent for path in (kept.folder / "home").rglob("keystore.db")] == [
        first.folder
    ]
    second = first.under(NEW)
    assert second.keystore == first.keystore
    assert (second.signer_folder / KEY_FILE).exists()
    assert (first.signer_folder / KEY_FILE).exists()


def test_an_erasure_is_followed_after_a_continuation_by_a_keystore_that_counted_further(
    kept: Assure,
) -> None:
    """The keystore had followed entries of the lost history; those numbers mean others now."""
    kept("ledger", "backup", "backup.db", actor=KEEPER)
    return_police(kept, "C01", "C02", "C03")
    kept("ledger", "receipt", str(entries(kept)), "--out", "last", actor=POLICE)
    lost = entries(kept)
    kept("agency", "join", "lost", "--title", "Lost", "--sector", "housing")
    keystore = _first_home(kept).keystore
    older_keys = keystore.read_bytes()
    toolkit.put_back(Path("backup.db"), kept.ledger)
    ask_to_continue(kept, NEW)
    kept(*CONTINUE, actor=KEEPER)
    return_police(kept, "C01")
    erase(kept, f"{CODE}/C01")
    assert entries(kept) < lost
    keystore.write_bytes(older_keys)
    kept("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    vault, _ = _first_home(kept).under(NEW).open()
    assert vault.find(f"{CODE}/C01") is None
    assert vault.find(f"{CODE}/C02") is not None


def test_words_erased_in_the_lost_history_are_named(kept: Assure) -> None:
    return_police(kept)
    kept("ledger", "backup", "backup.db", actor=KEEPER)
    erase(kept, f"{CODE}/C01")
    kept("ledger", "receipt", str(entries(kept)), "--out", "last", actor=KEEPER)
    toolkit.put_back(Path("backup.db"), kept.ledger)
    ask_to_continue(kept, NEW)
    said = kept(*CONTINUE, actor=KEEPER).stderr
    assert f"The key of {CODE}/C01 is gone" in said
    erase(kept, f"{CODE}/C01")
    status = kept.read("vault", "status", f"{CODE}/C01", actor=KEEPER)
    assert status[0]["standing"] == "erased"


def test_what_cannot_be_carried_on_is_refused(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "last")
    size = entries(kept)
    name, _ = name_and_keys(kept.ledger)
    swap = {NEW: name}
    same = tuple(swap.get(word, word) for word in CONTINUE)
    assert "[origin-used]" in kept(*same, actor=KEEPER, code=3).stderr
    bad = tuple({NEW: "No Name"}.get(word, word) for word in CONTINUE)
    kept(*bad, actor=KEEPER, code=3)
    Path("words").write_text("no checkpoint", encoding="utf-8")
    none = tuple({"last": "words"}.get(word, word) for word in CONTINUE)
    kept(*none, actor=KEEPER, code=3)
    ask_to_continue(kept, NEW)
    size += 1
    kept(*CONTINUE, "--home", str(kept.folder / "elsewhere"), actor=KEEPER, code=1)
    assert entries(kept) == size
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    said = kept(*CONTINUE, actor=KEEPER, code=6).stderr
    assert "are not those of the checkpoint given" in said
    assert entries(kept) == size


def test_a_signer_whose_memory_is_lost_asks_for_it(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    return_police(kept)
    kept("ledger", "publish", "--to", "Police", "--out", "q.note")
    folder = _first_home(kept).signer_folder
    kept("ledger", "remember", "q.note", actor=KEEPER, code=1)
    (folder / MEMORY_FILE).unlink()
    assert "`assure ledger remember`" in kept("ledger", "checkpoint", code=1).stderr
    kept("ledger", "remember", "q.note", code=4)
    said = kept("ledger", "remember", "p.note", actor=KEEPER, code=6).stderr
    assert "Name the newest checkpoint" in said
    lines = Path("q.note").read_text(encoding="utf-8").split("\n")
    Path("other").write_text("\n".join([lines[0], "9", *lines[2:]]), encoding="utf-8")
    kept("ledger", "remember", "not-there", actor=KEEPER, code=3)
    kept("ledger", "remember", "other", actor=KEEPER, code=3)
    kept("ledger", "remember", "q.note", actor=KEEPER)
    kept("ledger", "checkpoint")
    # A damaged memory is put back too, from a receipt as well.
    kept("ledger", "receipt", "5", "--out", "five", actor=KEEPER)
    (folder / MEMORY_FILE).write_bytes(b"damaged")
    kept("ledger", "remember", "five", actor=KEEPER)
    assert kept("ledger", "verify").stdout.startswith("Whole: ")


def test_an_older_copy_cannot_be_remembered_for(kept: Assure) -> None:
    _older_copy(kept)
    home = _first_home(kept)
    for path in (home.memory.path, home.signer_folder / MEMORY_FILE, *home.notes.iterdir()):
        path.unlink()
    said = kept("ledger", "remember", "last", actor=KEEPER, code=6).stderr
    assert "this is an older copy" in said


def test_the_signing_key_is_changed_with_one_note_signed_by_both(kept: Assure) -> None:
    name, (old,) = name_and_keys(kept.ledger)
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    assert "[no-request]" in kept("ledger", "rotate-key", actor=KEEPER, code=3).stderr
    ask_to_rotate(kept)
    kept("ledger", "rotate-key", code=4)
    kept("ledger", "rotate-key", "--dry-run", actor=KEEPER)
    assert not (_first_home(kept).signer_folder / NEXT_KEY_FILE).exists()
    kept("ledger", "rotate-key", actor=KEEPER)
    _, keys = name_and_keys(kept.ledger)
    assert keys[0] == old
    assert len(keys) == 2
    size = entries(kept)
    both = next(_first_home(kept).notes.glob(f"{size:012d}-*.note")).read_bytes()
    for key in keys:
        assert open_checkpoint(both, name, [key]).checkpoint.size == size
    return_police(kept)
    new = kept("ledger", "checkpoint").stdout.encode()
    assert open_checkpoint(new, name, keys[1:]).verified == (name,)
    assert kept("ledger", "verify").stdout.startswith("Whole: ")
    kept("ledger", "verify", "--against", "p.note")
    assert kept.read("ledger", "status")["key"] == keys[1]
    # A memory that the old key signed is put back as one of the new key.
    home = _first_home(kept)
    for path in (home.signer_folder / MEMORY_FILE, *home.notes.iterdir()):
        path.unlink()
    kept("ledger", "remember", "p.note", actor=KEEPER)
    kept("ledger", "checkpoint")


@pytest.mark.parametrize("where", ["after the entry", "after the note"])
def test_a_change_of_key_that_was_cut_off_goes_on(
    kept: Assure, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ledger.keys import signer

    ask_to_rotate(kept)

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        step = "rotate" if where == "after the entry" else "_replace"
        patch.setattr(signer.Signer, step, killed)
        with pytest.raises(Killed):
            kept("ledger", "rotate-key", actor=KEEPER)
    return_police(kept)
    _, keys = name_and_keys(kept.ledger)
    assert len(keys) == 2
    kept("ledger", "rotate-key", actor=KEEPER)
    assert name_and_keys(kept.ledger)[1] == keys
    assert kept("ledger", "verify").stdout.startswith("Whole: ")
    name = name_and_keys(kept.ledger)[0]
    note = kept("ledger", "checkpoint").stdout.encode()
    assert open_checkpoint(note, name, keys[1:]).checkpoint.size == entries(kept)


def test_a_ledger_from_before_is_given_a_name_and_keys(assure: Assure) -> None:
    from domain.directory.decisions import FormPartnership

    with Ledger.create(assure.ledger, assure.clock) as ledger:
        ledger.record(
            FormPartnership(name="N", full_name="Sam", invented=True), actor=local("s-lee")
        )
    assert "nothing can be signed" in assure("ledger", "checkpoint", code=1).stderr
    words = ("ledger", "name", "--origin", NEW)
    assure(*words, "--dry-run")
    assert not (assure.folder / "home").exists()
    assure("ledger", "name", "--origin", "No Name", code=3)
    assure(*words)
    for origin in (NEW, "other.example/x"):
        said = assure("ledger", "name", "--origin", origin, code=3).stderr
        assert said.endswith("[ledger-named]\n")
    assure("ledger", "checkpoint")
    told = assure("ledger", "verify").stdout
    assert told.startswith("Whole: ")
    assert "Outside the database, all that is known here agrees: the checkpoint kept here" in told


def test_a_ledger_is_not_begun_under_a_name_that_cannot_be_one(assure: Assure) -> None:
    words = ("ledger", "init", "--name", "North", "--full-name", "Sam Lee", "--origin")
    for origin in ("No Name", "north", "https://north.example/ledger", ""):
        assure(*words, origin, code=3 if origin else 0)
        assert assure.ledger.exists() == (not origin)
        assert (assure.folder / "home").exists() == (not origin)


def test_a_lost_signing_key_is_gone_on_without(kept: Assure) -> None:
    """The words' keys are there: only the name must change."""
    kept("ledger", "publish", "--to", "Police", "--out", "last")
    (_first_home(kept).signer_folder / KEY_FILE).unlink()
    assert "`assure ledger continue`" in kept("agency", "list", code=1).stderr
    ask_to_continue(kept, NEW)
    kept(*CONTINUE, actor=KEEPER)
    return_police(kept)
    assert kept("ledger", "verify").stdout.startswith("Whole: ")
