"""`assure demo` and `assure dashboard`: what they make, say and open, with both kept short."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dashboard.launch
import demo
from application.identity import local
from cli.passphrase import ask
from domain.directory.decisions import EnrolPerson, FormPartnership, GrantRole
from domain.kernel.vocabulary import KnownBy, Role
from ledger.service import Ledger
from tests.cli.harness import CHAIR, Assure

Opened = list[tuple[Path, str, dict[str, Any]]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """What the dashboard was opened with."""
    calls: Opened = []

    def run(ledger: Path, actor: str, **more: Any) -> None:
        calls.append((ledger, actor, more))

    monkeypatch.setattr(dashboard.launch, "run", run)
    return calls


@pytest.fixture
def short_demo(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A demonstration of four entries; the seeds it was made with."""
    seeds: list[int] = []

    def make(
        directory: Path,
        seed: int,
        progress: Callable[[int], None] | None = None,
        home: str | None = None,
    ) -> Path:
        seeds.append(seed)
        path = directory / "ledger.db"
        with Ledger.create(path) as ledger:
            formed = FormPartnership(name="Invented", full_name="Sam Lee", invented=True)
            ledger.record(formed, actor=local("s-lee"))
            ledger.record(EnrolPerson(person="z-chair", full_name="Z"), actor=local("s-lee"))
            ledger.record(GrantRole(person="z-chair", role=Role.SAIG_CHAIR), actor=local("s-lee"))
        return path

    monkeypatch.setattr(demo, "make", make)
    return seeds


def test_the_dashboard_opens_the_named_ledger_as_the_actor(
    prepared: Assure, opened: Opened
) -> None:
    prepared("dashboard", "--port", "8600", "--no-open", actor=CHAIR)
    home = prepared.folder / "home"
    of_whom = {
        **{"home": home, "ask": ask, "known_by": KnownBy.LOCAL},
        **{"signer": None, "read_from": None},
    }
    told = {"port": 8600, "open_browser": False, **of_whom}
    assert opened == [(prepared.ledger, CHAIR, told)]
    prepared("dashboard", actor=CHAIR)
    assert opened[1][2] == {"port": None, "open_browser": True, **of_whom}


def test_the_dashboard_is_not_opened_for_nobody_or_on_nothing(
    prepared: Assure, opened: Opened
) -> None:
    prepared("dashboard", actor="nobody", code=4)
    prepared("dashboard", "--ledger", prepared.path("none.db"), actor=CHAIR, code=1)
    assert opened == []


def test_a_fresh_demonstration(assure: Assure, opened: Opened, short_demo: list[int]) -> None:
    folder = assure.path("made")
    result = assure("demo", "--fresh", folder, "--seed", "7", "--no-open")
    assert result.stdout == f"{folder}/ledger.db\n"
    assert "Invented: 5 entries." in result.stderr
    assert [path.name for path in Path(folder).iterdir()] == ["ledger.db"]
    assert short_demo == [7]
    assert opened == []
    said = assure("demo", "--fresh", folder, "--no-open", code=3).stderr
    assert "it is not overwritten" in said


def test_a_demonstration_is_opened_again_for_its_chair(
    assure: Assure, opened: Opened, short_demo: list[int]
) -> None:
    folder = assure.path("made")
    assure("demo", folder, actor="")
    assure("demo", folder, actor="somebody-else")
    assure("demo", folder, actor="s-lee")
    assert len(short_demo) == 1
    assert [actor for _, actor, _ in opened] == ["z-chair", "z-chair", "s-lee"]


def test_an_interrupted_demonstration_is_not_taken_for_a_whole(
    assure: Assure, monkeypatch: pytest.MonkeyPatch, short_demo: list[int]
) -> None:
    whole = demo.make

    def broken(directory: Path, *rest: Any) -> Path:
        whole(directory, *rest)
        raise RuntimeError("interrupted")

    monkeypatch.setattr(demo, "make", broken)
    assure("demo", assure.path("made"), "--no-open", code=1)
    assert list(Path(assure.path("made")).iterdir()) == []


def test_a_partnerships_own_ledger_is_not_a_demonstration(assure: Assure, opened: Opened) -> None:
    own = Path(assure.path("own"))
    own.mkdir()
    words = ("ledger", "init", "--name", "North", "--full-name", "Sam Lee")
    assure(*words, "--ledger", str(own / "ledger.db"))
    said = assure("demo", str(own), code=3).stderr
    assert said.endswith("[no-demonstration]\n")
    assure("demo", str(own), "--fresh", assure.path("b"), code=2)
    assert opened == []
