"""Failing to tell is not failing to do: the answer cannot be written, and what is so is said."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.cli.harness import COORDINATOR, Assure

FULL = Path("/dev/full")
UNTOLD = 8


def closed(words: Sequence[str]) -> list[str]:
    return ["sh", "-c", 'exec "$@" >&-', "sh", *words]


def full(words: Sequence[str]) -> list[str]:
    return ["sh", "-c", f'exec "$@" >{FULL}', "sh", *words]


def broken_pipe(words: Sequence[str]) -> list[str]:
    return ["bash", "-c", 'set -o pipefail; "$@" | sleep 0', "bash", *words]


WAYS = pytest.mark.parametrize(
    "unwritable", [closed, broken_pipe, *([full] if FULL.exists() else [])]
)
FORMS = pytest.mark.parametrize("form", ["table", "json", "csv"])


def run(
    assure: Assure, unwritable: Callable[[Sequence[str]], list[str]], *words: str
) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "ASSURE_LEDGER": str(assure.ledger),
        "ASSURE_ACTOR": COORDINATOR,
        "ASSURE_HOME": str(assure.folder / "home"),
    }
    command = unwritable([sys.executable, "-m", "cli", *words])
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@WAYS
@FORMS
def test_what_was_recorded_is_told_on_stderr(
    prepared: Assure, unwritable: Callable[[Sequence[str]], list[str]], form: str
) -> None:
    told = ("--title", "Fire and Rescue", "--sector", "voluntary", "--output", form)
    ran = run(prepared, unwritable, "agency", "join", "fire", *told)
    assert ran.returncode == UNTOLD, ran.stderr
    assert "Traceback" not in ran.stderr
    assert "It is recorded, under command id" in ran.stderr
    [again] = re.findall(r"--command-id (\w+)", ran.stderr)
    [entry] = re.findall(r"entry (\d+)\.", ran.stderr)
    receipt = prepared("agency", "join", "fire", *told[:4], "--command-id", again)
    assert "Already recorded" in receipt.stderr
    assert receipt.stdout.splitlines()[1].startswith(entry)


@WAYS
@pytest.mark.parametrize(
    "words",
    ["agency list", "person list", "ledger verify", "--help", "agency --help"],
)
def test_what_only_reads_says_that_nothing_was_recorded(
    prepared: Assure, unwritable: Callable[[Sequence[str]], list[str]], words: str
) -> None:
    ran = run(prepared, unwritable, *words.split())
    assert ran.returncode == 1, ran.stderr
    assert "Traceback" not in ran.stderr
    if unwritable is not broken_pipe:
        assert "The answer could not be written:" in ran.stderr
        assert "Nothing was recorded. [unwritten]" in ran.stderr


def test_a_closed_stderr_changes_nothing(prepared: Assure) -> None:
    def mute(words: Sequence[str]) -> list[str]:
        return ["sh", "-c", 'exec "$@" 2>&-', "sh", *words]

    ran = run(prepared, mute, "agency", "join", "fire", "--title", "Fire", "--sector", "voluntary")
    assert ran.returncode == 0
    assert "AgencyJoined" in ran.stdout
