"""A key with a passphrase: the agent signs with it, a terminal asks for it, else it is refused."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.keys.ssh_keygen import KeyAtHand, read_public_key
from ledger.proof.act import NAMESPACE
from ledger.proof.ssh_signature import verified

PHRASE, STATEMENT = "seven quiet otters", b"what is recorded"
SIGN = f"""
import sys
from pathlib import Path
from ledger.errors import UnusableError
from ledger.keys.ssh_keygen import KeyAtHand
try:
    print(KeyAtHand(Path(sys.argv[1])).sign({STATEMENT!r}).hex())
except UnusableError as error:
    print(error.message, error.remedy)
"""


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("a key") / "own"
    made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", PHRASE, "-f", str(file)]
    subprocess.run(made, check=True)
    return file


@pytest.fixture
def agent(key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent that holds the key."""
    ask = tmp_path / "ask"
    ask.touch(mode=0o700)
    ask.write_text(f'#!/bin/sh\necho "{PHRASE}"\n')
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    monkeypatch.setenv("SSH_ASKPASS", str(ask))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    with subprocess.Popen(
        ["ssh-agent", "-D", "-a", str(tmp_path / "agent")], stdout=subprocess.DEVNULL
    ) as running:
        try:
            while not (tmp_path / "agent").exists():
                assert running.poll() is None
            subprocess.run(["ssh-add", "-q", str(key)], check=True)
            monkeypatch.delenv("SSH_ASKPASS")
            monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "never")
            yield
        finally:
            running.terminate()


def without_agent() -> dict[str, str]:
    mine = {name: value for name, value in os.environ.items() if name != "SSH_AUTH_SOCK"}
    return {**mine, "SSH_ASKPASS_REQUIRE": "never"}


def at_a_terminal(key: Path, typed: str) -> str:
    """What a process says that signs at a terminal, where somebody types when asked."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-c", SIGN, str(key)], without_agent())
    said = b""
    try:
        while b"\n" not in said.partition(b"passphrase")[2].partition(b"\n")[2]:
            said += os.read(terminal, 4096)
            if said.endswith(b": "):
                os.write(terminal, f"{typed}\n".encode())
    except OSError:
        pass  # the terminal is gone once the process has ended
    finally:
        os.waitpid(child, 0)
        os.close(terminal)
    return said.decode()


@pytest.mark.usefixtures("agent")
@pytest.mark.parametrize("half", ["own", "own.pub"])
def test_an_agent_signs_with_it_and_nobody_is_asked(key: Path, half: str) -> None:
    signature = KeyAtHand(key.with_name(half)).sign(STATEMENT)
    own = read_public_key(key.with_suffix(".pub"))
    assert verified(signature, STATEMENT, NAMESPACE) == own


def test_a_terminal_asks_for_it(key: Path) -> None:
    said = at_a_terminal(key, PHRASE).split()
    own = read_public_key(key.with_suffix(".pub"))
    assert verified(bytes.fromhex(said[-1]), STATEMENT, NAMESPACE) == own


def test_a_wrong_one_is_named(key: Path) -> None:
    said = at_a_terminal(key, "something else")
    assert f"The passphrase of {key} was not right. Nothing was recorded." in said
    assert f"ssh-add '{key}'" in said


@pytest.mark.parametrize("half", ["own", "own.pub"])
def test_without_a_terminal_it_is_refused_with_the_remedy(key: Path, half: str) -> None:
    file = key.with_name(half)
    ran = subprocess.run(
        [sys.executable, "-c", SIGN, str(file)],
        env=without_agent(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == (
        f"{file} has a passphrase, and there is no terminal to ask for it. Nothing was recorded."
        f" Give the command at a terminal, or hand the key to your agent first:"
        f" ssh-add '{key}'\n"
    )
