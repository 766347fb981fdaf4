"""The pack as an inspector gets it: unpacked in an empty folder, checked without our software."""

from __future__ import annotations

import ast
import base64
import csv
import io
import json
import random
import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from documents.pack import verify_pack
from documents.pack.pack import Pack
from documents.pack.promise import PROMISE
from documents.pack.verify_pack import PAGES, PackError
from domain.kernel.command import Refusal
from ledger.errors import IntegrityFailureError
from ledger.proof import root_words as words
from ledger.proof.checkpoint import open_checkpoint
from tests.documents.places import ORIGIN, PLANTED, REFS, Place
from tests.ledger import two_people
from tests.ledger.partnership import AUDIT

ROOT = Path(__file__).parents[2]
INSPECTOR = "ina-inspector"


def members(pack: Pack) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack.data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def unpacked(pack: Pack, folder: Path) -> Path:
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(pack.data)) as archive:
        archive.extractall(folder)
    return folder


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """As an inspector runs it: by an interpreter that sees nothing of this repository."""
    ran = subprocess.run(
        [sys.executable, "-I", "verify_pack.py", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": ""},
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


def keys_of(folder: Path) -> tuple[str, list[str]]:
    lines = (folder / "ledger.txt").read_text().splitlines()
    return lines[0].removeprefix("origin "), [lines[1].removeprefix("key ")]


def events_in(pack: Pack) -> list[str]:
    lines = members(pack)["entries.jsonl"].splitlines()
    return [json.loads(line)["event"] for line in lines]


def test_it_verifies_in_an_empty_folder_without_our_software(place: Place, tmp_path: Path) -> None:
    pack = place.pack()
    folder = unpacked(pack, tmp_path / "empty")
    code, said = run(folder)
    assert code == 0, said
    assert f"VERIFIED: {pack.entries} entries" in said
    head = open_checkpoint(pack.note, *keys_of(folder)).checkpoint
    assert words.to_words(head.root) in said
    assert "compare these words by telephone" in said
    origin, keys = keys_of(folder)
    code, said = run(folder, "--origin", origin, "--key", keys[0])
    assert code == 0
    assert "those that you gave" in said
    assert not list(folder.rglob("__pycache__")), "checking leaves nothing behind"


def test_another_ledgers_key_proves_nothing(place: Place, tmp_path: Path) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    other = "other.example/ledger+33d07d9c+AZ1VXL8uDP8cTKUvKbUBJ5CGFJYAsmZhKs0XNxqVv0Fa"
    code, said = run(folder, "--origin", ORIGIN, "--key", other)
    assert code == 1
    assert said.startswith("NOT VERIFIED: the receipt of entry")


def test_the_same_ledger_gives_the_same_bytes(place: Place) -> None:
    first, second = place.pack(), place.pack()
    assert first.data == second.data
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert infos[0].filename == "README.txt"


def test_one_byte_changed_in_any_page_is_found_and_the_entry_named(
    place: Place, tmp_path: Path
) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    draw = random.Random(1)
    entries = verify_pack.check(folder, *keys_of(folder)).entries
    for name, page in PAGES.items():
        good = (folder / name).read_bytes()
        at = 0
        for position, piece in page(entries):
            byte = at + draw.randrange(len(piece))
            at += len(piece)
            bad = bytearray(good)
            bad[byte] ^= 1 << draw.randrange(8)
            (folder / name).write_bytes(bad)
            about = "between entries" if position is None else f"at entry {position}$"
            with pytest.raises(PackError, match=rf"^{name} .*{about}"):
                verify_pack.check(folder, *keys_of(folder))
        (folder / name).write_bytes(good[:-1])
        with pytest.raises(PackError, match=name):
            verify_pack.check(folder, *keys_of(folder))
        (folder / name).write_bytes(good.replace(b"\r", b"").replace(b"\n", b"\r\n"))
        if name != "history.csv":  # which has the line ends of Windows
            with pytest.raises(PackError, match=f"the lines of {name} were changed on the way"):
                verify_pack.check(folder, *keys_of(folder))
        (folder / name).write_bytes(good + b"\n")
        with pytest.raises(PackError, match=f"{name} goes on after its end"):
            verify_pack.check(folder, *keys_of(folder))
        (folder / name).write_bytes(good)
    verify_pack.check(folder, *keys_of(folder))


def test_one_byte_changed_in_any_receipt_is_found_and_the_entry_named(
    place: Place, tmp_path: Path
) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    draw = random.Random(2)
    receipts = sorted((folder / "receipts").iterdir())
    assert len(receipts) > 20
    for path in receipts:
        good = path.read_bytes()
        bad = bytearray(good)
        bad[draw.randrange(len(good))] ^= 1 << draw.randrange(8)
        path.write_bytes(bad)
        number = int(path.name.split(".")[0])
        with pytest.raises(PackError, match=f"receipt of entry {number}\\b"):
            verify_pack.check(folder, *keys_of(folder))
        path.write_bytes(good)


def test_a_changed_entry_is_named_on_the_inspectors_own_computer(
    place: Place, tmp_path: Path
) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    page = folder / "entries.jsonl"
    lines = page.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"GradeModerated"' in line)
    lines[at] = lines[at].replace(b'"to_grade":"good"', b'"to_grade":"goot"')
    page.write_bytes(b"".join(lines))
    code, said = run(folder)
    assert code == 1
    number = json.loads(lines[at])["entry"]
    assert said.strip() == (
        f"NOT VERIFIED: entries.jsonl is not what the receipts prove: it differs at entry {number}."
    )


@pytest.mark.parametrize("name", ["README.txt", "ledger.txt", "checkpoint.note", "SHA256SUMS"])
def test_the_other_files_are_held_together(place: Place, tmp_path: Path, name: str) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    good = (folder / name).read_bytes()
    (folder / name).write_bytes(good.replace(b"e", b"a", 1))
    assert run(folder)[0] == 1
    (folder / name).write_bytes(b"\xef\xbb\xbf" + good.replace(b"\n", b"\r\n"))
    code, said = run(folder)
    assert (code, "changed on the way" in said) == (
        (1, True) if name != "SHA256SUMS" else (0, False)
    )
    (folder / name).unlink()
    code, said = run(folder)
    assert code == 1
    assert f"{name} is missing" in said


def test_a_receipt_put_in_anothers_place_is_found(place: Place, tmp_path: Path) -> None:
    folder = unpacked(place.pack(), tmp_path / "empty")
    first, second = sorted((folder / "receipts").iterdir())[:2]
    second.write_bytes(first.read_bytes())
    code, said = run(folder)
    assert code == 1
    assert "is of another entry" in said


@pytest.mark.parametrize("viewer", [INSPECTOR, "lee-lead", "kit-keeper"])
@pytest.mark.parametrize("scope", [AUDIT, f"{AUDIT}/C01", "2026-neglect-R1"])
def test_words_about_a_child_are_nowhere_in_it(place: Place, scope: str, viewer: str) -> None:
    pack = place.pack(scope, viewer)
    inside = members(pack)
    everything = pack.data + b"".join(inside.values())
    for name, data in inside.items():
        if name.startswith("receipts/"):
            extra = data.split(b"\n", 2)[1].removeprefix(b"extra ")
            everything += base64.b64decode(extra, validate=True)
    for planted in (*PLANTED, *REFS):
        assert planted.encode() not in everything
        assert planted.split(" ", 1)[-1].encode() not in everything
    if viewer != "kit-keeper" and "/" in scope:
        assert b"(sealed)" in inside["history.html"]
        assert b"(sealed)" in inside["history.csv"]
        assert b"(sealed)" in inside["sampling.txt"]


def test_it_shows_the_whole_life_of_a_case_to_whoever_may_read_it(place: Place) -> None:
    shown = events_in(place.pack(f"{AUDIT}/C01"))
    for event in (
        "LedgerNamed",
        "ToolPublished",
        "PlanAgreed",
        "FrameCommitted",
        "SeedDrawn",
        "CaseSampled",
        "KeyIssued",
        "ReturnAppended",
        "GradeGiven",
        "GradeRevised",
        "ModerationOpened",
        "GradeModerated",
    ):
        assert event in shown, event
    assert "RecommendationMade" not in shown
    assert "RecommendationMade" in events_in(place.pack(AUDIT))
    recommended = place.pack("2026-neglect-R1")
    assert {"RecommendationMade", "PlanAgreed", "SampleDrawn"} <= set(events_in(recommended))
    assert "GradeGiven" not in events_in(recommended)


def test_before_moderation_only_the_lead_auditor_packs_returns(early: Place) -> None:
    inspected = early.pack(viewer=INSPECTOR)
    assert not {"ReturnAppended", "GradeGiven", "GradeRevised"} & set(events_in(inspected))
    assert b"may not read now" in members(inspected)["README.txt"]
    led = early.pack(viewer="lee-lead")
    assert {"ReturnAppended", "GradeGiven", "GradeRevised"} <= set(events_in(led))
    assert b"may not read now" not in members(led)["README.txt"]


def test_what_follows_is_open_to_the_inspector_after_moderation(place: Place) -> None:
    assert "GradeGiven" in events_in(place.pack(viewer=INSPECTOR))
    kept = place.pack(viewer="kit-keeper")
    assert "GradeGiven" not in events_in(kept), "the keeper reads no returns"
    assert b"may not read now" in members(kept)["README.txt"]


@pytest.mark.parametrize("scope", ["nothing", f"{AUDIT}/C99", f"{AUDIT}/", "2026-neglect-R9", ""])
def test_what_is_not_there_is_refused(place: Place, scope: str) -> None:
    with pytest.raises(Refusal):
        place.pack(scope)


def test_the_readme_says_what_is_proved_and_whom_to_ask(place: Place) -> None:
    text = " ".join(members(place.pack(to="Ofsted, L. Marsh"))["README.txt"].decode().split())
    assert PROMISE[1:] in text
    for said in (
        "Ofsted, L. Marsh",
        "Kit Keeper, keeper",
        "Ruth Haldane, coordinator",
        "Everything in this pack is invented.",
        "WHAT IS NOT PROVED",
        "neglect, version 1",
        f"Used: neglect, version 1, by the returns of {AUDIT}",
    ):
        assert said in text, said
    assert "{" not in text


def test_the_sample_can_be_done_again_from_what_it_says(place: Place) -> None:
    text = members(place.pack())["sampling.txt"].decode()
    for said in ("digest: ", "seed: 75986266870374181873", "seats: 2", "witness", "sha256sum"):
        assert said in text, said


def test_recorded_text_cannot_act_in_a_browser_or_a_spreadsheet(place: Place) -> None:
    inside = members(place.pack())
    assert b"Listen, &lt;b&gt;always" in inside["history.html"]
    assert b"<script" not in inside["history.html"]
    assert b"default-src 'none'" in inside["history.html"]
    rows = list(csv.reader(io.StringIO(inside["history.csv"].decode("utf-8-sig"))))
    assert len(rows) == 1 + len(inside["entries.jsonl"].splitlines())
    assert verify_pack._csv(("=1+1", "a")) == b"'=1+1,a\r\n"


def test_a_pack_holds_after_its_words_were_erased_and_tells_of_it(
    place: Place, tmp_path: Path
) -> None:
    before = unpacked(place.pack(f"{AUDIT}/C01"), tmp_path / "before")
    with place.open() as ledger:
        place.custodian(ledger)
        two_people.erase(ledger, f"{AUDIT}/C01", "kit-keeper")
    after = place.pack(f"{AUDIT}/C01")
    assert run(before)[0] == 0, "what was given out before still verifies"
    assert run(unpacked(after, tmp_path / "after"))[0] == 0
    events = events_in(after)
    assert events[-2:] == ["ErasureBegun", "ErasureCompleted"]
    assert b"Dana Officer" in members(after)["history.html"]


def test_an_altered_ledger_gives_no_pack(place: Place) -> None:
    with closing(sqlite3.connect(place.path)) as db, db:
        triggers = db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            db.execute(f'DROP TRIGGER "{name}"')
        (position,) = db.execute(
            "SELECT rowid FROM stored_events WHERE topic = 'GradeRevised'"
        ).fetchone()
        db.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT),"
            ' \'"to_grade":"inadequate"\', \'"to_grade":"good"\') AS BLOB) WHERE rowid = ?',
            (position,),
        )
    # Before it signs, the signer decides again what is new: what followed from the old grade.
    refused = rf"The signer refuses this ledger: entry {position + 5} \(GradeModerated "
    with pytest.raises(IntegrityFailureError, match=refused):
        place.pack(viewer="lee-lead")


def test_the_verifiers_are_what_they_say() -> None:
    verifier = ROOT / "documents" / "pack" / "verify_receipt.py"
    assert (ROOT / "tools" / "verify_receipt.py").resolve() == verifier.resolve()
    assert tuple(verify_pack.WORDS) == words.WORDS
    modules = set()
    for node in ast.walk(ast.parse((ROOT / "documents" / "pack" / "verify_pack.py").read_text())):
        if isinstance(node, ast.Import):
            modules |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add((node.module or "").split(".")[0])
    assert modules <= set(sys.stdlib_module_names)
    told = (ROOT / "domain" / "kernel" / "how_known.py").read_text()
    assert told.count("from domain") == 1
    assert "if TYPE_CHECKING:\n    from domain" in told
