"""What the ledger gives out, and what becomes of it in other hands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.home import Home
from ledger.keys.signer import MEMORY_FILE, Signer
from ledger.proof import tiles
from ledger.proof.cosignature import verify_cosignatures
from ledger.proof.witness import Request
from ledger.service import Ledger
from tests.cli.harness import LEAD, NEUTRAL, Assure, returned
from tests.cli.keeping import (
    CODE,
    GRADES,
    HEALTH,
    INSPECTOR,
    KEEPER,
    POLICE,
    entries,
    name_and_keys,
    proved,
    return_police,
    rewrite,
    size_of,
    with_keeper,
)
from tests.ledger.attack import toolkit

TOOL = Path(__file__).parents[2] / "tools" / "verify_receipt.py"


@pytest.fixture
def kept(prepared: Assure, monkeypatch: pytest.MonkeyPatch) -> Assure:
    monkeypatch.chdir(prepared.folder)
    return with_keeper(prepared)


def _home(assure: Assure) -> Path:
    (folder,) = (path for path in (assure.folder / "home").iterdir() if path.is_dir())
    return folder


def _signer(assure: Assure) -> Signer:
    home = Home(assure.folder / "home", name_and_keys(assure.ledger)[0], {})
    return home.open()[1]


def test_a_checkpoint_is_printed_and_the_same_until_something_is_added(kept: Assure) -> None:
    first = kept("ledger", "checkpoint").stdout
    assert size_of(kept, first) == entries(kept)
    assert kept("ledger", "checkpoint", actor=INSPECTOR).stdout == first
    kept("agency", "join", "housing", "--title", "Housing", "--sector", "housing")
    assert size_of(kept, kept("ledger", "checkpoint").stdout) == entries(kept)
    kept("ledger", "checkpoint", actor="x-who", code=4)


def test_a_return_makes_a_checkpoint_by_itself(kept: Assure) -> None:
    return_police(kept)
    status = kept.read("ledger", "status")
    assert status["newest_checkpoint"] == status["entries"]
    assert (status["covered_by_the_record"], status["held_by_the_record"]) == (0, [])
    assert status["not_covered_by_the_record"] == status["entries"]
    assert status["entries_spoken_for"] == status["entries"]
    assert len(status["root_in_words"].split()) == 8
    assert (status["public_name"], (status["key"],)) == name_and_keys(kept.ledger)


def test_a_receipt_proves_its_entry_to_somebody_who_has_only_the_file(kept: Assure) -> None:
    before = entries(kept)
    said = kept("ledger", "receipt", "5", "--out", "five.tlog-proof").stderr
    assert entries(kept) == before
    found = proved(kept, "five.tlog-proof")
    assert (found.position, found.event, found.size) == (5, "AgencyJoined", before)
    assert "assure ledger verify --against five.tlog-proof" in said
    command = next(line for line in said.splitlines() if "verify_receipt.py" in line)
    words = command.split(": ", 1)[1].split()
    words[:2] = [sys.executable, str(TOOL)]
    ran = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "AgencyJoined" in ran.stdout


def test_a_receipt_for_somebody_is_recorded(kept: Assure) -> None:
    size = entries(kept)
    words = ("ledger", "receipt", "5", "--to", "Police")
    assert "entry-5.tlog-proof" in kept(*words, "--dry-run").stderr
    assert not Path("entry-5.tlog-proof").exists()
    kept(*words)
    assert proved(kept, "entry-5.tlog-proof").position == 5
    newest = toolkit.read(kept.ledger)[-1]
    assert newest.topic == "ReceiptIssued"
    assert json.loads(newest.state)["event"] == {"entry": 5, "size": size, "to_whom": "Police"}


def test_a_receipt_is_never_overwritten_and_never_of_nothing(kept: Assure) -> None:
    Path("there").write_text("mine", encoding="utf-8")
    size = entries(kept)
    for entry in ("0", "-1", str(size + 1), "9" * 30):
        said = kept("ledger", "receipt", "--", entry, code=3).stderr
        assert said.endswith("[no-entry]\n")
    for more in ((), ("--to", "Police")):
        kept("ledger", "receipt", "5", "--out", "there", *more, code=3)
        kept("ledger", "receipt", "5", "--out", "none/there", *more, code=3)
    kept("ledger", "receipt", "5", "--to", "two\nlines", code=3)
    kept("ledger", "receipt", "5", "--to", "Police", actor=NEUTRAL, code=4)
    assert Path("there").read_text(encoding="utf-8") == "mine"
    assert entries(kept) == size
    assert list(Path().glob("*.tlog-proof")) == []


def test_a_receipt_is_not_a_way_around_what_one_may_read(kept: Assure) -> None:
    return_police(kept)
    entry = str(entries(kept))
    kept("ledger", "receipt", entry, actor=HEALTH, code=4)
    kept("ledger", "receipt", entry, actor=INSPECTOR, code=4)
    kept("ledger", "receipt", entry, actor=POLICE)


def test_an_agency_keeps_a_receipt_of_its_return(kept: Assure) -> None:
    text = json.dumps(returned(CODE, "police", ["C01"], GRADES))
    words = ("return", "append", "-", "--receipt", "mine.tlog-proof")
    kept(*words, "--dry-run", actor=POLICE, stdin=text)
    assert not Path("mine.tlog-proof").exists()
    said = kept(*words, actor=POLICE, stdin=text).stderr
    found = proved(kept, "mine.tlog-proof")
    assert (found.event, found.stream) == ("ReturnAppended", f"return/{CODE}/C01/police")
    assert b"Seen on" not in found.state
    assert "is in mine.tlog-proof. Keep it" in said
    assert found.size == entries(kept)


def test_an_agency_keeps_a_receipt_for_each_case_of_its_file(kept: Assure) -> None:
    document = returned(CODE, "police", ["C01", "C02"], GRADES)
    document["cases"].append({"case": "C03", "no_involvement": "Never known to us"})
    text = json.dumps(document)
    kept("return", "append", "-", "--receipt", "mine.txt", actor=POLICE, stdin=text)
    found = {name: proved(kept, name).event for name in ("mine-C01.txt", "mine-C02.txt")}
    assert set(found.values()) == {"ReturnAppended"}
    assert proved(kept, "mine-C03.txt").event == "NoInvolvementDeclared"


def test_a_return_whose_receipt_cannot_be_written_is_not_recorded(kept: Assure) -> None:
    Path("mine").write_text("mine", encoding="utf-8")
    size = entries(kept)
    text = json.dumps(returned(CODE, "police", ["C01"], GRADES))
    kept("return", "append", "-", "--receipt", "mine", actor=POLICE, stdin=text, code=3)
    assert entries(kept) == size


def test_the_record_stands_when_no_checkpoint_can_be_made_and_says_so(kept: Assure) -> None:
    (_home(kept) / "signer" / MEMORY_FILE).unlink()
    text = json.dumps(returned(CODE, "police", ["C01"], GRADES))
    words = ("return", "append", "-", "--receipt", "mine", "--output", "json")
    result = kept(*words, actor=POLICE, stdin=text)
    assert "memory" in json.loads(result.stdout)["warning"]
    assert "It is recorded, but no checkpoint covers it yet." in result.stderr
    assert "It is recorded, but its receipt was not written." in result.stderr
    assert not Path("mine").exists()
    assert toolkit.read(kept.ledger)[-1].topic == "GradeGiven"


def test_a_published_checkpoint_is_recorded_and_counts_as_held(kept: Assure) -> None:
    size = entries(kept)
    kept("ledger", "publish", "--to", "Police records", "--dry-run")
    kept("ledger", "publish", "--to", "Police records", "--out", "p.note", actor=POLICE, code=4)
    kept("ledger", "publish", "--to", "Police records", "--of", "5", actor="nobody", code=4)
    kept("ledger", "publish", "--to", "Police records", "--out", "p.note")
    assert size_of(kept, Path("p.note").read_text(encoding="utf-8")) == size
    kept("ledger", "publish", "--to", "Health", actor=LEAD)
    assert Path(f"checkpoint-{size + 1}.note").exists()
    status = kept.read("ledger", "status")
    held = (status["held_by_the_record"], status["covered_by_the_record"])
    assert held == (["Health"], size + 1)
    assert status["not_covered_by_the_record"] == 1
    told = kept("ledger", "verify").stdout
    assert f"By the record, held by Health: the first {size + 1} entries (the ledger's own" in told
    assert told.endswith("somebody else holds: 1.\nFigures: they add up.\n")
    verdict = kept.read("ledger", "verify")
    own = verdict["by_the_record"]
    assert (verdict["whole"], own["entries_not_covered"]) == (True, 1)
    # Two notes, the signer's memory and that of recordings; not the two publications.
    assert verdict["checkpoints_agreed"] == 4


def test_an_inconsistent_file_is_not_published_twice_over(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "p.note", "--command-id", "once")
    size = entries(kept)
    again = ("ledger", "publish", "--to", "Police", "--out", "q.note", "--command-id", "once")
    kept(*again, code=5)
    assert not Path("q.note").exists()
    assert entries(kept) == size


def _log_key(assure: Assure) -> str:
    return name_and_keys(assure.ledger)[1][0]


def _cosign(assure: Assure, request: str, *more: str, code: int = 0) -> str:
    words = ("ledger", "cosign", request, "--state", "mine.note", "--key", "witness.key")
    log_key = _log_key(assure)
    # A witness has no ledger and no home.
    result = assure(
        *words, "--log-key", log_key, *more, "--ledger", "none", "--home", "none", code=code
    )
    return result.stderr if code else result.stdout


def test_an_agency_witnesses_the_ledger_as_it_grows(kept: Assure) -> None:
    vkey = kept("ledger", "witness-key", "police.example/w", "--out", "witness.key").stdout.strip()
    assert Path("witness.key").stat().st_mode & 0o777 == 0o600
    first = entries(kept)
    kept("ledger", "prove", "--from", "0", "--out", "one.txt")
    assert "--first" in _cosign(kept, "one.txt", code=1)
    line = _cosign(kept, "one.txt", "--first")
    note = Request.parse(Path("one.txt").read_bytes()).checkpoint
    (seen,) = verify_cosignatures(note + line.encode(), [vkey])
    assert (seen.name, seen.time > 0) == ("police.example/w", True)
    assert Path("mine.note").read_text(encoding="utf-8").endswith(line)
    return_police(kept)
    asked = kept("ledger", "prove", "--from", str(first)).stdout
    Path("two.txt").write_text(asked, encoding="utf-8")
    assert _cosign(kept, "two.txt").startswith("\u2014 police.example/w ")
    said = _cosign(kept, "two.txt", code=5)
    assert f"`assure ledger prove --from {entries(kept)}`" in said


def test_an_older_pair_is_proved_from_the_notes_kept(kept: Assure) -> None:
    sizes = []
    for number in range(2):
        kept("ledger", "checkpoint")
        sizes.append(entries(kept))
        kept("agency", "join", f"a{number}", "--title", f"A {number}", "--sector", "housing")
    words = ("ledger", "prove", "--from", str(sizes[0]), "--to")
    request = Request.parse(kept(*words, str(sizes[1])).stdout.encode())
    assert (request.old_size, size_of(kept, request.checkpoint.decode())) == tuple(sizes)
    assert "no checkpoint of 3 entries was signed" in kept(*words, "3", code=3).stderr
    kept("ledger", "prove", "--from", str(entries(kept) + 9), code=3)
    kept("ledger", "prove", "--from", "-1", code=2)


def test_a_witness_does_not_sign_for_a_rewritten_ledger(kept: Assure) -> None:
    kept("ledger", "witness-key", "police.example/w", "--out", "witness.key")
    kept("ledger", "prove", "--from", "0", "--out", "one.txt")
    _cosign(kept, "one.txt", "--first")
    state, size = Path("mine.note").read_bytes(), entries(kept)
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    kept("agency", "join", "housing", "--title", "H", "--sector", "housing", code=6)
    # Somebody with the key signs the other history past the signer's memory.
    signer = _signer(kept)
    forged = toolkit.sign_anew(kept.ledger, signer.origin, signer._key)
    with Ledger.open(kept.ledger) as ledger:
        proof = tiles.consistency_proof(ledger.tree(), size, ledger.size())
    Path("two.txt").write_bytes(Request(size, tuple(proof), forged).format())
    assert "Not signed" in _cosign(kept, "two.txt", code=6)
    assert Path("mine.note").read_bytes() == state


def test_what_a_witness_is_given_wrongly_is_refused(kept: Assure) -> None:
    kept("ledger", "witness-key", "with space", "--out", "witness.key", code=3)
    kept("ledger", "witness-key", "police.example/w", "--out", "witness.key")
    kept("ledger", "witness-key", "police.example/w", "--out", "witness.key", code=3)
    kept("ledger", "prove", "--from", "0", "--out", "one.txt")
    _cosign(kept, "witness.key", "--first", code=3)
    Path("broken").write_bytes(Path("one.txt").read_bytes().replace(b"old 0", b"old 00"))
    _cosign(kept, "broken", "--first", code=3)
    other = "other.example/x+" + _log_key(kept).split("+", 1)[1]
    _cosign(kept, "one.txt", "--first", "--log-key", other, code=3)
    Path("witness.key").chmod(0o644)
    assert "chmod 600" in _cosign(kept, "one.txt", "--first", code=1)
    assert not Path("mine.note").exists()


def test_a_kept_file_is_compared_with_the_ledger_of_today(kept: Assure) -> None:
    return_police(kept)
    kept("ledger", "receipt", "5", "--out", "five", actor=KEEPER)
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    for name in ("five", "p.note"):
        told = kept("ledger", "verify", "--against", name).stdout
        assert told.startswith("All well: ")
    answer = json.loads(kept("ledger", "verify", "--against", "five", "--output", "json").stdout)
    assert answer["verdict"] == "all well"
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    told = kept("ledger", "verify", "--against", "five", code=6).stdout
    assert told.startswith("ALTERED: ")
    assert "was entry 5 and reads otherwise now" in told
    assert kept("ledger", "verify", "--against", "p.note", code=6).stdout.startswith("ALTERED: ")
    # The local audit alone finds nothing; the checkpoints kept here do.
    plain = kept("ledger", "verify", code=6).stdout
    assert plain.startswith("NOT WHOLE: something among entries 1 to ")
    assert plain.count("\n") == 1, "one conclusion"
    each = kept("ledger", "verify", "--holders", "--output", "json", code=6).stdout
    assert ", for Police" in each


def test_two_signed_histories_are_a_fork(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    rewrite(kept, b'"title":"Police"', b'"title":"Politz"')
    home = _home(kept)
    for path in (*(home / "notes").iterdir(), home / "signer" / MEMORY_FILE, home / "recorded"):
        path.unlink()
    _signer(kept).begin()
    kept("ledger", "checkpoint")
    told = kept("ledger", "verify", "--against", "p.note", code=6).stdout
    assert told.startswith("FORKED: ")
    assert "Both histories were signed" in told


def test_a_file_that_proves_nothing_is_refused(kept: Assure) -> None:
    kept("ledger", "publish", "--to", "Police", "--out", "p.note")
    note = Path("p.note").read_text(encoding="utf-8")
    spoilt = {
        "empty": "",
        "words": "nothing of the kind\n",
        "other": note.replace("assure.invalid", "elsewhere.invalid"),
        "changed": note.replace("\n4", "\n5", 1),
    }
    for name, text in spoilt.items():
        Path(name).write_text(text, encoding="utf-8")
        kept("ledger", "verify", "--against", name, code=3)
    kept("ledger", "verify", "--against", "not-there", code=3)
    kept("ledger", "verify", "--against", "p.note", "--log-key", "nonsense", code=3)
    kept("ledger", "verify", "--against", "p.note", "--log-key", _log_key(kept))


def test_a_checkpoint_spoilt_at_home_is_noticed(kept: Assure) -> None:
    kept("ledger", "checkpoint")
    (note,) = (_home(kept) / "notes").glob("*.note")
    note.write_bytes(note.read_bytes().replace(b"assure", b"azzure"))
    told = kept("ledger", "verify", code=6).stdout
    assert "is not as it was signed" in told
