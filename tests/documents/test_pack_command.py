"""`assure ledger pack`: what it writes, and what it records of having done so."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from domain.custody.events import CheckpointPublished, PackExported
from domain.kernel import streams
from domain.kernel.event import Event
from ledger import service
from ledger.integrity.scan import audit
from tests.documents.places import PLANTED, REFS, Place
from tests.ledger.partnership import AUDIT, SteppingClock


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "utc_now", SteppingClock())


def run(place: Place, actor: str, *arguments: str, home: Path | None = None) -> Result:
    flags = ["--ledger", str(place.path), "--home", str(home or place.settings.home)]
    return CliRunner().invoke(app, ["--actor", actor, *flags, "ledger", "pack", *arguments])


def custody(place: Place) -> list[Event]:
    assert audit(place.path).ok
    with place.open() as ledger:
        return [entry.event for entry in ledger.entries(streams.CUSTODY)]


def test_the_keepers_pack_is_recorded_with_its_digest_and_its_checkpoint(
    place: Place, tmp_path: Path
) -> None:
    out = tmp_path / "case.zip"
    ran = run(place, "lee-lead", f"{AUDIT}/C01", "--out", str(out), "--to", "Ofsted")
    assert ran.exit_code == 0, ran.stderr
    exported, published = custody(place)[-2:]
    assert isinstance(exported, PackExported)
    assert isinstance(published, CheckpointPublished)
    digest = sha256(out.read_bytes()).hexdigest()
    assert (exported.scope, exported.digest) == (f"{AUDIT}/C01", digest)
    assert (exported.to_whom, published.to_whom) == ("Ofsted", "Ofsted")
    assert not exported.sealed_text_opened
    assert digest in ran.stderr
    assert out.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("actor", ["ina-inspector", "kit-keeper"])
def test_ones_own_pack_is_no_checkpoint_that_somebody_else_holds(
    place: Place, tmp_path: Path, actor: str
) -> None:
    ran = run(place, actor, AUDIT, "--out", str(tmp_path / "audit.zip"))
    assert ran.exit_code == 0, ran.stderr
    exported = custody(place)[-1]
    assert isinstance(exported, PackExported)
    assert exported.to_whom == actor
    assert not any(isinstance(event, CheckpointPublished) for event in custody(place))


def test_a_file_is_never_overwritten(place: Place, tmp_path: Path) -> None:
    out = tmp_path / "case.zip"
    out.write_text("mine")
    before = custody(place)
    ran = run(place, "kit-keeper", AUDIT, "--out", str(out))
    assert ran.exit_code == 3
    assert out.read_text() == "mine"
    assert custody(place) == before


@pytest.mark.parametrize(
    ("actor", "scope", "code"),
    [
        ("pat-police", AUDIT, 4),
        ("nobody-here", AUDIT, 4),
        ("kit-keeper", "nothing", 3),
        ("kit-keeper", f"{AUDIT}/C99", 3),
    ],
)
def test_a_refused_pack_leaves_nothing_behind(
    place: Place, tmp_path: Path, actor: str, scope: str, code: int
) -> None:
    before = custody(place)
    ran = run(place, actor, scope, "--out", str(tmp_path / "x.zip"))
    assert ran.exit_code == code, ran.stderr
    assert not (tmp_path / "x.zip").exists()
    assert custody(place) == before


def test_a_dry_run_writes_and_records_nothing(place: Place, tmp_path: Path) -> None:
    before = custody(place)
    ran = run(place, "kit-keeper", AUDIT, "--out", str(tmp_path / "x.zip"), "--dry-run")
    assert ran.exit_code == 0
    assert "PackExported" in ran.stdout
    assert not (tmp_path / "x.zip").exists()
    assert custody(place) == before


def test_without_keys_nothing_can_be_signed(place: Place, tmp_path: Path) -> None:
    out = str(tmp_path / "x.zip")
    ran = run(place, "kit-keeper", AUDIT, "--out", out, home=tmp_path / "nowhere")
    assert ran.exit_code == 1
    assert "keys of this ledger are not on this machine" in ran.stderr


GLASS = ("--break-glass", "Case tracking on 12 March")


def topics(place: Place) -> list[str]:
    assert audit(place.path).ok
    with place.open() as ledger:
        entries = (ledger.entry(number + 1) for number in range(ledger.size()))
        return [entry.name for entry in entries if entry is not None]


def test_an_inspector_opens_the_words_and_that_is_recorded_before(
    place: Place, tmp_path: Path
) -> None:
    before, out = topics(place), tmp_path / "case.zip"
    ran = run(place, "ina-inspector", f"{AUDIT}/C01", "--out", str(out), *GLASS)
    assert ran.exit_code == 0, ran.stderr
    assert topics(place)[len(before) :] == ["GlassBroken", "PackExported"]
    exported = custody(place)[-1]
    assert isinstance(exported, PackExported)
    assert exported.sealed_text_opened
    with zipfile.ZipFile(out) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
        archive.extractall(tmp_path / "unpacked")
    words = inside.pop("words.txt").decode()
    for planted in PLANTED:
        assert planted in " ".join(words.split())
    assert f"as entry {len(before) + 1}," in words
    assert "Case tracking on 12 March" in words
    assert "ina-inspector" in words
    for name, data in inside.items():
        assert not any(planted.encode() in data for planted in PLANTED), name
    assert not any(ref.encode() in b"".join(inside.values()) + words.encode() for ref in REFS)
    assert b"words.txt" in inside["README.txt"]
    checked = subprocess.run(
        [sys.executable, "-I", "verify_pack.py"],
        cwd=tmp_path / "unpacked",
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    (tmp_path / "unpacked" / "words.txt").write_text("changed")
    assert "words.txt is not the file" in _verified(tmp_path / "unpacked")


def _verified(folder: Path) -> str:
    words = [sys.executable, "-I", "verify_pack.py"]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False).stdout


def test_the_lead_auditor_is_shown_who_opened_what_and_why(place: Place, tmp_path: Path) -> None:
    out = str(tmp_path / "audit.zip")
    assert run(place, "ina-inspector", AUDIT, "--out", out, *GLASS).exit_code == 0
    flags = ["--ledger", str(place.path), "--home", str(place.settings.home)]
    words = ["--actor", "lee-lead", *flags, "audit", "show", AUDIT, "--output", "json"]
    shown = json.loads(CliRunner().invoke(app, words).stdout)["glass_broken"]
    assert {(one["case"], one["by"], one["reason"]) for one in shown} == {
        ("C01", "ina-inspector", GLASS[1])
    }


@pytest.mark.parametrize("actor", ["lee-lead", "kit-keeper"])
def test_nobody_else_opens_words_for_a_pack(place: Place, tmp_path: Path, actor: str) -> None:
    before, out = topics(place), tmp_path / "x.zip"
    ran = run(place, actor, f"{AUDIT}/C01", "--out", str(out), *GLASS)
    assert ran.exit_code in (3, 4), ran.stderr
    assert not out.exists()
    assert topics(place) == before


def test_nothing_is_opened_where_there_is_nothing_to_open_or_nowhere_to_write(
    place: Place, tmp_path: Path
) -> None:
    before, out = topics(place), tmp_path / "x.zip"
    for scope in ("2026-neglect-R1", f"{AUDIT}/C02"):
        ran = run(place, "ina-inspector", scope, "--out", str(out), *GLASS)
        assert ran.exit_code == 3
        assert "[no-words]" in ran.stderr
    out.write_text("mine")
    assert run(place, "ina-inspector", AUDIT, "--out", str(out), *GLASS).exit_code == 3
    out.unlink()
    ran = run(place, "ina-inspector", AUDIT, "--out", str(out), *GLASS, "--dry-run")
    assert ran.exit_code == 0
    assert "GlassBroken" in ran.stdout
    assert run(place, "ina-inspector", AUDIT, "--out", str(out), *GLASS[:1], " ").exit_code == 3
    assert not out.exists()
    assert topics(place) == before


def test_before_moderation_an_inspector_opens_nothing(early: Place, tmp_path: Path) -> None:
    out = str(tmp_path / "x.zip")
    ran = run(early, "ina-inspector", AUDIT, "--out", out, *GLASS)
    assert (ran.exit_code, "[no-words]" in ran.stderr) == (3, True)
