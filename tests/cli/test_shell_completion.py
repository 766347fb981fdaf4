"""Completion in real shells: what is offered is what there is, and nothing of any record."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from cli.completion_scripts import Shell, script
from cli.nouns import NOUNS
from tests.cli.tree import COMMANDS, flags

DRIVERS: dict[Shell, tuple[str, ...]] = {
    Shell.BASH: (
        *("bash", "--norc", "-c"),
        'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assure;'
        ' printf "%s\\n" "${COMPREPLY[@]}"',
    ),
    Shell.ZSH: (
        *("zsh", "-f", "-c"),
        'source "$0"; emulate ksh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _assure;'
        ' printf "%s\\n" "${COMPREPLY[@]}"',
    ),
    Shell.FISH: (
        *("fish", "--no-config", "-c"),
        'source "$argv[1]"; complete -C (string join " " -- $argv[2..-1])',
    ),
    Shell.POWERSHELL: (
        *("pwsh", "-NoProfile", "-Command"),
        "$said, $words = $args; . $said; $line = $words -join ' ';"
        " [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length,"
        " $null).CompletionMatches.CompletionText",
    ),
}
"""Each is given the script and the words of a line, the last as far as it is typed."""
LINES: dict[str, set[str]] = {
    "assure pl": {"plan"},
    "assure plan ag": {"agree"},
    "assure --actor plan --home x sample dr": {"draw"},
    "assure shell-c": {"shell-completion"},
    "assure plan agree --dry": {"--dry-run"},
    "assure return list 2026-neglect --outp": {"--output"},
    "assure return list 2026-neglect --output j": {"json"},
    "assure status --output t": {"table"},
    "assure finding record A F1 --kind s": {"strength"},
    "assure recommend ": {
        verb for name in COMMANDS for noun, _, verb in [name.partition(" ")] if noun == "recommend"
    },
}

HERE = [shell for shell, driver in DRIVERS.items() if shutil.which(driver[0])]
"""The shells of this computer; Debian has the first three."""


@cache
def _script(shell: Shell) -> str:
    return script(shell)


@pytest.fixture(scope="module")
def offered(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Shell, str], set[str]]:
    folder = tmp_path_factory.mktemp("completion")

    def ask(shell: Shell, line: str) -> set[str]:
        said = folder / f"{shell}.ps1"
        said.write_text(_script(shell), encoding="utf-8")
        words = [*DRIVERS[shell], str(said), *line.split(" ")]
        home = {"HOME": str(folder), "PATH": os.environ["PATH"], "TERM": "dumb"}
        ran = subprocess.run(
            [str(shutil.which(words[0])), *words[1:]],
            capture_output=True, text=True, check=True, env=home, cwd=folder,
        )  # fmt: skip
        assert "rror" not in ran.stderr, ran.stderr
        # zsh drops by itself what does not begin as the word does
        begun = line.rpartition(" ")[2] if shell is Shell.ZSH else ""
        found = {one.partition("\t")[0].strip() for one in ran.stdout.split("\n")} - {""}
        return {one for one in found if one.startswith(begun)}

    return ask


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("shell", HERE)
def test_a_shell_offers_what_there_is(
    offered: Callable[[Shell, str], set[str]], shell: Shell, line: str
) -> None:
    assert offered(shell, line) == LINES[line]


@pytest.mark.parametrize("shell", Shell)
def test_each_script_holds_every_command_and_starts_no_program(shell: Shell) -> None:
    text = _script(shell)
    assert not [noun for noun in NOUNS if noun not in text]
    long = {flag[2:] for one in COMMANDS.values() for flag in flags(one) if flag.startswith("--")}
    assert not [flag for flag in long if flag not in text]
    assert not [verb for name in COMMANDS if (verb := name.partition(" ")[2]) not in text]
    assert not [word for word in ("$(assure", "`assure", "(assure ", "& assure") if word in text]


def test_it_needs_no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from typer.testing import CliRunner

    from cli.main import app

    monkeypatch.setenv("ASSURE_LEDGER", str(tmp_path / "none.db"))
    ran = CliRunner().invoke(app, ["shell-completion", "fish"])
    assert (ran.exit_code, ran.stdout.strip()) == (0, _script(Shell.FISH).strip())
    assert list(tmp_path.iterdir()) == []
    assert CliRunner().invoke(app, ["shell-completion", "tcsh"]).exit_code == 2
