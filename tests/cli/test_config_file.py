"""The file that says where the ledger is: what counts, what it may say, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from ledger.config_file import VARIABLES, read
from ledger.errors import UnusableError
from ledger.service import Ledger
from ledger.settings import far_ledger, load, ssh_program


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        f'ledger = "{tmp_path / "ledger.db"}"\nhome = "{tmp_path / "home"}"\n'
        'actor = "p-kaur"\nsigning_key = "~/.ssh/id_ed25519"\nssh = "ssh -4"\n'
    )
    return path


def test_it_says_what_the_variables_say(file: Path, tmp_path: Path) -> None:
    env = {"ASSURE_CONFIG": str(file)}
    found = load(environment=env)
    assert (found.ledger, found.home) == (tmp_path / "ledger.db", tmp_path / "home")
    assert found.actor == "p-kaur"
    assert found.signing_key == Path("~/.ssh/id_ed25519").expanduser()
    assert ssh_program(environment=env) == "ssh -4"


def test_a_variable_stands_before_it(file: Path) -> None:
    env = {"ASSURE_CONFIG": str(file), "ASSURE_ACTOR": "h-obi"}
    assert load(environment=env).actor == "h-obi"


@pytest.mark.parametrize("by_flag", [True, False])
def test_for_a_ledger_that_is_named_otherwise_it_says_nothing(file: Path, by_flag: bool) -> None:
    """Its home and its key belong to its own ledger, and to no other."""
    env = {"ASSURE_CONFIG": str(file), **({} if by_flag else {"ASSURE_LEDGER": "other.db"})}
    given = "other.db" if by_flag else None
    found = load(given, environment=env)
    assert (found.ledger, found.actor, found.signing_key) == (Path("other.db"), None, None)
    assert found.home != file.parent / "home"
    assert ssh_program(given, environment=env) is None


def test_a_ledger_on_another_computer_is_found_by_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text('ledger = "ssh://ledger@audit.north.example"\n')
    env = {"ASSURE_CONFIG": str(path)}
    assert far_ledger(None, env) == "ssh://ledger@audit.north.example"
    assert far_ledger("here.db", env) is None


def test_without_the_file_nothing_is_named(tmp_path: Path) -> None:
    assert load(environment={"ASSURE_CONFIG": str(tmp_path / "gone.toml")}).ledger is None
    assert load(environment={"ASSURE_CONFIG": ""}).ledger is None


WRONG = [
    ('ledgers = "x"\n', "ledgers is not known"),
    ("ledger = 7\n", "ledger is no text"),
    ('ledger = ""\n', "ledger is no text"),
    ("ledger: x\n", "is no TOML"),
    ("\xff", "is no TOML"),
]


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_is_wrong_with_it_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(UnusableError, match=said):
        read(path)


def test_a_command_finds_its_ledger_by_it_and_says_what_is_wrong_with_it(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES.values():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ASSURE_CONFIG", str(file))
    Ledger.create(tmp_path / "ledger.db").close()
    said = CliRunner().invoke(app, ["ledger", "status"])
    assert f"path: {tmp_path / 'ledger.db'}" in said.stdout.replace("\n  ", " "), said.stderr
    file.write_text("ledger = 7\n")
    said = CliRunner().invoke(app, ["ledger", "status"])
    assert said.exit_code == 1
    assert "ledger is no text" in said.stderr
    assert "Traceback" not in said.output
