"""`assure ledger pack`: what it writes, and what it records of having done so."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from domain import streams
from domain.events.base import Event
from domain.events.custody import CheckpointPublished, PackExported
from ledger import service
from ledger.proof.audit import audit
from tests.documents.places import Place
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
