"""`assure shell`: many small acts in one process, each the same command as by itself."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.completion import candidates
from cli.door import Flags
from cli.far.desk import Laptop
from cli.far.wire import Wire
from cli.main import app
from tests.cli.harness import LEAD, Assure


def test_each_line_is_a_command_with_its_own_receipt(prepared: Assure) -> None:
    lines = (
        'assure person enrol n-new --full-name "Nia New"\n\n# a remark\n'
        "role grant n-new inspector\n"
        f"--actor {LEAD} sample show 2026-neglect\nexit\nagency list\n"
    )
    said = prepared("shell", stdin=lines)
    assert said.stderr.count("Recorded by s-lee") == 2
    assert "C05" in said.stdout
    assert "police" not in said.stdout.splitlines()[-1]
    shown = prepared.read("person", "list")
    assert [one["roles"] for one in shown if one["person"] == "n-new"] == [["inspector"]]


REFUSED = {
    "no command": ("pebble list", "No such command"),
    "half a word": ('agency join x --title "half', "A quotation mark is not closed."),
    "itself": ("shell", "shell is no command of the shell."),
    "by a rule": ("role grant nobody inspector", "[unknown-person]"),
    "words from where the commands stand": (
        "concern raise 2026-neglect C01 --text -",
        "It is read once only.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_line_that_fails_is_told_and_the_next_is_done_all_the_same(
    prepared: Assure, name: str
) -> None:
    line, said = REFUSED[name]
    told = prepared("shell", stdin=f"{line}\nagency list\n", code=None)
    assert said in told.stderr
    assert told.exit_code != 0 or name == "half a word"
    assert "police" in told.stdout


def test_nobody_has_a_shell_on_the_ledgers_computer_from_afar(prepared: Assure) -> None:
    """Its lines would be acts of whoever the service's account is there."""
    laptop = Laptop(Wire(io.BytesIO(), io.BytesIO()), "SHA256:" + "A" * 43, None, None, 80)
    far = Flags(str(prepared.ledger), home=str(prepared.folder / "home"), far=laptop)
    told = CliRunner().invoke(app, ["shell"], input="agency list\n", obj=far)
    assert told.exit_code == 3
    assert "runs on your own computer" in told.stderr
    assert told.stdout == ""


def test_tab_completes_nouns_verbs_options_choices_and_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "people.xlsx").touch()
    (tmp_path / "papers").mkdir()
    assert candidates([], "mod") == ["moderate "]
    assert candidates(["assure", "sheet"], "") == ["check ", "record ", "write "]
    assert candidates(["sheet", "record", "people.xlsx"], "--dr") == ["--dry-run "]
    assert candidates(["agency", "list", "--output"], "") == ["csv ", "json ", "table "]
    assert candidates(["sheet", "record"], "p") == ["papers/", "people.xlsx "]
    assert candidates(["grade", "revise", "--reason"], "@peo") == ["@people.xlsx "]
    assert candidates(["pebble"], "") == candidates(["agency", "pebble"], "") == []
    assert candidates(["sheet", "record"], "none/such") == []
